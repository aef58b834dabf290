"""A case as lists and pages show it: each part that its reader may know, gathered in the one query that fetches the case.

Every part is a sub-query of its own that states the rule (`visible_to`): what the reader may not know is not there.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, OuterRef, QuerySet, Subquery, UUIDField, Value
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anchor.access.holdings import Asker
from anchor.access.kept import answers
from anchor.access.lookups import TransactionTime
from anchor.accounts.actor import Actor
from anchor.core.dates import birthday
from anchor.core.display import format_shortdate, sector_place
from anchor.tenancy.places import place_name
from clients.models import (
    Case,
    Client,
    ClientAddress,
    ClientBirth,
    Consent,
    EmergencyAccess,
    Participation,
    Stage,
)
from clients.services.consent_state import CONSENT_COLUMNS, ConsentState, all_withdrawn, lives_today, states_of
from clients.services.load import working_today
from clients.services.threats import resembles

# What a case in this stage waits for: every record says what happens next.
NEXT_STEPS = {
    Stage.SELECTED: _("Agree the first meeting"),
    Stage.MEETING_AGREED: _("Hold the meeting and log it"),
    Stage.IN_WORK: _("Assess the need of further work"),
    Stage.ASSESSED: _("Refer onward or close"),
    Stage.FOLLOW_UP: _("Ask whether the service started"),
    Stage.CLOSED: _("No open steps"),
}
ASK_OR_CLOSE = _("All consents have been withdrawn: close the case, or ask again")
STAGE_BADGES = {
    Stage.SELECTED: ("info", "check"),
    Stage.MEETING_AGREED: ("info", "today"),
    Stage.IN_WORK: ("info", "play"),
    Stage.ASSESSED: ("wait", "half"),
    Stage.FOLLOW_UP: ("ok", "arrow"),
    Stage.CLOSED: ("line", "check"),
}
SOON_DAYS = 90  # how long before the 18th birthday its closing is on the table


def listed_cases(actor: Actor, keys: Sequence[UUID]) -> list[Case]:
    """Those of the cases that exist for the actor, with the parts a list shows, in any order."""
    return answers(_listed, actor, case_ids=list(keys)) if keys else []


def _listed(actor: Asker, case_ids: list[UUID]) -> QuerySet[Case]:
    keys = Value(case_ids, output_field=ArrayField(UUIDField()))
    return with_parts(Case.objects.visible_to(actor).filter(pk__any=keys), actor)


def with_parts(cases: QuerySet[Case], actor: Asker) -> QuerySet[Case]:
    """Cases that carry the name, the birth date, the place, the people and the consents, as far as they exist for the actor."""
    of_client = {"client_id": OuterRef("client_id")}
    names = Client.objects.visible_to(actor).filter(pk=OuterRef("client_id"))
    births = ClientBirth.objects.visible_to(actor).filter(**of_client)
    places = ClientAddress.objects.visible_to(actor).filter(**of_client, protected=False)
    people = Participation.objects.visible_to(actor).filter(working_today(), case_id=OuterRef("pk"))
    consents = Consent.objects.visible_to(actor).filter(case_id=OuterRef("pk")).annotate(lives=lives_today())
    member = JSONObject(
        id="membership_id",
        participation="pk",
        sector="sector",
        name="membership__user__name",
        title="membership__title",
        kind="kind",
        began_on="began_on",
        ended_on="ended_on",
        investigates="investigates",
    )
    opened = EmergencyAccess.objects.visible_to(actor).filter(
        case_id=OuterRef("pk"), author_id=actor.membership_id, until__gt=TransactionTime()
    )
    return cases.annotate(
        emergency_part=Subquery(opened.order_by("-until").values(json=JSONObject(id="id", until="until"))[:1]),
        name_part=Subquery(names.values(json=JSONObject(given="given_names", family="family_name"))),
        birth_part=Subquery(births.values("birth_date")),
        place_part=Subquery(places.values("residence_id")),
        people_part=ArraySubquery(people.order_by("began_on", "pk").values(json=member)),
        consent_part=ArraySubquery(
            consents.order_by("pk").values(json=JSONObject(**{name: F(name) for name in CONSENT_COLUMNS}))
        ),
    )


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works on the case today."""

    id: UUID
    participation: UUID
    sector: str
    name: str
    title: str
    kind: str
    began_on: datetime.date
    until: datetime.date | None  # a guest's last day
    is_responsible: bool
    investigates: bool  # the event the case stems from

    @classmethod
    def of(cls, row: Mapping[str, Any], case: Case) -> Self:
        return cls(
            id=UUID(row["id"]),
            participation=UUID(row["participation"]),
            sector=row["sector"],
            name=row["name"],
            title=row["title"],
            kind=row["kind"],
            began_on=datetime.date.fromisoformat(row["began_on"]),
            until=_day_before(row["ended_on"]),
            is_responsible=UUID(row["id"]) == case.responsible_id,
            investigates=row["investigates"],
        )


