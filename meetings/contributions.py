"""What this room tells the pages below and above it: chronology, next steps, what waits today, what hinders closing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anchor.access.actions import Action
from anchor.access.holdings import Asker
from anchor.access.kept import answers
from anchor.access.rules import may
from anchor.accounts.actor import Actor
from anchor.core.display import format_clock, format_moment
from anchor.tenancy.codes import labels
from clients.chronology import Entry
from clients.models import Case, Client
from clients.waiting import Waiting
from meetings.models import AgreedAction, Attendance, Meeting, MeetingPlace, MeetingSummary, SectorNote
from meetings.services.stored import notes_for

Status = Meeting.Status
DUE_SOON_DAYS = 7
UNLOGGED_DAYS = 60


@dataclass(frozen=True, kw_only=True)
class Slot(Waiting):
    """A meeting in the agenda of a day, and the way to its log."""

    starts_at: datetime
    minutes: int
    status: str
    status_label: str
    kind_label: str
    place: str
    sectors: tuple[str, ...]
    non_disclosure: bool
    case_url: str
    log_url: str

    @property
    def is_logged(self) -> bool:
        """Whether it was said what came of it."""
        return self.status != Status.PLANNED


# --- the case page ---


def chronology(case: Case, actor: Actor) -> Iterator[Entry]:
    """The meetings of a case: with the summary where it exists for the actor, and the own sector's notes beneath."""
    kinds, statuses = labels("meeting_kind"), labels("meeting_status")
    meetings = _meetings_of(case, actor)
    summaries = {row.meeting_id: row for row in answers(_summaries_of, actor, case_id=case.pk)}
    notes: dict[Any, list[SectorNote]] = {}
    for note in answers(_notes_of, actor, case_id=case.pk):
        notes.setdefault(note.meeting_id, []).append(note)
    for meeting in meetings:
        yield Entry(
            at=meeting.starts_at,
            kind="meeting",
            title=_("%(kind)s, %(minutes)s min")
            % {"kind": capfirst(kinds.get(meeting.kind, meeting.kind)), "minutes": meeting.minutes},
            sector=meeting.sector,
            url=meeting.get_absolute_url(),
            template="meetings/entry.html",
            context={
                "meeting": meeting,
                "status": statuses.get(meeting.status, meeting.status),
                "sectors": meeting.sectors,  # type: ignore[attr-defined]
                "summary": summaries.get(meeting.pk),
                "topics": _areas(summaries.get(meeting.pk)),
                "notes": notes.get(meeting.pk, []),
                "my_sector": actor.sector,
            },
        )
    yield from (_note_entry(note, actor) for note in notes.get(None, []))


def _note_entry(note: SectorNote, actor: Actor) -> Entry:
    at = timezone.make_aware(datetime.combine(note.written_on, time(12)))
    return Entry(
        at=at,
        kind="note",
        title=_("Note"),
        sector=note.sector,
        template="meetings/note_entry.html",
        context={"notes": [note], "my_sector": actor.sector},
    )


def _areas(summary: MeetingSummary | None) -> list[str]:
    areas = labels("life_area")
    return [areas.get(code, code) for code in summary.topics] if summary else []


def next_steps(case: Case, actor: Actor) -> Iterator[Waiting]:
    """Meetings to come or not yet logged, and agreed actions that are not done. Who only looks on is not asked to log."""
    logs = getattr(case, "may_log_meeting", True)  # said by the pages of those who may only look on
    planned = [meeting for meeting in _meetings_of(case, actor) if meeting.status == Status.PLANNED]
    kinds, now = labels("meeting_kind"), timezone.now()
    for meeting in planned:
        late = logs and meeting.ends_at < now
        yield Waiting(
            kind="meeting",
            title=_("Log the meeting") if late else capfirst(kinds.get(meeting.kind, meeting.kind)),
            meta=format_moment(meeting.starts_at),
            url=reverse("change_meeting", args=[meeting.pk]) if late else meeting.get_absolute_url(),
            due=timezone.localdate(meeting.starts_at),
            late=late,
            about=meeting,
        )
    yield from (_step(action) for action in answers(_actions_of, actor, case_id=case.pk))


def hinders_closing_case(case: Case, actor: Actor) -> Iterator[str]:
    """What of this room must be settled first."""
    left = _open_actions(actor).filter(case=case).count()
    if left:
        yield ngettext(
            "%(count)s agreed action is not done. Mark it done or remove it.",
            "%(count)s agreed actions are not done. Mark them done or remove them.",
            left,
        ) % {"count": left}
    planned = Meeting.objects.visible_to(actor).filter(case=case, status=Status.PLANNED).count()
    if planned:
        yield ngettext(
            "%(count)s planned meeting is not logged or cancelled.",
            "%(count)s planned meetings are not logged or cancelled.",
            planned,
        ) % {"count": planned}


# --- the today page ---


def today(actor: Actor, day: date) -> Iterator[Waiting]:
    """The actor's meetings of the day, their earlier planned meetings that nobody has logged, and what they promised."""
    if not actor.works_in_team:
        return
    yield from (_slot(meeting, day) for meeting in answers(_my_meetings, actor))
    yield from (_step(action, whose=_called(action)) for action in answers(_my_actions, actor))


