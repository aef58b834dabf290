"""Cases of the demonstration: opened by the coordinator, worked on, closed with a reason."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from anchor.core.dates import age_on, months_after
from anchor.core.folding import fold, sort_key
from anchor.desk.demo import mix, names
from anchor.desk.demo.chance import Weighted, at
from anchor.desk.demo.office import MONTHS_OPEN_AFTER_CLOSING, Office, Youth
from anchor.desk.demo.people import Worker
from anchor.desk.demo.youths import Matter
from clients.models import (
    Case,
    CaseNumbering,
    CaseReason,
    CaseSelection,
    Client,
    ClientAddress,
    ClientBirth,
    ClientIdentity,
    Consent,
    ConsentDetails,
    ConsentGiver,
    Participation,
    RelatedPerson,
)
from clients.models.client import initials_of
from clients.services.givers import joint_mark
from clients.services.identity import hash_of

_LEADING = Weighted({"social": 46, "youth": 20, "health": 17, "police": 17})


@dataclass
class File:
    """A case while it is told: written as one row when its end is known."""

    id: UUID
    youth: Youth
    opened_on: date
    responsible: Worker
    group: list[Worker]
    row: dict[str, Any]
    consents: list[dict[str, Any]] = field(default_factory=list)
    ends_on: date | None = None  # the day it will be closed, when that day has come by now
    closed_on: date | None = None

    def reach(self, stage: str, day: date) -> None:
        """The case comes to a stage; each stage remembers its day."""
        self.row["stage"] = stage
        self.row["stage_days"] = self.row.get("stage_days", {}) | {stage: day.isoformat()}

    @property
    def has_consent(self) -> bool:
        return any(row["given"] and not row.get("withdrawn_on") for row in self.consents)

    @property
    def opened_at(self) -> datetime:
        return at(self.opened_on, 10)


def open_case(
    office: Office,
    youth: Youth,
    matter: Matter,
    *,
    contact_on: date,
    opened_on: date,
    responsible: Worker | None = None,
    group: list[Worker] | None = None,
) -> File:
    """What the coordinator's opening writes: the client when new, the selection, the reasons. People come with `write`."""
    responsible = responsible or _responsible(office, youth)
    coordinator, moment = office.crew.coordinator, at(opened_on, 10)
    marks = office.crew.marks(coordinator, responsible.sector)
    file = File(
        id=office.chance.key(moment),
        youth=youth,
        opened_on=opened_on,
        responsible=responsible,
        group=group if group is not None else _group(office, responsible),
        row=dict(marks),
    )
    file.reach("selected", opened_on)
    youth.free_from = None
    if youth.client_id is None:
        _write_client(office, youth, moment, marks)
    days = {"contact_on": contact_on, "selected_on": opened_on, "age": age_on(youth.born, contact_on)}
    office.add(CaseSelection, moment, case_id=file.id, criteria=matter.criteria, **days, **marks)
    for reason, role in matter.reasons.items():
        office.add(CaseReason, moment, case_id=file.id, reason=reason, role=role, **marks)
    return file


def _responsible(office: Office, youth: Youth) -> Worker:
    """Who returns meets the same sector again: what was written of the client belongs to it."""
    sector = youth.sector or office.chance.of(_LEADING)
    return office.worker(sector if sector in office.crew.by_sector else "social")


def _group(office: Office, responsible: Worker) -> list[Worker]:
    others = [sector for sector in office.sectors if sector != responsible.sector]
    chosen = office.chance.some_of(others, office.chance.between(1, min(3, len(others))))
    return [office.worker(sector) for sector in chosen]


def _write_client(office: Office, youth: Youth, moment: datetime, marks: dict[str, Any]) -> None:
    chance = office.chance
    youth.sector = marks["sector"]
    youth.client_id = office.add(
        Client,
        moment,
        given_names=youth.given,
        family_name=youth.family,
        folded_given=fold(youth.given),
        folded_family=fold(youth.family),
        name_key=sort_key(youth.family, youth.given),
        **marks,
    )
    office.add(ClientBirth, moment, client_id=youth.client_id, birth_date=youth.born, **marks)
    interpreter = youth.language if youth.language in mix.NEEDS_INTERPRETER and chance.happens(0.6) else ""
    identity: dict[str, Any] = {
        "gender": youth.gender,
        "service_language": youth.language,
        "interpreter_language": interpreter,
    }
    identity |= {"identity_code": youth.code, "identity_hash": hash_of(youth.code)}
    office.add(ClientIdentity, moment, client_id=youth.client_id, **identity, **marks)
    place: dict[str, Any] = {"residence_id": youth.area, "protected": youth.protected}
    if youth.protected:
        place["protected_until"] = moment.date() + timedelta(days=540)
    else:
        place |= {"street": names.street(chance, office.language), "phone": names.phone(chance)}
        place |= {"school": names.school(chance, office.language)}
    office.add(ClientAddress, moment, client_id=youth.client_id, **place, **marks)
    _write_related(office, youth, moment, marks)


