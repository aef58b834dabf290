"""Emergency access: who may open what, for how long, who is told, and what the memory keeps."""

import datetime
from contextlib import contextmanager

import pytest
from django.utils import timezone

from anchor.access.rules import Refused
from anchor.core.errors import DomainError
from anchor.tenancy.scope import beyond_the_wall, current
from clients.models import (
    Case,
    CaseReason,
    CaseSelection,
    Client,
    ClientAddress,
    ClientIdentity,
    Consent,
    EmergencyAccess,
    EmergencyAttempt,
    EmergencyText,
    Participation,
    RelatedPerson,
    SafetyNote,
)
from clients.services import emergency as services
from meetings.models import AgreedAction, Meeting, MeetingSummary
from tests import factories
from tests.clients.emergencies import COUNTY, MEMBER, MINUTE, emergency, named, opened, protect, safety_note
from tests.proofs.steps_ids import guardian

OPEN = {Case, Participation, Meeting, ClientAddress, RelatedPerson, SafetyNote, AgreedAction}
CLOSED = {Client, ClientIdentity, CaseSelection, CaseReason, Consent, MeetingSummary}


@contextmanager
def refused(code):
    with pytest.raises(DomainError) as told:
        yield
    assert told.value.code == code


def everything_about(world):
    factories.meeting_held(world, world.case, by="responsible_social_worker")
    guardian(world, False)
    safety_note(world)


def seen(world, actor):
    """Models of which a row about the case or its client is there: by the rule and through the wall, which must agree."""
    found = {}
    case = world.case
    for model in OPEN | CLOSED:
        about = {"pk": case.pk} if model is Case else {"pk": case.client_id} if model is Client else {}
        if not about:
            names = {field.name for field in model._meta.fields}
            about = {"case_id": case.pk} if "case" in names else {"client_id": case.client_id}
        found[model] = (
            model.objects.visible_to(actor).filter(**about).exists(),
            model.objects.filter(**about).exists(),
        )
    assert all(rule == wall for rule, wall in found.values()), found
    return {model for model, (rule, _) in found.items() if rule}


def test_a_member_of_the_team_opens_what_is_written_and_nothing_else(world):
    everything_about(world)
    with world.acting_as(MEMBER):
        assert seen(world, world.actor(MEMBER)) == set()
        access = opened(world)
        assert seen(world, world.actor(MEMBER)) == OPEN

    assert (access.case_id, access.client_id) == (world.case.pk, world.case.client_id)
    assert access.until - access.opened_at == 60 * MINUTE
    assert [row.ground for row in world.audit(by=MEMBER, verb="emergency_opened")] == ["missing"]


def test_an_hour_later_nothing_is_open(world):
    everything_about(world)
    emergency(world, opened_at=timezone.now() - 61 * MINUTE)
    with world.acting_as(MEMBER):
        assert seen(world, world.actor(MEMBER)) == set()


def test_only_who_opened_it_sees_it(world):
    everything_about(world)
    emergency(world)
    for who in ("nurse_not_on_the_case", "neighbour_team_member", "other_municipality_member"):
        with world.acting_as(who):
            assert seen(world, world.actor(who)) == set(), who


@pytest.mark.parametrize("who", ["neighbour_team_member", "other_municipality_member", "neighbour_team_coordinator"])
def test_another_team_finds_nobody(world, who):
    with world.acting_as(who), pytest.raises(DomainError) as told:
        opened(world, who)
    assert told.value.code == "not_found"


@pytest.mark.parametrize("who", ["municipal_manager", "auditor", "superior", "administrator", "register_officer"])
def test_an_office_may_not_ask(world, who):
    with world.acting_as(who), pytest.raises(Refused):
        opened(world, who)


def wrong(world):
    right = named(world)
    return {
        "another birth date": right._replace(birth_date=right.birth_date + datetime.timedelta(days=1)),
        "half a family name": right._replace(family_name=right.family_name[:5]),
        "no given name": right._replace(given_names=""),
        "a name like it": right._replace(given_names="Eelis Johannes"),
        "nobody of the team": named(world, world.foreign_case),
        "nobody at all": services.Named("Olematon", "Ihminen", datetime.date(2012, 1, 1)),
    }


@pytest.mark.parametrize("what", ["another birth date", "half a family name", "no given name", "a name like it"])
def test_only_the_exact_name_and_birth_date_find_anybody(world, what):
    with world.acting_as(MEMBER), pytest.raises(DomainError) as told:
        services.open_emergency_access(actor=world.actor(MEMBER), named=wrong(world)[what], reason="danger", text="x")
    assert told.value.code == "not_found"
    assert world.everything(EmergencyAccess).count() == 0


