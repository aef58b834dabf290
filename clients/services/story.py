"""The chronology of a case: what this room knows of it, and what the rooms above contribute, newest first."""

import datetime
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from anchor.accounts.actor import Actor
from anchor.core import contributions
from anchor.tenancy.codes import label
from clients.chronology import Entry
from clients.services.between import between_sectors
from clients.services.shown import ShownCase

KINDS = ("meeting", "note", "referral", "decision", "consent", "disclosure")


def story_of(page: ShownCase, actor: Actor) -> list[Entry]:
    """Everything that has happened in the case and exists for this actor, newest first."""
    contributed = contributions.ask(contributions.chronology, page.case, actor)
    entries = [*contributed, *_decisions(page), *_consents(page), *between_sectors(page)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _decisions(page: ShownCase) -> Iterable[Entry]:
    case = page.case
    yield Entry(at=_morning(case.opened_on), kind="decision", title=_("Case opened"), sector="")
    if case.closed_on:
        reason = label("closing_reason", case.closing_reason)
        yield Entry(at=_evening(case.closed_on), kind="decision", title=_("Case closed"), sector="", text=reason)


def _consents(page: ShownCase) -> Iterable[Entry]:
    """Given, refused and withdrawn: all who work on the case may know it; who recorded it, only the own sector."""
    for row in page.case.consent_part:  # type: ignore[attr-defined]
        words = label("consent_sentence", row["sentence"])
        if row["awaited"]:
            title = _("Consent asked for; not everybody who decides has answered")
        else:
            title = _("Consent given") if row["given"] else _("Consent refused")
        at = datetime.datetime.fromisoformat(row["created_at"])
        yield Entry(at=at, kind="consent", title=title, sector="", text=words)
        if row["ended_on"]:
            day = datetime.date.fromisoformat(row["ended_on"])
            yield Entry(at=_evening(day), kind="consent", title=_("Consent ended with the case"), sector="", text=words)
        if row["withdrawn_on"]:
            day = datetime.date.fromisoformat(row["withdrawn_on"])
            yield Entry(at=_evening(day), kind="consent", title=_("Consent withdrawn"), sector="", text=words)


def _morning(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def _evening(day: datetime.date) -> datetime.datetime:
    """The end of a day, so that what ends stands above what happened on it."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(23, 59)))
