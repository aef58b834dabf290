"""The large country's builder: rows that open, keys that hold, and the few places where much comes together."""

import datetime
from collections import Counter
from collections.abc import Iterator
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from anchor.accounts.actor import Actor, memberships_of
from anchor.accounts.models import Membership, Team, User
from anchor.core import identity_codes
from anchor.core.fields import EncryptedTextField, encrypt_for, sealer_for
from anchor.core.models import Job
from anchor.desk.emptying import walled_tables
from anchor.desk.large import COORDINATOR, MEMBER, builder
from anchor.desk.large.copying import STAMPED
from anchor.desk.large.plan import LARGEST, Plan
from anchor.desk.loading import without_indexes, without_references
from anchor.tenancy.models import Municipality
from anchor.tenancy.scope import beyond_the_wall, scoped
from clients.models import Case, CaseGrant, Client, ClientIdentity, Participation
from clients.services.identity import hash_of
from meetings.models import Meeting, MeetingSummary
from referrals.models import Contact

pytestmark = pytest.mark.django_db

CLIENTS = 1000


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker) -> Iterator[dict[str, int]]:
    """The smallest large country, built once for this file and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic(), beyond_the_wall("tests look at what was built"):
        yield builder.build(CLIENTS)
        transaction.set_rollback(True)


def everything(label: str):
    return apps.get_model(label)._base_manager.all()


def person(email: str) -> Membership:
    return memberships_of(User.objects.get(email=email).pk)[0]


def schema() -> list:
    """Every key, reference, check and index there is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1, 2"
        )
        constraints = cursor.fetchall()
        cursor.execute(
            "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2"
        )
        return [*constraints, *cursor.fetchall()]


def test_every_municipality_is_a_tenant_and_the_numbers_are_as_planned(country):
    assert Team.objects.count() == Municipality.objects.filter(kind="municipality", valid_to=None).count() == 308
    assert country["clients.Client"] == CLIENTS
    assert country["clients.Case"] == CLIENTS + 29
    assert 4.5 < country["meetings.Meeting"] / CLIENTS < 5.6


@pytest.mark.usefixtures("country")
def test_what_was_copied_is_counted():
    for label in STAMPED:
        assert everything(label).count() > 0, label


@pytest.mark.usefixtures("country")
def test_a_plan_divides_all_clients_and_gives_the_largest_team_its_share():
    hosts = list(Municipality.objects.filter(kind="municipality", valid_to=None))
    shares = Plan(1_000_000, datetime.date(2026, 11, 24)).clients_per_team(hosts)

    assert sum(shares.values()) == 1_000_000
    assert shares[LARGEST] == 150_000
    assert Plan(1_000_000, datetime.date(2026, 11, 24)).grants_of_member == 800


@pytest.mark.usefixtures("country")
def test_every_sealed_text_opens_in_its_place():
    for label in STAMPED:
        model = apps.get_model(label)
        sealed = [field.attname for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]
        for row in everything(label)[:20]:
            for name in sealed:
                getattr(row, name)


@pytest.mark.usefixtures("country")
def test_a_sealer_and_the_field_seal_for_the_same_place():
    summary = everything("meetings.MeetingSummary").first()
    key, tenant = str(summary.pk), summary.tenant_id
    by_sealer = sealer_for(MeetingSummary, "text", tenant)(key, b"Puhuttiin koulusta.")
    by_field = encrypt_for(MeetingSummary, "text", tenant, summary.pk, "Puhuttiin koulusta.")
    field = MeetingSummary._meta.get_field("text")

    assert field.open_for(summary, by_sealer) == field.open_for(summary, by_field) == "Puhuttiin koulusta."
    assert by_sealer != by_field


@pytest.mark.usefixtures("country")
def test_identity_codes_are_invented_and_found_by_their_hash():
    born = dict(everything("clients.ClientBirth").values_list("client_id", "birth_date"))
    rows = list(ClientIdentity._base_manager.exclude(identity_hash=None)[:200])
    for row in rows:
        code = identity_codes.validate(row.identity_code, demo=True, temporary_ticked=False)
        identity_codes.check_birth_date(code, born[row.client_id])
        assert bytes(row.identity_hash) == hash_of(code)

    assert len(rows) == 200


