"""Between the program and the oracle: which record is which kind, which relation which standing, and today's facts.

The facts are read past the wall, as the owner; grants are not among them.
"""

import datetime
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils import timezone

from anchor.access.matrix import MATRIX
from anchor.access.vocabulary import Record, Relation, Row
from anchor.accounts.actor import TEAM_ROLES
from anchor.accounts.models import Membership
from anchor.audit.models import AuditRow, Verb
from anchor.core.dates import birthday
from anchor.tenancy.scope import beyond_the_wall
from tests.proofs.oracle import (
    Answer,
    ArrivalFacts,
    AskedFacts,
    Asker,
    CaseFacts,
    ContactFacts,
    Emergency,
    Extract,
    Given,
    MeetingFacts,
    Part,
    Thing,
    TransferFacts,
    World,
)

STANDING_OF: dict[Relation, str] = {
    Relation.OWN_SECTOR: "own sector on the case",
    Relation.PROTECTED_OWN: "own sector, with the right to protected data",
    Relation.TAKES_PART: "on the case",
    Relation.CONSENTED: "with consent",
    Relation.LEADS: "leads the case",
    Relation.KNOWS_BOTH: "takes part in both",
    Relation.PRESENT: "was present",
    Relation.AUTHOR: "wrote it and is on the case",
    Relation.KEPT: "its sector was there before the withdrawal",
    Relation.RECEIVER: "its sector received it",
    Relation.DISCLOSED: "it was disclosed to its sector",
    Relation.COORDINATOR: "coordinates the team",
    Relation.SCREENING: "screens",
    Relation.SCREENING_OWN: "screens for its sector",
    Relation.GROUNDED: "has a ground",
    Relation.PROTECTED_KNOWN: "told who it is, with the right to protected data",
    Relation.TOOK_PART: "took part in the screening",
    Relation.ASKED: "asked by name",
    Relation.OWNER: "own",
    Relation.RECEIVES: "coordinates the receiving team",
    Relation.ACCEPTED: "accepted the transfer",
    Relation.EMERGENCY: "opened it in an emergency",
    Relation.EMERGENCY_ADDRESS: "opened it in an emergency, address confirmed",
    Relation.SEEKER: "seeks by exact name and birth date",
    Relation.CODE_SEEKER: "seeks by exact identity code",
    Relation.ASKED_ABOUT: "has opened its client's extracts",
    Relation.EXTRACT: "has opened its client's extracts, own controller",
    Relation.AUDITOR: "audits for the controller",
    Relation.OVERSEER: "oversees what is overdue",
    Relation.COLLECTOR: "collects",
    Relation.ENDED: "clears what has ended",
}
SCREENED = ("received", "screening")
COLUMNS = (
    "tenant_id",
    "team_id",
    "sector",
    "author_id",
    "case_id",
    "client_id",
    "contact_id",
    "meeting_id",
    "transfer_id",
    "arrival_id",
    "access_id",
    "controller",
)


# What a column of another name points at: each kind of grant at what it is a grant on.
ABOUT_BY_ANOTHER_NAME = {
    "contact grant": ("content_object_id", "contact"),
    "case grant": ("content_object_id", "case"),
    "question grant": ("content_object_id", "question"),
    "arrival": ("sent_as", "transfer"),
}
# Which column says what sector a record was given to or asked of.
TOLD = {"disclosure": "to_sector", "sector request": "asked_sector", "unmanned request": "asked_sector"}


def kind_of(record: Record) -> str:
    """The oracle's word for a record of the matrix."""
    return record.value.replace("_", " ")


def model_of(row: Row) -> Any:
    """The model that holds a record."""
    return apps.get_model(row.model)


KINDS = {kind_of(record): row for record, row in MATRIX.items()}
MODELS = sorted({row.model for row in MATRIX.values()})


def kinds_of(model: str) -> list[str]:
    """The kinds of records one model holds."""
    return [kind for kind, row in KINDS.items() if row.model == model]


