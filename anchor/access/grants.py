"""The only file that touches django-guardian: who holds which grip on which case or contact, in which membership.

Guardian's direct foreign-key models carry two columns more, the membership that wears the grant and the tenant. Its own
`assign_perm` cannot fill them for many rows and skips `save()`, so granting is our own; `get_objects_for_user` is never
used, its cost grows with the rows (access.md, lock 1).
"""

import datetime
import uuid
from functools import cache
from typing import Any, cast

from django.apps import apps
from django.contrib.auth.models import Permission
from guardian.utils import get_user_obj_perms_model

from anchor.access.matrix import MATRIX
from anchor.accounts.models import Membership
from anchor.audit.models import Verb
from anchor.audit.services import record

_ABOUT = ("client_id", "case_id", "contact_id", "sector")


@cache
def permission_id(app_label: str, codename: str) -> int:
    """The id of a permission; permissions are made by migrations and never change."""
    return Permission.objects.values_list("pk", flat=True).get(content_type__app_label=app_label, codename=codename)


def grant(membership: Membership, codename: str, target: Any, *, ends_on: datetime.date | None = None) -> None:
    """Let a membership hold a record with one grip; an earlier grip of the same membership on it is replaced."""
    values = {
        "permission_id": permission_id(target._meta.app_label, codename),
        "user_id": membership.user_id,
        "tenant_id": target.tenant_id,
        "team_id": target.team_id,
        "ends_on": ends_on,
    }
    # A grant names what its record is about, so that the wall finds it without asking for the record.
    own = {field.attname for field in _grants_on(target).model._meta.concrete_fields}
    values |= {name: getattr(target, name) for name in _ABOUT if name in own and hasattr(target, name)}
    # Not update_or_create: guardian's save() would fetch the target and the permission of a stored grant one by one.
    held = {"membership": membership, "content_object": target}
    if not _grants_on(target).filter(**held).update(**values):
        _grants_on(target).get_or_create(**held, defaults=values)


def end(membership: Membership, target: Any) -> int:
    """Take every grip of a membership on a record away, from the next request on. Returns how many there were."""
    return _grants_on(target).filter(membership=membership, content_object=target).delete()[0]


def end_all(codename: str, target: Any) -> int:
    """Take one grip on a record away from everybody who holds it. Returns how many there were."""
    grip = permission_id(target._meta.app_label, codename)
    return _grants_on(target).filter(permission_id=grip, content_object=target).delete()[0]


def clear_ended(day: datetime.date) -> int:
    """Take away the grants whose last day is over; asked by the night's task in its own scope, tenant by tenant.

    They open nothing any more; each leaves a row in the memory that names what it was a grant on. Returns their number.
    """
    cleared = 0
    for row in (row for row in MATRIX.values() if row.ends):
        model = apps.get_model(row.model)
        ended = model.objects.filter(**{f"{row.ends}__lt": day}).order_by("pk")
        kept_by = list(ended.values_list("pk", "content_object_id", "membership_id"))
        for _pk, granted, membership_id in kept_by:
            target = model._meta.get_field("content_object").related_model(pk=granted)
            record(None, Verb.GRANT_CLEARED, target, membership=str(membership_id))
        cleared += model.objects.filter(pk__in=[pk for pk, *_ in kept_by]).delete()[0]
    return cleared


def holders(target: Any) -> set[uuid.UUID]:
    """Ids of the memberships that hold a grip on a record, as far as the asker may know them."""
    return set(_grants_on(target).filter(content_object=target).values_list("membership_id", flat=True))


def _grants_on(target: Any) -> Any:
    """The grants of what the target is; guardian finds the direct foreign-key model that stands beside it."""
    return cast(Any, get_user_obj_perms_model(target)).objects
