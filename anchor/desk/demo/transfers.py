"""Cases that go from one team to another: one waits for the shown team's answer, one it has accepted a week ago."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from anchor.core.dates import age_on
from anchor.desk.demo import cases, meetings, teams
from anchor.desk.demo.chance import at, workday
from anchor.desk.demo.office import Office
from anchor.desk.demo.youths import Matter, new_youth
from clients.models.client import initials_of
from referrals.models import Arrival, CarriedEntry, Kind, Transfer, TransferParcel
from referrals.services.parcel import closed

NEIGHBOUR = "694"  # its team sends to the shown one
MATTER = Matter({"damage": "did"}, ["crime"])
ALONG = dict.fromkeys([Kind.CRITERIA.value, Kind.SUMMARIES.value], "consent")
TEXT = {
    "fi": "Nuori kertoi, että muutto uuteen kouluun jännittää. Hän toivoo, että joku tulee mukaan ensimmäisenä päivänä.",
    "sv": "Den unga berättade att det känns spännande att börja i en ny skola och hoppas att någon följer med första dagen.",
}


@dataclass
class Told:
    """A case and the team that tells it."""

    office: Office
    file: cases.File


class Moves:
    """Each team tells its own cases; what lies between them is written at the end, when all numbers are given."""

    def __init__(self) -> None:
        self.told: dict[str, Told] = {}

    def tell(self, office: Office) -> list[cases.File]:
        """The cases of this team that come or go, to be numbered and written with its others."""
        home = office.crew.place.team.municipality_id
        names = {teams.SHOWN: ("arrived",), NEIGHBOUR: ("accepted", "offered")}.get(home, ())
        return [self._case(office, name) for name in names]

    def _case(self, office: Office, name: str) -> cases.File:
        contact_on = workday(office.until - timedelta(days=64), step=-1)
        youth = new_youth(office, teams.SHOWN, contact_on, 14)
        twin = {"arrived": "accepted", "accepted": "arrived"}.get(name)
        if twin in self.told:  # the same adolescent, whom each team knows as a client of its own
            youth = replace(self.told[twin].file.youth, client_id=None, sector="", free_from=None, code="")
        youth.protected = False
        opened_on = _answered_on(office) if name == "arrived" else workday(office.until - timedelta(days=60), step=-1)
        responsible = office.worker("social")
        days: dict[str, Any] = {"contact_on": contact_on, "opened_on": opened_on}
        file = cases.open_case(office, youth, MATTER, responsible=responsible, **days)
        if name != "arrived":
            first = at(workday(opened_on + timedelta(days=14)), 13)
            meetings.hold(office, file, first, "first", writer=responsible)
            file.reach("in_work", first.date())
            cases.consent(office, file, "team", first.date())
            cases.consent(office, file, "other", first.date())
        if name == "accepted":
            cases.close(file, _answered_on(office), "transferred")
        self.told[name] = Told(office, file)
        return file

    def finish(self) -> None:
        """The transfers, what goes along with the one that waits, and what arrived with the other."""
        if set(self.told) != {"arrived", "accepted", "offered"}:
            return
        here = self.told["arrived"].office
        day, coordinator = _answered_on(here), here.crew.coordinator
        answer = {"state": Transfer.State.ACCEPTED, "answered_on": day, "answered_by_id": coordinator.id}
        sent_as = self._transfer(self.told["accepted"], here, day - timedelta(days=2), **answer)
        self._arrival(sent_as)
        offered = self.told["offered"]
        key = self._transfer(offered, here, workday(here.until - timedelta(days=1), step=-1))
        youth = offered.file.youth
        contents: dict[str, Any] = {
            "name": {"given_names": youth.given, "family_name": youth.family, "birth_date": youth.born},
            "contact_on": offered.file.opened_on,
            "protection": {"protected": False},
            "criteria": MATTER.criteria,
            "reasons": list(MATTER.reasons.items()),
            "entries": [_entry(offered.office, offered.file.opened_on)],
        }
        sealed = {"transfer_id": key, "case_id": offered.file.id, "contents": closed(contents)}
        offered.office.add(TransferParcel, at(here.until, 8), **sealed, **offered.file.responsible.stamp)

    def _transfer(self, told: Told, here: Office, sent_on: date, **answer: Any) -> UUID:
        file, youth = told.file, told.file.youth
        shell = {"number": file.row["number"], "initials": initials_of(youth.given, youth.family)}
        shell |= {"age": age_on(youth.born, sent_on), "stage": "in_work", "opened_on": file.opened_on}
        given = {"case_id": file.id, "to_team_id": here.crew.place.team.pk, "ground": "consent", "goes_along": ALONG}
        return told.office.add(Transfer, at(sent_on, 11), **given, **shell, **answer, **file.responsible.stamp)

    def _arrival(self, sent_as: UUID) -> None:
        here, earlier = self.told["arrived"], self.told["accepted"]
        moment = at(here.file.opened_on, 9)
        marks = here.office.crew.marks(here.office.crew.coordinator, here.file.responsible.sector)
        came = {"from_team_id": earlier.office.crew.place.team.pk, "number": earlier.file.row["number"]}
        came |= {"sent_as": sent_as, "sent_on": here.file.opened_on - timedelta(days=2), "ground": "consent"}
        key = here.office.add(Arrival, moment, case_id=here.file.id, goes_along=ALONG, **came, **marks)
        entry = _entry(earlier.office, earlier.file.opened_on)
        here.office.add(CarriedEntry, moment, arrival_id=key, case_id=here.file.id, **entry, **marks)


def _answered_on(office: Office) -> date:
    return workday(office.until - timedelta(days=7), step=-1)


def _entry(office: Office, opened_on: date) -> dict[str, Any]:
    """The summary of the first meeting, as it goes along."""
    said = closed({"text": TEXT[office.language], "topics": ["school"]})
    day = workday(opened_on + timedelta(days=14))
    return {"kind": Kind.SUMMARIES.value, "written_on": day, "by_sector": "social", "text": said}