def asker_of(membership: Membership) -> Asker:
    """A membership as the oracle knows it. Needs its team and its organisation fetched."""
    works = membership.team is not None and membership.role in TEAM_ROLES
    tenant = membership.team.municipality_id if works and membership.team else ""
    began, ended, today = membership.protected_from, membership.protected_to, timezone.localdate()
    right = bool(tenant) and began is not None and began <= today and (ended is None or ended >= today)
    office = membership.organisation
    area = office and (office.municipality_id or office.county_id or office.police_department_id)
    controller = f"{office.kind}:{area}" if office and area else ""
    own = (membership.pk, membership.role, membership.sector, membership.team_id, tenant)
    return Asker(*own, may_process_protected=right, controller=controller)


def holds_today(membership: Membership) -> bool:
    """Whether somebody may act under a membership today: begun, not ended, and the person not barred."""
    today = timezone.localdate()
    ended = membership.ended_on is not None and membership.ended_on < today
    return membership.began_on <= today and not ended and membership.user.is_active


def world_of_today() -> World:
    """All facts and all records as they stand, read by the owner."""
    with beyond_the_wall("the oracle reads the facts"):
        world = World(today=timezone.localdate(), now=_now())
        _read_cases(world)
        _read_contacts(world)
        _read_questions(world)
        _read_transfers(world)
        _read_emergencies(world)
        _read_extracts(world)
        for kind, row in KINDS.items():
            world.things += _things(kind, row)
    return world


def _all(model: str) -> Any:
    return apps.get_model(model)._base_manager.order_by()


def _read_cases(world: World) -> None:
    sectors = dict(Membership.objects.values_list("pk", "sector"))
    world.born = dict(_all("clients.ClientBirth").values_list("client_id", "birth_date"))
    for case in _all("clients.Case"):
        of_age = birthday(world.born[case.client_id], 18)
        facts = CaseFacts(case.client_id, case.team_id, case.responsible_id, case.closed_on, of_age)
        recorded = (case.stage_days or {}).get("closed")
        when = datetime.date.fromisoformat(recorded) if recorded else None
        own = {"leader_sector": sectors[case.responsible_id], "sector": case.sector}
        world.cases[case.pk] = replace(facts, closing_recorded=when, **own)
    columns = ("membership_id", "case_id", "began_on", "ended_on", "kind", "sector")
    world.parts = [Part(*values) for values in _all("clients.Participation").values_list(*columns)]
    living = _all("clients.Disclosure").filter(taken_back_on=None).exclude(to_sector="").exclude(record_id=None)
    world.given = {Given(*values) for values in living.values_list("record_id", "to_sector", "case_id")}
    _read_consents(world)
    _read_meetings(world)


def _read_consents(world: World) -> None:
    """The answers; whether the case was closed since is known from the memory, and what each giver said from their rows."""
    closings: dict[Any, list[Any]] = {}
    for case, at in AuditRow.objects.filter(verb=Verb.CASE_CLOSED).values_list("case_id", "at"):
        closings.setdefault(case, []).append(at)
    wanting = set(_all("clients.ConsentGiver").exclude(answer="yes").values_list("consent_id", flat=True))
    wanting |= set(_all("clients.ConsentGiver").exclude(withdrawn_on=None).values_list("consent_id", flat=True))
    columns = ("case_id", "given", "covered_sectors", "valid_from", "valid_to", "withdrawn_on")
    more = ("pk", "created_at", "details__giver")
    for case, given, sectors, *days, pk, made, giver in _all("clients.Consent").values_list(*columns, *more):
        world.answers.append(
            Answer(
                case,
                given,
                frozenset(sectors),
                *days,
                by_guardian=giver not in ("adolescent", None),
                outlived_by_the_case=not any(at > made for at in closings.get(case, ())),
                all_said_yes=pk not in wanting,
            )
        )


def _read_meetings(world: World) -> None:
    present = _all("meetings.Attendance").filter(present=True)
    columns = ("meeting_id", "membership_id", "sector")
    world.presence = {(meeting, member): sector for meeting, member, sector in present.values_list(*columns)}
    told_by = dict(_all("meetings.MeetingSummary").values_list("meeting_id", "author_id"))
    for pk, case, starts_at, status in _all("meetings.Meeting").values_list("pk", "case_id", "starts_at", "status"):
        day, writers = timezone.localdate(starts_at), frozenset({told_by[pk]} if pk in told_by else ())
        world.meetings[pk] = MeetingFacts(case, day, status == "held", writers)


