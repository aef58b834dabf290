"""A register officer's requests: one client at a time, found by the exact name or identity code, open for two hours."""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.lookups import TransactionTime
from anchor.access.rules import require
from anchor.access.scopes import seeking, seeking_code
from anchor.accounts.actor import Actor
from anchor.accounts.models import Team
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core import contributions
from anchor.core.errors import DomainError
from anchor.core.folding import fold
from anchor.core.jobs import one_at_a_time
from anchor.core.versions import lock
from anchor.tenancy.scope import scoped
from clients.models import Case, Client, ExtractRequest, ExtractTry
from clients.models.extract import LASTS
from clients.services.emergency import transaction_time
from clients.services.identity import hash_of

TRIES, WITHIN = 10, datetime.timedelta(minutes=15)


@dataclass(frozen=True)
class Sought:
    """Whom an officer seeks, exactly as typed: by name and birth date."""

    given_names: str
    family_name: str
    birth_date: datetime.date

    def scope(self, actor: Actor) -> AbstractContextManager[None]:
        """The transaction in which the wall shows whoever this is, of one team."""
        name = {"given_names": self.given_names, "family_name": self.family_name}
        return seeking(actor, **name, birth_date=self.birth_date)

    def among(self, clients: QuerySet[Client]) -> QuerySet[Client]:
        """Those of them who this is: the rule besides the wall."""
        named = {"folded_given": fold(self.given_names), "folded_family": fold(self.family_name)}
        return clients.filter(**named, birth__birth_date=self.birth_date)


@dataclass(frozen=True)
class SoughtByCode:
    """The same by the personal identity code; it is compared by its keyed hash, and kept nowhere."""

    code: str

    def scope(self, actor: Actor) -> AbstractContextManager[None]:
        """The transaction in which the wall shows whose code this is, where the own controller has written it down."""
        return seeking_code(actor, hash_of(self.code) or b"")

    def among(self, clients: QuerySet[Client]) -> QuerySet[Client]:
        """Those of them whose code this is."""
        return clients.filter(identity__identity_hash=hash_of(self.code))


def open_request(*, actor: Actor, sought: Sought | SoughtByCode) -> list[ExtractRequest]:
    """Open the records the controller holds about whoever is named exactly. Raises DomainError when it holds none.

    Not atomic as a whole: each try leaves its row, whatever comes of it. Who is known to other controllers only and who is
    known to nobody are answered alike. A returning adolescent has a record from each time: each is opened.
    """
    require(actor, Action.SEEK_FOR_EXTRACT)
    if not _note_try(actor):
        record(actor, Verb.EXTRACT_SOUGHT, found=0, too_many=True)
        message = _("You have tried ten times in a quarter of an hour. Wait a while and check what you have typed.")
        raise DomainError(message, code="too_many_tries")
    made = [request for one in _visits(actor) for request in _opened(one, sought)]
    record(actor, Verb.EXTRACT_SOUGHT, found=len(made))
    if not made:
        message = _(
            "Your controller holds nothing about such a person. Check that everything is typed exactly as it is recorded."
        )
        raise DomainError(message, code="not_found")
    return made


def _visits(actor: Actor) -> Iterator[Actor]:
    """The officer in each team whose records the controller may answer for."""
    for team in teams_of_controller(actor.controller):
        yield actor.visit(team)


def teams_of_controller(controller: str) -> list[Team]:
    """The teams in which records may be made that a controller answers for."""
    kind, _colon, code = controller.partition(":")
    columns = {"police": "police_department_id", "county": "county_id", "municipality": "municipality_id"}
    return list(Team.objects.filter(**{columns[kind]: code}).order_by("pk")) if kind in columns else []


@transaction.atomic
def _note_try(actor: Actor) -> bool:
    one_at_a_time("tries for extracts", actor.membership_id)
    recent = ExtractTry.objects.filter(membership=actor.membership, at__gt=timezone.now() - WITHIN).count()
    ExtractTry.objects.create(membership=actor.membership, at=timezone.now())
    return recent < TRIES


