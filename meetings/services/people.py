"""The professionals of a meeting: who works on the case today, and who was already invited or present."""

import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case as When_
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from anchor.accounts.actor import Actor
from clients.models import Case, Consent, Participation
from meetings.models import Attendance, Meeting

INVITED, PRESENT = "invited", "present"


@dataclass(frozen=True, slots=True)
class Person:
    """A professional who can be ticked at a meeting and own an agreed action."""

    id: uuid.UUID
    name: str
    title: str
    sector: str
    is_me: bool
    works_today: bool  # takes part in the case today, and not only as somebody asked once
    consented: bool  # a living consent lets their sector read the shared record
    investigates: bool = False  # the event the case stems from
    attendance: str = ""  # invited to or present at the meeting that was asked about

    def counts_at(self, meeting: Meeting) -> bool:
        """Whether this person belongs to the meeting as its status has it: present, or before it invited."""
        return self.attendance == PRESENT or (self.attendance == INVITED and meeting.is_of_the_invited)


type People = dict[uuid.UUID, Person]
_COLUMNS = ("membership_id", "sector", "membership__title")


def people_of(actor: Actor, case: Case, meeting: Meeting | None = None) -> People:
    """Who can be at a meeting of the case: its working group of today, and those already written down. One query."""
    rows = _working_group(actor, case)
    if meeting is not None:
        rows = rows.union(_written_down(actor, meeting), all=True)
    people: People = {}
    for row in rows:
        found = _person(row, actor)
        known = people.get(found.id)
        people[found.id] = found if known is None else _one(known, found)
    return dict(sorted(people.items(), key=lambda item: (not item[1].is_me, item[1].name)))


def _working_group(actor: Actor, case: Case) -> QuerySet[Any]:
    today = timezone.localdate()
    given = Consent.objects.visible_to(actor).living(today)
    living = given.filter(case=case, covered_sectors__contains=[OuterRef("sector")])
    current = Participation.objects.visible_to(actor).filter(
        Q(ended_on=None) | Q(ended_on__gt=today), case=case, began_on__lte=today
    )
    return current.values(
        *_COLUMNS,
        name=F("membership__user__name"),
        consented=Exists(living),
        works=When_(When(kind=Participation.Kind.EXPERT, then=Value(False)), default=Value(True)),
        investigator=F("investigates"),
        attendance=Value("", output_field=CharField()),
    )


def _written_down(actor: Actor, meeting: Meeting) -> QuerySet[Any]:
    return (
        Attendance.objects.visible_to(actor)
        .filter(meeting=meeting)
        .values(
            *_COLUMNS,
            name=F("membership__user__name"),
            consented=Value(False),
            works=Value(False),
            investigator=Value(False),
            attendance=When_(When(present=True, then=Value(PRESENT)), default=Value(INVITED), output_field=CharField()),
        )
    )


def _person(row: dict[str, Any], actor: Actor) -> Person:
    return Person(
        id=row["membership_id"],
        name=row["name"],
        title=row["membership__title"],
        sector=row["sector"],
        is_me=row["membership_id"] == actor.membership_id,
        works_today=row["works"],
        consented=row["consented"],
        investigates=row["investigator"],
        attendance=row["attendance"],
    )


def _one(first: Person, second: Person) -> Person:
    """The same person from the working group and from the meeting."""
    return replace(
        first,
        works_today=first.works_today or second.works_today,
        consented=first.consented or second.consented,
        attendance=first.attendance or second.attendance,
        investigates=first.investigates or second.investigates,
    )