def _write_related(office: Office, youth: Youth, moment: datetime, marks: dict[str, Any]) -> None:
    chance = office.chance
    relations = dict.fromkeys(chance.of(mix.RELATIONS) for _ in range(2))
    for number, relation in enumerate(relations):
        family = youth.family if chance.happens(0.7) else names.family_name(chance, office.language)
        gender = {"mother": "girl", "father": "boy"}.get(relation, "other")
        guardian = relation in ("mother", "father", "other_guardian")
        youth.joint_custody |= guardian and len(relations) > 1
        office.add(
            RelatedPerson,
            moment,
            client_id=youth.client_id,
            relation=relation,
            custody=("joint" if len(relations) > 1 else "sole") if guardian else "none",
            name=f"{names.given_name(chance, office.language, gender)} {family}",
            phone="" if youth.protected else names.phone(chance),
            may_be_told=guardian and (number == 0 or chance.happens(0.7)),
            **marks,
        )


def consent(office: Office, file: File, sentence: str, day: date, *, given: bool = True) -> None:
    """An answer to one of the three sentences, with its details. Those given may be withdrawn later."""
    covered = (
        {"team": sorted(office.sectors), "school": ["education"], "other": ["education"]}[sentence] if given else []
    )
    chance, moment, stamp = office.chance, at(day, 14), file.responsible.stamp
    row: dict[str, Any] = {"sentence": sentence, "given": given, "covered_sectors": covered}
    row |= {"case_id": file.id, "valid_from": day, **stamp, "id": chance.key(moment)}
    file.consents.append(row)
    giver = chance.of(mix.GIVERS)
    if given and giver != "adolescent":
        row["ends_at_18"] = True
    office.add(
        ConsentDetails,
        moment,
        consent_id=row["id"],
        case_id=file.id,
        giver=giver,
        assessed_on=day if chance.happens(0.6) else None,
        oral=chance.happens(0.7),
        about=chance.one_of(office.texts.CONSENT),
        **stamp,
    )
    for one in _who_answered(giver, joint=file.youth.joint_custody):
        answer = {"giver": one, "answer": "yes" if given else "no", "answered_on": day}
        office.add(ConsentGiver, moment, consent_id=row["id"], case_id=file.id, **answer, **stamp)


def _who_answered(giver: str, *, joint: bool) -> list[str]:
    """Each of those whose yes a consent needs; two guardians where custody is joint."""
    if giver not in ("guardian", "both"):
        return [giver]
    return ["adolescent"] * (giver == "both") + ["guardian"] * (1 + joint)


def close(file: File, day: date, reason: str) -> None:
    """The case ends."""
    file.closed_on = file.youth.free_from = day
    file.reach("closed", day)
    file.row |= {"closed_on": day, "closing_reason": reason}


def write(office: Office, file: File) -> None:
    """The shell of the case, its consents, and its people with the grants they hold today."""
    for row in file.consents:
        if file.closed_on and row["given"] and not row.get("withdrawn_on"):
            row["ended_on"] = file.closed_on
        office.add(Consent, at(row["valid_from"], 14), **row)
    youth = file.youth
    shell: dict[str, Any] = {"client_id": youth.client_id, "initials": initials_of(youth.given, youth.family)}
    shell |= {
        "age": age_on(youth.born, file.closed_on or office.until),
        "non_disclosure": youth.protected,
        "opened_on": file.opened_on,
    }
    if youth.joint_custody and youth.client_id:
        shell["joint_custody"] = [joint_mark(youth.client_id, youth.sector)]
    office.add(Case, file.opened_at, id=file.id, responsible_id=file.responsible.id, **shell, **file.row)
    people = {worker.id: worker for worker in [file.responsible, *file.group]}
    for worker in people.values():
        _write_participation(office, file, worker)


def _write_participation(office: Office, file: File, worker: Worker) -> None:
    """Everybody is there from the opening on; after closing only the responsible worker stays for long."""
    leads, moment = worker.id == file.responsible.id, file.opened_at
    ended_on = months_after(file.closed_on, MONTHS_OPEN_AFTER_CLOSING) if file.closed_on and not leads else None
    if ended_on and ended_on > office.until:
        ended_on = None
    marks = office.crew.marks(office.crew.coordinator, worker.sector)
    days = {"began_on": file.opened_on, "ended_on": ended_on}
    office.add(Participation, moment, case_id=file.id, membership_id=worker.id, **days, **marks)
    if ended_on is None:
        office.hold_case(worker, file.id, file.youth.client_id, moment, leads=leads)


def give_numbers(office: Office, files: list[File]) -> None:
    """Numbers of a team run through a year in the order in which cases were opened."""
    last: dict[int, int] = {}
    for file in sorted(files, key=lambda one: (one.opened_on, one.id)):
        year = file.opened_on.year
        last[year] = last.get(year, 0) + 1
        file.row["number"] = f"A-{year}-{last[year]:04}"
    team = office.crew.place.team
    for year, number in last.items():
        tenant = {"tenant_id": team.municipality_id, "team_id": team.pk}
        office.add(CaseNumbering, at(date(year, 1, 2), 8), year=year, last=number, **tenant)
