"""Duplicates across teams: the one question that crosses the wall, and it answers nothing to who asks (access.md).

Both calls end in one function of the database, which alone may touch the table of presences. It writes the presence of a case
of the own team, or tells the responsible workers of other teams' open cases that a contact came to this team.
"""

import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core import identity_codes
from anchor.core.crypto import lookup_hash
from anchor.core.errors import DomainError
from anchor.core.keys import lookup_key
from clients.models import Case, PresenceNotice

_ONLY_THE_DAYS = b""


def presence_hash(code: str) -> bytes:
    """A keyed hash of a code that can be compared with presences of any tenant, and with nothing else that is stored."""
    return lookup_hash(lookup_hash(lookup_key(), "presence"), identity_codes.normalise(code))


def keep_presence(case_id: UUID, code: str, *, non_disclosure: bool) -> None:
    """Say that the own team has this client; nothing is kept without a code or under non-disclosure."""
    _call(presence_hash(code) if code and not non_disclosure else None, case_id)


def keep_days(case_id: UUID) -> None:
    """After a case was closed or opened again: its presence has the same days."""
    _call(_ONLY_THE_DAYS, case_id)


def tell_earlier_teams(code: str) -> None:
    """Tell the responsible workers of other teams who have this client. The asker learns nothing, not even whether."""
    _call(presence_hash(code), None)


def _call(hashed: bytes | None, case_id: UUID | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT anchor_presence(%s, %s)", [hashed, case_id])


@transaction.atomic
def answer_notice(
    *, actor: Actor, notice: PresenceNotice, answer: str, ground: str, today: datetime.date | None = None
) -> PresenceNotice:
    """Decide whether to call the other team, and on what ground. Said once. Raises DomainError with the field."""
    require(actor, Action.ANSWER_NOTICE, notice)
    notice = PresenceNotice.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=notice.pk)
    if notice.answered_on:
        if (notice.answer, notice.ground) == (answer, ground if answer == PresenceNotice.Answer.CALL else ""):
            return notice  # a second click
        raise DomainError(_("It has already been decided whether to call."), code="decided")
    if answer not in PresenceNotice.Answer.values:
        raise DomainError(_("Choose whether you call."), code="no_answer", field="answer")
    if answer == PresenceNotice.Answer.CALL and not ground:
        raise DomainError(_("Give the ground on which you call."), code="no_ground", field="ground")
    notice.answer, notice.answered_on = answer, today or timezone.localdate()
    notice.ground = ground if answer == PresenceNotice.Answer.CALL else ""
    notice.save(update_fields=["answer", "ground", "answered_on"])
    record(
        actor, Verb.PRESENCE_ANSWERED, Case.objects.visible_to(actor).filter(pk=notice.case_id).first(), ground=ground
    )
    return notice