def test_who_may_not_be_opened_and_who_is_not_there_are_answered_alike(world):
    said = set()
    for what in ("nobody of the team", "nobody at all"):
        with world.acting_as(MEMBER), pytest.raises(DomainError) as told:
            services.open_emergency_access(
                actor=world.actor(MEMBER), named=wrong(world)[what], reason="danger", text="x"
            )
        said.add((told.value.code, str(told.value.message)))
    assert len(said) == 1


def test_capitals_and_marks_do_not_matter(world):
    right = named(world)
    typed = services.Named(right.given_names.upper(), right.family_name.lower(), right.birth_date)
    with world.acting_as(MEMBER):
        assert services.open_emergency_access(actor=world.actor(MEMBER), named=typed, reason="danger", text="x")


def test_each_try_leaves_its_row_and_the_sixth_is_not_answered(world):
    codes = []
    with world.acting_as(MEMBER):
        for _ in range(6):
            try:
                services.open_emergency_access(
                    actor=world.actor(MEMBER), named=wrong(world)["nobody at all"], reason="danger", text="x"
                )
            except DomainError as told:
                codes.append(told.code)
        with refused("too_many_tries"):
            opened(world)

    assert codes == ["not_found"] * 5 + ["too_many_tries"]
    assert world.everything(EmergencyAttempt).filter(membership=world.people[MEMBER]).count() == 7
    refusals = world.audit(by=MEMBER, verb="emergency_refused")
    assert len(refusals) == 7
    assert all(row.refused and "name" not in row.detail for row in refusals)


def test_after_a_quarter_of_an_hour_one_may_try_again(world):
    with beyond_the_wall("tests"):
        for minutes in range(16, 22):
            EmergencyAttempt.objects.create(
                tenant_id="109", membership=world.people[MEMBER], at=timezone.now() - minutes * MINUTE
            )
    with world.acting_as(MEMBER):
        assert opened(world)


def test_a_second_click_finds_the_same_access(world):
    with world.acting_as(MEMBER):
        first = opened(world)
        assert opened(world).pk == first.pk
    assert world.everything(EmergencyAccess).count() == 1


def test_who_can_open_the_contact_details_anyway_is_told_so(world):
    who = "responsible_social_worker"
    with world.acting_as(who), pytest.raises(DomainError) as told:
        opened(world, who)
    assert told.value.code == "open_already"


def test_who_works_on_the_case_without_consent_may_open_it_in_an_emergency(world):
    who = "nurse_on_the_case"
    with world.acting_as(who):
        access = opened(world, who, world.case_without_consent)
        assert ClientAddress.objects.visible_to(world.actor(who)).filter(client_id=access.client_id).exists()


def test_a_case_closed_long_ago_is_not_opened(world):
    world.everything(Case).filter(pk=world.case.pk).update(
        stage="closed",
        opened_on=timezone.localdate() - datetime.timedelta(days=300),
        closed_on=timezone.localdate() - datetime.timedelta(days=100),
        closing_reason="moved",
    )
    with world.acting_as(MEMBER), refused("not_found"):
        opened(world)


# --- while it lasts ---


def test_it_is_renewed_once(world):
    emergency(world)
    actor = world.actor(MEMBER)
    with world.acting_as(MEMBER):
        access = EmergencyAccess.objects.visible_to(actor).get()
        renewed = services.renew_emergency_access(actor=actor, access=access)
        with pytest.raises(DomainError) as told:
            services.renew_emergency_access(actor=actor, access=access)

    assert renewed.until - renewed.renewed_at == 60 * MINUTE
    assert told.value.code == "renewed_already"
    assert len(world.audit(by=MEMBER, verb="emergency_renewed")) == 1


@pytest.mark.parametrize("act", [services.renew_emergency_access, services.confirm_protected_address])
def test_what_is_over_is_neither_renewed_nor_confirmed(world, act):
    emergency(world, opened_at=timezone.now() - 61 * MINUTE)
    actor = world.actor(MEMBER)
    with world.acting_as(MEMBER), pytest.raises(DomainError) as told:
        act(actor=actor, access=EmergencyAccess.objects.visible_to(actor).get())
    assert told.value.code == "over"


def test_a_protected_address_needs_a_second_confirmation(world):
    protect(world)
    emergency(world)
    actor = world.actor(MEMBER)
    with world.acting_as(MEMBER):
        address = ClientAddress.objects.visible_to(actor)
        assert not address.exists()
        access = EmergencyAccess.objects.visible_to(actor).get()
        services.confirm_protected_address(actor=actor, access=access)
        assert address.all().exists()
        services.confirm_protected_address(actor=actor, access=access)
    assert len(world.audit(by=MEMBER, verb="emergency_address_confirmed")) == 1


