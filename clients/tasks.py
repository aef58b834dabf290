"""The nightly work of the hall."""

import logging

from celery import shared_task
from django.utils import timezone

from anchor.access import grants
from anchor.access.scopes import collecting
from anchor.accounts.models import Team
from clients.services.after_closing import date_all_grants
from clients.services.ages import reckon_all
from clients.services.drift import compare_grants

logger = logging.getLogger("anchor")


@shared_task(name="clients.tasks.watch_grants")
def watch_grants() -> int:
    """Clear the grants whose last day is over, and compare the others with what they follow from.

    First the grants of cases closed before their last day was known get it. What differs is an error for whoever runs the
    servers, by number, no names.
    """
    date_all_grants()
    clear_ended_grants()
    found = compare_grants()
    if found.differing:
        logger.error("grants have drifted from the work: %s about %d records", dict(found.differing), len(found.about))
    return found.differing.total()


@shared_task(name="clients.tasks.reckon_ages")
def reckon_ages() -> int:
    """Bring ages, and what ends at 18, to the day that has begun."""
    return reckon_all()


def clear_ended_grants() -> int:
    """Clear them in every tenant, each in a transaction of its own. Returns how many there were."""
    tenants = Team.objects.order_by("municipality_id").values_list("municipality_id", flat=True).distinct()
    return sum(_cleared_in(tenant_id) for tenant_id in tenants)


def _cleared_in(tenant_id: str) -> int:
    with collecting(tenant_id):
        return grants.clear_ended(timezone.localdate())
