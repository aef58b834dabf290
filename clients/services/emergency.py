"""Emergency access: opening a case one does not work on, for an hour, when a child is in danger (access.md, The matrix).

Found by the exact name and birth date alone. Whoever is not there and whoever may not be opened are answered alike.
"""

import datetime
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.lookups import TransactionTime
from anchor.access.rules import can, require
from anchor.access.scopes import seeking
from anchor.accounts.actor import Actor
from anchor.accounts.models import Team
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record, record_refusal
from anchor.core.errors import DomainError
from anchor.core.folding import fold
from anchor.core.versions import lock, save_changed
from anchor.core.working_days import working_days_after
from anchor.tenancy.scope import scoped
from clients.models import Case, ClientAddress, EmergencyAccess, EmergencyAttempt, EmergencyText, Judgement
from clients.models.emergency import LASTS
from clients.services.after_closing import open_to_others
from clients.services.emergency_watch import with_case

TRIES, WITHIN = 5, datetime.timedelta(minutes=15)
REVIEW_WORKING_DAYS = 3


class Named(NamedTuple):
    """Whom somebody seeks, exactly as typed."""

    given_names: str
    family_name: str
    birth_date: datetime.date


def open_emergency_access(*, actor: Actor, named: Named, reason: str, text: str) -> EmergencyAccess:
    """Open the case of whoever is named exactly, for 60 minutes. Raises DomainError when nobody was found or opened.

    Not atomic as a whole: the try that was noted and the row of its refusal outlive what is rolled back.
    """
    require(actor, Action.OPEN_EMERGENCY)
    asking = list(_asking(actor))
    if not _note_try(actor, {one.tenant_id: one for one in asking}):
        raise _refused(
            actor,
            _("You have tried five times in a quarter of an hour. Wait a while; if somebody is in danger, call 112."),
            code="too_many_tries",
        )
    for one in asking:
        access = _opened(one, named, reason, text)
        if access is not None:
            return access
    raise _refused(
        actor,
        _("No case can be opened with this name and birth date. Check that both are as they are recorded."),
        code="not_found",
    )


def _refused(actor: Actor, message: Any, *, code: str) -> DomainError:
    record_refusal(actor, Action.OPEN_EMERGENCY, status=422, verb=Verb.EMERGENCY_REFUSED)
    return DomainError(message, code=code)


def _asking(actor: Actor) -> Iterator[Actor]:
    """In which teams somebody may ask: the own one; the county's named users in each team of their county in turn."""
    if actor.team is not None:
        yield actor
        return
    if not can(actor, Action.OPEN_EMERGENCY):
        return
    office = actor.membership.organisation
    if office is not None and office.county_id:
        for team in Team.objects.filter(county_id=office.county_id).order_by("pk"):
            yield actor.visit(team)


@transaction.atomic
def _note_try(actor: Actor, asking: dict[str | None, Actor]) -> bool:
    """Note that somebody tries; False after five tries in a quarter of an hour, however many come at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"emergency {actor.membership_id}"])
    moment, tries = transaction_time(), 0
    for one in asking.values():
        with in_scope_of(one):
            mine = EmergencyAttempt.objects.visible_to(one).filter(membership=one.membership, at__gt=moment - WITHIN)
            tries = max(tries, mine.count())
            EmergencyAttempt.objects.create(tenant_id=one.tenant_id, membership=one.membership, at=moment)
    return tries < TRIES


@transaction.atomic
def _opened(actor: Actor, named: Named, reason: str, text: str) -> EmergencyAccess | None:
    """The access to the case of whoever is named, in the actor's team; None when there is none.

    A second click finds the access that is still open. Raises DomainError for whoever can read the contact data anyway.
    """
    with seeking(actor, **named._asdict()):
        case = _case_of(actor, named)
        if case is None:
            return None
        mine = EmergencyAccess.objects.visible_to(actor).filter(case=case, author=actor.membership)
        if already := mine.filter(until__gt=TransactionTime()).first():
            return already
        if ClientAddress.objects.visible_to(actor).filter(client_id=case.client_id).exists():
            message = _("You can open this adolescent's contact details yourself: find the case under Cases.")
            raise DomainError(message, code="open_already")
        access = _make(actor, case, reason, text)
    record(actor, Verb.EMERGENCY_OPENED, access, ground=reason)
    return access


def _case_of(actor: Actor, named: Named) -> Case | None:
    """The latest case, in the actor's team, of whoever is named; the wall shows the seeker no other.

    A closed one for as long as other sectors see it: then it is its responsible worker's sector's only (domain.md, Retention).
    """
    return (
        Case.objects.filter(
            open_to_others(timezone.localdate()),
            tenant_id=actor.tenant_id,
            team_id=actor.team_id,
            client__folded_given=fold(named.given_names),
            client__folded_family=fold(named.family_name),
            client__birth__birth_date=named.birth_date,
        )
        .order_by("-opened_on", "-pk")
        .first()
    )


def _make(actor: Actor, case: Case, reason: str, text: str) -> EmergencyAccess:
    marks = stamp(actor) | {"controller": case.controller}
    moment = transaction_time()
    access = EmergencyAccess.objects.create(
        case_id=case.pk,
        client_id=case.client_id,
        reason=reason,
        opened_at=moment,
        until=moment + LASTS,
        review_due_on=working_days_after(timezone.localdate(), REVIEW_WORKING_DAYS),
        **marks,
    )
    EmergencyText.objects.create(access=access, text=text, **marks)
    return access


@transaction.atomic
def renew_emergency_access(*, actor: Actor, access: EmergencyAccess) -> EmergencyAccess:
    """Another 60 minutes from now on, once."""
    require(actor, Action.USE_EMERGENCY, access)
    access = _open(actor, access)
    if access.renewed_at:
        raise DomainError(_("This access has been renewed once already."), code="renewed_already")
    access.renewed_at = transaction_time()
    access.until = access.renewed_at + LASTS
    save_changed(access, "renewed_at", "until")
    record(actor, Verb.EMERGENCY_RENEWED, access, ground=access.reason)
    return access


@transaction.atomic
def confirm_protected_address(*, actor: Actor, access: EmergencyAccess) -> EmergencyAccess:
    """Say that the address under non-disclosure is needed too: the second confirmation."""
    require(actor, Action.USE_EMERGENCY, access)
    access = _open(actor, access)
    if access.address_confirmed_at is None:
        access.address_confirmed_at = transaction_time()
        save_changed(access, "address_confirmed_at")
        record(actor, Verb.EMERGENCY_ADDRESS_CONFIRMED, access, ground=access.reason)
    return access


@transaction.atomic
def end_emergency_access(*, actor: Actor, access: EmergencyAccess) -> EmergencyAccess:
    """End an access before its hour is over: by who opened it, or by the team's coordinator."""
    require(actor, Action.END_EMERGENCY, access)
    access = lock(EmergencyAccess.objects.visible_to(actor), access.pk)
    moment = transaction_time()
    if access.until > moment:
        access.until = moment
        save_changed(access, "until")
        record(actor, Verb.EMERGENCY_ENDED, access, ground=access.reason)
    return access


