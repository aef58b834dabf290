"""What of this room its sector could disclose: summaries, agreed actions and notes, each by itself."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.text import Truncator

from anchor.access.vocabulary import Record
from anchor.accounts.actor import Actor
from clients.disclosable import Disclosable, of_kind
from clients.models import Case
from meetings.models import AgreedAction, MeetingSummary, SectorNote


def disclosable(case: Case, actor: Actor) -> Iterator[Disclosable]:
    """The own sector's records of the case's meetings. One query."""
    notes = SectorNote.objects.filter(case=case)
    rows = of_kind(Record.SUMMARY, MeetingSummary.objects.filter(case=case), actor, at="meeting__starts_at").union(
        of_kind(Record.AGREED_ACTION, AgreedAction.objects.filter(case=case), actor, what="what", at="due_on"),
        of_kind(Record.SECTOR_NOTE, notes.filter(shared=False), actor, at="written_on"),
        of_kind(Record.SHARED_NOTE, notes.filter(shared=True), actor, at="written_on"),
        all=True,
    )
    for kind, pk, what, at in rows:
        yield Disclosable(kind, pk, _opened(case, pk, what) if kind == Record.AGREED_ACTION else what, at)


def _opened(case: Case, pk: UUID, sealed: str) -> str:
    """The beginning of what was agreed: two actions of one day are else the same words."""
    action = AgreedAction(pk=pk, tenant_id=case.tenant_id, what=bytes.fromhex(sealed.removeprefix("\\x")))
    return Truncator(str(action.what).rstrip(".")).chars(60)
