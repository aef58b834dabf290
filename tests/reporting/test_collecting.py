"""Facts: what is collected of records, and what is left behind."""

import datetime
import uuid

import pytest
from django.db import connection, models
from django.utils import timezone

from anchor.core.dates import age_on
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case, CaseSelection
from meetings.models import Meeting
from referrals.models import Arrival, Contact, OnwardReferral
from reporting.models import CaseFact, ContactFact, MeetingFact, ReferralFact
from reporting.services.collecting import collect_facts, tenants
from tests import factories

FACTS = (ContactFact, CaseFact, MeetingFact, ReferralFact)
YEAR = 2025
MIDSUMMER = datetime.datetime(YEAR, 6, 20, 12, tzinfo=datetime.UTC)


@pytest.fixture
def collected(world):
    """The facts of a tenant after collecting, as the application's login collects them."""

    def collect(model, tenant="109", year=YEAR):
        collect_facts(tenant_id=tenant, year=year)
        with beyond_the_wall("tests look"):
            return list(model.objects.filter(year=year).order_by("month", "area"))

    return collect


def moved(record, **columns):
    """A record with other columns, changed as the owner."""
    with beyond_the_wall("tests"):
        type(record)._base_manager.filter(pk=record.pk).update(**columns)
    return record


def a_case(world, *, opened=datetime.date(YEAR, 6, 20), responsible="responsible_social_worker", **more):
    case = factories.case_in_work(world, responsible=responsible, **more)
    moved(case.selection, contact_on=opened, selected_on=opened)
    return moved(case, opened_on=opened)


# --- no way back ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", FACTS)
def test_a_fact_has_no_column_that_could_name_or_lead_back(model):
    allowed = {
        "id", "tenant", "team_id", "year", "month", "area", "source", "channel", "outcome", "reached", "age_band",
        "days_to_decision", "gender", "returning", "crime", "substance", "radicalisation", "support", "closing_reason",
        "kind", "status", "adolescent_present", "guardian_present", "sectors", "service",
    }  # fmt: skip
    fields = {field.name: field for field in model._meta.get_fields()}

    assert set(fields) <= allowed
    assert [field.name for field in fields.values() if field.is_relation] == ["tenant"]
    assert all((field.max_length or 0) <= 80 for field in fields.values() if isinstance(field, models.CharField))
    kinds = (models.TextField, models.DateField, models.JSONField, models.BinaryField)
    assert not [name for name, field in fields.items() if isinstance(field, kinds)]


def test_no_key_of_a_record_becomes_the_key_of_a_fact(world, collected):
    case = a_case(world)

    assert {fact.pk for fact in collected(CaseFact)}.isdisjoint({case.pk, case.client_id})


def test_keys_change_each_time(world, collected):
    a_case(world)

    assert [fact.pk for fact in collected(CaseFact)] != [fact.pk for fact in collected(CaseFact)]


# --- contacts ---------------------------------------------------------------------------------------------------------


def test_a_contact_counts_in_the_month_it_was_received_in_finland(world, collected):
    moved(world.contact, received_at=datetime.datetime(YEAR, 6, 30, 21, 30, tzinfo=datetime.UTC))

    assert [(fact.month, fact.source, fact.area) for fact in collected(ContactFact)] == [(7, "school", "109")]


def test_the_first_minute_of_a_year_in_finland_is_of_that_year(world, collected):
    moved(world.contact, received_at=datetime.datetime(YEAR - 1, 12, 31, 22, 1, tzinfo=datetime.UTC))

    assert [fact.month for fact in collected(ContactFact)] == [1]


def test_a_contact_from_another_municipality_counts_where_it_came_from(world, collected):
    moved(world.contact, received_at=MIDSUMMER, area_id="837")

    assert [(fact.tenant_id, fact.area) for fact in collected(ContactFact)] == [("109", "837")]


