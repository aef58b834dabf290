"""Finding cases: by name, number, birth date or exact identity code, and by the filters of the list.

Names and identities are searched only where the actor may read them, so a search tells nothing that a page would not; and
the order by age goes by the years that everybody sees, for the exact one would tell who was born before whom.
"""

import datetime
import re
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from anchor.access.holdings import granted_cases
from anchor.access.lookups import How, writing
from anchor.accounts.actor import Actor
from anchor.core import identity_codes
from anchor.core.dates import birthday
from anchor.core.errors import DomainError
from anchor.core.folding import fold
from clients.models import Case, Client, ClientAddress, ClientBirth, ClientIdentity, Consent
from clients.services.identity import hash_of
from clients.services.shown import SOON_DAYS

SORTS: dict[str, tuple[str, ...]] = {
    "newest": ("-opened_on", "-id"),
    "next": ("next_step_on", "id"),
    "name": ("client__name_key", "id"),
    "age": ("age", "-opened_on", "-id"),
}
_NUMBER = re.compile(r"([A-ZÅÄÖ]{1,2})[- ]?(\d{4})[- ](\d{1,6})", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)


def known_cases(actor: Actor, text: str = "") -> QuerySet[Case]:
    """Cases this actor may know to exist. For a coordinator the team is stated by itself, so that its index is used.

    What is searched for names few cases: the rule is asked of each, and does not gather all of the actor's first.
    """
    with writing(How.BY_KEY if text.strip() else How.AT_ONCE):
        cases = Case.objects.visible_to(actor)
    return cases.filter(team_id=actor.team_id) if actor.is_coordinator else cases


def find(cases: QuerySet[Case], actor: Actor, text: str) -> QuerySet[Case]:
    """Those of the cases that a search line means."""
    text = " ".join(text.split())
    if not text:
        return cases
    if number := _NUMBER.fullmatch(text):
        return cases.filter(number=f"{number[1].upper()}-{number[2]}-{int(number[3]):04}")
    if code := _identity_code(text):
        known = ClientIdentity.objects.visible_to(actor).filter(identity_hash=hash_of(code))
        return _of_clients(cases, known.values("client_id"))
    if day := _day(text):
        # Whoever knows only the name and the age finds nobody by the birth date.
        born = ClientBirth.objects.visible_to(actor).filter(birth_date=day)
        return _of_clients(cases, born.values("client_id"))
    clients, folded = Client.objects.visible_to(actor).filter(tenant_id=actor.tenant_id), fold(text)
    named, exact = clients.filter(_named(folded)), clients.filter(_called(folded))
    # Under non-disclosure a list shows initials: a beginning that finds them would spell the name out letter by letter.
    shown = Q(non_disclosure=False)
    if " " in folded:
        shown |= Q(client_id__any=ArraySubquery(exact.order_by().values("pk")))
    return _of_clients(cases, named.values("pk")).filter(shown)


def _of_clients(cases: QuerySet[Case], clients: QuerySet) -> QuerySet[Case]:
    return cases.filter(client_id__any=ArraySubquery(clients.order_by()))


def _named(folded: str) -> Q:
    """A name that begins with what was typed: family, given, or both in either order."""
    if not folded:
        return Q(pk__in=[])
    found = Q(folded_family__prefixed_by=folded) | Q(folded_given__prefixed_by=folded)
    words = folded.split()
    for cut in range(1, len(words)):
        one, other = " ".join(words[:cut]), " ".join(words[cut:])
        found |= Q(folded_given__prefixed_by=one, folded_family__prefixed_by=other)
        found |= Q(folded_family__prefixed_by=one, folded_given__prefixed_by=other)
    return found


def _called(folded: str) -> Q:
    """Exactly this full name, given and family in either order."""
    found, words = Q(pk__in=[]), folded.split()
    for cut in range(1, len(words)):
        one, other = " ".join(words[:cut]), " ".join(words[cut:])
        found |= Q(folded_given=one, folded_family=other) | Q(folded_family=one, folded_given=other)
    return found


def _identity_code(text: str) -> str:
    """The text as an identity code, when it is one; whether this installation would take it does not matter here."""
    try:
        return identity_codes.validate(text, demo=settings.IS_DEMO, temporary_ticked=True)
    except DomainError:
        return ""


def _day(text: str) -> datetime.date | None:
    match = _DAY.fullmatch(text)
    try:
        return datetime.date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None


def narrow(cases: QuerySet[Case], actor: Actor, filters: dict[str, Any]) -> QuerySet[Case]:
    """Those of the cases that the filters of the list keep (clients.forms.cases)."""
    stage = filters.get("stage") or "open"
    if stage == "open":
        cases = cases.filter(closed_on=None)
    elif stage != "all":
        cases = cases.filter(stage=stage)
    if filters.get("responsible") == "me":
        cases = cases.filter(responsible_id=actor.membership_id)
    if place := filters.get("place"):
        living = ClientAddress.objects.visible_to(actor).filter(residence_id=place, protected=False)
        cases = _of_clients(cases, living.values("client_id")).filter(non_disclosure=False)
    for name in filters.get("only") or ():
        cases = cases.filter(_only(name, actor))
    if filters.get("sort") == "name":
        cases = cases.filter(pk__any=granted_cases(actor))
    return cases


def is_whole_team(actor: Actor, filters: dict[str, Any]) -> bool:
    """Whether a list is the open cases of a whole team, or all, newest first: an index holds them in this order."""
    narrowed = any(filters.get(name) for name in ("q", "place", "responsible", "only"))
    every = (filters.get("stage") or "open") in ("open", "all") and (filters.get("sort") or "newest") == "newest"
    return actor.is_coordinator and every and not narrowed


def _only(name: str, actor: Actor) -> Q:
    today = timezone.localdate()
    match name:
        case "mine":
            return Q(pk__any=granted_cases(actor))
        case "under_15":
            return Q(age__lt=15)
        case "no_consent":
            given = Consent.objects.visible_to(actor).living(today).filter(sentence=Consent.Sentence.TEAM)
            return ~Q(Exists(given.filter(case_id=OuterRef("pk"))))
        case "late":
            return Q(closed_on=None, next_step_on__lt=today)
        case _:
            near = _born_before(today + datetime.timedelta(days=SOON_DAYS), 18)
            born = ClientBirth.objects.visible_to(actor).filter(birth_date__lte=near)
            return Q(Exists(born.filter(client_id=OuterRef("client_id"))) | Q(age__gte=18), closed_on=None)


def _born_before(day: datetime.date, age: int) -> datetime.date:
    """The latest birth date of somebody who is that old on a day; who was born on 29 February waits for 1 March."""
    born = datetime.date(day.year - age, day.month, min(day.day, 28) if day.month == 2 else day.day)
    following = born + datetime.timedelta(days=1)
    return following if birthday(following, age) <= day else born
