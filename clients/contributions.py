"""What the hall tells the desk: cases that are to be closed because everything that was allowed has been withdrawn."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse

from anchor.accounts.actor import Actor
from clients.models import Case, Consent
from clients.services.shown import ASK_OR_CLOSE, ShownCase, with_parts
from clients.waiting import Waiting

MOST = 20


def today(actor: Actor, day: date) -> Iterator[Waiting]:
    """Open cases the actor is responsible for on which nothing is allowed any longer (domain.md, The process)."""
    if not actor.works_in_team:
        return
    answers = Consent.objects.visible_to(actor).filter(case_id=OuterRef("pk"))
    mine = Case.objects.visible_to(actor).filter(
        Exists(answers.filter(withdrawn_on__isnull=False)),
        ~Exists(answers.living(day)),
        responsible_id=actor.membership_id,
        closed_on=None,
    )
    for case in with_parts(mine, actor).order_by("next_step_on", "pk")[:MOST]:
        yield Waiting(
            kind="notice",
            title=ShownCase(case).listed_name,
            meta=str(ASK_OR_CLOSE),
            url=reverse("close_case", args=[case.pk]),
            due=case.next_step_on,
            late=case.next_step_on is not None and case.next_step_on < day,
            about=case,
        )
