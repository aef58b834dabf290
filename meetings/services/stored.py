"""One meeting as its reader may know it: each part fetched through its own rule, four queries however many rows."""

import uuid
from dataclasses import dataclass

from anchor.accounts.actor import Actor
from meetings.models import AgreedAction, Attendance, Meeting, MeetingSummary, SectorNote
from meetings.services.account import Account, account_of


@dataclass(frozen=True, slots=True)
class Stored:
    """The parts of a meeting that exist for one actor."""

    meeting: Meeting
    attendances: list[Attendance]
    summary: MeetingSummary | None
    agreed: list[AgreedAction]
    notes: list[SectorNote]

    @property
    def present(self) -> list[Attendance]:
        """The professionals who were there."""
        return [row for row in self.attendances if row.present]

    @property
    def invited(self) -> list[Attendance]:
        """The professionals who were invited and not, or not yet, there."""
        return [row for row in self.attendances if not row.present]

    @property
    def people(self) -> set[uuid.UUID]:
        """Who counts for the meeting's status: those present, or before it those invited."""
        rows = self.attendances if self.meeting.status in _TO_COME else self.present
        return {row.membership_id for row in rows}

    @property
    def account(self) -> Account:
        """The meeting as this reader would tell it."""
        return account_of(self.meeting, self.people, self.summary, self.agreed)


_TO_COME = (Meeting.Status.PLANNED, Meeting.Status.CANCELLED)


def stored_of(actor: Actor, meeting: Meeting) -> Stored:
    """Everything of a meeting that exists for the actor, with the names of the professionals in it."""
    parts = {"meeting": meeting}
    attendances = Attendance.objects.visible_to(actor).filter(**parts).select_related("membership__user")
    agreed = AgreedAction.objects.visible_to(actor).filter(**parts).select_related("owner__user")
    notes = SectorNote.objects.visible_to(actor).filter(**parts).select_related("author__user")
    return Stored(
        meeting=meeting,
        attendances=list(attendances.order_by("created_at", "pk")),
        summary=MeetingSummary.objects.visible_to(actor).filter(**parts).select_related("author__user").first(),
        agreed=list(agreed.order_by("due_on", "pk")),
        notes=list(notes.order_by("written_on", "pk")),
    )
