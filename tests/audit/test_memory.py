"""The memory: what leaves a row, how many, and that the application cannot touch one."""

import pytest
from django.core.signals import request_finished
from django.db import ProgrammingError, connection, transaction
from redis.exceptions import ConnectionError as RedisAway

from anchor.audit.models import AuditRow, Verb
from anchor.audit.services import begin_request, keep_looks, record, record_read, record_reads, record_refusal

WHO = "responsible_social_worker"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditrow SET verb = 'x'",
        "DELETE FROM audit_auditrow",
        "UPDATE audit_casenumber SET number = 'x'",
        "DELETE FROM audit_casenumber",
    ],
)
def test_the_application_changes_and_deletes_nothing(world, statement):
    with pytest.raises(ProgrammingError, match="permission denied"), world.acting_as(WHO):
        with connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_application_cannot_say_in_which_transaction_a_row_was_written(world):
    forged = "INSERT INTO audit_auditrow (id, at, verb, xact) VALUES (gen_random_uuid(), now(), 'opened', '999999')"
    with pytest.raises(ProgrammingError, match="permission denied"), world.acting_as(WHO):
        with connection.cursor() as cursor:
            cursor.execute(forged)


def test_a_row_says_who_in_which_membership_what_and_of_which_case(world):
    with world.acting_as(WHO):
        record(world.actor(WHO), Verb.CASE_CHANGED, world.case, ground="consent", fields=["stage"])

    (row,) = world.audit(verb="case_changed")
    assert row.membership_id == world.people[WHO].pk
    assert row.user_id == world.people[WHO].user_id
    assert (row.role, row.sector, row.tenant_id) == ("member", "social", "109")
    assert (row.target_type, row.target_id, row.case_id) == ("clients.Case", world.case.pk, world.case.pk)
    assert (row.ground, row.detail) == ("consent", {"fields": ["stage"]})
    assert row.controller == "county:07"


def test_the_database_adds_the_transaction_that_wrote_the_row(world):
    with world.acting_as(WHO):
        record(world.actor(WHO), Verb.CASE_CHANGED, world.case)

    with connection.cursor() as cursor:
        cursor.execute("SELECT xact = pg_current_xact_id() FROM audit_auditrow WHERE verb = 'case_changed'")
        assert cursor.fetchone() == (True,)


def test_a_list_of_two_is_two_rows_in_one_insert(world, django_assert_num_queries):
    actor = world.actor(WHO)
    with world.acting_as(WHO), django_assert_num_queries(1):
        record_reads(actor, Verb.LISTED, [world.case, world.case_without_consent])

    assert {row.target_id for row in world.audit(verb="listed")} == {world.case.pk, world.case_without_consent.pk}


def test_a_swap_of_the_same_page_within_a_minute_leaves_no_further_row(world, django_capture_on_commit_callbacks):
    actor = world.actor(WHO)
    with django_capture_on_commit_callbacks(execute=True), world.acting_as(WHO):
        record_read(actor, world.case)
    with world.acting_as(WHO):
        record_read(actor, world.case, swap=True)

    assert world.reads_of(world.case, by=WHO) == 1


def test_opening_the_page_again_leaves_another_row(world, django_capture_on_commit_callbacks):
    actor = world.actor(WHO)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True), world.acting_as(WHO):
            record_read(actor, world.case)

    assert world.reads_of(world.case, by=WHO) == 2


def test_a_swap_of_what_another_person_saw_leaves_a_row(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), world.acting_as(WHO):
        record_read(world.actor(WHO), world.case)
    with world.acting_as("nurse_on_the_case"):
        record_read(world.actor("nurse_on_the_case"), world.case, swap=True)

    assert world.reads_of(world.case, by="nurse_on_the_case") == 1


def test_a_look_that_was_rolled_back_silences_nothing(world):
    actor = world.actor(WHO)
    with pytest.raises(RuntimeError), world.acting_as(WHO):
        record_read(actor, world.case)
        raise RuntimeError
    with world.acting_as(WHO):
        record_read(actor, world.case, swap=True)

    assert world.reads_of(world.case, by=WHO) == 1


def test_a_look_is_kept_once_the_answer_has_been_sent(world, django_capture_on_commit_callbacks):
    """Nobody waits for Redis; and the look silences a swap of the same page after that, and no sooner."""
    actor = world.actor(WHO)
    begin_request()
    with django_capture_on_commit_callbacks(execute=True), world.acting_as(WHO):
        record_read(actor, world.case)
    with world.acting_as(WHO):
        record_read(actor, world.case, swap=True)
    assert world.reads_of(world.case, by=WHO) == 2

    keep_looks()
    with world.acting_as(WHO):
        record_read(actor, world.case, swap=True)
    assert world.reads_of(world.case, by=WHO) == 2


def test_looks_are_kept_whenever_a_request_has_finished():
    assert any(receiver[1]() is keep_looks for receiver in request_finished.receivers)


def test_what_a_request_left_unsent_is_not_kept_by_the_next(world, django_capture_on_commit_callbacks):
    actor = world.actor(WHO)
    begin_request()
    with django_capture_on_commit_callbacks(execute=True), world.acting_as(WHO):
        record_read(actor, world.case)
    begin_request()
    keep_looks()
    with world.acting_as(WHO):
        record_read(actor, world.case, swap=True)

    assert world.reads_of(world.case, by=WHO) == 2


def test_without_redis_every_look_is_written(world, monkeypatch):
    def away(*args, **kwargs):
        raise RedisAway

    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.get_many", away)
    actor = world.actor(WHO)
    for _ in range(2):
        with world.acting_as(WHO):
            record_read(actor, world.case, swap=True)

    assert world.reads_of(world.case, by=WHO) == 2


def test_a_refusal_survives_the_act_that_is_rolled_back(world):
    actor = world.actor(WHO)
    with world.acting_as(WHO):
        with pytest.raises(RuntimeError), transaction.atomic():
            record(actor, Verb.CASE_CHANGED, world.case)
            raise RuntimeError
        record_refusal(actor, "change_case", world.case, status=403)

    assert world.audit(verb="case_changed") == []
    (row,) = world.audit(verb="refused")
    assert row.refused
    assert row.target_id == world.case.pk


def test_no_column_of_the_memory_holds_a_name_or_text(db):
    texts = {field.name for field in AuditRow._meta.fields if field.get_internal_type() == "TextField"}

    assert texts == set()
