"""What a room holds about a client, as it is told in an extract: contributed by every room, grouped by these kinds.

A room answers `anchor.core.contributions.held_about_client(client, actor)` with what exists for the actor; whoever asks is a
register officer with an open request, for whom only the own controller's records exist.
"""

import datetime
from dataclasses import dataclass, replace
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """The kinds of what is held: what an adolescent may bar from a guardian, kind by kind and register by register."""

    BASICS = "basics", _("name, birth date, language")
    CONTACT = "contact", _("address and telephone")
    PEOPLE = "people", _("close people")
    WORRY = "worry", _("how the contact came and what the team decided")
    CASE = "case", pgettext_lazy("what is held", "stages and working group")
    REASONS = "reasons", _("criteria and reasons")
    CONSENTS = "consents", pgettext_lazy("what is held", "consents")
    MEETINGS = "meetings", pgettext_lazy("what is held", "meetings, summaries and agreed actions")
    NOTES = "notes", pgettext_lazy("what is held", "notes")
    REFERRALS = "referrals", pgettext_lazy("what is held", "referrals onward")
    OTHER = "other", pgettext_lazy("what is held", "other entries")


class Sheltered(str):
    """A value that tells a name or a place: under non-disclosure `instead` stands there, or the line is left out."""

    __slots__ = ("instead",)
    instead: str

    def __new__(cls, value: Any, *, instead: str = "") -> Self:
        made = super().__new__(cls, "" if value is None else str(value))
        made.instead = instead
        return made


@dataclass(frozen=True)
class Held:
    """One record about a client, in the words of an extract."""

    kind: Kind
    title: str
    on: datetime.date
    sector: str
    record: Any  # what it is, for the memory and for ticking it off
    lines: tuple[tuple[str, str], ...] = ()  # label and value
    for_guardian: bool = True  # where the adolescent lives, who else is close and what was barred is never told to one

    @property
    def key(self) -> str:
        """What a form and a stored selection call it."""
        return f"{self.record._meta.label}:{self.record.pk}"

    def under_protection(self) -> "Held | None":
        """The same about somebody under non-disclosure: initials and no place. None when nothing else is told."""
        told = ((label, value.instead if isinstance(value, Sheltered) else value) for label, value in self.lines)
        lines = tuple((label, value) for label, value in told if value)
        return replace(self, lines=lines) if lines or not self.lines else None
