"""The demonstration's builder: the same world for the same seed, and rows that the services could have written."""

import datetime
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.utils import timezone

from anchor.access.matrix import MATRIX
from anchor.accounts.actor import Actor, memberships_of
from anchor.accounts.models import Membership, Organisation, Role, Team, TeamArea, User
from anchor.core import identity_codes
from anchor.core.dates import age_on
from anchor.core.models import Job
from anchor.desk import demo, emptying
from anchor.desk.demo import builder
from anchor.desk.demo.chance import Chance
from anchor.desk.demo.names import IdentityCodes
from anchor.desk.loading import without_references
from anchor.tenancy.models import Municipality
from anchor.tenancy.scope import beyond_the_wall, scoped
from clients.models import (
    Case,
    CaseGrant,
    CaseNumbering,
    CaseSelection,
    Client,
    ClientAddress,
    ClientBirth,
    ClientIdentity,
    Consent,
    ConsentGiver,
    Participation,
    Stage,
)
from clients.services.identity import hash_of
from meetings.models import AgreedAction, Attendance, Meeting, MeetingPlace, MeetingSummary
from referrals.counts import waiting_contacts
from referrals.models import Contact, ContactGrant, ContactOrigin, Decision, OnwardReferral, Opinion

pytestmark = pytest.mark.django_db

SMALL = {"contacts_per_year": 150, "years": 2}