def _read_contacts(world: World) -> None:
    """Who took part: receiver, the authors of opinions (earlier ones from the memory), and who decided."""
    took: dict[Any, set[Any]] = {}
    given = AuditRow.objects.filter(verb=Verb.OPINION_GIVEN).values_list("target_id", "membership_id")
    pairs = [*given, *_all("referrals.Contact").values_list("pk", "author_id")]
    pairs += _all("referrals.Opinion").values_list("contact_id", "author_id")
    pairs += _all("referrals.Decision").values_list("contact_id", "author_id")
    pairs += _all("referrals.DecisionParticipant").values_list("contact_id", "membership_id")
    for contact, member in pairs:
        took.setdefault(contact, set()).add(member)
    columns = ("pk", "team_id", "stage", "grounded_sectors", "case_id")
    for pk, team, stage, grounded, case in _all("referrals.Contact").values_list(*columns):
        people = frozenset(took[pk])
        world.contacts[pk] = ContactFacts(team, stage in SCREENED, frozenset(grounded), people, case)


def _read_questions(world: World) -> None:
    columns = ("pk", "expert_id", "until", "answered_on", "withdrawn_on")
    for pk, expert, until, *ends in _all("referrals.ExpertQuestion").values_list(*columns):
        world.questions[pk] = AskedFacts(expert, until, is_over=any(ends))


def _read_transfers(world: World) -> None:
    columns = ("pk", "to_team_id", "state", "answered_by_id", "lapses_on")
    for pk, *facts in _all("referrals.Transfer").values_list(*columns):
        world.transfers[pk] = TransferFacts(*facts)
    for pk, *facts in _all("referrals.Arrival").values_list("pk", "author_id", "case_id"):
        world.arrivals[pk] = ArrivalFacts(*facts)


def _now() -> datetime.datetime:
    """The moment the database has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]


def _read_extracts(world: World) -> None:
    world.officers = set(Membership.objects.filter(role="register_officer").values_list("pk", flat=True))
    columns = ("membership_id", "client_id", "tenant_id", "controller", "until", "closed_at")
    for *values, closed_at in _all("clients.ExtractRequest").values_list(*columns):
        world.extracts.append(Extract(*values, closed=closed_at is not None))


def _read_emergencies(world: World) -> None:
    for one in _all("clients.EmergencyAccess"):
        world.emergencies[one.pk] = Emergency(
            member=one.author_id,
            case=one.case_id,
            client=one.client_id,
            tenant=one.tenant_id,
            team=one.team_id,
            until=one.until,
            address_confirmed=one.address_confirmed_at is not None,
            review_due=one.review_due_on,
            reviewed=one.reviewed_at is not None,
        )


def _things(kind: str, row: Row) -> list[Thing]:
    model = model_of(row)
    own = {field.attname for field in model._meta.concrete_fields}
    columns = [column for column in COLUMNS if column in own]
    holder = "membership_id" if "membership_id" in own and "author_id" not in own else None
    target, what = ABOUT_BY_ANOTHER_NAME.get(kind, ("", ""))
    claim = "present" if kind == "attendance" else None
    earlier = row.earlier or None
    told = TOLD.get(kind) or ("answer" if kind == "child welfare answer" else None)
    named = ("record_kind", "record_id") if kind == "disclosure" else ("identity_hash",) if kind == "identity" else ()
    extra = [column for column in (holder, target, claim, earlier, told, *named) if column]
    made = []
    for values in model._base_manager.filter(**row.where).order_by("pk").values("pk", *columns, *extra):
        about = {name.removesuffix("_id"): values[name] for name in columns}
        about |= {"holder": values[holder] if holder else None} | ({what: values[target]} if target else {})
        if claim:
            about["claims"] = values[claim]
        about |= {"earlier": values[earlier]} if earlier else {}
        if told == "answer":  # whatever was said but that there is no need goes to social services
            about["told"] = "" if values[told] == "no_need" else "social"
        elif told:
            about["told"] = values[told]
        if kind == "identity":
            about["has_code"] = values["identity_hash"] is not None
        if kind == "disclosure" and values["record_id"]:
            about["names"] = values["record_kind"].replace("_", " "), values["record_id"]
        for name in ("case", "client", "contact", "meeting", "question", "transfer"):
            if getattr(row, name) == "id":
                about[name] = values["pk"]
        made.append(Thing(kind=kind, id=values["pk"], **about))
    return made
