"""What the hall tells the pages: what is to be closed or checked, what could be disclosed of a case."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from anchor.access.holdings import Asker
from anchor.access.kept import answers
from anchor.access.vocabulary import Record
from anchor.accounts.actor import Actor
from anchor.tenancy.codes import labels
from clients.disclosable import Disclosable, of_kind
from clients.models import (
    Case,
    CaseReason,
    CaseSelection,
    ClientAddress,
    ClientBirth,
    ClientIdentity,
    Consent,
    RelatedPerson,
)
from clients.services.shown import ASK_OR_CLOSE, ShownCase, with_parts
from clients.waiting import Waiting

MOST = 20


def today(actor: Actor, day: date) -> Iterator[Waiting]:
    """Open cases the actor is responsible for that are to be closed, or whose protection is to be checked, in one query.

    Everything that was allowed has been withdrawn (domain.md, The process); a protection never lapses by itself, so on its
    day the responsible worker asks whether it still stands.
    """
    if not actor.works_in_team:
        return
    for case in answers(_to_close_or_check, actor):
        if case.is_withdrawn:  # type: ignore[attr-defined]
            yield Waiting(
                kind="notice",
                title=ShownCase(case).listed_name,
                meta=str(ASK_OR_CLOSE),
                url=reverse("close_case", args=[case.pk]),
                due=case.next_step_on,
                late=case.next_step_on is not None and case.next_step_on < day,
                about=case,
            )
        yield from _check(case, case.initials, day)


def _to_close_or_check(actor: Asker) -> QuerySet[Case]:
    day = timezone.localdate()
    given = Consent.objects.visible_to(actor).filter(case_id=OuterRef("pk"))
    withdrawn = Q(Exists(given.filter(withdrawn_on__isnull=False)), ~Exists(given.living(day)))
    to_check = Q(non_disclosure=True, protection_check_on__lte=day)
    mine = Case.objects.visible_to(actor).filter(
        withdrawn | to_check, responsible_id=actor.membership_id, closed_on=None
    )
    return with_parts(mine, actor).annotate(is_withdrawn=withdrawn).order_by("next_step_on", "pk")[:MOST]


def next_steps(case: Case, actor: Actor) -> Iterator[Waiting]:
    """The check of a protection on the page of its case, for all who work on it."""
    if case.is_open:
        yield from _check(case, "", timezone.localdate())


def _check(case: Case, whose: str, day: date) -> Iterator[Waiting]:
    if case.non_disclosure and case.protection_check_on is not None and case.protection_check_on <= day:
        yield Waiting(
            kind="notice",
            title=_("Check whether the non-disclosure still stands"),
            meta=whose,
            url=reverse("protection", args=[case.pk]),
            due=case.protection_check_on,
            late=True,
            about=case,
        )


def disclosable(case: Case, actor: Actor) -> Iterator[Disclosable]:
    """What is held about the adolescent and why they were selected. What is protected for their safety is not offered."""
    client = {"client_id": case.client_id}
    rows = of_kind(Record.IDENTITY, ClientIdentity.objects.filter(**client), actor).union(
        of_kind(Record.BIRTH_DATE, ClientBirth.objects.filter(**client), actor),
        of_kind(Record.ADDRESS, ClientAddress.objects.filter(**client, protected=False), actor),
        of_kind(Record.RELATED_PERSON, RelatedPerson.objects.filter(**client), actor, what="relation"),
        of_kind(Record.CRITERIA, CaseSelection.objects.filter(case=case), actor, at="selected_on"),
        of_kind(Record.REASON, CaseReason.objects.filter(case=case), actor, what="reason"),
        all=True,
    )
    words = labels("relation") | labels("reason")
    for kind, pk, what, at in rows:
        yield Disclosable(kind, pk, words.get(what, what), at)