@pytest.fixture(scope="module")
def small_world(django_db_setup, django_db_blocker) -> Iterator[builder.World]:
    """A small country until today, built once for this file and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic(), beyond_the_wall("tests look at what was built"):
        yield builder.build(builder.Wish(**SMALL, seed=1, until=timezone.localdate()))
        transaction.set_rollback(True)


def everything(model: type[models.Model]) -> models.QuerySet:
    return model._base_manager.all()


def digests() -> dict[str, str]:
    """One digest per table over all that was built, with encrypted texts opened. Hashes of passwords are salted."""
    labels = {row.model for row in MATRIX.values()} | {"accounts.User", "accounts.Membership", "accounts.TeamArea"}
    found = {}
    for model in map(apps.get_model, sorted(labels)):
        names = [field.attname for field in model._meta.concrete_fields if field.attname != "password"]
        rows = sorted(repr([_plain(getattr(row, name)) for name in names]) for row in everything(model))
        found[model._meta.label] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


@pytest.mark.usefixtures("small_world")
def test_the_same_seed_and_day_give_the_same_world_keys_included():
    until = datetime.date(2026, 11, 24)
    builder.build(builder.Wish(60, 1, 7, until))
    first = digests()
    builder.build(builder.Wish(60, 1, 7, until))
    again = digests()
    builder.build(builder.Wish(60, 1, 8, until))
    other = digests()

    assert again == first
    assert other["clients.Client"] != first["clients.Client"]


@pytest.mark.usefixtures("small_world")
def test_each_mainland_municipality_is_served_by_one_team_and_none_of_aland():
    served = Counter(TeamArea.objects.values_list("municipality_id", flat=True))
    mainland = Municipality.objects.filter(kind="municipality", valid_to=None).exclude(county_id="91")

    assert 40 <= Team.objects.count() <= 50
    assert set(served) == set(mainland.values_list("code", flat=True))
    assert set(served.values()) == {1}


@pytest.mark.usefixtures("small_world")
def test_every_role_is_there_and_some_people_have_two_memberships():
    roles = set(Membership.objects.values_list("role", flat=True))
    hosts = set(Team.objects.values_list("municipality_id", flat=True))
    managed = set(
        Membership.objects.filter(role="manager", organisation__kind="municipality").values_list(
            "organisation__municipality_id", flat=True
        )
    )

    assert roles == set(Role.values)
    assert hosts < managed
    assert any(count == 2 for count in Counter(Membership.objects.values_list("user_id", flat=True)).values())
    assert set(Organisation.objects.values_list("kind", flat=True)) == set(Organisation.Kind.values)


@pytest.mark.usefixtures("small_world")
def test_the_sign_ins_open_one_team_a_municipality_and_the_nation():
    worn = [memberships_of(User.objects.get(email=person.email).pk)[0] for person in demo.signins()]

    team = ["member"] * 4 + ["coordinator", "guest", "expert"]
    office = ["emergency", "manager", "national", "auditor", "register_officer", "superior", "administrator"]
    assert [membership.role for membership in worn] == [*team, *office]
    assert len({membership.team_id for membership in worn[: len(team)]}) == 1
    assert worn[len(team) + 1].organisation.municipality_id == worn[0].team.municipality_id
    assert check_password(demo.PASSWORD, worn[0].user.password)


@pytest.mark.usefixtures("small_world")
def test_hundreds_of_people_cost_one_hash():
    assert len(set(User.objects.values_list("password", flat=True))) == 1


@pytest.mark.usefixtures("small_world")
def test_identity_codes_are_invented_valid_unique_and_agree_with_the_birth_date():
    born = dict(everything(ClientBirth).values_list("client_id", "birth_date"))
    rows = [row for row in everything(ClientIdentity) if row.identity_code]
    for row in rows:
        code = identity_codes.validate(row.identity_code, demo=True, temporary_ticked=False)
        identity_codes.check_birth_date(code, born[row.client_id])
        assert bytes(row.identity_hash) == hash_of(code)

    assert 0.3 < len(rows) / len(born) < 0.7
    assert len({(row.tenant_id, row.identity_code) for row in rows}) == len(rows)


def test_no_day_gives_more_codes_than_there_are():
    codes = IdentityCodes(Chance("codes"))
    day = datetime.date(2012, 3, 4)
    given = [codes.code("109", day, "girl") for _ in range(51)]

    assert given[-1] == ""
    assert len(set(given)) == 51


@pytest.mark.usefixtures("small_world")
def test_whoever_takes_part_today_holds_a_grant_and_nobody_else_does():
    current = everything(Participation).filter(ended_on=None).values_list("case_id", "membership_id")
    grants = everything(CaseGrant).select_related("permission", "membership")
    leading = {
        grant.content_object_id: grant.membership_id for grant in grants if grant.permission.codename == "lead_case"
    }

    assert set(current) == {(grant.content_object_id, grant.membership_id) for grant in grants}
    assert leading == dict(everything(Case).values_list("pk", "responsible_id"))
    assert all(grant.user_id == grant.membership.user_id for grant in grants)


@pytest.mark.usefixtures("small_world")
def test_a_case_carries_what_its_opening_copies():
    clients = everything(Client).select_related("birth").in_bulk()
    selected = {row.case_id: (row.contact_on, row.age) for row in everything(CaseSelection)}
    addresses = {row.client_id: row for row in everything(ClientAddress)}
    for case in everything(Case).select_related("responsible"):
        client = clients[case.client_id]
        assert case.sector == case.responsible.sector == client.sector
        contact_on, age = selected[case.pk]
        assert age == age_on(client.birth.birth_date, contact_on)
        assert case.age == age_on(client.birth.birth_date, case.closed_on or timezone.localdate())
        assert case.initials == client.initials
        assert case.non_disclosure == addresses[client.pk].protected


@pytest.mark.usefixtures("small_world")
def test_each_answer_says_who_gave_it():
    without = Consent._base_manager.filter(givers=None)
    answers = ConsentGiver._base_manager.values_list("answer", "consent__given", "consent__awaited")

    assert not without.exists()
    assert {answer for answer, given, _awaited in answers if given} == {"yes"}
    assert {answer for answer, given, awaited in answers if not given and not awaited} == {"no"}


@pytest.mark.usefixtures("small_world")
def test_case_numbers_of_a_team_run_without_gaps():
    last = {(row.team_id, row.year): row.last for row in everything(CaseNumbering)}
    numbers = defaultdict(list)
    for team, number in everything(Case).order_by("opened_on", "number").values_list("team_id", "number"):
        _, year, running = number.split("-")
        numbers[team, int(year)].append(int(running))

    assert {key: list(range(1, count + 1)) for key, count in last.items()} == dict(numbers)


@pytest.mark.usefixtures("small_world")
def test_a_decided_contact_has_its_decision_and_a_selected_one_its_case():
    decisions = dict(everything(Decision).values_list("contact_id", "outcome"))
    for contact in everything(Contact):
        assert decisions.get(contact.pk, contact.stage) == contact.stage
        assert (contact.case_id is not None) == (contact.stage == "selected")
        if contact.stage == "received":
            assert not everything(Opinion).filter(contact=contact).exists()


@pytest.mark.usefixtures("small_world")
def test_who_received_gave_an_opinion_or_decided_keeps_sight():
    grants = set(everything(ContactGrant).values_list("content_object_id", "membership_id"))

    assert set(everything(Contact).values_list("pk", "author_id")) <= grants
    assert set(everything(Opinion).values_list("contact_id", "author_id")) <= grants
    assert set(everything(Decision).values_list("contact_id", "author_id")) <= grants


@pytest.mark.usefixtures("small_world")
def test_a_child_is_told_before_talking_with_the_police_present():
    police = set(everything(Attendance).filter(sector="police", present=True).values_list("meeting_id", flat=True))
    met = everything(Meeting).filter(status="held", adolescent_present=True, pk__in=police)

    assert met.exists()
    assert not met.filter(told_before=False).exists()


@pytest.mark.usefixtures("small_world")
def test_nothing_tells_the_place_of_somebody_under_non_disclosure():
    cases = everything(Case).filter(non_disclosure=True)
    hidden = list(everything(ClientAddress).filter(protected=True))

    assert cases.exists()
    assert not everything(MeetingPlace).filter(case__in=cases, protected=False).exists()
    assert (
        not everything(MeetingSummary).filter(models.Q(place__isnull=False) | models.Q(others__isnull=False)).exists()
    )
    assert not any(row.street or row.phone or row.school for row in hidden)


@pytest.mark.usefixtures("small_world")
def test_nothing_is_held_in_the_future_or_outside_its_case():
    now = timezone.now()

    assert not everything(Meeting).filter(status="held", starts_at__gt=now).exists()
    assert not everything(Case).filter(opened_on__gt=timezone.localdate()).exists()
    assert not everything(AgreedAction).filter(done_on__gt=timezone.localdate()).exists()


@pytest.mark.usefixtures("small_world")
def test_nothing_is_left_open_in_a_closed_case():
    closed = everything(Case).filter(stage="closed")

    assert closed.exists()
    assert not everything(Meeting).filter(status="planned", case__in=closed).exists()
    assert not everything(AgreedAction).filter(done_on=None, case__in=closed).exists()
    assert not everything(OnwardReferral).filter(status__in=["proposed", "sent"], case__in=closed).exists()


@pytest.mark.usefixtures("small_world")
def test_whoever_opened_a_case_was_allowed_to_know_of_whom():
    sectors = dict(Membership.objects.filter(role="coordinator").values_list("team_id", "sector"))

    for contact in everything(Contact).filter(stage="selected"):
        assert sectors[contact.team_id] in contact.grounded_sectors


@pytest.mark.usefixtures("small_world")
def test_a_case_stands_in_the_last_stage_it_came_to():
    for case in everything(Case):
        assert case.stage_days["selected"] == case.opened_on.isoformat()
        assert case.stage == max(case.stage_days, key=Stage.values.index)
        assert max(case.stage_days.values()) <= timezone.localdate().isoformat()


@pytest.mark.usefixtures("small_world")
def test_the_mix_is_plausible():
    sources = Counter(everything(ContactOrigin).values_list("source", flat=True)).most_common(3)
    criteria = Counter(one for row in everything(CaseSelection) for one in row.criteria)
    ages = [row.age for row in everything(CaseSelection)]

    assert sources[0][0] == "police"
    assert {source for source, _ in sources} == {"police", "social", "school"}
    assert criteria.most_common(1)[0][0] == "crime"
    assert sum(age < 15 for age in ages) > len(ages) / 2
    assert all(0 <= age < 18 for age in ages)


@pytest.fixture
def salla(small_world) -> Iterator[Actor]:
    """The social worker of the demo team, asking as the application."""
    actor = Actor(memberships_of(User.objects.get(email="salla@demo.example").pk)[0])
    with scoped(actor.scope()):
        yield actor


def test_the_social_worker_finds_contacts_that_wait_for_her(salla):
    waiting = waiting_contacts(salla)

    assert waiting.count() >= 2
    assert waiting.filter(grounded_sectors__contains=["social"]).exists()
    assert Contact.objects.visible_to(salla).filter(urgency="today", decided_on=None).exists()


def test_the_social_worker_has_meetings_things_due_and_referrals_to_follow(salla):
    today = timezone.localdate()
    mine = Case.objects.visible_to(salla).filter(closed_on=None)
    planned = Meeting.objects.visible_to(salla).filter(status="planned", case__in=mine)

    assert planned.filter(starts_at__date__lt=today).exists()
    assert planned.filter(starts_at__date__gte=today).count() >= 4
    assert AgreedAction.objects.visible_to(salla).filter(done_on=None, due_on__lte=today).exists()
    assert OnwardReferral.objects.visible_to(salla).filter(follow_up_on__lte=today, status="sent").exists()


@pytest.mark.usefixtures("small_world")
def test_a_world_that_is_there_is_kept_and_another_wish_builds_anew():
    def build(**more: object) -> str:
        said = StringIO()
        call_command("build_demo", if_missing=True, stdout=said, **(SMALL | {"seed": 1} | more))
        return said.getvalue()

    kept = build()
    anew = build(seed=2)

    assert "there already" in kept
    assert "rows in" in anew
    assert Job.objects.get(kind=builder.KIND).parameters["seed"] == 2


@pytest.mark.usefixtures("small_world")
def test_a_world_of_last_week_is_built_anew():
    week_ago = timezone.localdate() - datetime.timedelta(days=8)
    Job.objects.filter(kind=builder.KIND).update(parameters=builder.Wish(**SMALL, seed=1, until=week_ago).marker)
    said = StringIO()

    call_command("build_demo", if_missing=True, stdout=said, seed=1, **SMALL)

    assert "rows in" in said.getvalue()


@pytest.mark.usefixtures("small_world")
def test_an_installation_with_real_people_is_never_touched(settings):
    settings.IS_DEMO = False
    before = User.objects.count()

    with pytest.raises(CommandError):
        call_command("build_demo", **SMALL)
    with pytest.raises(emptying.NotADemonstration):
        emptying.empty()

    assert User.objects.count() == before > 0


@pytest.mark.usefixtures("small_world")
def test_a_bulk_load_leaves_the_references_as_they_were():
    def references() -> list:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 2, 1"
            )
            return cursor.fetchall()

    before = references()
    with without_references(emptying.walled_tables()):
        fewer = references()

    assert len(fewer) < len(before)
    assert references() == before
