"""What an asker holds, as look-ups that a rule is written with: granted and consented cases, records that were disclosed, and so on.

Each runs once per statement (`= ANY(ARRAY(select …))`), or as `lookups.py` says. The wall says the same once more (`wall_functions.py`
of each room).
"""

from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from anchor.access.compiled import StandIn
from anchor.access.lookups import Once, TransactionTime
from anchor.accounts.actor import Actor

SCREENED_STAGES = ("received", "screening")
Asker = Actor | StandIn


def _grants(actor: Asker, grips: frozenset[str]) -> QuerySet:
    """The living grants of this membership, with one of the given grips or any."""
    grants = apps.get_model("clients", "CaseGrant").objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=actor.today),
        membership_id=actor.membership_id,
        tenant_id=actor.tenant_id,
    )
    if grips:
        # Looked up once, not joined: a join is asked anew for each of a person's hundreds of grants.
        named = apps.get_model("auth", "Permission").objects.filter(codename__in=sorted(grips))
        grants = grants.filter(permission_id__in=named.order_by().values("pk"))
    return grants.order_by()


def _among_grants(column: str, grips: frozenset[str], *, consented: bool = False) -> str:
    """The cases or clients of what was looked up once (`looked_up_once`), narrowed as the grants themselves are."""
    narrowed = [f"grip IN ({', '.join(f"'{grip}'" for grip in sorted(grips))})"] if grips else []
    if consented:
        narrowed.append("case_id = ANY(ARRAY(SELECT case_id FROM asker_consents))")
    return f"SELECT {column} FROM asker_grants" + (f" WHERE {' AND '.join(narrowed)}" if narrowed else "")  # noqa: S608


def granted_cases(actor: Asker, grips: frozenset[str] = frozenset()) -> Once:
    """Ids of the cases this membership holds a living grant on, with one of the given grips or any."""
    return Once(_grants(actor, grips).values("content_object_id"), _among_grants("case_id", grips))


def granted_clients(actor: Asker, grips: frozenset[str]) -> Once:
    """Ids of the clients those cases are about."""
    return Once(_grants(actor, grips).values("client_id"), _among_grants("client_id", grips))


def _consents(actor: Asker, grips: frozenset[str]) -> QuerySet:
    consents: Any = apps.get_model("clients", "Consent").objects
    covering = {"case_id__any": granted_cases(actor, grips), "covered_sectors__contains": [actor.sector]}
    return consents.living(actor.today).filter(**covering).order_by().values("case_id")


def consented_cases(actor: Asker, grips: frozenset[str] = frozenset()) -> Once:
    """Ids of the granted cases on which a consent that lives today covers this sector."""
    return Once(_consents(actor, grips), _among_grants("case_id", grips, consented=True))


def consented_clients(actor: Asker, grips: frozenset[str]) -> Once:
    """Ids of the clients the consented cases are about."""
    consented = _grants(actor, grips).filter(content_object_id__any=consented_cases(actor, grips))
    return Once(consented.values("client_id"), _among_grants("client_id", grips, consented=True))


def contacts_of(actor: Asker, cases: Once) -> QuerySet:
    """Contacts that became one of these cases and exist for the actor: what hangs on a contact follows it."""
    known = (
        Q(sector=actor.sector)
        | Q(case_id__any=consented_cases(actor))
        | Q(pk__any=ArraySubquery(contacts_taken_part_in(actor)))
    )
    contacts = apps.get_model("referrals", "Contact").objects
    return contacts.filter(known, case_id__any=cases).order_by().values("pk")


def _disclosures(actor: Asker, grips: frozenset[str]) -> QuerySet:
    disclosures = apps.get_model("clients", "Disclosure").objects
    living = disclosures.filter(to_sector=actor.sector, taken_back_on=None, record_id__isnull=False)
    return living.filter(case_id__any=granted_cases(actor, grips)).order_by()


def disclosed_records(actor: Asker, grips: frozenset[str]) -> Once:
    """Ids of the records that were disclosed to this sector in the cases of the actor, each by its own id."""
    among = f"SELECT record_id FROM asker_disclosures WHERE case_id = ANY(ARRAY({_among_grants('case_id', grips)}))"  # noqa: S608
    return Once(_disclosures(actor, grips).values("record_id"), among)


def attended_meetings(actor: Asker) -> QuerySet:
    """Ids of the meetings this membership was present at."""
    attended = apps.get_model("meetings", "Attendance").objects.filter(membership_id=actor.membership_id, present=True)
    return attended.order_by().values("meeting_id")


