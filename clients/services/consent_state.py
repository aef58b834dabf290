"""Where a consent stands today, told to all who work on the case: given or missing, and since when."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self
from uuid import UUID

from django.db.models import Case, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from anchor.accounts.actor import Actor
from anchor.tenancy.codes import label
from clients.models import Consent, ConsentDetails, ConsentGiver
from clients.models.consent import lives_on

CONSENT_COLUMNS = (
    "id",
    "sentence",
    "given",
    "awaited",
    "lives",
    "covered_sectors",
    "valid_from",
    "valid_to",
    "of_age_on",
    "ended_on",
    "withdrawn_on",
    "created_at",
    "sector",
)


@dataclass(frozen=True, slots=True)
class ConsentState:
    """One of the three sentences with its answer. `id` is that of the latest answer, if there is one."""

    sentence: str
    state: str  # given, awaited, refused, withdrawn, ended, missing
    day: datetime.date | None = None
    until: datetime.date | None = None
    sectors: tuple[str, ...] = ()
    id: UUID | None = None
    ends_at_18: bool = False  # with the last day before the 18th birthday: `until`, or `day` once it has ended

    def without_birth_date(self) -> Self:
        """The same for those who may know the age only: that it ends at 18, without the day."""
        if not self.ends_at_18:
            return self
        return replace(self, until=None, day=None if self.state == "ended" else self.day)

    @property
    def words(self) -> str:
        """The plain sentence in the reader's language."""
        return label("consent_sentence", self.sentence)

    @property
    def is_given(self) -> bool:
        return self.state == "given"

    @property
    def badge(self) -> tuple[str, str, str]:
        """Text, kind and icon of the badge that shows it."""
        return {
            "given": (_("given"), "ok", "check"),
            "awaited": (_("not given yet"), "wait", "clock"),
            "refused": (_("refused"), "stop", "x"),
            "withdrawn": (_("withdrawn"), "stop", "undo"),
            "ended": (_("ended"), "wait", "clock"),
            "missing": (_("not asked"), "line", "help"),
        }[self.state]


def states_of(rows: Iterable[Mapping[str, Any]]) -> list[ConsentState]:
    """The three sentences in their order, from the rows of one case (as `shown.CONSENT_COLUMNS` gives them)."""
    by_sentence: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_sentence.setdefault(row["sentence"], []).append(row)
    return [_state(sentence, by_sentence.get(sentence, [])) for sentence in Consent.Sentence.values]


def all_withdrawn(rows: Iterable[Mapping[str, Any]]) -> bool:
    """Whether something had been allowed and was withdrawn, and nothing is allowed any longer."""
    rows = list(rows)
    return any(row["withdrawn_on"] for row in rows) and not any(row["lives"] for row in rows)


def _state(sentence: str, rows: list[Mapping[str, Any]]) -> ConsentState:
    if not rows:
        return ConsentState(sentence, "missing")
    living = [row for row in rows if row["lives"]]
    latest = max(living or rows, key=lambda row: (row["valid_from"], row["created_at"]))
    sectors, key = tuple(latest["covered_sectors"]), UUID(str(latest["id"]))
    since, until = _day(latest["valid_from"]), last_day(latest)
    at_18 = until is not None and until != _day(latest["valid_to"])
    if living:
        return ConsentState(sentence, "given", since, until, sectors, key, at_18)
    if latest["withdrawn_on"]:
        return ConsentState(sentence, "withdrawn", day=_day(latest["withdrawn_on"]), id=key)
    if not latest["given"]:
        return ConsentState(sentence, "awaited" if latest["awaited"] else "refused", day=since, id=key)
    if ended_on := _day(latest["ended_on"]):
        return ConsentState(sentence, "ended", day=ended_on, id=key)
    return ConsentState(sentence, "ended", day=until, id=key, ends_at_18=at_18)


@dataclass(frozen=True, slots=True)
class ShownConsent:
    """One answer on its own page. Details and givers are there for the sector that asked."""

    consent: Consent
    state: ConsentState
    details: ConsentDetails | None
    givers: list[ConsentGiver]

    @property
    def giver_words(self) -> str:
        """What those who answered are to the adolescent."""
        return label("consent_giver", self.details.giver) if self.details else ""


def shown_consent(actor: Actor, consent_id: UUID) -> ShownConsent:
    """One answer as its reader may know it. Raises DoesNotExist for who may not."""
    consent = Consent.objects.visible_to(actor).annotate(lives=lives_today()).get(pk=consent_id)
    of = {"consent": consent}
    details = ConsentDetails.objects.visible_to(actor).filter(**of).select_related("assessed_by__user", "author__user")
    givers = ConsentGiver.objects.visible_to(actor).filter(**of)
    return ShownConsent(
        consent,
        _state(consent.sentence, [{name: getattr(consent, name) for name in CONSENT_COLUMNS}]),
        details.first(),
        list(givers.order_by("created_at", "pk")),
    )


def lives_today() -> Case:
    """Whether a consent holds today, as a column."""
    return Case(When(lives_on(timezone.localdate()), then=Value(True)), default=Value(False))


def last_day(row: Mapping[str, Any]) -> datetime.date | None:
    """The last day of a consent: the one that was said, or the day before the adolescent turns 18; None: none yet."""
    of_age = _day(row["of_age_on"])
    days = [_day(row["valid_to"]), of_age - datetime.timedelta(days=1) if of_age else None]
    return min((day for day in days if day), default=None)


def _day(value: str | datetime.date | None) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value
