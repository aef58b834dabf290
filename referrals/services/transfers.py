"""Sending a case to another team, and taking it back before it is accepted (domain.md, Tenancy).

Everything here is written in the sending tenant. What the receiving team does is in `arrivals`; the old case is closed
by `settling`, in a transaction of its own.
"""

import datetime
from collections.abc import Iterator, Mapping

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.matrix import SAID_AHEAD
from anchor.access.rules import require
from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership, Role, Team
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core import outbox
from anchor.core.errors import DomainError
from anchor.core.versions import lock, save_changed
from clients.models import Case, Consent
from clients.services.ages import birth_date_of, is_of_age
from meetings.models import Meeting
from referrals import grounds
from referrals.models import Transfer, TransferParcel
from referrals.services.parcel import Held, closed, kinds_to_send, throw_away_unopened
from referrals.team import team_of

State = Transfer.State


def receiving_teams(actor: Actor) -> QuerySet[Team]:
    """Other teams that work today and have a coordinator who can answer, with these coordinators' names."""
    today = timezone.localdate()
    answering = Membership.objects.current(today).filter(team_id=OuterRef("pk"), role=Role.COORDINATOR)
    working = Q(agreed_to=None) | Q(agreed_to__gte=today)
    others = Team.objects.filter(working, Exists(answering)).exclude(pk=team_of(actor).pk)
    names = answering.order_by("user__name", "pk").values("user__name")
    return others.annotate(coordinators=ArraySubquery(names)).order_by("name", "pk")


def consent_to_tell(actor: Actor, case: Case) -> Consent | None:
    """The living consent by which somebody else than the team may be told: the third sentence, the longest lasting."""
    living = Consent.objects.visible_to(actor).living(timezone.localdate())
    said = living.filter(case=case, sentence=Consent.Sentence.OTHER)
    return said.order_by(F("valid_to").desc(nulls_first=True), "pk").first()


@transaction.atomic
def send_transfer(
    *,
    actor: Actor,
    case: Case,
    to_team: Team,
    ground: str,
    goes_along: Mapping[str, str],
    word: str = "",
    read_version: int | None = None,
) -> Transfer:
    """Offer a case to another team. `ground` is for the name, `goes_along` says the ground of each kind that goes too.

    A second click gives the transfer that waits already. Raises DomainError with the field that has to be mended.
    """
    case = lock(Case.objects.visible_to(actor), case.pk, read_version=read_version)
    require(actor, Action.TRANSFER_CASE, case)
    earlier = Transfer.objects.visible_to(actor).filter(case=case, state__in=(State.WAITING, State.ACCEPTED)).first()
    if earlier is not None and earlier.to_team_id == to_team.pk:
        return earlier
    _check(actor, case, to_team, earlier)
    lapses_on = _checked_grounds(actor, case, {"name": ground, **goes_along})
    if not set(goes_along) <= set(kinds_to_send(actor, case)):
        raise DomainError(_("Choose what goes along from the list."), code="unknown_kind")
    transfer = Transfer.objects.create(
        case=case,
        to_team=to_team,
        ground=ground,
        goes_along=dict(goes_along),
        lapses_on=lapses_on,
        number=case.number,
        initials=case.initials,
        age=case.age,
        stage=case.stage,
        opened_on=case.opened_on,
        non_disclosure=case.non_disclosure,
        **stamp(actor),
    )
    contents = closed(Held(actor, case).contents(goes_along, word))
    TransferParcel.objects.create(transfer=transfer, case=case, contents=contents, **stamp(actor))
    record(actor, Verb.TRANSFER_SENT, transfer, ground=ground, to_team=to_team.pk, goes_along=dict(goes_along))
    return transfer


