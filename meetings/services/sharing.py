"""Sharing a sector's note with the other sectors on the case: an act of its sector, live from the next request on."""

from django.db import transaction

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.versions import lock, save_changed
from meetings.models import SectorNote


@transaction.atomic
def share_note(*, actor: Actor, note: SectorNote) -> SectorNote:
    """Let the other sectors on the case read a note, as far as a consent covers them. Its author alone shares it."""
    return _set(actor, note, Action.SHARE_NOTE, Verb.NOTE_SHARED, shared=True)


@transaction.atomic
def take_back_note(*, actor: Actor, note: SectorNote) -> SectorNote:
    """A note that was shared does not exist for the other sectors any more. Any colleague of its sector may do this."""
    return _set(actor, note, Action.TAKE_BACK_NOTE, Verb.NOTE_TAKEN_BACK, shared=False)


def _set(actor: Actor, note: SectorNote, action: Action, verb: Verb, *, shared: bool) -> SectorNote:
    require(actor, action, note)
    if note.shared == shared:
        return note  # a second click, or one too late
    note = lock(SectorNote.objects.visible_to(actor), note.pk)
    if note.shared != shared:
        note.shared = shared
        save_changed(note, "shared")
        record(actor, verb, note)
    return note
