"""What the page of one case shows beyond a list: why it was selected, its way through the stages, what its reader may do."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from anchor.access.actions import Action
from anchor.access.holdings import Asker
from anchor.access.kept import answers, what_it_looked_up
from anchor.access.rules import asked_once, may
from anchor.accounts.actor import Actor
from anchor.tenancy.codes import label
from clients.models import (
    Case,
    CaseReason,
    CaseSelection,
    Client,
    ClientAddress,
    ClientIdentity,
    Disclosure,
    GuardianDecision,
    RelatedPerson,
    SafetyNote,
    SectorRequest,
    Stage,
)
from clients.services.ages import may_be_of_age
from clients.services.shown import ShownCase, with_parts

ASKED = {
    "may_assign": Action.ASSIGN,
    "may_change": Action.CHANGE_CASE,
    "may_log_meeting": Action.LOG_MEETING,
    "may_refer": Action.REFER_ONWARD,
    "may_ask": Action.ASK_ABOUT_CASE,
    "may_write_safety_note": Action.WRITE_SAFETY_NOTE,
    "may_transfer": Action.TRANSFER_CASE,
    "may_record_consent": Action.RECORD_CONSENT,
    "may_withdraw_consent": Action.WITHDRAW_CONSENT,
    "may_decide_for_guardian": Action.DECIDE_FOR_GUARDIAN,
    "may_disclose": Action.RECORD_DISCLOSURE,
    "may_ask_sector": Action.ASK_SECTOR,
}


DISCLOSURE_COLUMNS = (
    *("id", "sector", "to_sector", "record_kind", "ground", "given_on", "taken_back_on", "created_at"),
)
REQUEST_COLUMNS = ("id", "sector", "asked_sector", "state", "unmanned", "created_at", "settled_at")


def case_with_page(actor: Actor, case_id: UUID) -> Case | None:
    """The case with everything its page shows of it, if it exists for this actor."""
    for case in answers(_with_page, actor, case_id=case_id):
        for name, first in asked_once(ASKED).items():
            setattr(case, name, getattr(case, first))
        return case
    return None


def _with_page(actor: Asker, case_id: UUID) -> QuerySet[Case]:
    of_case, of_client = {"case_id": OuterRef("pk")}, {"client_id": OuterRef("client_id")}
    selection = CaseSelection.objects.visible_to(actor).filter(**of_case)
    reasons = CaseReason.objects.visible_to(actor).filter(**of_case).order_by("pk")
    notes = SafetyNote.objects.visible_to(actor).filter(**of_client).order_by("pk")
    notes = notes.annotate(may_change=may(actor, Action.CHANGE_SAFETY_NOTE, SafetyNote))
    identity = ClientIdentity.objects.visible_to(actor).filter(**of_client)
    address = ClientAddress.objects.visible_to(actor).filter(**of_client)
    clients = Client.objects.visible_to(actor).filter(pk=OuterRef("client_id"))
    decisions = GuardianDecision.objects.visible_to(actor).filter(**of_case, sector=actor.sector)
    return with_parts(Case.objects.visible_to(actor).filter(pk=case_id), actor).annotate(
        selection_part=Subquery(
            selection.values(json=JSONObject(contact_on="contact_on", selected_on="selected_on", criteria="criteria"))
        ),
        safety_part=ArraySubquery(
            notes.values(json=JSONObject(id="id", sector="sector", at="created_at", text="text", mine="may_change"))
        ),
        reason_part=ArraySubquery(reasons.values(json=JSONObject(reason="reason", role="role"))),
        disclosure_part=_rows(Disclosure.objects.visible_to(actor).filter(**of_case), DISCLOSURE_COLUMNS),
        request_part=_rows(SectorRequest.objects.visible_to(actor).filter(**of_case), REQUEST_COLUMNS),
        identity_part=Subquery(
            identity.values(json=JSONObject(service="service_language", interpreter="interpreter_language"))
        ),
        address_part=Subquery(address.values(json=JSONObject(protected="protected"))),
        guardian_part=Subquery(
            decisions.order_by("-decided_on", "-created_at", "-pk").values(
                json=JSONObject(outcome="outcome", decided_on="decided_on")
            )[:1]
        ),
        threat_part=ArraySubquery(
            RelatedPerson.objects.visible_to(actor)
            .filter(**of_client, threatens=True)
            .order_by("pk")
            .values("relation")
        ),
        may_change_client=Subquery(
            clients.annotate(may=may(actor, Action.CHANGE_CLIENT, Client)).values("may"),
        ),
        **what_it_looked_up(),
        **{name: may(actor, ASKED[name], Case) for name in dict.fromkeys(asked_once(ASKED).values())},
    )


def _rows(found: QuerySet[Any], columns: tuple[str, ...]) -> ArraySubquery:
    return ArraySubquery(found.order_by("pk").values(json=JSONObject(**{name: F(name) for name in columns})))


@dataclass(frozen=True, slots=True)
class Step:
    """One stage on the case's way, for the stepper."""

    label: Any
    state: str  # done, current, todo
    date: datetime.date | None = None
    note: str = ""


