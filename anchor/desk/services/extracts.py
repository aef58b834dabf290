"""What an extract shows to whom, and making it: previewed, without what is left out, given once."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core import contributions
from anchor.core.dates import birthday
from anchor.core.errors import DomainError
from anchor.core.versions import lock
from anchor.desk.services.extract_log import LogLine, log_of
from anchor.desk.services.extract_requests import under_protection
from clients.held import Held, Kind
from clients.models import Case, ExtractRequest, GuardianDecision, RelatedPerson
from clients.services.guardian import open_kinds
from clients.services.threats import mark_of

LOG, DATA = "log", "data"
Asker = ExtractRequest.Asker


@dataclass(frozen=True)
class Wish:
    """Which extract is asked for, by whom, and how they were identified."""

    kind: str
    asker: str
    identified_by: str
    asked_by: UUID | None = None
    named: str = ""  # somebody who is in no list, by the whole name in their document


def people_who_may_ask(actor: Actor, request: ExtractRequest) -> list[RelatedPerson]:
    """Guardians and representatives written down about a minor; nobody may ask for somebody of 18.

    Who is under non-disclosure stands in no list: that there is such a person is not told to somebody who does not know it.
    """
    return [person for person in _deciding(actor, request) if not person.own_non_disclosure]


def threatening(actor: Actor, request: ExtractRequest) -> bool:
    """Whether a protection is against somebody close: an officer has to think of it whoever asks."""
    return RelatedPerson.objects.visible_to(actor).filter(client=request.client, threatens=True).exists()


def _deciding(actor: Actor, request: ExtractRequest) -> list[RelatedPerson]:
    if _is_of_age(request):
        return []
    people = RelatedPerson.objects.visible_to(actor).filter(client=request.client).order_by("pk")
    return [person for person in people if person.decides]


def _who_asks(actor: Actor, request: ExtractRequest, wish: Wish) -> RelatedPerson | None:
    """Whoever was chosen; or, of whom the record has initials only, who bears exactly the name that was typed."""
    mark = mark_of(wish.named) if wish.named else ""
    for person in _deciding(actor, request):
        if person.pk == wish.asked_by and (not person.own_non_disclosure or person.name_mark == mark):
            return person
        if wish.asked_by is None and mark and person.own_non_disclosure and person.name_mark == mark:
            return person
    return None


def _is_of_age(request: ExtractRequest) -> bool:
    """Whether no guardian may ask any more; nor may one while the birth date is not known."""
    born = request.client.born
    return born is None or birthday(born, 18) <= timezone.localdate()


@dataclass(frozen=True)
class Contents:
    """What an extract would show: records, or lines of the log."""

    wish: Wish
    called: str  # how the extract names whom it is about
    held: tuple[Held, ...] = ()
    log: tuple[LogLine, ...] = ()

    @property
    def keys(self) -> list[str]:
        return [one.key for one in self.held] + [one.key for one in self.log]

    def without(self, keys: Collection[str]) -> "Contents":
        """The same without what was left out."""
        held = tuple(one for one in self.held if one.key not in keys)
        return replace(self, held=held, log=tuple(one for one in self.log if one.key not in keys))


def contents_of(actor: Actor, request: ExtractRequest, wish: Wish) -> Contents:
    """What the asker may get. Raises DomainError for whoever gets nothing at all.

    Under non-disclosure an extract has initials and no place, whoever asks: paper goes on to others (domain.md, Turvakielto).
    """
    require(actor, Action.MAKE_EXTRACT, request)
    wish = _checked(actor, request, wish)
    allowed, client = _allowed(actor, request, wish), request.client
    sheltered = client.pk in under_protection(actor, [client])
    contents = Contents(wish, called=client.initials if sheltered else str(client))
    if wish.kind == LOG:
        return replace(contents, log=tuple(log_of(actor, client, allowed, sheltered=sheltered)))
    held: list[Held] = contributions.ask(contributions.held_about_client, client, actor)
    kept = [one for one in held if allowed is None or (one.for_guardian and allowed(one.sector, one.kind))]
    if sheltered:
        kept = [told for one in kept if (told := one.under_protection())]
    return replace(contents, held=tuple(sorted(kept, key=lambda one: (list(Kind).index(one.kind), one.on))))


def _checked(actor: Actor, request: ExtractRequest, wish: Wish) -> Wish:
    """The wish with who asks it. Raises DomainError for whoever may not ask, or is given nothing."""
    person = None if wish.asker == Asker.ADOLESCENT else _who_asks(actor, request, wish)
    asked_by = person.pk if person else None
    if request.asker and (request.asker, request.asked_by_id) != (wish.asker, asked_by):
        message = _("The first extract of this request was made for somebody else. Open the records anew.")
        raise DomainError(message, code="another_asker", field="asker")
    if wish.asker == Asker.ADOLESCENT:
        return wish
    if person is None:
        message = _("Choose who asks. Only a guardian or representative of a minor who is written down may.")
        raise DomainError(message, code="nobody_asks", field="asked_by")
    if person.gets_no_extract:
        message = _(
            "This person is given nothing: a contact ban, a suspicion in the matter or a threat is written down. "
            "Ask the controller how to answer."
        )
        raise DomainError(message, code="barred_person", field="asked_by")
    return replace(wish, asked_by=asked_by)


def _allowed(actor: Actor, request: ExtractRequest, wish: Wish) -> Any:
    """Of which sector's register a guardian gets which kind; None for the adolescent, who gets all that may be given.

    Each case decides for itself, and the strictest holds for what belongs to no case.
    """
    if wish.asker == Asker.ADOLESCENT:
        return None
    decisions: dict[Any, list[GuardianDecision]] = {}
    cases = Case.objects.visible_to(actor).filter(client=request.client).order_by("pk")
    known = GuardianDecision.objects.visible_to(actor).filter(case__client=request.client)
    for case in cases:
        decisions[case.pk] = []
    for decision in known.order_by("-decided_on", "-created_at", "-pk"):
        decisions[decision.case_id].append(decision)

    def allowed(sector: str, kind: Kind) -> bool:
        barred = [open_kinds(of_case, sector) for of_case in decisions.values()]
        return bool(barred) and all(one is not None and kind not in one for one in barred)

    return allowed


# --- making it ---


@transaction.atomic
def make_extract(
    *, actor: Actor, request: ExtractRequest, wish: Wish, left_out: Collection[str] = (), why: str = ""
) -> Contents:
    """What is to be printed now, once. What was left out and why stays with the request, and not in the extract.

    Raises DomainError when this extract was made already, or something is left out without a reason.
    """
    request = lock(ExtractRequest.objects.visible_to(actor).select_related("client"), request.pk)
    if request.closed_at:
        raise DomainError(_("These records have been closed again. Open them anew."), code="closed")
    contents = contents_of(actor, request, wish)
    column = f"{wish.kind}_made_at"
    if getattr(request, column):
        message = _("This extract has been made once already. Open the records anew for another.")
        raise DomainError(message, code="made_already")
    left = sorted(set(left_out) & set(contents.keys))
    if left and not why:
        raise DomainError(_("Say why something is left out."), code="no_reason", field="why")
    setattr(request, column, timezone.now())
    asked = contents.wish
    request.asker, request.asked_by_id, request.identified_by = asked.asker, asked.asked_by, asked.identified_by
    request.left_out = request.left_out | {wish.kind: [[key, why] for key in left]}
    request.save(update_fields=[column, "asker", "asked_by", "identified_by", "left_out"])
    shown = contents.without(left)
    record(
        actor,
        Verb.EXTRACT_MADE,
        request,
        ground=wish.asker,
        kind=wish.kind,
        shown=len(shown.keys),
        left_out=len(left),
    )
    return shown


def remember_preview(actor: Actor, request: ExtractRequest, contents: Contents) -> None:
    """The records an officer looks at before they are given are looked at too."""
    record(actor, Verb.EXTRACT_PREVIEWED, request, kind=contents.wish.kind, shown=len(contents.keys))
