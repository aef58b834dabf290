"""When a referral waits, and when it is late: said once, for the board, today and the follow-up page."""

import datetime

from django.db.models import Q
from django.utils import timezone

from referrals.models import OnwardReferral

WAIT_DAYS = 14
Status = OnwardReferral.Status
UNDER_WAY = (Status.PROPOSED, Status.SENT)


def waiting_since(referral: OnwardReferral) -> datetime.date:
    """The day since which the present step has lasted."""
    return referral.started_on or referral.sent_on or referral.proposed_on


def waiting_days(referral: OnwardReferral) -> int:
    """Whole days in the present step."""
    return (timezone.localdate() - waiting_since(referral)).days


def is_late(referral: OnwardReferral) -> bool:
    """Under way beyond its follow-up day, or for more than 14 days when no day was set."""
    if referral.status not in UNDER_WAY:
        return False
    if referral.follow_up_on:
        return referral.follow_up_on < timezone.localdate()
    return waiting_days(referral) > WAIT_DAYS


def late(today: datetime.date) -> Q:
    """The same as `is_late`, for a queryset."""
    limit = today - datetime.timedelta(days=WAIT_DAYS)
    long_ago = Q(sent_on__lt=limit) | Q(sent_on=None, proposed_on__lt=limit)
    return Q(status__in=UNDER_WAY) & (Q(follow_up_on__lt=today) | Q(follow_up_on=None) & long_ago)


def to_follow(today: datetime.date) -> Q:
    """What asks for a call today: a follow-up day that has come, or a service whose three months are over unasked."""
    three_months_ago = today - datetime.timedelta(days=90)
    asked = Q(status__in=UNDER_WAY, follow_up_on__lte=today)
    unasked = Q(status=Status.STARTED, still_on_at_3_months=None, started_on__lte=three_months_ago)
    return asked | unasked | late(today)
