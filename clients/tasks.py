"""The nightly work of the hall."""

import logging

from celery import shared_task

from clients.services.drift import compare_grants

logger = logging.getLogger("anchor")


@shared_task(name="clients.tasks.watch_grants")
def watch_grants() -> int:
    """Compare grants with participations; what differs is an error for whoever runs the servers, by number, no names."""
    found = compare_grants()
    if found.differing:
        logger.error("grants have drifted from participations: %s in %d cases", dict(found.differing), len(found.cases))
    return found.differing.total()
