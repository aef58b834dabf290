"""What this room holds about a client, for extracts: meetings, who was there by sector, summaries, agreed actions, notes."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from anchor.accounts.actor import Actor
from anchor.core.display import format_moment, sector_name
from clients.held import Held, Kind
from clients.held_telling import own, pairs_of, place, told, words
from clients.models import Client
from meetings.models import AgreedAction, Attendance, Meeting, MeetingPlace, MeetingSummary, SectorNote


def held_about_client(client: Client, actor: Actor) -> Iterator[Held]:
    """Everything of this room that exists for the actor and is the controller's own."""
    of_client = {"case__client": client}
    days = {}
    for meeting in own(Meeting, actor).filter(**of_client).order_by("starts_at", "pk"):
        pairs = pairs_of(
            (_("When"), format_moment(meeting.starts_at)),
            (_("Status"), words("meeting_status", meeting.status)),
            (_("The adolescent was present"), meeting.adolescent_present and _("yes")),
        )
        day = days[meeting.pk] = timezone.localdate(meeting.starts_at)
        yield told(meeting, Kind.MEETINGS, words("meeting_kind", meeting.kind), *pairs, on=day)
    for row in own(Attendance, actor).filter(**of_client).order_by("pk"):
        was_there = _("Somebody of %(sector)s was at a meeting")
        title = was_there if row.present else _("Somebody of %(sector)s was invited to a meeting")
        yield told(row, Kind.MEETINGS, title % {"sector": sector_name(row.sector)})
    for summary in own(MeetingSummary, actor).filter(**of_client).order_by("pk"):  # its meeting may be another's
        pairs = pairs_of((_("Topics"), words("life_area", summary.topics)), (_("Summary"), summary.text))
        yield told(summary, Kind.MEETINGS, _("Summary of a meeting"), *pairs, on=days.get(summary.meeting_id))
    for met in own(MeetingPlace, actor).filter(**of_client).order_by("pk"):
        pairs = pairs_of((_("Place"), place(met.place)))
        yield told(met, Kind.MEETINGS, _("Place of a meeting"), *pairs, on=days.get(met.meeting_id))
    for action in own(AgreedAction, actor).filter(**of_client).order_by("pk"):
        pairs = pairs_of((_("Agreed"), action.what), (_("Due"), action.due_on), (_("Done"), action.done_on))
        yield told(action, Kind.MEETINGS, _("Agreed action"), *pairs)
    for note in own(SectorNote, actor).filter(**of_client).order_by("written_on", "pk"):
        text = note.text or _("recorded in the sector's own system")
        yield told(note, Kind.NOTES, _("Note"), (_("Text"), text), on=note.written_on)