@pytest.mark.parametrize("who", [MEMBER, "coordinator"])
def test_opener_and_coordinator_may_end_it_early(world, who):
    access = emergency(world)
    actor = world.actor(who)
    with world.acting_as(who):
        services.end_emergency_access(actor=actor, access=EmergencyAccess.objects.visible_to(actor).get(pk=access.pk))
    with world.acting_as(MEMBER):
        assert not Case.objects.visible_to(world.actor(MEMBER)).filter(pk=world.case.pk).exists()
    assert len(world.audit(by=who, verb="emergency_ended")) == 1


# --- afterwards ---


def reviewed(world, who, access, **more):
    values = {"judgement": "justified", "text": ""} | more
    with world.acting_as(who):
        found = EmergencyAccess.objects.visible_to(world.actor(who)).get(pk=access.pk)
        return services.review_emergency_access(actor=world.actor(who), access=found, **values)


def test_the_coordinator_reviews_it_once(world):
    access = emergency(world)
    done = reviewed(world, "coordinator", access, text="Perusteltu.")

    assert (done.judgement, done.reviewed_by_id) == ("justified", world.people["coordinator"].pk)
    with refused("reviewed_already"):
        reviewed(world, "coordinator", access)
    assert [row.detail for row in world.audit(verb="emergency_reviewed")] == [{"judgement": "justified"}]


def test_nobody_reviews_what_they_opened_themself(world):
    access = emergency(world, by="coordinator")
    with pytest.raises(DomainError) as told:
        reviewed(world, "coordinator", access)
    assert told.value.code == "own_access"


def test_what_was_not_justified_needs_words_and_ends_at_once(world):
    access = emergency(world)
    with pytest.raises(DomainError) as told:
        reviewed(world, "coordinator", access, judgement="not_justified")
    assert told.value.field == "text"

    assert not reviewed(world, "coordinator", access, judgement="not_justified", text="Ei hätää.").is_open


def test_a_member_reviews_nothing(world):
    access = emergency(world)
    with pytest.raises(Refused):
        reviewed(world, MEMBER, access)


def known(world, who):
    """Accesses and texts that exist for somebody, by both locks."""
    with world.acting_as(who):
        actor = world.actor(who)
        for model in (EmergencyAccess, EmergencyText):
            assert model.objects.visible_to(actor).count() == model.objects.count()
        return EmergencyAccess.objects.count(), EmergencyText.objects.count()


@pytest.mark.parametrize(
    ("who", "accesses", "texts"),
    [
        (MEMBER, 1, 1),
        ("coordinator", 1, 1),
        ("auditor", 1, 0),
        ("nurse_not_on_the_case", 0, 0),
        ("responsible_social_worker", 0, 0),
        ("neighbour_team_coordinator", 0, 0),
        ("superior", 0, 0),
        ("register_officer", 0, 0),
    ],
)
def test_who_knows_at_once_that_a_case_was_opened(world, who, accesses, texts):
    """The case is the county's (social services), whose auditor sees it without its words."""
    emergency(world)
    assert known(world, who) == (accesses, texts)


def test_an_auditor_of_another_controller_sees_nothing(world):
    access = emergency(world)
    world.everything(EmergencyAccess).filter(pk=access.pk).update(controller="police:1")
    assert known(world, "auditor") == (0, 0)


def test_a_superior_sees_it_once_the_review_is_overdue(world):
    access = emergency(world, review_due_on=timezone.localdate() - datetime.timedelta(days=1))
    world.everything(EmergencyAccess).filter(pk=access.pk).update(controller="municipality:109")
    assert known(world, "superior") == (1, 0)

    reviewed(world, "coordinator", access)
    assert known(world, "superior") == (0, 0)


# --- the county's named users ---


def test_the_county_s_named_user_opens_a_case_of_a_team_of_the_county(world):
    everything_about(world)
    actor = world.actor(COUNTY)
    with world.acting_as(COUNTY):
        assert Case.objects.count() == 0
        access = opened(world, COUNTY)
        assert current().tenant == ""
        assert Case.objects.count() == 0

    visiting = actor.visit(world.teams["hame"])
    with services.in_scope_of(visiting):
        assert seen(world, visiting) == OPEN
    assert access.team_id == world.teams["hame"].pk


def test_the_county_s_named_user_finds_nobody_of_another_county(world):
    with world.acting_as(COUNTY), refused("not_found"):
        opened(world, COUNTY, world.foreign_case)


def test_the_county_s_named_user_is_limited_like_everybody(world):
    with world.acting_as(COUNTY):
        for _ in range(5):
            with refused("not_found"):
                opened(world, COUNTY, world.foreign_case)
        with refused("too_many_tries"):
            opened(world, COUNTY)
