"""Consents in three plain sentences: recorded as they were answered, ended forward only."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor
from anchor.accounts.models import Sector
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core import contributions
from anchor.core.errors import DomainError
from anchor.core.versions import lock, save_changed
from clients.models import Case, Consent, ConsentDetails, ConsentGiver, Participation
from clients.services.ages import is_of_age, reckon_case
from clients.services.givers import ADOLESCENT, Giver, Said, givers_needed, is_agreed, is_awaited, rows_of, write_givers
from clients.services.load import working_today

Sentence = Consent.Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """One sentence's new answer, as its row is to say it."""

    sentence: str
    agreed: bool  # yes was said to the sentence; it is given when all who must have said so
    given: bool
    awaited: bool
    covered: list[str]
    valid_to: datetime.date | None
    ends_at_18: bool

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of Consent."""
        named = ("sentence", "given", "awaited", "valid_to", "ends_at_18")
        return {name: getattr(self, name) for name in named} | {"covered_sectors": self.covered}


@transaction.atomic
def record_consent(
    *,
    actor: Actor,
    case: Case,
    answers: Mapping[str, bool],
    giver: str,
    valid_from: datetime.date,
    valid_to: datetime.date | None = None,
    said: Sequence[Said] = (),
    assessed_by: UUID | None = None,
    assessed_on: datetime.date | None = None,
    oral: bool = True,
    present: str = "",
    other_sectors: Sequence[str] = (),
    other_agreed: bool = False,
    about: str = "",
) -> list[Consent]:
    """Record the answers to the sentences that were asked. A new answer takes the place of the one before it.

    A refusal ends what was allowed; an answer that says what already holds changes nothing, so a second click is harmless.
    Where several must answer, a yes is given only when each of them has said so (domain.md, Consent).
    """
    case = lock(Case.objects.visible_to(actor), case.pk)
    require(actor, Action.RECORD_CONSENT, case)
    _check(case, answers, valid_from, valid_to, other_sectors)
    if giver != ADOLESCENT:
        _check_minor(actor, case)
    details = {"giver": giver, "oral": oral, "present": present if oral else "", "about": about}
    details |= _assessment(actor, case, assessed_by, assessed_on)
    givers = givers_needed(actor, case, giver, said, other_agreed=other_agreed)
    recorded = []
    for sentence, agreed in answers.items():
        given = agreed and is_agreed(givers)
        answer = _Answer(
            sentence=sentence,
            agreed=agreed,
            given=given,
            awaited=agreed and is_awaited(givers),
            covered=_covered(actor, sentence, other_sectors) if given else [],
            valid_to=valid_to if given else None,  # a refusal has no last day
            ends_at_18=given and giver != ADOLESCENT,
        )
        since = _since(actor, case, sentence)
        if not _takes_the_place(actor, case, answer, givers):
            continue
        consent = Consent.objects.create(case=case, valid_from=valid_from, **answer.columns, **stamp(actor))
        ConsentDetails.objects.create(consent=consent, case=case, **details, **stamp(actor))
        write_givers(actor, consent, givers, agreed=agreed, since=since)
        record(actor, Verb.CONSENT_RECORDED, consent, sentence=sentence, given=given)
        recorded.append(consent)
    if recorded:
        reckon_case(case)
        _begin_closing(actor, case.pk)  # a no that takes a yes back is a withdrawal
    contributions.ask(contributions.loses_ground, case, actor)
    return recorded


@transaction.atomic
def withdraw_consent(
    *,
    actor: Actor,
    consent: Consent,
    withdrawn_on: datetime.date | None = None,
    giver_id: UUID | None = None,
) -> Consent:
    """End a consent. Forward only: what was shared stays recorded, nothing new is shared from the next request on.

    `giver_id` names whose yes is withdrawn, for those who may know who gave it; one is enough to end it for all.
    """
    require(actor, Action.WITHDRAW_CONSENT, consent.case)  # first, for the wall locks nothing for who may only read
    lock(Case.objects.visible_to(actor), consent.case_id)  # whoever records, sends or closes on it meanwhile waits
    consent = lock(Consent.objects.visible_to(actor).select_related("case"), consent.pk)
    day = withdrawn_on or timezone.localdate()
    if giver_id is not None:
        _withdraw_yes(actor, consent, giver_id, day)
    if consent.withdrawn_on or consent.awaited:
        return consent  # a second click, or a yes taken back before the others have answered
    if not consent.given:
        raise DomainError(_("This answer was a refusal: there is nothing to withdraw."), code="not_given")
    consent.withdrawn_on = day
    save_changed(consent, "withdrawn_on")
    begins = _begin_closing(actor, consent.case_id)
    record(actor, Verb.CONSENT_WITHDRAWN, consent, sentence=consent.sentence, closing_begins=begins)
    contributions.ask(contributions.loses_ground, consent.case, actor)
    return consent


@transaction.atomic
def withdraw_all(*, actor: Actor, case: Case) -> list[Consent]:
    """Withdraw everything that was allowed, by one word of the adolescent or of one who answered for them."""
    require(actor, Action.WITHDRAW_CONSENT, case)
    lock(Case.objects.visible_to(actor), case.pk)  # what is being recorded now is withdrawn too
    given = Consent.objects.visible_to(actor).filter(case=case, given=True, withdrawn_on=None, ended_on=None)
    return [
        withdraw_consent(actor=actor, consent=consent)
        for consent in given.select_related("case").order_by("created_at", "pk")
    ]


def end_with_the_case(actor: Actor, case: Case) -> int:
    """What was given without a last day lasts until the case closes (domain.md, Consent). Reopening revives nothing.

    Returns how many have ended; the caller has closed the case and remembers it.
    """
    lasting = Consent.objects.visible_to(actor).filter(case=case, given=True, withdrawn_on=None, valid_to=None)
    return lasting.filter(ended_on=None).update(ended_on=case.closed_on)


def _check(
    case: Case,
    answers: Mapping[str, bool],
    valid_from: datetime.date,
    valid_to: datetime.date | None,
    other_sectors: Sequence[str],
) -> None:
    if not case.is_open:
        raise DomainError(_("The case is closed."), code="case_closed")
    if not answers:
        raise DomainError(_("Record an answer to at least one sentence."), code="no_answer", field="team")
    if valid_from > timezone.localdate():
        raise DomainError(_("This day has not come yet."), code="in_future", field="valid_from")
    if valid_to and valid_to < valid_from:
        raise DomainError(_("The period ends before it begins."), code="ended_before_given", field="valid_to")
    if answers.get(Sentence.OTHER) and not other_sectors:
        raise DomainError(_("Say which sectors may join."), code="no_sector", field="other_sectors")


def _check_minor(actor: Actor, case: Case) -> None:
    """What others give ends at midnight of the 18th birthday (domain.md, What a guardian gets): an adult answers for themself."""
    if is_of_age(actor, case):
        raise DomainError(_("Somebody of 18 answers for themself."), code="of_age", field="giver")


def _assessment(actor: Actor, case: Case, by: UUID | None, on: datetime.date | None) -> dict[str, Any]:
    """Who assessed when that the adolescent can decide: somebody who works on the case."""
    if on is None:
        return {}
    by = by or actor.membership_id
    working = Participation.objects.visible_to(actor).filter(working_today(), case=case, membership_id=by)
    if not working.exists():
        raise DomainError(_("This person does not work on the case."), code="not_on_the_case", field="assessed_by")
    return {"assessed_by_id": by, "assessed_on": on}


def _covered(actor: Actor, sentence: str, other_sectors: Sequence[str]) -> list[str]:
    """The sectors a yes to this sentence opens the case to."""
    if sentence == Sentence.TEAM:
        return sorted(actor.team.sectors) if actor.team else []
    return [Sector.EDUCATION] if sentence == Sentence.SCHOOL else sorted(set(other_sectors))


def _since(actor: Actor, case: Case, sentence: str) -> dict[tuple, datetime.date]:
    """When those who answered before the others did so: their days stay as they were."""
    awaited = Consent.objects.visible_to(actor).filter(case=case, sentence=sentence, awaited=True)
    rows = [row for row in rows_of(actor, awaited) if row.answered_on and not row.withdrawn_on]
    return {(row.giver, row.person_id, row.answer): row.answered_on for row in rows if row.answered_on}


def _takes_the_place(actor: Actor, case: Case, answer: _Answer, givers: Sequence[Giver]) -> bool:
    """End what the new answer replaces. Returns whether the answer says anything new.

    While somebody's answer is awaited, what all had given before still stands.
    """
    today = timezone.localdate()
    before = Consent.objects.visible_to(actor).filter(
        case=case, sentence=answer.sentence, withdrawn_on=None, ended_on=None
    )
    earlier_ones = list(before.select_for_update(of=("self",)).order_by("-created_at", "pk"))
    rows = rows_of(actor, earlier_ones)
    for earlier in earlier_ones:
        if _is_the_same(earlier, answer, givers, [row for row in rows if row.consent_id == earlier.pk]):
            return earlier.valid_to is not None and earlier.valid_to < today
        if earlier.given and not answer.awaited:
            earlier.withdrawn_on = today
            save_changed(earlier, "withdrawn_on")
    return True


def _is_the_same(earlier: Consent, answer: _Answer, givers: Sequence[Giver], rows: Sequence[ConsentGiver]) -> bool:
    if any(getattr(earlier, name) != value for name, value in answer.columns.items()):
        return False
    said = {(row.giver, row.person_id): row.answer for row in rows if not row.withdrawn_on}
    return not rows or not answer.agreed or said == {one.key: one.answer for one in givers}


def _withdraw_yes(actor: Actor, consent: Consent, giver_id: UUID, day: datetime.date) -> None:
    row = lock(ConsentGiver.objects.visible_to(actor).filter(consent=consent), giver_id)
    if row.answer != ConsentGiver.Answer.YES:
        raise DomainError(_("This answer was a refusal: there is nothing to withdraw."), code="not_given")
    if row.withdrawn_on is None:
        row.withdrawn_on = day
        save_changed(row, "withdrawn_on")


def _begin_closing(actor: Actor, case_id: UUID) -> bool:
    """Withdrawing all consents starts closing the same day (domain.md, The process): it is the case's next step, today."""
    today = timezone.localdate()
    of_case = Consent.objects.visible_to(actor).filter(case_id=case_id)
    if of_case.living(today).exists() or not of_case.filter(withdrawn_on__isnull=False).exists():
        return False
    case = lock(Case.objects.visible_to(actor), case_id)
    if case.is_open and case.next_step_on != today:
        case.next_step_on = today
        save_changed(case, "next_step_on")
    return case.is_open
