"""Models that hold tenant data: a tenant column, composite keys, and a manager that refuses to answer outside a scope."""

from collections.abc import Callable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import FETCH_PEERS, FETCH_RAISE

from anchor.core.ids import uuid7
from anchor.tenancy.models import Municipality
from anchor.tenancy.scope import require_scope


class TenantQuerySet(models.QuerySet):
    """Rows of tenants. Which of them an actor may know is `visible_to`, compiled from the matrix."""

    def visible_to(self, actor: Any) -> Self:
        """The rows this actor may know to exist (access.md, lock 2). The wall repeats it in the database."""
        return self.filter(visibility(self.model, actor))

    def update(self, **values: Any) -> int:
        """As Django's; a changed row also gets a new version so that a stale form is noticed."""
        if any(field.name == "version" for field in self.model._meta.concrete_fields):
            values.setdefault("version", models.F("version") + 1)
        return super().update(**values)


# The rule lives on the stairs (anchor.access.rules), above this room: it registers itself here, so imports go down only.
_visibility: Callable[[type[models.Model], Any], Any] | None = None


def register_visibility(function: Callable[[type[models.Model], Any], Any]) -> None:
    """Called once by anchor.access: how a model and an actor become a predicate."""
    global _visibility
    _visibility = function


def visibility(model: type[models.Model], actor: Any) -> Any:
    """The condition for `visible_to`. Raises when the rules are not loaded."""
    if _visibility is None:
        raise RuntimeError("anchor.access is not loaded: no rule can be asked")
    return _visibility(model, actor)


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """Raises outside a scope; a lazy fetch raises in tests and the demo, and costs one query for all peers elsewhere."""

    def get_queryset(self) -> TenantQuerySet:
        require_scope()
        mode = FETCH_RAISE if settings.RAISE_ON_LAZY_FETCH else FETCH_PEERS
        return super().get_queryset().fetch_mode(mode)


class TenantForeignKey(models.ForeignKey):
    """A reference inside one tenant. The database constraint covers (tenant, id), because a plain one looks past the wall.

    Django makes no constraint (`db_constraint=False`); the wall's migration makes the composite one. With `same_team` it
    covers the team besides, where the wall cannot ask the parent because its maker may not see it. With `follows`, a column
    of this row always says what a column of its parent says: when the parent changes, the database itself carries it over,
    also to rows that whoever changed it may not see.
    """

    def __init__(
        self,
        to: Any,
        on_delete: Any = models.PROTECT,
        *,
        same_team: bool = False,
        follows: tuple[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["db_constraint"] = False
        self.same_team, self.follows = same_team, follows
        super().__init__(to, on_delete, **kwargs)


class TenantOneToOneField(models.OneToOneField):
    """As TenantForeignKey, and unique.

    With `goes_along` the database takes the row away with its parent, because whoever may do that may not see the row. Django is
    told DO_NOTHING: it knows DB_CASCADE only where the parent's own references are the database's as well.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, *, goes_along: bool = False, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        self.goes_along = goes_along
        super().__init__(to, on_delete, **kwargs)


class TenantModel(models.Model):
    """A row of one tenant: the host municipality of the team's agreement, given when it is made and never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False, editable=False)

    objects = TenantManager()

    class Meta:
        abstract = True