def test_a_contact_under_non_disclosure_has_no_area(world, collected):
    moved(world.contact, received_at=MIDSUMMER, non_disclosure=True)

    assert [fact.area for fact in collected(ContactFact)] == ["unknown"]


def test_a_contact_loses_its_area_when_its_case_comes_under_non_disclosure(world, collected):
    case = a_case(world, protected=True)
    moved(world.contact, received_at=MIDSUMMER, stage="selected", decided_on=MIDSUMMER.date(), case_id=case.pk)

    assert [fact.area for fact in collected(ContactFact)] == ["unknown"]


def test_days_to_the_decision(world, collected):
    moved(world.contact, received_at=MIDSUMMER, stage="declined", decided_on=MIDSUMMER.date() + datetime.timedelta(9))

    assert [(fact.outcome, fact.days_to_decision) for fact in collected(ContactFact)] == [("declined", 9)]


@pytest.mark.parametrize(
    ("done", "reached"),
    [
        ((), "selected"),
        (("planned",), "selected"),
        (("held",), "met"),
        (("sent",), "selected"),
        (("held", "sent"), "referred"),
        (("held", "started"), "started"),
    ],
)
def test_how_far_a_contact_has_come(world, collected, done, reached):
    case = a_case(world)
    moved(world.contact, received_at=MIDSUMMER, stage="selected", decided_on=MIDSUMMER.date(), case_id=case.pk)
    if {"held", "planned"} & {*done}:
        meeting = factories.meeting_held(world, case, by="responsible_social_worker")
        moved(meeting, status=done[0])
    if {"sent", "started"} & {*done}:
        referral(world, case, done[-1])

    assert [fact.reached for fact in collected(ContactFact)] == [reached]


def referral(world, case, status, proposed_on=datetime.date(YEAR, 6, 20)):
    marks = {name: getattr(case, name) for name in ("tenant_id", "team_id", "sector", "controller", "author_id")}
    with beyond_the_wall("tests"):
        return OnwardReferral.objects.create(
            case=case, service="hobby", basis="consent", status=status, proposed_on=proposed_on, sent_on=proposed_on,
            created_at=timezone.now(), **marks,
        )  # fmt: skip


# --- cases ------------------------------------------------------------------------------------------------------------


def test_a_case_counts_where_the_adolescent_lives(world, collected):
    a_case(world, residence="834")

    assert [(fact.tenant_id, fact.area, fact.month) for fact in collected(CaseFact)] == [("109", "834", 6)]


@pytest.mark.parametrize("how", ["address", "case"])
def test_a_case_under_non_disclosure_has_no_area(world, collected, how):
    case = a_case(world, protected=how == "address")
    moved(case, non_disclosure=how == "case")

    assert [fact.area for fact in collected(CaseFact)] == ["unknown"]


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (datetime.date(2018, 6, 21), "0-6"),
        (datetime.date(2018, 6, 20), "7-12"),
        (datetime.date(2010, 6, 21), "13-14"),
        (datetime.date(2010, 6, 20), "15-17"),
        (datetime.date(2007, 6, 21), "15-17"),
    ],
)
def test_age_is_that_of_the_day_of_the_contact(world, collected, born, band):
    case = a_case(world)
    moved(case.selection, age=age_on(born, MIDSUMMER.date()))

    assert [fact.age_band for fact in collected(CaseFact)] == [band]


def test_several_criteria_may_hold(world, collected):
    case = a_case(world)
    moved(case.selection, criteria=["crime", "support"])
    (fact,) = collected(CaseFact)

    assert (fact.crime, fact.substance, fact.radicalisation, fact.support) == (True, False, False, True)


def test_who_had_a_case_before_is_returning(world, collected):
    first = a_case(world, opened=datetime.date(YEAR, 2, 1))
    moved(a_case(world, opened=datetime.date(YEAR, 9, 1)), client_id=first.client_id)

    assert [(fact.month, fact.returning) for fact in collected(CaseFact)] == [(2, False), (9, True)]


