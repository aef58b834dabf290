"""Contacts of the demonstration: received, looked at by the sectors, decided on together."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from anchor.core.dates import age_on
from anchor.desk.demo import mix, names
from anchor.desk.demo.chance import at
from anchor.desk.demo.office import Office, Youth
from anchor.desk.demo.people import Worker
from anchor.desk.demo.youths import Matter
from referrals.models import (
    ChildWelfareAnswer,
    Contact,
    ContactDetails,
    ContactOrigin,
    Decision,
    DecisionParticipant,
    Opinion,
)


@dataclass
class Arrival:
    """A contact while it is told: written as one row when its end is known."""

    id: UUID
    received_at: datetime
    receiver: Worker
    youth: Youth
    matter: Matter
    source: str
    channel: str
    told: str
    row: dict[str, Any]
    holders: dict[UUID, tuple[Worker, datetime]] = field(default_factory=dict)
    opinions: set[str] = field(default_factory=set)

    @property
    def day(self) -> date:
        return self.received_at.date()


def receive(office: Office, moment: datetime, youth: Youth, matter: Matter, **said: Any) -> Arrival:
    """Somebody tells a member of the team. `said` overrides what chance would say of the contact's columns."""
    chance = office.chance
    source = said.pop("source", "") or chance.of(mix.SOURCES)
    receiver = said.pop("receiver", None) or office.worker(mix.RECEIVERS.get(source, ""))
    channel = chance.of(mix.CHANNELS.get(source, mix.OTHER_CHANNELS))
    row = {
        "urgency": chance.of(mix.URGENCY),
        "area_id": youth.area,
        "age": age_on(youth.born, moment.date()),
        "age_knowledge": "known",
        "reasons": list(matter.reasons),
        "criteria": matter.criteria,
        "non_disclosure": youth.protected,
    }
    told = chance.of(mix.TOLD)
    row |= _ground(office, receiver) | said
    if row["urgency"] == "now":
        row["danger_called_at"] = moment
    arrival = Arrival(chance.key(moment), moment, receiver, youth, matter, source, channel, told, row)
    arrival.holders[receiver.id] = (receiver, moment)
    _answer_child_welfare(office, arrival)
    return arrival


def _ground(office: Office, receiver: Worker) -> dict[str, Any]:
    """Whether the name may be passed on, and to whom: by consent or by law, to all sectors or to those that must decide."""
    chance = office.chance
    if chance.happens(0.1):
        return {"ground": "", "grounded_sectors": []}
    narrow = {receiver.sector, *office.crew.place.team.required_sectors}
    sectors = office.sectors if chance.happens(0.75) else [one for one in office.sectors if one in narrow]
    return {"ground": chance.of(mix.GROUNDS), "grounded_sectors": sectors}


def _answer_child_welfare(office: Office, arrival: Arrival) -> None:
    chance, texts = office.chance, office.texts
    answer = chance.of(mix.CHILD_WELFARE)
    more: dict[str, Any] = {}
    if answer == "notified":
        more = {"notified_on": arrival.day, "notified_by": chance.one_of(texts.NOTIFIER)}
    elif answer == "no_need":
        more = {"why": chance.one_of(texts.NO_NEED)}
    stamp = arrival.receiver.stamp
    office.add(ChildWelfareAnswer, arrival.received_at, contact_id=arrival.id, answer=answer, **more, **stamp)


def give_opinion(office: Office, arrival: Arrival, worker: Worker, moment: datetime, answer: str) -> None:
    """One sector says what it thinks, once."""
    if worker.sector in arrival.opinions:
        return
    arrival.opinions.add(worker.sector)
    arrival.holders.setdefault(worker.id, (worker, moment))
    text = office.chance.one_of(office.texts.OPINIONS[answer])
    row = {"contact_id": arrival.id, "answer": answer, "text": text, "given_at": moment}
    office.add(Opinion, moment, **row, **worker.stamp)


