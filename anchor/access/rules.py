"""May I? Two questions, both compiled from the matrix: what exists for me (`rows`), and what I may do (`can`)."""

from collections.abc import Iterable, Mapping
from functools import cache, reduce
from operator import or_

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Model, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import ACTIONS, Action, Rule
from anchor.access.compiled import Predicate, compiled
from anchor.access.holdings import Asker
from anchor.access.matrix import MATRIX
from anchor.access.relations import NOTHING, predicate
from anchor.access.vocabulary import ACROSS, Relation, Row, widest
from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership
from anchor.tenancy.tenant import register_visibility


class Refused(PermissionDenied):
    """A colleague who may know but not act: answered with 403, and remembered."""

    def __init__(self, action: Action, target: Model | None = None, words: str | Promise = "") -> None:
        """`words` say why, where the reader can do something about it."""
        super().__init__(action)
        self.action, self.target, self.words = action, target, words


@cache
def rows_of(model: type[Model]) -> tuple[Row, ...]:
    """The rows of the matrix that this model holds. Raises LookupError for a model without one."""
    found = tuple(row for row in MATRIX.values() if row.model == model._meta.label)
    if not found:
        raise LookupError(f"{model._meta.label} has no row in the matrix: it is closed")
    return found


def rows(model: type[Model], actor: Actor) -> Q | Predicate:
    """The rows of a model this actor may know to exist. Someone who works in no team knows none, or what they watch over."""
    return compiled(_across if actor.tenant_id is None else _known, model, actor=actor)


def _known(model: type[Model], actor: Asker) -> Q:
    opened = reduce(or_, (_opened(row, actor) for row in rows_of(model)))
    return Q(tenant_id=actor.tenant_id) & opened | _across(model, actor)


def _opened(row: Row, actor: Asker) -> Q:
    """The rows of one record that are open to the actor in the own tenant."""
    near = (predicate(relation, row, actor) for relation in widest(row.opens) if relation not in ACROSS)
    relations = reduce(or_, near, NOTHING)
    return Q(**row.where) & relations if row.where else relations


def _across(model: type[Model], actor: Asker) -> Q:
    """The rows open to the actor in whatever tenant they stand: sent to their team, or watched over by them."""
    ways = [(row, one) for row in rows_of(model) for one in row.opens if one in ACROSS]
    return reduce(or_, (Q(**row.where) & predicate(one, row, actor) for row, one in ways), NOTHING)


register_visibility(rows)


def can(actor: Actor, action: Action, target: Model | None = None) -> bool:
    """Whether this actor may do this, today, to this record. What no rule opens is closed."""
    rule = ACTIONS[action]
    if actor.role not in rule.roles:
        return False
    if not rule.relations:
        return True
    if target is None or actor.tenant_id is None:
        return False
    model = type(target)
    return model._default_manager.filter(doable(actor, action, model), pk=target.pk).exists()


def doable(actor: Asker, action: Action, model: type[Model]) -> Q | Predicate:
    """The rows of a model to which this actor may do this: the same question as `can`, asked of many rows."""
    if actor.role not in ACTIONS[action].roles or actor.tenant_id is None:
        return NOTHING
    return compiled(_done, model, action, actor=actor)


def _done(model: type[Model], action: Action, actor: Asker) -> Q:
    rule = ACTIONS[action]
    grips = frozenset(rule.grips)
    near: list[Q] = []
    across: list[Q] = []
    for row in rows_of(model):
        for relation in sorted(rule.relations & set(row.opens) | rule.relations & _ACTED_ONLY):
            ways = across if relation in ACROSS else near
            stands = predicate(relation, row, actor, grips if relation in _BY_PARTICIPATION else frozenset())
            ways.append(Q(**row.where) & stands if row.where else stands)
    known = Q(tenant_id=actor.tenant_id) & reduce(or_, near) if near else NOTHING
    return reduce(or_, across, known)


def may(actor: Asker, action: Action, model: type[Model]) -> Case:
    """`can` as a column, so that a page learns in one query what its reader may do: `.annotate(may_decide=may(…))`."""
    return Case(When(doable(actor, action, model), then=Value(True)), default=Value(False))


def asked_once(asked: Mapping[str, Action]) -> dict[str, str]:
    """Each name with the first one whose action has the very same rule: a page asks that one alone."""
    first: dict[Rule, str] = {}
    return {name: first.setdefault(ACTIONS[action], name) for name, action in asked.items()}


_BY_PARTICIPATION = frozenset(
    {
        Relation.TAKES_PART,
        Relation.OWN_SECTOR,
        Relation.PROTECTED_OWN,
        Relation.CONSENTED,
        Relation.PRESENT,
        Relation.KEPT,
        Relation.AUTHOR,
        Relation.RECEIVER,
        Relation.DISCLOSED,
    }
)
# A record's own author may be asked for even where authorship alone opens nothing to read.
_ACTED_ONLY = frozenset({Relation.OWNER})


def refuse_to_oneself(actor: Actor, action: Action, target: Model | None, members: Iterable[Membership]) -> None:
    """Raise Refused when one of these memberships is the actor's own, of another sector than the one they wear.

    Who names people opens a case or a contact to their sectors. Nobody opens it so to themself, by another hat.
    """
    if any(one.user_id == actor.user_id and one.sector != actor.sector for one in members):
        words = _("Nobody gives themself the sight of another sector. Ask another coordinator of your team.")
        raise Refused(action, target, words)


def require(actor: Actor, action: Action, target: Model | None = None) -> None:
    """Raise Refused unless the actor may do this. Services ask again what views have asked."""
    if not can(actor, action, target):
        raise Refused(action, target)