def test_a_case_that_came_from_another_team_is_counted_where_it_was_opened_first(world, collected):
    """Transferred within the country, one adolescent is one case of the year (docs/decisions.md)."""
    case = a_case(world)
    with beyond_the_wall("tests"):
        marks = factories.stamp(factories.Actor(world.people["coordinator"]))
        there = {"from_team": world.teams["tampere"], "number": "A-2025-0001", "sent_on": MIDSUMMER.date()}
        Arrival.objects.create(case=case, sent_as=uuid.uuid4(), ground="consent", **there, **marks)

    assert collected(CaseFact) == []


# --- meetings and referrals -------------------------------------------------------------------------------------------


def test_a_meeting_counts_with_who_was_there(world, collected):
    case = a_case(world)
    meeting = factories.meeting_held(world, case, by="responsible_social_worker", present=("nurse_on_the_case",))
    end = MIDSUMMER + datetime.timedelta(hours=1)
    moved(meeting, starts_at=MIDSUMMER, ends_at=end, guardians_present=2)
    (fact,) = collected(MeetingFact)

    assert (fact.status, fact.area, fact.month, fact.sectors) == ("held", "109", 6, "health,social")
    assert (fact.adolescent_present, fact.guardian_present) == (True, True)


def test_a_referral_counts_in_the_month_it_was_proposed(world, collected):
    referral(world, a_case(world, residence="834"), "sent")

    assert [(f.service, f.status, f.area, f.month) for f in collected(ReferralFact)] == [("hobby", "sent", "834", 6)]


# --- in sets, one tenant at a time ------------------------------------------------------------------------------------


def test_collecting_again_replaces_what_was_collected(world, collected):
    case = a_case(world)
    collected(CaseFact)
    moved(case, closing_reason="moved", stage="closed", closed_on=timezone.localdate())

    assert [fact.closing_reason for fact in collected(CaseFact)] == ["moved"]


def test_another_year_and_another_tenant_are_left_alone(world, collected):
    a_case(world, opened=datetime.date(YEAR - 1, 3, 1))
    a_case(world, responsible="other_municipality_member")
    collected(CaseFact, year=YEAR - 1)
    collected(CaseFact, tenant="837")
    collected(CaseFact)
    with beyond_the_wall("tests look"):
        found = sorted(CaseFact.objects.values_list("tenant_id", "year"))

    assert found == [("109", YEAR - 1), ("837", YEAR)]


def test_collecting_costs_the_same_for_one_case_and_for_five(world, statements):
    a_case(world)
    with statements() as one:
        collect_facts(tenant_id="109", year=YEAR)
    for _ in range(4):
        a_case(world)
    with statements() as five:
        collect_facts(tenant_id="109", year=YEAR)

    assert len(one) == len(five)


def test_each_municipality_that_hosts_a_team_is_collected_once(world):
    assert tenants() == ["109", "837"]


def test_facts_and_records_agree_in_number(world, collected):
    for month in range(1, 6):
        a_case(world, opened=datetime.date(YEAR, month, 1))
    with beyond_the_wall("tests look"):
        cases = Case.objects.filter(tenant_id="109", opened_on__year=YEAR).count()
        selections = CaseSelection.objects.filter(tenant_id="109", case__opened_on__year=YEAR).count()

    assert len(collected(CaseFact)) == cases == selections == 5


def test_the_collector_of_one_tenant_reads_no_other(world):
    """The wall, asked with the rule switched off."""
    from anchor.access.scopes import collecting

    with collecting("109"), connection.cursor() as cursor:
        tenants_seen = set()
        for model in (Case, Contact, Meeting):
            cursor.execute(f"SELECT DISTINCT tenant_id FROM {model._meta.db_table}")
            tenants_seen |= {tenant for (tenant,) in cursor.fetchall()}

    assert tenants_seen == {"109"}
