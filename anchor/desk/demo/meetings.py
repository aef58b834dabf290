"""Meetings of the demonstration, with what was talked about and agreed, and the referrals that follow."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from anchor.desk.demo import mix
from anchor.desk.demo.cases import File
from anchor.desk.demo.chance import at, workday
from anchor.desk.demo.office import Office
from anchor.desk.demo.people import Worker
from meetings.models import AgreedAction, Attendance, Meeting, MeetingPlace, MeetingSummary, SectorNote
from referrals.models import OnwardReferral


def plan(office: Office, file: File, starts_at: datetime, *, kind: str = "", planned_on: date | None = None) -> None:
    """A meeting agreed for a time; those who work on the case are invited."""
    made_at = at(planned_on or starts_at.date() - timedelta(days=8), 15)
    kind = kind or ("first" if file.row["stage"] in ("selected", "meeting_agreed") else "follow_on")
    ends_at = starts_at + timedelta(minutes=60)
    row = {"kind": kind, "status": "planned", "starts_at": starts_at, "ends_at": ends_at}
    meeting_id = office.add(Meeting, made_at, case_id=file.id, **row, **file.responsible.stamp)
    _attend(office, file, meeting_id, made_at, file.responsible, [file.responsible, *file.group], present=False)


def missed(office: Office, file: File, starts_at: datetime, kind: str, status: str) -> None:
    """A meeting that was cancelled, or that the adolescent did not come to."""
    row = {"kind": kind, "status": status, "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=60)}
    if status == "cancelled":
        row["cancelled_by"] = office.chance.of(mix.CANCELLED_BY)
    author = file.responsible
    meeting_id = office.add(Meeting, starts_at, case_id=file.id, **row, **author.stamp)
    _attend(office, file, meeting_id, starts_at, author, [author], present=status == "not_attended")


def hold(office: Office, file: File, starts_at: datetime, kind: str, *, writer: Worker | None = None) -> UUID:
    """A meeting that was held, logged by one of those who were there."""
    chance = office.chance
    present = [file.responsible, *[worker for worker in file.group if chance.happens(0.65)]]
    writer = writer or (file.responsible if chance.happens(0.75) else chance.one_of(present))
    ends_at = starts_at + timedelta(minutes=chance.one_of((45, 60, 60, 75, 90)))
    there = chance.happens(0.94)
    police = any(worker.sector == "police" for worker in present)
    row: dict[str, Any] = {"kind": kind, "status": "held", "starts_at": starts_at, "ends_at": ends_at}
    row |= {"adolescent_present": there, "heard_alone": there and chance.happens(0.3)}
    row |= {
        "guardians_present": chance.one_of((0, 1, 1, 1, 2)),
        "told_before": there and (police or chance.happens(0.5)),
    }
    row |= {"interpreter_present": file.youth.language in mix.NEEDS_INTERPRETER and chance.happens(0.5)}
    meeting_id = office.add(Meeting, ends_at, case_id=file.id, **row, **writer.stamp)
    _attend(office, file, meeting_id, ends_at, writer, present, present=True)
    _summarise(office, file, meeting_id, ends_at, writer)
    for worker in present:
        if chance.happens(0.18):
            _note(office, file, meeting_id, ends_at, worker)
    return meeting_id


def _attend(
    office: Office,
    file: File,
    meeting_id: UUID,
    made_at: datetime,
    author: Worker,
    people: Sequence[Worker],
    *,
    present: bool,
) -> None:
    for worker in {one.id: one for one in people}.values():
        row = {"meeting_id": meeting_id, "case_id": file.id, "membership_id": worker.id, "present": present}
        office.add(Attendance, made_at, **row, **author.stamp | {"sector": worker.sector})


def _summarise(office: Office, file: File, meeting_id: UUID, made_at: datetime, writer: Worker) -> None:
    chance, texts = office.chance, office.texts
    topics = chance.some_of(mix.TOPICS, chance.between(2, 4))
    sentences = [chance.one_of(texts.OPENING), *[chance.one_of(texts.SUMMARY[topic]) for topic in topics]]
    text = " ".join(filter(None, [*sentences, chance.one_of(texts.CLOSING)]))
    office.add(
        MeetingSummary,
        made_at,
        meeting_id=meeting_id,
        case_id=file.id,
        topics=topics,
        strengths=chance.some_of(topics, chance.between(0, 2)),
        text=text.replace("{name}", file.youth.given),
        **writer.stamp,
    )
    where = {
        "place": "" if file.youth.protected else chance.one_of(texts.PLACES),
        "others": chance.one_of(texts.OTHERS) if chance.happens(0.2) else "",
    }
    if any(where.values()):
        where |= {"meeting_id": meeting_id, "case_id": file.id, "protected": file.youth.protected}
        office.add(MeetingPlace, made_at, **where, **writer.stamp)


def agree(
    office: Office,
    file: File,
    meeting_id: UUID,
    made_at: datetime,
    *,
    due_on: date,
    owner: Worker | None = None,
    done_on: date | None = None,
) -> None:
    """An agreed action: somebody's, until a day."""
    chance = office.chance
    kind = "professional" if owner else chance.one_of(("adolescent", "adolescent", "guardian"))
    office.add(
        AgreedAction,
        made_at,
        meeting_id=meeting_id,
        case_id=file.id,
        what=chance.one_of(office.texts.ACTIONS[kind]),
        owner_kind=kind,
        owner_id=owner.id if owner else None,
        due_on=due_on,
        done_on=done_on,
        **file.responsible.stamp,
    )


