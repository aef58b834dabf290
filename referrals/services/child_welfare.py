"""The child-welfare answer: asked on every contact (417/2007 s25, s25a), one for each sector, unseen by the others."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.errors import Conflict, DomainError
from anchor.core.versions import lock, save_changed
from referrals.models import ChildWelfareAnswer, Contact


@dataclass(frozen=True, kw_only=True)
class ChildWelfare:
    """Notified (when, by whom), notifying now, a joint request with the family, or no need (why)."""

    answer: str
    notified_on: datetime.date | None = None
    notified_by: str = ""
    why: str = ""


def checked_child_welfare(given: ChildWelfare) -> ChildWelfare:
    """The answer with only what belongs to it. Raises DomainError with the field that is missing."""
    match given.answer:
        case "":
            raise DomainError(_("Answer about child welfare."), code="no_answer", field="answer")
        case "notified":
            return _checked_notification(given)
        case "no_need":
            if not given.why:
                raise DomainError(_("Say in a few words why there is no need."), code="no_why", field="why")
            return ChildWelfare(answer="no_need", why=given.why)
    return ChildWelfare(answer=given.answer)


def _checked_notification(given: ChildWelfare) -> ChildWelfare:
    if given.notified_on is None:
        raise DomainError(_("Give the day of the notification."), code="no_day", field="notified_on")
    if given.notified_on > timezone.localdate():
        raise DomainError(_("This day has not come yet."), code="in_future", field="notified_on")
    if not given.notified_by:
        raise DomainError(_("Say who notified."), code="nobody", field="notified_by")
    return ChildWelfare(answer="notified", notified_on=given.notified_on, notified_by=given.notified_by)


@transaction.atomic
def answer_child_welfare(
    *, actor: Actor, contact: Contact, given: ChildWelfare, read_version: int | None = None
) -> ChildWelfareAnswer:
    """Give or change the own sector's answer while the contact is screened. Raises Conflict, DomainError."""
    contact = lock(Contact.objects.visible_to(actor), contact.pk)
    require(actor, Action.ANSWER_CHILD_WELFARE, contact)
    checked = vars(checked_child_welfare(given))
    own = ChildWelfareAnswer.objects.visible_to(actor).filter(contact=contact, sector=actor.sector)
    answer = own.select_for_update(of=("self",)).select_related("author__user").first()
    if answer is None:
        answer = ChildWelfareAnswer.objects.create(contact=contact, **checked, **stamp(actor))
    elif answer.version != read_version:
        if all(getattr(answer, name) == value for name, value in checked.items()):
            return answer  # the same click twice
        raise Conflict(answer)
    else:
        for name, value in checked.items():
            setattr(answer, name, value)
        save_changed(answer, *checked)
    record(actor, Verb.CHILD_WELFARE_ANSWERED, contact, answer=answer.answer)
    return answer
