"""What somebody typed and has not saved: theirs alone, encrypted, by form and by the record the form is about.

A draft belongs to the membership that typed it. Every query names it, and the wall names it again; there is no other way
to ask for a draft.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from anchor.core.models import Draft

KEPT_DAYS = 30  # design: domain.md, Retention
# Fields of a form that are no words of the writer and would be wrong when the draft is opened again.
_NOT_KEPT = frozenset({"csrfmiddlewaretoken", "version"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as a form gets it back: the fields as they were typed, and when they were kept."""

    form: str
    about: str
    data: QueryDict
    saved_at: datetime.datetime


@transaction.atomic
def save_draft(actor: Any, form: str, about: str, body: str) -> datetime.datetime:
    """Keep the fields of a form, urlencoded, in place of what was kept of it before. Returns when."""
    fields = QueryDict(body, mutable=True)
    for name in _NOT_KEPT:
        fields.pop(name, None)
    now = timezone.now()
    draft = _own(actor).select_for_update(of=("self",)).filter(form=form, about=about).first()
    if draft is None:
        draft = Draft(tenant_id=actor.tenant_id, membership_id=actor.membership_id, form=form, about=about)
    draft.body, draft.saved_at = fields.urlencode(), now
    draft.save()
    return now


def load_draft(actor: Any, form: str, about: str = "") -> Kept | None:
    """What this membership typed into the form and has not saved, or None; nothing older than 30 days."""
    draft = _living(actor).filter(form=form, about=about).first()
    return _kept(draft) if draft else None


def drop_draft(actor: Any, form: str, about: str = "") -> None:
    """Forget a draft: what it held is saved, or nobody wants it any more."""
    _own(actor).filter(form=form, about=about).delete()


def own_drafts(actor: Any) -> list[Kept]:
    """All drafts of this membership, newest first."""
    return [_kept(draft) for draft in _living(actor).order_by("-saved_at", "pk")]


def _own(actor: Any) -> Any:
    return Draft.objects.filter(membership_id=actor.membership_id, tenant_id=actor.tenant_id or "")


def _living(actor: Any) -> Any:
    return _own(actor).filter(saved_at__gt=timezone.now() - datetime.timedelta(days=KEPT_DAYS))


def _kept(draft: Draft) -> Kept:
    return Kept(form=draft.form, about=draft.about, data=QueryDict(str(draft.body)), saved_at=draft.saved_at)
