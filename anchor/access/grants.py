"""The only file that touches django-guardian: who holds which grip on which case or contact, in which membership.

Guardian's direct foreign-key models carry two columns more, the membership that wears the grant and the tenant. Its own
`assign_perm` cannot fill them for many rows and skips `save()`, so granting is our own; `get_objects_for_user` is never
used, its cost grows with the rows (access.md, lock 1).
"""

import datetime
from functools import cache

from django.contrib.auth.models import Permission
from django.db.models import Model
from guardian.utils import get_user_obj_perms_model

from anchor.accounts.models import Membership


@cache
def permission_id(app_label: str, codename: str) -> int:
    """The id of a permission; permissions are made by migrations and never change."""
    return Permission.objects.values_list("pk", flat=True).get(content_type__app_label=app_label, codename=codename)


def grant(membership: Membership, codename: str, target: Model, *, ends_on: datetime.date | None = None) -> None:
    """Let a membership hold a record with one grip; an earlier grip of the same membership on it is replaced."""
    model = get_user_obj_perms_model(type(target))
    model.objects.update_or_create(
        membership=membership,
        content_object=target,
        defaults={
            "permission_id": permission_id(target._meta.app_label, codename),
            "user_id": membership.user_id,
            "tenant_id": target.tenant_id,
            "team_id": target.team_id,
            "ends_on": ends_on,
        },
    )


def end(membership: Membership, target: Model) -> int:
    """Take every grip of a membership on a record away, from the next request on. Returns how many there were."""
    model = get_user_obj_perms_model(type(target))
    return model.objects.filter(membership=membership, content_object=target).delete()[0]


def holders(target: Model) -> set:
    """Ids of the memberships that hold a grip on a record, as far as the asker may know them."""
    model = get_user_obj_perms_model(type(target))
    return set(model.objects.filter(content_object=target).values_list("membership_id", flat=True))
