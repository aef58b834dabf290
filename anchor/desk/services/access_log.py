"""Searching the access log of one controller: who did what when to which record. No name of a client and no content."""

import datetime
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.text import capfirst

from anchor.access.actions import Action
from anchor.access.matrix import MATRIX
from anchor.access.rules import require
from anchor.access.words import RECORDS
from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership, Role, User
from anchor.audit.models import AuditRow, AuditRowQuerySet, CaseNumber, Verb
from anchor.audit.services import record
from anchor.core.display import sector_name
from anchor.core.folding import fold
from anchor.tenancy.codes import labels

MOST_PEOPLE = 50  # a name that more colleagues share than this has to be typed further
_NUMBER = re.compile(r"([A-ZÅÄÖ]{1,2})[- ]?(\d{4})[- ](\d{1,6})", re.IGNORECASE)


@dataclass(frozen=True)
class Wanted:
    """What an auditor looks for; what is not said does not narrow."""

    person: str = ""
    case: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    verb: str = ""
    refused: bool = False


class Search:
    """One search of the log: the rows it finds, and what is remembered of it."""

    def __init__(self, actor: Actor, wanted: Wanted) -> None:
        require(actor, Action.READ_LOG)
        self.actor, self.wanted = actor, wanted

    @cached_property
    def people(self) -> list[uuid.UUID] | None:
        """Ids of the colleagues meant, among those who stand in the own controller's rows; None when nobody was named.

        Who stands in none of them is answered like nobody: else a name or an address could be tried out on the whole country.
        """
        words = fold(self.wanted.person).split()
        if not words:
            return None
        known = User.objects.order_by("pk").values_list("pk", "name", "email")
        meant = [pk for pk, name, email in known if _is_meant(words, name, email)]
        own = AuditRow.objects.of_controller(self.actor.controller).filter(user_id=OuterRef("pk"))
        found = User.objects.filter(Exists(own), pk__in=meant).order_by("pk")
        return list(found.values_list("pk", flat=True)[:MOST_PEOPLE])

    @property
    def knows_nobody(self) -> bool:
        """Whether somebody was named and nobody in the own controller's rows is called so."""
        return self.people == []

    @cached_property
    def cases(self) -> list[uuid.UUID] | None:
        """Ids of the cases of that number; None when none was typed. Two municipalities may have given the same one."""
        if not self.wanted.case:
            return None
        match = _NUMBER.fullmatch(" ".join(self.wanted.case.split()))
        number = f"{match[1].upper()}-{match[2]}-{int(match[3]):04}" if match else self.wanted.case
        return list(CaseNumber.objects.filter(number=number).order_by("pk").values_list("pk", flat=True))

    @property
    def rows(self) -> AuditRowQuerySet:
        """Rows of the own controller that fit."""
        wanted, rows = self.wanted, AuditRow.objects.of_controller(self.actor.controller)
        if self.people is not None:
            rows = rows.filter(user_id__in=self.people)
        if self.cases is not None:
            rows = rows.filter(case_id__in=self.cases)
        if wanted.since:
            rows = rows.filter(at__gte=_midnight(wanted.since))
        if wanted.until:
            rows = rows.filter(at__lt=_midnight(wanted.until + datetime.timedelta(days=1)))
        if wanted.verb:
            rows = rows.filter(verb=wanted.verb)
        return rows.filter(refused=True) if wanted.refused else rows

    def remember(self, shown: int) -> None:
        """Looking at the log is in the log: by what was looked, never a name that was typed, and how many rows were shown."""
        wanted, cases = self.wanted, self.cases or []
        record(
            self.actor,
            Verb.LOG_SEARCHED,
            case_id=cases[0] if len(cases) == 1 else None,
            colleagues=None if self.people is None else [str(pk) for pk in self.people],
            by_case=self.cases is not None,
            since=wanted.since.isoformat() if wanted.since else "",
            until=wanted.until.isoformat() if wanted.until else "",
            act=wanted.verb,
            refused=wanted.refused,
            shown=shown,
        )


@dataclass(frozen=True)
class Line:
    """A row as the page says it."""

    row: AuditRow
    name: str
    role: str
    verb: str
    about: str
    number: str
    ground: str


def lines_of(rows: list[AuditRow]) -> list[Line]:
    """Rows with the words for their codes; three queries, however many rows."""
    names = _words(User, "name", (row.user_id for row in rows))
    titles = _words(Membership, "title", (row.membership_id for row in rows))
    numbers = _words(CaseNumber, "number", (row.case_id for row in rows))
    grounds = labels("ground") | labels("legal_ground")
    return [
        Line(
            row=row,
            name=names.get(row.user_id, ""),  # nobody was signed in
            role=_role(row, titles.get(row.membership_id, "")),
            verb=capfirst(_label(Verb, row.verb)),
            about=about(row.target_type),
            number=numbers.get(row.case_id, ""),
            ground=grounds.get(row.ground, row.ground),
        )
        for row in rows
    ]


def _words(model: Any, column: str, keys: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    return dict(model.objects.filter(pk__in={key for key in keys if key}).values_list("pk", column))


def about(target_type: str) -> str:
    """What kind of record a row is about, in the words of the page of the rules."""
    found = (RECORDS[record] for record, row in MATRIX.items() if row.model == target_type)
    return str(next(found, "")) or (str(apps.get_model(target_type)._meta.verbose_name) if target_type else "")


def _role(row: AuditRow, title: str) -> str:
    role = _label(Role, row.role)
    return ", ".join(filter(None, (title or role, sector_name(row.sector) if row.sector else "")))


def _label(codes: Any, code: str) -> str:
    """The word for a code; a code that is no longer in use is told as it is."""
    return str(codes(code).label) if code in codes.values else code


def _is_meant(words: Iterable[str], name: str, email: str) -> bool:
    parts = fold(name).split()
    return " ".join(words) == fold(email) or all(any(part.startswith(word) for part in parts) for word in words)


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