def _day_before(day: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(day) - datetime.timedelta(days=1) if day else None


class ShownCase:
    """One case in the eyes of one reader. Made of a case fetched through `with_parts`."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @property
    def emergency(self) -> dict[str, Any] | None:
        """The reader's own emergency access to the case while it lasts: its key, and until when."""
        part = self.case.emergency_part  # type: ignore[attr-defined]
        return part and {"id": part["id"], "until": datetime.datetime.fromisoformat(part["until"])}

    @property
    def is_named(self) -> bool:
        """Whether the reader may know the name, which is: works on the case."""
        return self.case.name_part is not None  # type: ignore[attr-defined]

    @property
    def born(self) -> datetime.date | None:
        """The birth date, for those who may know it."""
        return self.case.birth_part  # type: ignore[attr-defined]

    @property
    def turns_18_on(self) -> datetime.date | None:
        """The day guardians' rights and consents end, for those who may know it."""
        return birthday(self.born, 18) if self.born else None

    @property
    def name(self) -> str:
        """The name for who works on the case, the initials for others: for the case's own pages."""
        part = self.case.name_part  # type: ignore[attr-defined]
        return f"{part['given']} {part['family']}" if part else self.case.initials

    @property
    def listed_name(self) -> str:
        """The same for lists, where somebody under non-disclosure is initials to everybody."""
        return self.case.initials if self.case.non_disclosure else self.name

    @property
    def place(self) -> str:
        """Where the adolescent lives, for those who may know it; nothing under non-disclosure."""
        return "" if self.case.non_disclosure else place_name(self.case.place_part)  # type: ignore[attr-defined]

    @cached_property
    def people(self) -> list[Colleague]:
        """Who works on the case today, the responsible worker first, then by sector."""
        people = [Colleague.of(row, self.case) for row in self.case.people_part]  # type: ignore[attr-defined]
        return sorted(people, key=lambda person: (not person.is_responsible, sector_place(person.sector)))

    @property
    def resembling(self) -> list[str]:
        """Who works on the case and has the name of the one a protection is against: a hint, for somebody to look into."""
        return [person.name for person in self.people if resembles(self.case, person.name)]

    @property
    def responsible(self) -> Colleague | None:
        return next((person for person in self.people if person.is_responsible), None)

    @cached_property
    def sectors(self) -> list[str]:
        """The sectors that work on the case, the responsible worker's first."""
        return list(dict.fromkeys(person.sector for person in self.people))

    @cached_property
    def consents(self) -> list[ConsentState]:
        """The three sentences."""
        return states_of(self.case.consent_part, self.turns_18_on)  # type: ignore[attr-defined]

    @property
    def consent(self) -> ConsentState:
        """The first sentence: whether the team may talk about the adolescent's matters together."""
        return self.consents[0]

    @property
    def has_several_given(self) -> bool:
        """Whether more than one sentence holds, so that all may be withdrawn in one click."""
        return sum(consent.is_given for consent in self.consents) > 1

    @property
    def turns_15_on(self) -> datetime.date | None:
        """The day of criminal liability, when it comes within a year, for those who may know it."""
        if self.born is None:
            return None
        day, today = birthday(self.born, 15), timezone.localdate()
        return day if today < day <= today + datetime.timedelta(days=365) else None

    @property
    def turning_18(self) -> str:
        """That the 18th birthday is near or past while the case is open; that it is near is told to who may know its day."""
        day = self.turns_18_on
        if not self.case.is_open or (day and day > timezone.localdate() + datetime.timedelta(days=SOON_DAYS)):
            return ""
        if day is None:
            return gettext("has turned 18") if self.case.age >= 18 else ""
        return gettext("18 on %(day)s") % {"day": format_shortdate(day)}

    @property
    def next_step(self) -> Any:
        """What the case waits for: by its stage, unless everything that was allowed has been withdrawn."""
        return ASK_OR_CLOSE if self.has_withdrawn_all else NEXT_STEPS[Stage(self.case.stage)]

    @property
    def has_withdrawn_all(self) -> bool:
        """Whether all consents of an open case have been withdrawn: that starts its closing the same day."""
        return self.case.is_open and all_withdrawn(self.case.consent_part)  # type: ignore[attr-defined]

    @property
    def stage_badge(self) -> tuple[str, str]:
        """Kind and icon of the stage's badge."""
        return STAGE_BADGES[Stage(self.case.stage)]

    @property
    def is_late(self) -> bool:
        day = self.case.next_step_on
        return self.case.is_open and day is not None and day < timezone.localdate()
