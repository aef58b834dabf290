"""Which forms keep drafts, what each is about, and what its drafts are called. A form not named here keeps none."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.rules import can
from anchor.accounts.actor import Actor
from anchor.core.drafts import Kept
from anchor.tenancy.tenant import TenantModel
from clients.models import Case
from clients.services.shown import ShownCase, with_parts
from meetings.models import Meeting

NOTHING = "new"  # what a form is about that makes a record of its own


@dataclass(frozen=True, slots=True)
class DraftForm:
    """One form that keeps drafts: its page, and the model of the record it is about, or None for a new one."""

    title: Any
    route: str
    about: type[TenantModel] | None = None


FORMS: dict[str, DraftForm] = {
    "contact": DraftForm(_("Contact"), "new_contact"),
    "log_meeting": DraftForm(_("Meeting"), "log_meeting", Case),
    "change_meeting": DraftForm(_("Change of a meeting"), "change_meeting", Meeting),
}


def may_keep(actor: Actor, form: str, about: str) -> bool:
    """Whether there is such a form, and its record exists for the actor."""
    known = FORMS.get(form)
    if known is None or not can(actor, Action.SEE_DAY):  # where drafts are found again
        return False
    if known.about is None:
        return about == NOTHING
    try:
        pk = uuid.UUID(about)
    except ValueError:
        return False
    return known.about.objects.visible_to(actor).filter(pk=pk).exists()  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class ShownDraft:
    """A draft in a list: what it is, whom it is about, and where to go on with it."""

    title: Any
    whom: str
    url: str
    kept: Kept
    about: Case | None = None


def shown_drafts(actor: Actor, drafts: Iterable[Kept]) -> list[ShownDraft]:
    """The actor's drafts whose record they may still see, in the order given."""
    drafts = list(drafts)
    meetings = _records(actor, Meeting, drafts)
    wanted = {meeting.case_id for meeting in meetings.values()} | _ids(drafts, Case)
    found = with_parts(Case.objects.visible_to(actor).filter(pk__in=wanted), actor) if wanted else ()
    cases = {case.pk: ShownCase(case) for case in found}
    shown = []
    for kept in drafts:
        form = FORMS.get(kept.form)
        if form is None:
            continue
        if form.about is None:
            shown.append(ShownDraft(form.title, "", reverse(form.route), kept))
            continue
        pk = uuid.UUID(kept.about)
        about = cases.get(meetings[pk].case_id if pk in meetings else pk)
        if about is not None:
            url = reverse(form.route, args=[pk])
            shown.append(ShownDraft(form.title, about.listed_name, url, kept, about.case))
    return shown


def _ids(drafts: Iterable[Kept], model: type[TenantModel]) -> set[uuid.UUID]:
    return {uuid.UUID(kept.about) for kept in drafts if kept.form in FORMS and FORMS[kept.form].about is model}


def _records(actor: Actor, model: type[Meeting], drafts: Iterable[Kept]) -> dict[uuid.UUID, Meeting]:
    wanted = _ids(drafts, model)
    return {row.pk: row for row in model.objects.visible_to(actor).filter(pk__in=wanted)} if wanted else {}
