"""What a guardian gets of a register: who decides it, what must come first, who sees it, and when it ends."""

import datetime

import pytest
from django.db import ProgrammingError, connection
from django.utils import timezone

from anchor.access.rules import Refused
from anchor.core.errors import DomainError
from clients.models import GuardianDecision
from clients.services.guardian import decide_for_guardian, decisions_of, open_kinds
from tests import factories

SOCIAL, NURSE = "responsible_social_worker", "nurse_on_the_case"
TODAY = timezone.localdate


def decide(world, who=SOCIAL, *, case=None, **values):
    given = {"outcome": "all", "decided_on": TODAY(), "heard_on": TODAY(), "checked": True, "why": "Nuori sallii."}
    with world.acting_as(who):
        return decide_for_guardian(actor=world.actor(who), case=case or world.case, **given | values)


def read_by(world, who):
    with world.acting_as(who):
        return decisions_of(world.actor(who), world.case)


def test_the_decision_is_of_the_deciders_register(world):
    assert decide(world, NURSE).sector == "health"


def test_only_the_own_sector_on_the_case_reads_it(world):
    decide(world, NURSE)

    assert len(read_by(world, NURSE)) == 1
    for who in (SOCIAL, "coordinator", "nurse_not_on_the_case", "police_officer_on_the_case"):
        assert read_by(world, who) == []


def test_who_does_not_work_on_the_case_decides_nothing(world):
    with pytest.raises(Refused):
        decide(world, "coordinator")


def test_without_a_decision_a_guardian_gets_nothing(world):
    assert open_kinds(read_by(world, SOCIAL), "social") is None


def test_the_last_decision_holds_for_its_own_register_only(world):
    decide(world)
    decide(world, outcome="part", barred=["notes"])
    decide(world, NURSE)

    assert open_kinds(read_by(world, SOCIAL), "social") == {"notes"}
    assert open_kinds(read_by(world, SOCIAL), "health") is None


def test_a_decision_can_be_taken_back_by_the_next_one(world):
    decide(world)
    decide(world, outcome="nothing", heard_on=None, checked=False)

    assert open_kinds(read_by(world, SOCIAL), "social") is None


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("not_heard", {"heard_on": None}),
        ("not_checked", {"checked": False}),
        ("nothing_barred", {"outcome": "part"}),
        ("no_reason", {"why": ""}),
        ("in_future", {"decided_on": TODAY() + datetime.timedelta(days=1)}),
        ("heard_later", {"decided_on": TODAY() - datetime.timedelta(days=1)}),
    ],
)
def test_what_must_come_first(world, code, values):
    with pytest.raises(DomainError) as refused:
        decide(world, **values)

    assert refused.value.code == code


def test_nothing_is_decided_from_the_18th_birthday_on(world):
    today = TODAY()
    born = today.replace(year=today.year - 18, day=min(today.day, 28))
    case = factories.case_in_work(world, responsible=SOCIAL, birth_date=born)

    with pytest.raises(DomainError) as refused:
        decide(world, case=case)

    assert refused.value.code == "of_age"


def test_a_decision_of_another_register_cannot_be_written_past_the_program(world):
    me = world.people["police_officer_on_the_case"]
    with pytest.raises(ProgrammingError, match="row-level security"), world.acting_as("police_officer_on_the_case"):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO clients_guardiandecision (id, tenant_id, team_id, sector, controller, author_id, created_at,"
                " version, case_id, outcome, barred, decided_on, heard_on)"
                " VALUES (gen_random_uuid(), '109', %s, 'health', 'x', %s, now(), 1, %s, 'all', '{}', now(), now())",
                [me.team_id, me.pk, world.case.pk],
            )


def test_a_decision_stands_as_it_was_made(world):
    decision = decide(world)
    with world.acting_as(SOCIAL):
        assert GuardianDecision.objects.filter(pk=decision.pk).update(outcome="nothing", heard_on=None) == 0


def test_the_case_page_shows_the_own_registers_decision(world):
    decide(world, NURSE)

    assert (
        "everything of this register"
        in world.browser(NURSE).get(world.case.get_absolute_url()).content.decode().lower()
    )
    assert "decided nothing yet" in world.browser(SOCIAL).get(world.case.get_absolute_url()).content.decode()


def test_a_form_with_a_mistake_keeps_what_was_typed(world):
    answer = world.browser(SOCIAL).post(
        f"/cases/{world.case.pk}/guardian/", {"outcome": "all", "decided_on": "today", "why": "Nuori sallii."}
    )

    assert answer.status_code == 422
    assert "Nuori sallii." in answer.content.decode()
    assert not world.everything(GuardianDecision).exists()