def decide(office: Office, arrival: Arrival, day: date, outcome: str, case_id: UUID | None = None) -> None:
    """The coordinator records what the team decided, and who took part."""
    chance, coordinator = office.chance, office.crew.coordinator
    moment = max(at(day, 9, chance.between(0, 59)), arrival.received_at + timedelta(minutes=20))
    participants, missing = _participants(office, arrival, day)
    urgent = arrival.row["urgency"] != "normal"
    row = {"contact_id": arrival.id, "outcome": outcome, "decided_on": day, "missing_sectors": missing}
    row["text"] = chance.one_of(office.texts.DECISIONS[outcome])
    row["reason"] = _decline_reason(office, arrival) if outcome == "declined" else ""
    row["alone_because"] = ("urgent" if urgent else "no_answer") if missing else ""
    decision_id = office.add(Decision, moment, **row, **coordinator.stamp)
    for worker in participants:
        marks = coordinator.stamp | {"sector": worker.sector}
        row = {"decision_id": decision_id, "contact_id": arrival.id, "membership_id": worker.id}
        office.add(DecisionParticipant, moment, **row, **marks)
    for worker in (coordinator, *participants):
        arrival.holders.setdefault(worker.id, (worker, moment))
    arrival.row |= {"stage": outcome, "decided_on": day, "case_id": case_id}
    if outcome == "redirected":
        arrival.row["redirected_to"] = chance.of(mix.REDIRECTED_TO)
    elif outcome == "selected":
        _tell_the_coordinator(office, arrival)


def _participants(office: Office, arrival: Arrival, day: date) -> tuple[list[Worker], list[str]]:
    """Those who took part, and the required sectors that did not: only when it was urgent or they had had their time."""
    team = office.crew.place.team
    people = {worker.id: worker for worker, _ in arrival.holders.values()}
    people.setdefault(office.crew.coordinator.id, office.crew.coordinator)
    here = {worker.sector for worker in people.values()}
    missing = [str(one) for one in team.required_sectors if one not in here]
    if missing and arrival.row["urgency"] == "normal" and (day - arrival.day).days < team.answer_days:
        people |= {worker.id: worker for worker in map(office.worker, missing)}
        missing = []
    return list(people.values()), missing


def _tell_the_coordinator(office: Office, arrival: Arrival) -> None:
    """Who opens a case must be allowed to know of whom: a ground was recorded at the latest with the decision."""
    row, sector = arrival.row, office.crew.coordinator.sector
    row["ground"] = row["ground"] or office.chance.of(mix.GROUNDS)
    if sector not in row["grounded_sectors"]:
        row["grounded_sectors"] = [*row["grounded_sectors"], sector]


def _decline_reason(office: Office, arrival: Arrival) -> str:
    age = arrival.row["age"]
    if age is not None and age >= 18:
        return "adult"
    if not arrival.row["criteria"]:
        return "no_criterion"
    return office.chance.one_of(("not_needed", "already_helped", "already_helped", "unwilling"))


def write(office: Office, arrival: Arrival) -> None:
    """The contact as it stands now, who it is about, and who keeps sight of it."""
    stage = "screening" if arrival.opinions else "received"
    row = {"received_at": arrival.received_at, "stage": stage} | arrival.row
    stamp = arrival.receiver.stamp
    office.add(Contact, arrival.received_at, id=arrival.id, **row, **stamp)
    origin = {"channel": arrival.channel, "source": arrival.source, "told": arrival.told}
    office.add(ContactOrigin, arrival.received_at, contact_id=arrival.id, **origin, **stamp)
    known = arrival.row["age_knowledge"] == "known"
    youth, chance = arrival.youth, office.chance
    office.add(
        ContactDetails,
        arrival.received_at,
        contact_id=arrival.id,
        given_names=youth.given,
        family_name=youth.family if known or chance.happens(0.5) else "",
        birth_date=youth.born if known else None,
        identity_code=youth.code if known else "",
        school="" if youth.protected else names.school(chance, office.language),
        phone="" if youth.protected else names.phone(chance),
        informant=office.texts.INFORMANTS.get(arrival.source, ""),
        text=_story(office, arrival),
        **stamp,
    )
    for worker, moment in arrival.holders.values():
        office.hold_contact(worker, arrival.id, moment, works=worker is arrival.receiver)


def _story(office: Office, arrival: Arrival) -> str:
    chance, texts = office.chance, office.texts
    happened = [chance.one_of(texts.HAPPENED[reason]) for reason in arrival.matter.reasons]
    told_by = chance.one_of(texts.TOLD_BY.get(arrival.source, texts.TOLD_BY_OTHERS))
    return " ".join(filter(None, [told_by, *happened, chance.one_of(texts.WISHES)]))
