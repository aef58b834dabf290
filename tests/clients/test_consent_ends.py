"""What ends a consent besides its last day: the closing of its case, the 18th birthday, a withdrawal by anybody's word."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from anchor.access.scopes import on_behalf_of
from anchor.core.dates import birthday
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case, CaseSelection, Consent
from clients.services.closing import close_case, reopen_case
from clients.services.consents import withdraw_all, withdraw_consent
from tests import factories
from tests.clients.situations import asked, may_read_criteria
from tests.clients.test_change_client import save
from tests.factories import years_ago

WORKER, NURSE, COORDINATOR = "responsible_social_worker", "nurse_on_the_case", "coordinator"


def the_consent(world):
    return world.everything(Consent).get(case=world.case)


def close(world):
    with world.acting_as(WORKER):
        return close_case(actor=world.actor(WORKER), case=world.case, reason="no_need", closed_on=timezone.localdate())


def test_a_consent_without_a_last_day_ends_when_its_case_is_closed(world):
    assert may_read_criteria(world, NURSE, world.case)
    close(world)

    assert not may_read_criteria(world, NURSE, world.case)
    assert the_consent(world).ended_on == timezone.localdate()
    assert world.audit(verb="case_closed")[0].detail == {"reason": "no_need", "consents_ended": 1}


def test_a_consent_with_a_last_day_lasts_until_that_day(world):
    world.everything(Consent).update(valid_to=timezone.localdate())
    close(world)

    assert may_read_criteria(world, NURSE, world.case)


def test_reopening_a_case_revives_no_consent(world):
    close(world)
    with world.acting_as(WORKER):
        reopen_case(actor=world.actor(WORKER), case=world.case)

    assert not may_read_criteria(world, NURSE, world.case)
    asked(world, case=world.case, giver="adolescent")
    assert may_read_criteria(world, NURSE, world.case)


@pytest.mark.parametrize(("turned", "lives"), [(17, True), (18, False)])
def test_a_corrected_birth_date_moves_the_end_of_what_a_guardian_gave(world, turned, lives):
    """Selected a month ago, when by either birth date under 18; what a guardian gave ends on the real 18th birthday."""
    asked(world, case=world.case, giver="guardian")
    save(world, born=years_ago(turned, days=1))

    assert may_read_criteria(world, NURSE, world.case) == lives


def test_a_birth_date_corrected_later_gives_the_time_back(world):
    asked(world, case=world.case, giver="guardian")
    save(world, born=years_ago(18, days=1))
    assert not may_read_criteria(world, NURSE, world.case)
    save(world, born=years_ago(17, days=1))

    assert may_read_criteria(world, NURSE, world.case)


def test_a_corrected_birth_date_leaves_the_adolescents_own_consent(world):
    save(world, born=years_ago(12))

    consent = the_consent(world)
    assert (consent.ends_at_18, consent.of_age_on, consent.version) == (False, None, 1)


def test_the_coordinator_records_a_withdrawal_by_telephone(world):
    with world.acting_as(COORDINATOR):
        actor = world.actor(COORDINATOR)
        consent = Consent.objects.visible_to(actor).select_related("case").get(case=world.case)
        withdraw_consent(actor=actor, consent=consent)

    assert not may_read_criteria(world, NURSE, world.case)


def test_everything_is_withdrawn_in_one_click_and_starts_closing_the_same_day(world):
    asked(world, case=world.case, answers={"school": True}, giver="adolescent")
    response = world.browser(NURSE).post(f"/cases/{world.case.pk}/consents/withdraw/")

    assert response.status_code == 302
    assert not world.everything(Consent).filter(case=world.case, withdrawn_on=None).exists()
    case = world.everything(Case).get(pk=world.case.pk)
    assert case.next_step_on == timezone.localdate()
    page = world.browser(WORKER).get(f"/cases/{case.pk}/").content.decode()
    assert "All consents have been withdrawn" in page
    assert f"/cases/{case.pk}/close/" in page


def test_withdrawing_one_of_two_starts_nothing(world):
    asked(world, case=world.case, answers={"school": True}, giver="adolescent")
    with world.acting_as(WORKER):
        consent = Consent.objects.select_related("case").get(case=world.case, sentence="team")
        withdraw_consent(actor=world.actor(WORKER), consent=consent)

    assert world.everything(Case).get(pk=world.case.pk).next_step_on is None


def test_a_no_from_the_start_is_no_withdrawal(world):
    asked(world, answers={"team": False}, giver="adolescent")

    assert world.everything(Case).get(pk=world.case_without_consent.pk).next_step_on is None


def test_withdrawing_all_twice_changes_nothing_more(world):
    for _ in range(2):
        with world.acting_as(NURSE):
            withdraw_all(actor=world.actor(NURSE), case=world.case)

    assert len(world.audit(verb="consent_withdrawn")) == 1


def test_a_task_queued_before_the_withdrawal_reads_nothing_after_it(world):
    """Exports and PDFs ask when they run, on behalf of who ordered them."""

    def read_by_task():
        with on_behalf_of(world.people[NURSE].pk) as actor:
            return CaseSelection.objects.visible_to(actor).filter(case=world.case).count()

    assert read_by_task() == 1
    with world.acting_as(WORKER):
        withdraw_all(actor=world.actor(WORKER), case=world.case)

    assert read_by_task() == 0


def test_a_consent_whose_last_day_passes_while_a_task_waits_opens_nothing_to_it(world):
    """Ordered on its last day and run after midnight: the task asks on the day it runs, and so does the wall."""
    consent = the_consent(world)
    with beyond_the_wall("a task waits over midnight"):
        Consent.objects.filter(pk=consent.pk).update(valid_from=timezone.localdate() - timedelta(days=9))
        Consent.objects.filter(pk=consent.pk).update(valid_to=timezone.localdate())
    with on_behalf_of(world.people[NURSE].pk) as actor:
        ordered = CaseSelection.objects.visible_to(actor).filter(case=world.case)
        assert ordered.count() == 1
    with beyond_the_wall("midnight passes"):
        Consent.objects.filter(pk=consent.pk).update(valid_to=timezone.localdate() - timedelta(days=1))

    with on_behalf_of(world.people[NURSE].pk) as actor, connection.cursor() as cursor:
        assert not CaseSelection.objects.visible_to(actor).filter(case=world.case).exists()
        cursor.execute("SELECT count(*) FROM clients_caseselection WHERE case_id = %s", [world.case.pk])
        assert cursor.fetchone() == (0,)


def test_what_the_release_before_wrote_is_read_as_it_was_meant(world):
    """Its consents by guardians had the day before the 18th birthday as their last day (clients/0016)."""
    from importlib import import_module

    from django.db import connection

    written = import_module("clients.migrations.0016_consents_that_stood")
    consent = factories.consent(world, world.case_without_consent, sectors=["health"])
    of_age = birthday(factories.years_ago(14), 18)
    with beyond_the_wall("tests"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("ALTER TABLE clients_case DISABLE TRIGGER age_instead")
        cursor.execute("UPDATE clients_case SET birth_date = %s", [factories.years_ago(14)])
        Consent.objects.filter(pk=consent.pk).update(valid_to=of_age - timedelta(days=1))
        type(consent.details).objects.filter(consent=consent).update(giver="guardian")
        Case.objects.filter(pk=world.case.pk).update(stage="closed", closed_on=timezone.localdate(), closing_reason="x")
        cursor.execute(written.BY_OTHERS)
        cursor.execute(written.WITH_THE_CASE)

    consent.refresh_from_db()
    assert (consent.valid_to, consent.of_age_on, consent.ended_on) == (None, of_age, None)
    assert the_consent(world).ended_on == timezone.localdate()