def _my_actions(actor: Asker) -> QuerySet[AgreedAction]:
    soon = timezone.localdate() + timedelta(days=DUE_SOON_DAYS)
    mine = _open_actions(actor).filter(owner_id=actor.membership_id, due_on__lte=soon)
    return mine.select_related("case").annotate(name=_name(actor)).order_by("due_on", "pk")


def _my_meetings(actor: Asker) -> QuerySet[Meeting]:
    day = timezone.localdate()
    begins = timezone.make_aware(datetime.combine(day, time()))
    ends = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    of_the_day = Q(starts_at__gte=begins, starts_at__lt=ends) & ~Q(status=Status.CANCELLED)
    unlogged = Q(starts_at__lt=begins, starts_at__gte=begins - timedelta(days=UNLOGGED_DAYS), status=Status.PLANNED)
    mine = Attendance.objects.visible_to(actor).filter(meeting=OuterRef("pk"), membership_id=actor.membership_id)
    found = Meeting.objects.visible_to(actor).filter(of_the_day | unlogged, Exists(mine), team_id=actor.team_id)
    place = MeetingPlace.objects.visible_to(actor).filter(meeting=OuterRef("pk"), protected=False)
    places = {"place_key": Subquery(place.values("pk")), "sealed_place": Subquery(place.values("place"))}
    known = _with_sectors(actor, found).select_related("case")
    return known.annotate(name=_name(actor), **places).order_by("starts_at", "pk")


def _place(meeting: Any) -> str:
    """Where it is, as far as that exists for the reader: fetched sealed, opened here."""
    if not meeting.sealed_place:
        return ""
    return str(MeetingPlace(pk=meeting.place_key, tenant_id=meeting.tenant_id, place=meeting.sealed_place).place)


def _slot(meeting: Meeting, day: date) -> Slot:
    case, begins = meeting.case, timezone.localdate(meeting.starts_at)
    kind = labels("meeting_kind").get(meeting.kind, meeting.kind)
    late = begins < day
    when = format_moment(meeting.starts_at) if late else format_clock(meeting.starts_at)
    return Slot(
        kind="meeting",
        title=_called(meeting),
        meta=f"{kind} · {when}",
        url=meeting.get_absolute_url(),
        due=begins,
        late=late,
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        status=meeting.status,
        status_label=labels("meeting_status").get(meeting.status, meeting.status),
        kind_label=kind,
        place=_place(meeting),
        sectors=tuple(meeting.sectors),  # type: ignore[attr-defined]
        non_disclosure=case.non_disclosure,
        case_url=case.get_absolute_url(),
        log_url=reverse("change_meeting", args=[meeting.pk]),
        about=meeting,
    )


def _step(action: AgreedAction, whose: str = "") -> Waiting:
    owner = action.owner.user.name if action.owner else str(action.get_owner_kind_display())
    return Waiting(
        kind="action",
        title=str(action.what),
        meta=whose or owner,
        url=reverse("meeting", args=[action.meeting_id]),
        due=action.due_on,
        late=action.is_late,
        about=action,
        template="meetings/step.html",
    )


# --- shared ---


def _open_actions(actor: Asker) -> QuerySet[AgreedAction]:
    open_ones = AgreedAction.objects.visible_to(actor).filter(done_on=None).select_related("owner__user")
    return open_ones.annotate(may_mark=may(actor, Action.MARK_ACTION, AgreedAction))


def _meetings_of(case: Case, actor: Actor) -> list[Meeting]:
    """The case's meetings by time. An actor lasts one request, in which the page asks twice and the database once."""
    kept: dict[Any, list[Meeting]] = actor.__dict__.setdefault("_meetings_of", {})
    if case.pk not in kept:
        kept[case.pk] = answers(_held_and_planned, actor, case_id=case.pk)
    return kept[case.pk]


def _held_and_planned(actor: Asker, case_id: UUID) -> QuerySet[Meeting]:
    known = Meeting.objects.visible_to(actor).filter(case_id=case_id)
    return _with_sectors(actor, known).order_by("starts_at")


def _summaries_of(actor: Asker, case_id: UUID) -> QuerySet[MeetingSummary]:
    return MeetingSummary.objects.visible_to(actor).filter(case_id=case_id)


def _notes_of(actor: Asker, case_id: UUID) -> QuerySet[SectorNote]:
    return notes_for(actor).filter(case_id=case_id).order_by("pk")


def _actions_of(actor: Asker, case_id: UUID) -> QuerySet[AgreedAction]:
    return _open_actions(actor).filter(case_id=case_id).order_by("due_on", "pk")


def _with_sectors(actor: Asker, meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Each meeting with the sectors that are invited to it or were there."""
    there = Attendance.objects.visible_to(actor).filter(Q(present=True) | Q(meeting__status=Status.PLANNED))
    sectors = there.filter(meeting=OuterRef("pk")).order_by("sector").values("sector").distinct()
    return meetings.annotate(sectors=ArraySubquery(sectors))


def _name(actor: Asker) -> Subquery:
    """The adolescent's name where it exists for the actor."""
    client = Client.objects.visible_to(actor).filter(pk=OuterRef("case__client_id"))
    return Subquery(client.values(name=Concat("given_names", Value(" "), "family_name"))[:1])


def _called(row: Any) -> str:
    """The name; initials under non-disclosure and where the name does not exist for the reader."""
    return row.case.initials if row.case.non_disclosure or not row.name else row.name