def agree_some(office: Office, file: File, meeting_id: UUID, day: date) -> None:
    """None to three agreed actions; most older ones are done, and in a closed case all of them."""
    chance, made_at = office.chance, at(day, 16)
    for _ in range(chance.between(0, 3)):
        due_on = workday(day + timedelta(days=chance.between(5, 21)))
        done_on = min(due_on - timedelta(days=chance.between(0, 4)), file.ends_on or office.until - timedelta(days=1))
        is_done = file.ends_on is not None or (due_on < office.until - timedelta(days=10) and chance.happens(0.98))
        owner = chance.one_of([file.responsible, *file.group]) if chance.happens(0.6) else None
        agree(
            office,
            file,
            meeting_id,
            made_at,
            owner=owner,
            due_on=due_on,
            done_on=max(done_on, day) if is_done else None,
        )


def _note(office: Office, file: File, meeting_id: UUID, made_at: datetime, worker: Worker) -> None:
    """By default a reference only: recorded in the sector's own system, and when."""
    text = office.chance.one_of(office.texts.NOTES) if office.crew.place.team.note_text_allowed else ""
    row = {"meeting_id": meeting_id, "case_id": file.id, "written_on": made_at.date(), "text": text}
    office.add(SectorNote, made_at, **row, **worker.stamp)


def refer(office: Office, file: File, proposed_on: date, *, service: str = "", state: str = "", **days: Any) -> None:
    """A referral onward as it stands today: proposed, sent, started, or not started and why."""
    chance = office.chance
    service = service or chance.of(mix.SERVICES)
    row: dict[str, Any] = {"case_id": file.id, "service": service, "unit": office.texts.UNITS[service]}
    row |= {"basis": "consent" if file.has_consent else "social_welfare_35", "proposed_on": proposed_on}
    row |= days or _course(office, file, proposed_on, state)
    author = file.responsible if chance.happens(0.7) else chance.one_of([file.responsible, *file.group])
    if state:
        author = file.responsible
    office.add(OnwardReferral, at(proposed_on, 13), **row, **author.stamp)


def _course(office: Office, file: File, proposed_on: date, state: str) -> dict[str, Any]:
    """What became of it, as far as the days have gone; before a case is closed, its referrals have their answer."""
    chance, until = office.chance, office.until
    sent_on = workday(proposed_on + timedelta(days=chance.between(0, 9)))
    answered_on = workday(sent_on + timedelta(days=chance.days(24)))
    if file.ends_on:
        sent_on, answered_on = min(sent_on, file.ends_on), min(answered_on, file.ends_on)
    if state == "proposed" or sent_on >= until:
        return {"status": "proposed", "follow_up_on": workday(proposed_on + timedelta(days=14))}
    if answered_on >= until:
        return {"status": "sent", "sent_on": sent_on, "follow_up_on": workday(sent_on + timedelta(days=28))}
    if chance.happens(0.17):
        reason = chance.of(mix.NOT_STARTED)
        return {"status": "not_started", "sent_on": sent_on, "not_started_reason": reason}
    follow_up_on = workday(answered_on + timedelta(days=91))
    row = {"status": "started", "sent_on": sent_on, "started_on": answered_on, "follow_up_on": follow_up_on}
    if follow_up_on < until and chance.happens(0.85):
        row |= {"still_on_at_3_months": chance.happens(0.72)}
    return row
