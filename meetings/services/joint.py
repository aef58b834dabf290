"""A joint meeting of several parties of one event: each one's consent, and each one's own meeting (domain.md).

It is told once in each case, by who works there; a summary is never shared between cases.
"""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.accounts.actor import Actor
from anchor.core.errors import DomainError
from clients.models import Case, Consent
from meetings.services.account import Account


def check_joint(actor: Actor, case: Case, account: Account, before: Account | None = None) -> None:
    """Raise DomainError unless this adolescent has consented today to somebody else joining."""
    if not account.joint or (before is not None and before.joint):
        return
    today = timezone.localdate()
    living = Consent.objects.visible_to(actor).filter(
        Q(valid_to=None) | Q(valid_to__gte=today),
        case=case,
        sentence=Consent.Sentence.OTHER,
        given=True,
        withdrawn_on=None,
        valid_from__lte=today,
    )
    if not living.exists():
        message = _(
            "Record first that the adolescent consents to somebody else joining. Each party is asked on their own."
        )
        raise DomainError(message, code="no_consent_to_joint", field="joint")
