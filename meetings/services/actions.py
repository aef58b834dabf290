"""Marking what was agreed as done, and taking that back."""

import uuid

from django.db import transaction
from django.utils import timezone

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.versions import lock, save_changed
from meetings.models import AgreedAction


@transaction.atomic
def mark_action(*, actor: Actor, action_id: uuid.UUID, done: bool) -> AgreedAction:
    """Mark an agreed action as done today, or as not done after all. Saying it twice changes nothing more.

    Raises AgreedAction.DoesNotExist for what the actor may not know, Refused for what they may not mark.
    """
    action = lock(AgreedAction.objects.visible_to(actor), action_id)
    require(actor, Action.MARK_ACTION, action)
    if done == (action.done_on is not None):
        return action
    action.done_on = timezone.localdate() if done else None
    save_changed(action, "done_on")
    record(actor, Verb.ACTION_DONE, action, done=done)
    return action
