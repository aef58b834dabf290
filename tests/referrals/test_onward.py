"""Referring onward and following it up: on a case one works on, on consent or a ground, until it has started or not."""

import pytest
from django.utils import timezone

from clients.models import Case, Consent
from referrals.forms.base import new_key
from referrals.models import OnwardReferral
from tests.referrals.situations import days_ago, referral, typed

WORKER = "responsible_social_worker"
POLICE = "police_officer_on_the_case"


def url(case):
    return f"/cases/{case.pk}/referrals/new/"


def filled(**changes):
    form = {
        "once": new_key(),
        "service": "family_counselling",
        "unit": "Keskustan perheneuvola",
        "basis": "consent",
        "proposed_on": typed(days_ago(1)),
        "follow_up_on": typed(days_ago(-14)),
        "status": "proposed",
    }
    return form | changes


def refer(world, who=WORKER, case=None, **changes):
    return world.browser(who).post(url(case or world.case), filled(**changes))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (WORKER, 200),
        (POLICE, 200),
        ("nurse_on_the_case", 200),
        ("coordinator", 403),
        ("youth_worker_not_on_the_case", 404),
        ("neighbour_team_coordinator", 404),
        ("other_municipality_member", 404),
        ("municipal_manager", 404),
        ("anonymous", 302),
    ],
)
def test_who_refers_onward(world, who, status):
    assert world.browser(who).get(url(world.case)).status_code == status
    if status != 200:
        assert refer(world, who).status_code == status
        assert not world.everything(OnwardReferral).exists()


def test_a_referral_is_made(world):
    response = refer(world)

    made = world.everything(OnwardReferral).get()
    assert response.url == world.case.get_absolute_url()
    assert (made.status, made.sector, made.unit) == ("proposed", "social", "Keskustan perheneuvola")
    assert [(row.verb, row.ground, row.case_id) for row in world.audit(by=WORKER)] == [
        ("referral_made", "consent", world.case.pk)
    ]


def test_a_double_click_makes_one_referral(world):
    form = filled()
    browser = world.browser(WORKER)
    assert [browser.post(url(world.case), form).status_code for _click in range(2)] == [302, 302]

    assert world.everything(OnwardReferral).count() == 1
    assert len(world.audit(verb="referral_made")) == 1


def test_without_a_consent_in_force_a_provision_of_law_is_needed(world):
    case = world.case_without_consent
    assert list(refer(world, case=case).context["form"].errors) == ["basis"]
    assert refer(world, case=case, basis="child_welfare_25").status_code == 302


def test_a_withdrawn_consent_is_no_basis_from_the_next_request_on(world):
    Consent._base_manager.filter(case=world.case).update(withdrawn_on=timezone.localdate())

    assert list(refer(world).context["form"].errors) == ["basis"]


def test_nothing_new_is_begun_in_a_closed_case(world):
    Case._base_manager.filter(pk=world.case.pk).update(
        stage="closed", closed_on=timezone.localdate(), closing_reason="no_need"
    )

    assert refer(world).status_code == 422
    assert not world.everything(OnwardReferral).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"service": ""}, "service"),
        ({"service": "made-up"}, "service"),
        ({"basis": ""}, "basis"),
        ({"basis": "made-up"}, "basis"),
        ({"proposed_on": typed(days_ago(-1))}, "proposed_on"),
        ({"status": "sent"}, "sent_on"),
        ({"status": "sent", "sent_on": typed(days_ago(3))}, "sent_on"),
        ({"status": "started"}, "status"),
        ({"unit": "x" * 300}, "unit"),
    ],
)
def test_wrong_input_gets_a_message_beside_its_field(world, changes, field):
    response = refer(world, **changes)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not world.everything(OnwardReferral).exists()


# --- following up ---


def follow(world, row, who=WORKER, **typed_):
    given = {"status": row.status, "version": row.version, "sent_on": typed(row.sent_on) if row.sent_on else ""}
    return world.browser(who).post(f"/referrals/{row.pk}/", given | typed_)


@pytest.mark.parametrize(
    ("who", "reads", "follows"),
    [
        (WORKER, 200, 302),
        (POLICE, 200, 403),  # another sector, with consent
        ("coordinator", 404, 404),
        ("youth_worker_not_on_the_case", 404, 404),
        ("neighbour_team_member", 404, 404),
        ("other_municipality_member", 404, 404),
        ("municipal_manager", 404, 404),
        ("anonymous", 302, 302),
    ],
)
def test_who_follows_a_referral(world, who, reads, follows):
    row = referral(world, world.case, by=WORKER)
    page = world.browser(who).get(f"/referrals/{row.pk}/")

    assert page.status_code == reads
    assert follow(world, row, who, status="started", started_on=typed(days_ago(1))).status_code == follows
    row.refresh_from_db()
    assert (row.status == "started") is (who == WORKER)


def test_without_consent_another_sectors_referral_does_not_exist(world):
    row = referral(world, world.case_without_consent, by=WORKER)

    assert world.browser("nurse_on_the_case").get(f"/referrals/{row.pk}/").status_code == 404
    assert "Family counselling" not in world.browser("nurse_on_the_case").get("/referrals/").content.decode()


def test_a_referral_goes_on_and_leaves_its_row(world):
    row = referral(world, world.case, by=WORKER)
    follow(world, row, status="not_started", not_started_reason="queue", follow_up_on=typed(days_ago(-30)))

    row.refresh_from_db()
    assert (row.status, row.not_started_reason) == ("not_started", "queue")
    assert len(world.audit(verb="referral_changed")) == 1


def test_a_saved_referral_says_so_once(world):
    row = referral(world, world.case, by=WORKER)
    browser = world.browser(WORKER)
    typed_in = {"version": row.version, "status": "not_started", "not_started_reason": "queue"}
    shown = browser.post(f"/referrals/{row.pk}/", typed_in, follow=True).content.decode()

    assert shown.count("data-toast") == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"status": "started"}, "started_on"),
        ({"status": "started", "started_on": typed(days_ago(9))}, "started_on"),
        ({"status": "started", "started_on": typed(days_ago(-1))}, "started_on"),
        ({"status": "not_started"}, "not_started_reason"),
        ({"status": "proposed"}, "status"),
        ({"status": "sent", "sent_on": ""}, "sent_on"),
        ({"status": "sent", "sent_on": "31.2."}, "sent_on"),
        ({"status": "gone"}, "status"),
    ],
)
def test_a_wrong_step_gets_a_message_beside_its_field(world, changes, field):
    row = referral(world, world.case, by=WORKER)
    response = follow(world, row, **changes)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_two_who_save_at_once_see_both(world):
    row = referral(world, world.case, by=WORKER)
    follow(world, row, unit="Ensin")
    response = follow(world, row, unit="Sitten")

    shown = response.content.decode()
    assert response.status_code == 422
    assert "Ensin" in shown
    assert "Sitten" in shown
    row.refresh_from_db()
    assert row.unit == "Ensin"


def test_still_going_on_at_three_months_is_answered(world):
    row = referral(world, world.case, by=WORKER, status="started", sent=100, started_on=days_ago(95))
    follow(world, row, started_on=typed(row.started_on), still_on_at_3_months="yes")

    row.refresh_from_db()
    assert row.still_on_at_3_months is True
