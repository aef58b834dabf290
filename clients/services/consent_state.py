"""Where a consent stands today, told to all who work on the case: given or missing, and since when."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
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
    "ends_at_18",
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
    # With the last day before the 18th birthday: `until`, or `day` once it has ended, for those who may know the birth date.
    ends_at_18: bool = False
    or_at_18: bool = False  # it may end before `until`, on the 18th birthday, for those who may not know that

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


def states_of(rows: Iterable[Mapping[str, Any]], turns_18_on: datetime.date | None) -> list[ConsentState]:
    """The three sentences in their order, from the rows of one case (as `CONSENT_COLUMNS` names them).

    `turns_18_on` is None for readers who may know the age only: they are told that a consent ends at 18, without the day.
    """
    by_sentence: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_sentence.setdefault(row["sentence"], []).append(row)
    return [_state(sentence, by_sentence.get(sentence, []), turns_18_on) for sentence in Consent.Sentence.values]


def all_withdrawn(rows: Iterable[Mapping[str, Any]]) -> bool:
    """Whether something had been allowed and was withdrawn, and nothing is allowed any longer."""
    rows = list(rows)
    return any(row["withdrawn_on"] for row in rows) and not any(row["lives"] for row in rows)


def _state(sentence: str, rows: list[Mapping[str, Any]], turns_18_on: datetime.date | None) -> ConsentState:
    if not rows:
        return ConsentState(sentence, "missing")
    living = [row for row in rows if row["lives"]]
    latest = max(living or rows, key=lambda row: (row["valid_from"], row["created_at"]))
    sectors, key = tuple(latest["covered_sectors"]), UUID(str(latest["id"]))
    since, until, at_18 = _day(latest["valid_from"]), *_last_day(latest, turns_18_on)
    if living:
        may_end_before = latest["ends_at_18"] and turns_18_on is None and not at_18
        return ConsentState(sentence, "given", since, until, sectors, key, at_18, may_end_before)
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


def shown_consent(actor: Actor, consent_id: UUID, turns_18_on: datetime.date | None) -> ShownConsent:
    """One answer as its reader may know it, with the day if they may. Raises DoesNotExist for who may not read it."""
    consent = Consent.objects.visible_to(actor).annotate(lives=lives_today()).get(pk=consent_id)
    of = {"consent": consent}
    details = ConsentDetails.objects.visible_to(actor).filter(**of).select_related("assessed_by__user", "author__user")
    givers = ConsentGiver.objects.visible_to(actor).filter(**of)
    return ShownConsent(
        consent,
        _state(consent.sentence, [{name: getattr(consent, name) for name in CONSENT_COLUMNS}], turns_18_on),
        details.first(),
        list(givers.order_by("created_at", "pk")),
    )


def lives_today() -> Case:
    """Whether a consent holds today, as a column."""
    return Case(When(lives_on(timezone.localdate()), then=Value(True)), default=Value(False))


def _last_day(row: Mapping[str, Any], turns_18_on: datetime.date | None) -> tuple[datetime.date | None, bool]:
    """The last day of a consent, if there is one and it may be known, and whether it ends then because of the 18th birthday."""
    said, today = _day(row["valid_to"]), timezone.localdate()
    if not row["ends_at_18"]:
        return said, False
    if turns_18_on is None:  # what has ended before its last day has ended at 18
        return (said, False) if said and (row["lives"] or said < today) else (None, True)
    last_of_a_minor = turns_18_on - datetime.timedelta(days=1)
    return (said, False) if said and said <= last_of_a_minor else (last_of_a_minor, True)


def _day(value: str | datetime.date | None) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value