@pytest.mark.usefixtures("country")
def test_whoever_takes_part_today_holds_a_grant_and_nobody_else_does():
    current = Participation._base_manager.filter(ended_on=None).values_list("case_id", "membership_id")
    held = CaseGrant._base_manager.values_list("content_object_id", "membership_id")

    assert Counter(current) == Counter(held)


@pytest.mark.usefixtures("country")
def test_one_client_comes_back_thirty_times_and_one_case_fills_its_chronology():
    there = builder.built()
    most = Case._base_manager.values("client_id").annotate(n=Count("id")).order_by("-n").first()
    fullest = Meeting._base_manager.values("case_id").annotate(n=Count("id")).order_by("-n").first()

    assert most["n"] == 30
    assert fullest["n"] == 200
    assert str(fullest["case_id"]) == there.fullest_case
    assert str(Case._base_manager.get(pk=there.returning_case).client_id) == str(most["client_id"])


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize(("email", "cases"), [(MEMBER, 37), (COORDINATOR, 150)])
def test_the_member_and_the_coordinator_of_the_largest_team_find_their_cases(email, cases):
    actor = Actor(person(email))

    with scoped(actor.scope()):
        found = Case.objects.visible_to(actor)
        newest = list(found.filter(closed_on=None).order_by("-opened_on")[:25])
        seen = found.count()

    assert seen >= cases
    assert len(newest) == 25


@pytest.mark.usefixtures("country")
def test_the_member_reads_a_name_and_a_summary_of_their_case():
    actor = Actor(person(MEMBER))

    with scoped(actor.scope()):
        case = Case.objects.visible_to(actor).get(pk=builder.built().fullest_case)
        summaries = MeetingSummary.objects.visible_to(actor).filter(case=case)

        assert Client.objects.visible_to(actor).get(pk=case.client_id).family_name
        assert all(summary.text for summary in summaries)
        assert Contact.objects.visible_to(actor).filter(stage="received").exists()
        assert Meeting.objects.visible_to(actor).filter(starts_at__date=timezone.localdate()).exists()


def test_rows_are_repeated_exactly(country):
    def digest() -> tuple:
        cases = everything("clients.Case").order_by("pk").values_list("pk", "client_id", "number", "opened_on")
        columns = ("pk", "given_names", "family_name", "birth__birth_date")
        names = everything("clients.Client").order_by("pk").values_list(*columns)
        return tuple(cases), tuple(names)

    first = digest()
    builder.build(CLIENTS)

    assert digest() == first


@pytest.mark.usefixtures("country")
def test_keys_references_and_indexes_come_back_as_they_were():
    before = schema()
    with without_references(walled_tables()), without_indexes(walled_tables()):
        fewer = schema()

    assert len(fewer) < len(before) - 200
    assert schema() == before


@pytest.mark.usefixtures("country")
def test_a_country_that_is_there_is_kept_until_its_builder_changes():
    def build() -> str:
        said = StringIO()
        call_command("build_large", clients=CLIENTS, stdout=said)
        return said.getvalue()

    assert "there already" in build()
    assert builder.is_there(CLIENTS)
    assert not builder.is_there(CLIENTS + 1)
    job = Job.objects.get(kind=builder.KIND)
    job.parameters["builder"] = "an older one"
    job.save()
    assert not builder.is_there(CLIENTS)


@pytest.mark.usefixtures("country")
def test_another_world_is_never_overwritten():
    Job.objects.filter(kind=builder.KIND).delete()

    with pytest.raises(CommandError, match="Another world"):
        call_command("build_large", clients=CLIENTS)


@pytest.mark.usefixtures("country")
def test_an_installation_with_real_people_is_never_touched(settings):
    settings.IS_DEMO = False

    with pytest.raises(CommandError):
        call_command("build_large", clients=CLIENTS)

    assert User.objects.exists()
