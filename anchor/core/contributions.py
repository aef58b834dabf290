"""What a lower room asks and higher rooms answer, so that imports go down only (design: house.md, Contributions).

Each room registers its functions in its AppConfig.ready(); a test lists them all. The order is that of the numbers given,
and is fixed from the first question on.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date
    from typing import Protocol

    class HinderingClosing(Protocol):
        """Sentences for the user about what must be done before this case can be closed."""

        def __call__(self, case: Any, actor: Any, /) -> Iterable[Any]: ...

    class HinderingReopening(Protocol):
        """Sentences for the user about why this closed case stays closed."""

        def __call__(self, case: Any, actor: Any, /) -> Iterable[Any]: ...

    class TakingBack(Protocol):
        """Take back what has lost its ground in this case or would tell too much now, and tell what was taken back."""

        def __call__(self, case: Any, actor: Any, /) -> Iterable[Any]: ...

    class Chronology(Protocol):
        """Entries of the case's chronology that exist for this actor."""

        def __call__(self, case: Any, actor: Any, /) -> Iterable[Any]: ...

    class NextSteps(Protocol):
        """What has been agreed or waits in this case, as far as this actor may know it."""

        def __call__(self, case: Any, actor: Any, /) -> Iterable[Any]: ...

    class Today(Protocol):
        """What waits for this actor on their first page."""

        def __call__(self, actor: Any, today: date, /) -> Iterable[Any]: ...

    class Disclosable(Protocol):
        """Records of this actor's own sector in this case that could be disclosed on a ground in law."""

        def __call__(self, case: Any, actor: Any, /) -> Iterable[Any]: ...

    class HeldAboutClient(Protocol):
        """What a room holds about a client and exists for this actor, for extracts."""

        def __call__(self, client: Any, actor: Any, /) -> Iterable[Any]: ...

    class OtherParties(Protocol):
        """Keys of the cases of other parties of the same event, as far as this actor may know them."""

        def __call__(self, case: Any, actor: Any, /) -> Iterable[Any]: ...

    class Siblings(Protocol):
        """Keys of the cases of siblings, as far as this actor may know that they belong together."""

        def __call__(self, case: Any, actor: Any, /) -> Iterable[Any]: ...

    class Retention(Protocol):
        """The document classes of a room, with what starts their time."""

        def __call__(self) -> Iterable[Any]: ...

    class Facts(Protocol):
        """The identifier-free facts of one tenant and one year, as rows for reporting."""

        def __call__(self, tenant_id: str, year: int, /) -> Iterable[Any]: ...

    class Grants(Protocol):
        """The grants of a room in the tenant of this scope, compared with what they follow from, today."""

        def __call__(self, today: date, /) -> Iterable[Any]: ...


class Contribution[**P, Item]:
    """One question. Functions answer with any number of items; nobody knows who else answers."""

    def __init__(self, name: str, question: str) -> None:
        self.name = name
        self.question = question
        self._functions: dict[int, Callable[P, Iterable[Item]]] = {}
        self._asked = False

    def register(self, function: Callable[P, Iterable[Item]], *, order: int) -> None:
        """Add an answer. Raises ValueError for a function or an order already there, RuntimeError after the first question."""
        if self._asked:
            raise RuntimeError(f"{self.name} was already asked: register in AppConfig.ready()")
        if order in self._functions or function in self._functions.values():
            raise ValueError(f"{self.name}: {_name(function)} or its order {order} is registered twice")
        self._functions[order] = function

    def ask(self, *args: P.args, **kwargs: P.kwargs) -> list[Item]:
        """Every room's items, in the order of registration numbers."""
        self._asked = True
        return [item for order in sorted(self._functions) for item in self._functions[order](*args, **kwargs)]

    def names(self) -> list[str]:
        """Who answers, in order."""
        return [_name(self._functions[order]) for order in sorted(self._functions)]


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


hinders_closing_case: "Contribution[[Any, Any], Any]" = Contribution(
    "hinders_closing_case", "What must be done before this case can be closed?"
)
hinders_reopening_case: "Contribution[[Any, Any], Any]" = Contribution(
    "hinders_reopening_case", "What keeps this closed case closed?"
)
loses_ground: "Contribution[[Any, Any], Any]" = Contribution(
    "loses_ground", "A consent has ended: what of this case have you taken back?"
)
protection_changed: "Contribution[[Any, Any], Any]" = Contribution(
    "protection_changed", "Who is protected in this case has changed: what have you taken back?"
)
chronology: "Contribution[[Any, Any], Any]" = Contribution("chronology", "What has happened in this case?")
next_steps: "Contribution[[Any, Any], Any]" = Contribution("next_steps", "What comes next in this case?")
today: "Contribution[[Any, date], Any]" = Contribution("today", "What waits for this person today?")
disclosable: "Contribution[[Any, Any], Any]" = Contribution(
    "disclosable", "What of the own sector could be disclosed in this case?"
)
held_about_client: "Contribution[[Any, Any], Any]" = Contribution(
    "held_about_client", "What do you hold about this client?"
)
retention: "Contribution[[], Any]" = Contribution("retention", "Which document classes do you keep, and from when on?")
facts: "Contribution[[str, int], Any]" = Contribution("facts", "Which facts are counted of this tenant and year?")
grants: "Contribution[[date], Any]" = Contribution("grants", "Do your grants follow from the work?")
other_parties: "Contribution[[Any, Any], Any]" = Contribution(
    "other_parties", "Which other cases stem from the same event as this one?"
)
siblings: "Contribution[[Any, Any], Any]" = Contribution("siblings", "Which other cases are siblings' of this one?")

POINTS = (
    hinders_closing_case,
    hinders_reopening_case,
    loses_ground,
    protection_changed,
    chronology,
    next_steps,
    today,
    disclosable,
    held_about_client,
    retention,
    facts,
    grants,
    other_parties,
    siblings,
)


def register[**P, Item](point: Contribution[P, Item], function: Callable[P, Iterable[Item]], *, order: int) -> None:
    """Answer a question from now on; called in AppConfig.ready()."""
    point.register(function, order=order)


def ask[**P, Item](point: Contribution[P, Item], *args: P.args, **kwargs: P.kwargs) -> list[Item]:
    """Put a question to every room that answers it."""
    return point.ask(*args, **kwargs)


def listed() -> dict[str, list[str]]:
    """Every question with the functions that answer it, in order: what the test and the documentation show."""
    return {point.name: point.names() for point in POINTS}
