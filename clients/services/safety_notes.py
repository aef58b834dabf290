"""What to know when going there: short notes of a sector, read with consent and in an emergency."""

from django.db import transaction
from django.utils import timezone

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.versions import lock, save_changed
from clients.models import Case, SafetyNote
from clients.services.latest_case import latest_case


@transaction.atomic
def write_safety_note(*, actor: Actor, case: Case, text: str) -> SafetyNote:
    """Write down what a colleague should know before going there. The same words twice are one note."""
    require(actor, Action.WRITE_SAFETY_NOTE, case)
    lock(Case.objects.visible_to(actor), case.pk)  # the other click of a double click waits
    own = SafetyNote.objects.visible_to(actor).filter(client_id=case.client_id, author=actor.membership)
    for note in own.order_by("-created_at", "-pk"):
        if note.text == text:
            return note  # a second click
    note = SafetyNote.objects.create(client_id=case.client_id, text=text, **stamp(actor))
    record(actor, Verb.SAFETY_NOTE_WRITTEN, note, case_id=case.pk)
    return note


@transaction.atomic
def change_safety_note(*, actor: Actor, note: SafetyNote, text: str, read_version: int) -> SafetyNote:
    """Change a note of the own sector. Raises Conflict when somebody changed it since."""
    require(actor, Action.CHANGE_SAFETY_NOTE, note)
    note = lock(SafetyNote.objects.visible_to(actor), note.pk, read_version=read_version)
    note.text, note.changed_at, note.changed_by = text, timezone.now(), actor.membership
    save_changed(note, "text", "changed_at", "changed_by")
    record(actor, Verb.SAFETY_NOTE_CHANGED, note, case_id=latest_case(actor, note.client_id))
    return note


@transaction.atomic
def remove_safety_note(*, actor: Actor, note: SafetyNote) -> None:
    """Take a note away: a danger that has passed must not follow anybody."""
    require(actor, Action.CHANGE_SAFETY_NOTE, note)
    note = lock(SafetyNote.objects.visible_to(actor), note.pk)
    record(actor, Verb.SAFETY_NOTE_REMOVED, note, case_id=latest_case(actor, note.client_id))
    note.delete()