@transaction.atomic
def review_emergency_access(*, actor: Actor, access: EmergencyAccess, judgement: str, text: str) -> EmergencyAccess:
    """Judge an access, once; nobody judges their own. What was not justified also ends at once."""
    require(actor, Action.REVIEW_EMERGENCY, access)
    access = lock(EmergencyAccess.objects.visible_to(actor).select_related("author"), access.pk)
    if access.author.user_id == actor.user_id:
        raise DomainError(_("Somebody else reviews what you opened yourself."), code="own_access")
    if access.reviewed_at:
        raise DomainError(_("This emergency access has been reviewed already."), code="reviewed_already")
    if judgement == Judgement.NOT_JUSTIFIED and not text:
        raise DomainError(_("Say why it was not justified."), code="no_text", field="text")
    moment = transaction_time()
    access.judgement, access.reviewed_at, access.reviewed_by = judgement, moment, actor.membership
    if judgement == Judgement.NOT_JUSTIFIED:
        access.until = min(access.until, moment)
    save_changed(access, "judgement", "reviewed_at", "reviewed_by", "until")
    if text:
        # Whoever answers for the access answers for its words.
        EmergencyText.objects.create(access=access, text=text, **stamp(actor) | {"controller": access.controller})
    record(actor, Verb.EMERGENCY_REVIEWED, access, judgement=judgement)
    return access


def _open(actor: Actor, access: EmergencyAccess) -> EmergencyAccess:
    """The locked access, as long as it lasts. Raises DomainError when its time is over."""
    access = lock(EmergencyAccess.objects.visible_to(actor), access.pk)
    if access.until <= _now():  # not when this transaction began: somebody may have ended it since
        raise DomainError(_("The time of this emergency access is over. Open it again if you need it."), code="over")
    return access


def in_scope_of(actor: Actor) -> AbstractContextManager[Any]:
    """The scope in which a county's named user looks at one team; everybody else is in their own already."""
    return scoped(actor.scope()) if actor.visiting else nullcontext()


def find_access(asker: Actor, access_id: UUID) -> tuple[Actor, EmergencyAccess] | None:
    """An access that exists for somebody, with the actor as whom it does: a county's named user visits its team."""
    for one in list(_asking(asker)) or [asker]:
        with in_scope_of(one):
            if access := EmergencyAccess.objects.visible_to(one).filter(pk=access_id).first():
                return one, access
    return None


def living_accesses(asker: Actor) -> list[EmergencyAccess]:
    """What somebody has opened and may still look at, each with the shell of its case."""
    found: list[EmergencyAccess] = []
    for one in _asking(asker):
        with in_scope_of(one):
            mine = EmergencyAccess.objects.visible_to(one).filter(author=one.membership, team_id=one.team_id)
            found += with_case(mine.filter(until__gt=TransactionTime()), one).order_by("-opened_at", "-pk")
    return found


def texts_of(actor: Actor, access: EmergencyAccess) -> QuerySet[EmergencyText]:
    """The words about an access, its opener's and its reviewer's, as far as they exist for the actor."""
    return EmergencyText.objects.visible_to(actor).filter(access=access).order_by("pk")


def transaction_time() -> datetime.datetime:
    """The moment the transaction began: the wall takes no other for now."""
    return _moment("now()")


def _now() -> datetime.datetime:
    return _moment("clock_timestamp()")


def _moment(function: str) -> datetime.datetime:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}")
        return cast(datetime.datetime, cursor.fetchone()[0])
