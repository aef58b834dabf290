"""One meeting as its reader may know it: each part fetched through its own rule, one query however many rows."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from anchor.access.actions import Action
from anchor.access.holdings import Asker
from anchor.access.rules import may
from anchor.accounts.actor import Actor
from clients.models import Participation
from meetings.models import AgreedAction, Attendance, Meeting, MeetingPlace, MeetingSummary, SectorNote
from meetings.services.account import Account, account_of
from meetings.services.places import place_from, place_part


@dataclass(frozen=True, slots=True)
class Words:
    """What was said of a meeting, as far as it exists for one actor. `summary.may_change` tells whether they may."""

    meeting: Meeting
    summary: MeetingSummary | None
    agreed: list[AgreedAction]
    notes: list[SectorNote]
    place: MeetingPlace | None = None

    def account(self, people: Iterable[uuid.UUID]) -> Account:
        """The meeting with these people as this reader would tell it."""
        return account_of(self.meeting, set(people), self.summary, self.agreed, self.place)


@dataclass(frozen=True, slots=True)
class Stored:
    """The words of a meeting and who was invited to it or there."""

    words: Words
    attendances: list[Attendance]

    @property
    def meeting(self) -> Meeting:
        return self.words.meeting

    @property
    def present(self) -> list[Attendance]:
        """The professionals who were there."""
        return [row for row in self.attendances if row.present]

    @property
    def invited(self) -> list[Attendance]:
        """The professionals who were invited and not, or not yet, there."""
        return [row for row in self.attendances if not row.present]

    @property
    def account(self) -> Account:
        """The meeting as this reader would tell it."""
        rows = self.attendances if self.meeting.is_of_the_invited else self.present
        return self.words.account(row.membership_id for row in rows)


def words_of(actor: Actor, meeting: Meeting) -> Words:
    """Summary with the place, agreed actions and the own sector's notes: three queries."""
    of = {"meeting": meeting}
    summaries = MeetingSummary.objects.visible_to(actor).filter(**of).select_related("author__user")
    may_change = may(actor, Action.CHANGE_MEETING, MeetingSummary)
    summary: Any = summaries.annotate(may_change=may_change, place_part=place_part(actor)).first()
    agreed = AgreedAction.objects.visible_to(actor).filter(**of).select_related("owner__user")
    notes = notes_for(actor).filter(**of)
    return Words(
        meeting=meeting,
        summary=summary,
        agreed=list(agreed.annotate(may_mark=may(actor, Action.MARK_ACTION, AgreedAction)).order_by("due_on", "pk")),
        notes=list(notes.order_by("written_on", "pk")),
        place=place_from(summary.place_part, summary.tenant_id) if summary else None,
    )


def notes_for(actor: Asker) -> QuerySet[SectorNote]:
    """The own sector's notes and those that others share, each with `may_share` and `may_take_back`."""
    known = SectorNote.objects.visible_to(actor).select_related("author__user")
    return known.annotate(
        may_share=may(actor, Action.SHARE_NOTE, SectorNote), may_take_back=may(actor, Action.TAKE_BACK_NOTE, SectorNote)
    )


def stored_of(actor: Actor, meeting: Meeting) -> Stored:
    """The words, and the attendances with the names of the professionals: four queries."""
    investigating = Participation.objects.visible_to(actor).filter(
        case_id=OuterRef("case_id"), membership_id=OuterRef("membership_id"), investigates=True
    )
    attendances = Attendance.objects.visible_to(actor).filter(meeting=meeting).select_related("membership__user")
    attendances = attendances.annotate(investigates=Exists(investigating))
    return Stored(words=words_of(actor, meeting), attendances=list(attendances.order_by("created_at", "pk")))