def _check(actor: Actor, case: Case, to_team: Team, earlier: Transfer | None) -> None:
    if not case.is_open:
        raise DomainError(_("The case is closed."), code="case_closed")
    if earlier is not None:
        message = _("The case has been sent to another team already. Take that transfer back first.")
        raise DomainError(message, code="already_sent")
    if birth_date_of(actor, case.client_id) is None:
        message = _(
            "The new team needs the birth date, which your sector may not read. Ask the sector that keeps it to send the case."
        )
        raise DomainError(message, code="no_birth_date")
    if is_of_age(actor, case):
        raise DomainError(_("Somebody of 18 is not transferred: close the case."), code="of_age")
    if not receiving_teams(actor).filter(pk=to_team.pk).exists():
        message = _("Choose another team that works today and has a coordinator.")
        raise DomainError(message, code="no_such_team", field="to_team")
    if Meeting.objects.visible_to(actor).filter(case=case, status=Meeting.Status.PLANNED).exists():
        message = _("Log or cancel the planned meeting first: the new team agrees its own.")
        raise DomainError(message, code="planned_meeting")


def _checked_grounds(actor: Actor, case: Case, by_kind: Mapping[str, str]) -> datetime.date | None:
    """The last day of the consent the transfer stands on, if it stands on one."""
    known = dict(grounds.choices())
    for kind, ground in by_kind.items():
        if ground not in known:
            field = "ground" if kind == "name" else f"ground_{kind}"
            raise DomainError(_("Choose the ground on which this is told."), code="no_ground", field=field)
    if grounds.CONSENT not in by_kind.values():
        return None
    consent = consent_to_tell(actor, case)
    if consent is None:
        message = _("Nobody has consented to telling another team. Ask, and record the third sentence first.")
        raise DomainError(message, code="no_consent", field="ground")
    days = [consent.valid_to, consent.of_age_on and consent.of_age_on - datetime.timedelta(days=1)]
    if consent.ends_at_18:  # on what day, both teams are told when it is near: until then it is asked for again
        days.append(timezone.localdate() + datetime.timedelta(days=SAID_AHEAD))
    return min((day for day in days if day), default=None)


@transaction.atomic
def take_back(*, actor: Actor, transfer: Transfer) -> Transfer:
    """Take a transfer back while nobody has accepted it: everything is as it was. A second click changes nothing."""
    transfer = lock(Transfer.objects.visible_to(actor), transfer.pk)
    require(actor, Action.SETTLE_TRANSFER, transfer)
    if transfer.state == State.ACCEPTED:
        message = _("The other team has accepted the case already. Call them.")
        raise DomainError(message, code="accepted")
    if transfer.waits:
        _take_back(actor, transfer, because="asked")
    return transfer


def take_back_what_lost_its_ground(case: Case, actor: Actor) -> Iterator[Transfer]:
    """A consent has ended: a transfer that stands on it waits no longer."""
    for transfer in _waiting(case, actor):
        on_consent = grounds.CONSENT in (transfer.ground, *transfer.goes_along.values())
        if on_consent and consent_to_tell(actor, case) is None:
            _take_back(actor, transfer, because="consent")
            yield transfer


def take_back_what_tells_too_much(case: Case, actor: Actor) -> Iterator[Transfer]:
    """Who is protected has changed: what was packed before would tell too much, and is to be sent anew."""
    for transfer in _waiting(case, actor):
        _take_back(actor, transfer, because="protection")
        yield transfer


def _waiting(case: Case, actor: Actor) -> list[Transfer]:
    waiting = Transfer.objects.visible_to(actor).filter(case=case, state=State.WAITING)
    return list(waiting.select_for_update(of=("self",)).order_by("pk"))


def _take_back(actor: Actor, transfer: Transfer, *, because: str) -> None:
    """Nobody will open the parcel from now on: it goes at once, unread by who is not its sender."""
    transfer.state, transfer.answered_on, transfer.answered_by = (
        State.TAKEN_BACK,
        timezone.localdate(),
        actor.membership,
    )
    transfer.lapses_on = None
    save_changed(transfer, "state", "answered_on", "answered_by", "lapses_on")
    throw_away_unopened()
    record(actor, Verb.TRANSFER_TAKEN_BACK, transfer, because=because)


def follow(transfer: Transfer) -> None:
    """What the answer asks of the sending tenant is done there by a task, in a transaction of its own."""
    outbox.enqueue("referrals.tasks.settle_transfer", str(transfer.pk), str(transfer.author_id), transfer.team_id)