class _HoldsNothing(Exception):
    """The client is there, and nothing of theirs is this controller's: taken back, as if nobody had been found."""


def _opened(actor: Actor, sought: Sought | SoughtByCode) -> Iterator[ExtractRequest]:
    with sought.scope(actor):
        own = Client.objects.filter(tenant_id=actor.tenant_id, team_id=actor.team_id)
        clients = list(sought.among(own).order_by("pk"))
    for client in clients:
        try:
            with transaction.atomic():
                yield _request(actor, sought, client)
        except _HoldsNothing:
            continue


def _request(actor: Actor, sought: Sought | SoughtByCode, client: Client) -> ExtractRequest:
    with sought.scope(actor):
        now = transaction_time()
        request = ExtractRequest.objects.create(
            tenant_id=actor.tenant_id,
            team_id=actor.team_id,
            membership=actor.membership,
            controller=actor.controller,
            client=client,
            case_id=_case_of(actor, client),
            opened_at=now,
            until=now + LASTS,
        )
    with scoped(actor.scope()):
        if not contributions.ask(contributions.held_about_client, client, actor):
            raise _HoldsNothing
        record(actor, Verb.EXTRACT_OPENED, request)
    return request


def _case_of(actor: Actor, client: Client) -> UUID | None:
    """The latest case of whoever was found; the wall shows the seeker no other's."""
    cases = Case.objects.filter(tenant_id=actor.tenant_id, client=client)
    return cases.order_by("-opened_on", "-pk").values_list("pk", flat=True).first()


@contextmanager
def request_in_scope(actor: Actor, request_id: UUID) -> Iterator[tuple[Actor, ExtractRequest]]:
    """The officer's own request with the scope it stands in, for as long as the block. Raises DoesNotExist without one."""
    for one in _tenants(actor):
        with scoped(one.scope()):
            own = ExtractRequest.objects.visible_to(one).filter(
                pk=request_id, closed_at=None, until__gt=TransactionTime()
            )
            if found := own.select_related("client__birth", "team").first():
                visiting = actor.visit(found.team)
                with scoped(visiting.scope()):
                    yield visiting, found
                return
    raise ExtractRequest.DoesNotExist


def under_protection(actor: Actor, clients: Iterable[Client]) -> set[UUID]:
    """Ids of those of them who are under non-disclosure: any of their cases says so, whoever wrote the address."""
    known = Case.objects.visible_to(actor).filter(client__in=clients, non_disclosure=True)
    return set(known.values_list("client_id", flat=True))


@dataclass(frozen=True)
class OpenRequest:
    """A request in the officer's list, where somebody under non-disclosure is initials as in every list."""

    request: ExtractRequest
    called: str


def open_requests(actor: Actor) -> list[OpenRequest]:
    """The officer's requests that are open now, the newest first."""
    require(actor, Action.SEEK_FOR_EXTRACT)
    found: list[OpenRequest] = []
    for one in _tenants(actor):
        with scoped(one.scope()):
            own = ExtractRequest.objects.visible_to(one).filter(closed_at=None, until__gt=TransactionTime())
            requests = list(own.select_related("client", "team").order_by("-opened_at", "pk"))
            hidden = under_protection(one, [request.client for request in requests])
        for request in requests:
            client = request.client
            found.append(OpenRequest(request, client.initials if client.pk in hidden else str(client)))
    return sorted(found, key=lambda shown: shown.request.opened_at, reverse=True)


def _tenants(actor: Actor) -> list[Actor]:
    """The officer once in each municipality that hosts a team of the controller's."""
    return list({one.tenant_id: one for one in _visits(actor)}.values())


@transaction.atomic
def close_request(*, actor: Actor, request: ExtractRequest) -> None:
    """Close the client's records again, before the two hours are over."""
    require(actor, Action.MAKE_EXTRACT, request)
    request = lock(ExtractRequest.objects.visible_to(actor), request.pk)
    if request.closed_at:
        return  # a second click
    record(actor, Verb.EXTRACT_CLOSED, request)
    request.closed_at = timezone.now()
    request.save(update_fields=["closed_at"])
