"""Asking another sector. It is asked as a sector, never for an entry; no answer tells whether it has recorded anything."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.errors import DomainError
from anchor.core.versions import lock, save_changed
from clients.models import Case, Participation, SectorRequest
from clients.services.load import working_today

State = SectorRequest.State


@transaction.atomic
def ask_sector(*, actor: Actor, case: Case, asked_sector: str, text: str) -> SectorRequest:
    """Ask a sector of the team. Where nobody of it works on the case, the coordinator is told, without the question."""
    case = lock(Case.objects.visible_to(actor), case.pk)
    require(actor, Action.ASK_SECTOR, case)
    if not case.is_open:
        raise DomainError(_("The case is closed."), code="case_closed")
    on_case = _works_on(actor, case, asked_sector)
    in_team = actor.team is not None and asked_sector in actor.team.sectors and asked_sector != actor.sector
    if not (on_case or in_team):
        raise DomainError(_("Choose the sector you ask."), code="no_sector", field="asked_sector")
    if on_case and not text:
        raise DomainError(_("Write what you ask."), code="no_question", field="text")
    if text and not on_case:
        message = _(
            "Nobody of this sector works on the case yet. The coordinator is told that you ask it; leave the question out "
            "until somebody has joined."
        )
        raise DomainError(message, code="unmanned", field="text")
    waiting = SectorRequest.objects.visible_to(actor).filter(
        case=case, asked_sector=asked_sector, author_id=actor.membership_id, state=State.OPEN, unmanned=not on_case
    )
    for earlier in waiting.order_by("pk"):
        if (earlier.text or "") == text:
            return earlier  # a second click
    asked = SectorRequest.objects.create(
        case=case, asked_sector=asked_sector, unmanned=not on_case, text=text, **stamp(actor)
    )
    record(actor, Verb.SECTOR_ASKED, asked, asked=asked_sector)
    return asked


def _works_on(actor: Actor, case: Case, sector: str) -> bool:
    """Whether somebody of another sector works on the case today: a guest authority looks on and answers nothing."""
    working = Participation.objects.visible_to(actor).filter(working_today(), case=case, kind=Participation.Kind.TEAM)
    return sector != actor.sector and working.filter(sector=sector).exists()


@transaction.atomic
def settle_request(*, actor: Actor, asked: SectorRequest, answered: bool, reply: str = "") -> SectorRequest:
    """Answer or decline what the own sector is asked. Neither tells whether the sector has recorded anything here."""
    require(actor, Action.ANSWER_REQUEST, asked)
    asked = lock(SectorRequest.objects.visible_to(actor).select_related("case"), asked.pk)
    state = State.ANSWERED if answered else State.DECLINED
    if asked.state == state and asked.settled_by_id == actor.membership_id:
        return asked  # a second click
    if not asked.is_open:
        raise DomainError(_("This request does not wait for an answer any more."), code="settled")
    if answered and not reply:
        raise DomainError(_("Write your answer."), code="no_answer", field="reply")
    asked.reply = reply if answered else ""
    return _settled(actor, asked, state, "reply")


@transaction.atomic
def withdraw_request(*, actor: Actor, asked: SectorRequest) -> SectorRequest:
    """Take back a request of the own sector that nobody has answered yet."""
    require(actor, Action.WITHDRAW_REQUEST, asked)
    asked = lock(SectorRequest.objects.visible_to(actor).select_related("case"), asked.pk)
    if asked.state == State.WITHDRAWN:
        return asked  # a second click
    if not asked.is_open:
        raise DomainError(_("This request does not wait for an answer any more."), code="settled")
    return _settled(actor, asked, State.WITHDRAWN)


def _settled(actor: Actor, asked: SectorRequest, state: str, *columns: str) -> SectorRequest:
    asked.state, asked.settled_at, asked.settled_by_id = state, timezone.now(), actor.membership_id
    save_changed(asked, "state", "settled_at", "settled_by", *columns)
    if state == State.WITHDRAWN:
        record(actor, Verb.REQUEST_WITHDRAWN, asked)
    else:
        record(actor, Verb.REQUEST_SETTLED, asked, state=str(state))
    return asked