def kept_meetings(actor: Asker) -> QuerySet:
    """Meetings before a withdrawal at which somebody of this sector was who is on the case today (domain.md, Withdrawal)."""
    consents = apps.get_model("clients", "Consent").objects
    parts = apps.get_model("clients", "Participation").objects
    meetings = apps.get_model("meetings", "Meeting").objects
    withdrawn = consents.filter(
        case_id__any=granted_cases(actor),
        withdrawn_on__isnull=False,
        covered_sectors__contains=[actor.sector],
    ).order_by()
    working = parts.filter(
        Q(ended_on=None) | Q(ended_on__gt=actor.today),
        case_id=OuterRef("case_id"),
        membership_id=OuterRef("membership_id"),
        began_on__lte=actor.today,
    )
    there = apps.get_model("meetings", "Attendance").objects.filter(
        Exists(working), meeting_id=OuterRef("pk"), present=True, sector=actor.sector
    )
    ended_later = withdrawn.filter(case_id=OuterRef("case_id"), withdrawn_on__gt=OuterRef("day"))
    return (
        meetings.filter(case_id__any=ArraySubquery(withdrawn.values("case_id")))
        .annotate(day=TruncDate("starts_at"))
        .filter(Exists(ended_later), Exists(there))
        .order_by()
        .values("pk")
    )


def screened_contacts(actor: Asker) -> QuerySet:
    """The contacts the own team is screening."""
    contacts = apps.get_model("referrals", "Contact").objects
    return contacts.filter(team_id=actor.team_id, stage__in=SCREENED_STAGES).order_by()


def contacts_taken_part_in(actor: Asker) -> QuerySet:
    """Ids of the contacts this membership received, gave an opinion on, or decided on."""
    living = Q(ends_on=None) | Q(ends_on__gte=actor.today)
    grants = apps.get_model("referrals", "ContactGrant").objects.filter(living, membership_id=actor.membership_id)
    return grants.order_by().values("content_object_id")


def asked_questions(actor: Asker) -> QuerySet:
    """Ids of the questions this membership was asked as an expert and may still answer."""
    grants = apps.get_model("referrals", "QuestionGrant").objects.filter(
        ends_on__gte=actor.today, membership_id=actor.membership_id, tenant_id=actor.tenant_id
    )
    return grants.order_by().values("content_object_id")


def accepted_transfers(actor: Asker) -> QuerySet:
    """Ids of the transfers to the own team that this membership has accepted."""
    transfers = apps.get_model("referrals", "Transfer").objects
    mine = transfers.filter(to_team_id=actor.team_id, state="accepted", answered_by_id=actor.membership_id)
    return mine.order_by().values("pk")


def _emergencies(actor: Asker) -> QuerySet:
    """What this membership has opened in an emergency and may still look at; everything ends with its hour."""
    return (
        apps.get_model("clients", "EmergencyAccess")
        .objects.filter(author_id=actor.membership_id, tenant_id=actor.tenant_id, until__gt=TransactionTime())
        .order_by()
    )


def opened_in_emergency(column: str, actor: Asker, *, address: bool = False) -> Once:
    """Cases or clients, by `column`, of what this membership has opened in an emergency; with `address`, confirmed."""
    opened, among = _emergencies(actor), f"SELECT {column} FROM asker_emergencies"  # noqa: S608 no input
    if address:
        opened, among = (
            opened.filter(address_confirmed_at__isnull=False),
            f"{among} WHERE address_confirmed_at IS NOT NULL",
        )
    return Once(opened.values(column), among)


# The columns of what is looked up once.
ONCE: dict[str, dict[str, str]] = {
    "asker_grants": {"case_id": "uuid", "client_id": "uuid", "grip": "text"},
    "asker_consents": {"case_id": "uuid"},
    "asker_disclosures": {"case_id": "uuid", "record_id": "uuid"},
    "asker_emergencies": {"case_id": "uuid", "client_id": "uuid", "address_confirmed_at": "timestamptz"},
}


def looked_up_once(actor: Asker, cases: QuerySet) -> dict[str, QuerySet]:
    """What a question about named cases looks up before all else (`kept.py`), by its name in `ONCE`.

    `cases` are the named ones, without a rule: they only bound the look-up, by client, for what hangs on a client is open
    through each of their cases. Asked in this order, for the later ones look among the grants.
    """
    grants = _grants(actor, frozenset()).filter(client_id__any=ArraySubquery(cases.order_by().values("client_id")))
    named = {"case_id": F("content_object_id"), "grip": F("permission__codename")}
    rows = {
        "asker_grants": grants.annotate(**named),
        "asker_consents": _consents(actor, frozenset()),
        "asker_disclosures": _disclosures(actor, frozenset()),
        "asker_emergencies": _emergencies(actor),
    }
    return {name: rows[name].values(*columns) for name, columns in ONCE.items()}
