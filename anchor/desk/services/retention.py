"""How long what is kept, and what is due by it: dated drafts of rules, and lists for the auditor of one controller.

Nothing is deleted here. A rule is a draft until the controller approves it (domain.md, Retention); a list tells the class, a
number, and two days, and neither a name nor any content.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.access.scopes import collect_from_each
from anchor.accounts.actor import Actor
from anchor.audit.models import AuditRow, Verb
from anchor.audit.services import record
from anchor.core.dates import months_after
from anchor.desk.services.extract_requests import teams_of_controller
from clients.models import Case
from referrals.models import Contact, ContactStage

SOON = datetime.timedelta(days=90)  # how long before its day something stands in a list
MOST = 500  # rows of one list; the oldest come first


@dataclass(frozen=True)
class Rule:
    """How long one class of documents is kept, from which day; a draft until a controller approves it."""

    code: str
    label: Any
    trigger: Any
    months: int = 0
    days: int = 0
    not_listed: Any = ""  # why it has no list: no auditor may know which records there are
    drafted_on: datetime.date = datetime.date(2026, 11, 1)

    def due(self, trigger_on: datetime.date) -> datetime.date:
        """The day on which what was triggered on a day is due."""
        return months_after(trigger_on, self.months) + datetime.timedelta(days=self.days)

    @property
    def length_words(self) -> str:
        """How long it is kept, in words."""
        if self.days:
            return ngettext("%(count)s day", "%(count)s days", self.days) % {"count": self.days}
        if self.months % 12:
            return ngettext("%(count)s month", "%(count)s months", self.months) % {"count": self.months}
        years = self.months // 12
        return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}


RULES = (
    Rule("contact", _("Contact without clienthood"), _("the team's decision"), months=6),
    Rule("case", _("Shared record of a case"), _("the closing of the case"), months=24),
    Rule("log", _("Access log"), _("the day of the row"), months=144),
    Rule(
        "social_note",
        _("Note of social services, where one is kept"),
        _("the closing of the case"),
        months=360,
        not_listed=_("Which cases have a note is known to its sector alone."),
    ),
    Rule("draft", _("Draft of a form"), _("the last change"), days=30, not_listed=_("A draft is its writer's alone.")),
)
LISTED = {rule.code: rule for rule in RULES if not rule.not_listed}


@dataclass(frozen=True)
class Due:
    """One line of a list: what it is by its number or by where and when it came, and two days."""

    what: str
    team: str
    trigger_on: datetime.date
    due_on: datetime.date

    @property
    def is_late(self) -> bool:
        """Whether its day has come."""
        return self.due_on <= timezone.localdate()


def due_of(actor: Actor, rule: Rule) -> list[Due]:
    """What of the own controller is due by a rule or will be within three months, the oldest first.

    Asked of each municipality in the scope of the task that is no person: a case's shell says more than an
    auditor may read, and of it only the number and a day are taken.
    """
    require(actor, Action.SEE_RETENTION)
    found = list(_LISTS[rule.code](actor, rule))
    record(actor, Verb.RETENTION_LISTED, document_class=rule.code, shown=len(found))
    return sorted(found, key=lambda one: (one.due_on, one.what))[:MOST]


def _cut_off(rule: Rule) -> datetime.date:
    """What was triggered until this day, or a little before it, is due soon; the exact day is reckoned for each."""
    return months_after(timezone.localdate() + SOON, -rule.months)


def _from_each(actor: Actor, rows: QuerySet[Any, Any]) -> list[tuple[Any, datetime.date, str]]:
    """Number or key, day and team of the oldest of each municipality that hosts a team of the controller's."""
    teams = {team.pk: team for team in teams_of_controller(actor.controller)}
    tenants = list(dict.fromkeys(team.municipality_id for team in teams.values()))
    own = rows.filter(controller=actor.controller)
    found = collect_from_each(tenants, lambda tenant_id: own.filter(tenant_id=tenant_id)[:MOST])
    return [(what, day, teams[team_id].name if team_id in teams else "") for what, team_id, day in found]


def _cases(actor: Actor, rule: Rule) -> Iterator[Due]:
    closed = Case.objects.filter(closed_on__lte=_cut_off(rule)).order_by("closed_on", "pk")
    for number, closed_on, team in _from_each(actor, closed.values_list("number", "team_id", "closed_on")):
        yield Due(number, team, closed_on, rule.due(closed_on))


def _contacts(actor: Actor, rule: Rule) -> Iterator[Due]:
    """A contact has no number: it is told by the end of its key, which names nobody."""
    ended = [ContactStage.DECLINED, ContactStage.REDIRECTED]
    declined = Contact.objects.filter(stage__in=ended, decided_on__lte=_cut_off(rule)).order_by("decided_on", "pk")
    for key, decided_on, team in _from_each(actor, declined.values_list("pk", "team_id", "decided_on")):
        yield Due(key.hex[-8:].upper(), team, decided_on, rule.due(decided_on))


def _log(actor: Actor, rule: Rule) -> Iterator[Due]:
    """The memory goes by whole days: its oldest one, when that is due."""
    oldest = AuditRow.objects.of_controller(actor.controller).order_by("at").values_list("at", flat=True).first()
    if oldest and timezone.localdate(oldest) <= _cut_off(rule):
        day = timezone.localdate(oldest)
        yield Due("", "", day, rule.due(day))


_LISTS = {"contact": _contacts, "case": _cases, "log": _log}