class CasePage(ShownCase):
    """One case's page in the eyes of one reader. Made of a case fetched through `case_with_page`."""

    @property
    def selection(self) -> dict[str, Any] | None:
        """Why and when the adolescent was selected, for those who may read it."""
        part = self.case.selection_part  # type: ignore[attr-defined]
        return part and {
            "contact_on": datetime.date.fromisoformat(part["contact_on"]),
            "selected_on": datetime.date.fromisoformat(part["selected_on"]),
            "criteria": [label("criterion", code) for code in part["criteria"]],
        }

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """Each reason in words, with the adolescent's role in it."""
        rows = self.case.reason_part  # type: ignore[attr-defined]
        return [(label("reason", row["reason"]), label("role_in_reason", row["role"])) for row in rows]

    @property
    def language(self) -> str:
        """The language of service and of an interpreter, for those who may read it."""
        part = self.case.identity_part  # type: ignore[attr-defined]
        if not part:
            return ""
        spoken = label("service_language", part["service"])
        if not part["interpreter"]:
            return _("Service in %(language)s") % {"language": spoken}
        interpreted = label("service_language", part["interpreter"])
        return _("Service in %(language)s, interpreter %(other)s") % {"language": spoken, "other": interpreted}

    @property
    def has_contact_details(self) -> bool:
        """Whether there are contact details that the reader may open."""
        return bool(self.case.address_part or self.case.identity_part)  # type: ignore[attr-defined]

    @property
    def threats(self) -> list[str]:
        """Whom the protection is against, by relation, for those who may read of close people."""
        return [label("relation", code) for code in self.case.threat_part]  # type: ignore[attr-defined]

    @property
    def for_guardian(self) -> dict[str, Any] | None:
        """What a guardian gets of the reader's own register; None while nothing is decided."""
        part = self.case.guardian_part  # type: ignore[attr-defined]
        return part and {
            "words": GuardianDecision.Outcome(part["outcome"]).label,
            "on": datetime.date.fromisoformat(part["decided_on"]),
        }

    @property
    def has_guardian(self) -> bool:
        """Whether anything can be given to a guardian: the reader works on the case, and nobody of 18 has one."""
        return self.is_named and (
            not may_be_of_age(self.case) if self.turns_18_on is None else timezone.localdate() < self.turns_18_on
        )

    @property
    def closing_words(self) -> str:
        """Why the case was closed."""
        return label("closing_reason", self.case.closing_reason) if self.case.closing_reason else ""

    @cached_property
    def safety_notes(self) -> list[SafetyNote]:
        """What to know when going there, as far as it exists for the reader, and whether they may change it."""
        return [self._safety_note(row) for row in self.case.safety_part]  # type: ignore[attr-defined]

    def _safety_note(self, row: dict[str, Any]) -> SafetyNote:
        note = SafetyNote(pk=UUID(row["id"]), tenant_id=self.case.tenant_id, sector=row["sector"])
        note.created_at = datetime.datetime.fromisoformat(row["at"])
        note.text = bytes.fromhex(row["text"].removeprefix("\\x"))  # sealed, as the field brings it from a row
        note.is_mine = row["mine"]  # type: ignore[attr-defined]
        return note

    @property
    def is_of_emergency_alone(self) -> bool:
        """Whether the reader neither works on the case nor coordinates it, and has opened it in an emergency."""
        return self.emergency is not None and not self.is_named and not self.case.may_assign  # type: ignore[attr-defined]

    @property
    def is_limited(self) -> bool:
        """Whether the reader works on the case but lacks what a consent would open."""
        return self.is_named and self.selection is None

    @property
    def steps(self) -> list[Step]:
        """The case's way with the days that are known."""
        known = (self.case.stage_days or {}) | {Stage.SELECTED.value: self.case.opened_on.isoformat()}
        days: dict[str, datetime.date | None] = {
            stage: datetime.date.fromisoformat(day) for stage, day in known.items() if day
        }
        days[Stage.CLOSED.value] = self.case.closed_on
        order = list(Stage.values)
        now = order.index(self.case.stage)
        states = ["done" if place < now else "current" if place == now else "todo" for place in range(len(order))]
        pairs = zip(Stage, states, strict=True)
        return [
            Step(capfirst(stage.label), state, days.get(stage.value) if state != "todo" else None)
            for stage, state in pairs
        ]

    @property
    def sections(self) -> tuple[str, ...]:
        """What of the case was shown, as the memory says it."""
        shown = {
            "shell": True,
            "name": self.is_named,
            "criteria": self.selection is not None,
            "consents": True,
            "safety_notes": bool(self.case.safety_part),  # type: ignore[attr-defined]
        }
        return tuple(name for name, is_shown in shown.items() if is_shown)
