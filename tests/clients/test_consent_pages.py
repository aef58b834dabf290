"""The form where several answer, the page with what lies behind an answer, and taking one's yes back there."""

import pytest
from django.utils import timezone

from anchor.tenancy.scope import beyond_the_wall
from clients.models import Consent, ConsentDetails, ConsentGiver
from tests.clients.situations import asked, close_person, may_read_criteria

WORKER, NURSE, COORDINATOR = "responsible_social_worker", "nurse_on_the_case", "coordinator"
ANSWER = {"team": "yes", "giver": "guardian", "manner": "oral", "valid_from": "today"}


def address(world):
    return f"/cases/{world.case_without_consent.pk}/consents/new/"


def post(world, **changes):
    return world.browser(WORKER).post(address(world), ANSWER | changes)


def latest(world):
    return world.everything(Consent).filter(case=world.case_without_consent).order_by("created_at").last()


@pytest.fixture
def parents(world):
    """Mother and father with joint custody."""
    return close_person(world), close_person(world, "Lauri", relation="father")


def test_each_guardian_has_a_row_in_the_form(world, parents):
    aunt = close_person(world, "Aino", custody="none", relation="other")
    page = world.browser(WORKER).get(address(world)).content.decode()

    assert all(f"says_{parent.pk}" in page for parent in parents)
    assert f"says_{aunt.pk}" not in page
    assert "Liisa, mother, joint custody" in page


def test_the_yes_of_both_is_given_and_one_alone_is_awaited(world, parents):
    mother, father = parents
    response = post(world, **{f"says_{mother.pk}": "yes"})

    assert response.status_code == 302
    assert latest(world).awaited
    form = world.browser(WORKER).get(address(world)).content.decode()
    assert 'value="yes"' in form.partition(f'name="says_{mother.pk}"')[2]
    post(world, **{f"says_{mother.pk}": "yes", f"says_{father.pk}": "yes"})
    assert latest(world).given


def test_a_message_says_that_it_does_not_hold_yet(world, parents):
    response = world.browser(WORKER).post(address(world), ANSWER | {f"says_{parents[0].pk}": "yes"}, follow=True)

    assert "when everybody who decides has said yes" in response.content.decode()


def test_nobody_answered_is_said_beside_the_giver(world, parents):
    response = post(world)

    assert response.status_code == 422
    assert "giver" in response.context["form"].errors


def test_a_kept_out_guardian_asked_without_a_reason_is_said_beside_them(world):
    father = close_person(world, "Lauri", suspected=True)
    response = post(world, **{f"says_{father.pk}": "yes"})

    assert response.status_code == 422
    assert f"despite_{father.pk}" in response.context["form"].errors
    assert post(world, **{f"says_{father.pk}": "yes", f"despite_{father.pk}": "Syyte hylättiin."}).status_code == 302


def test_who_assessed_the_capacity_and_who_was_present_is_kept(world):
    by = str(world.people[NURSE].pk)
    post(world, giver="adolescent", assessed_by=by, assessed_on="today", present="Koulukuraattori")

    details = world.everything(ConsentDetails).get(consent=latest(world))
    assert (str(details.assessed_by_id), details.assessed_on) == (by, timezone.localdate())
    assert details.present == "Koulukuraattori"


@pytest.mark.parametrize(
    ("who", "field"), [("youth_worker_not_on_the_case", "assessed_by"), ("other_municipality_member", "assessed_by")]
)
def test_the_capacity_is_assessed_by_somebody_on_the_case(world, who, field):
    response = post(world, giver="adolescent", assessed_by=str(world.people[who].pk), assessed_on="today")

    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_an_assessment_has_its_day(world):
    response = post(world, giver="adolescent", assessed_by=str(world.people[WORKER].pk))

    assert "assessed_on" in response.context["form"].errors


def test_an_answer_in_writing_keeps_nobody_as_present(world):
    post(world, giver="adolescent", manner="written", present="Äiti")

    assert world.everything(ConsentDetails).get(consent=latest(world)).present == ""


# --- the page of one answer ---


@pytest.fixture
def answered(world, parents):
    """Both parents have said yes."""
    asked(world, *((parent, "yes") for parent in parents), about="Kerrottu kummallekin.")
    return latest(world)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (WORKER, 200),
        (NURSE, 200),
        (COORDINATOR, 200),
        ("police_officer_on_the_case", 404),
        ("neighbour_team_coordinator", 404),
        ("other_municipality_member", 404),
        ("anonymous", 302),
    ],
)
def test_who_opens_an_answer(world, answered, who, status):
    response = world.browser(who).get(f"/consents/{answered.pk}/")

    assert response.status_code == status
    if who != "anonymous":
        assert world.reads_of(answered, by=who) == (1 if status == 200 else 0)


@pytest.mark.parametrize(("who", "reads"), [(WORKER, True), (NURSE, False), (COORDINATOR, False)])
def test_only_the_own_sector_reads_who_answered(world, answered, who, reads):
    page = world.browser(who).get(f"/consents/{answered.pk}/").content.decode()

    assert ("Lauri" in page) == ("Kerrottu kummallekin." in page) == reads
    assert "until the case closes" in page or "or until the case closes before that" in page


def test_one_parent_takes_the_yes_back_on_that_page(world, answered):
    father = next(row for row in world.everything(ConsentGiver).filter(consent=answered) if row.name == "Lauri")
    response = world.browser(WORKER).post(f"/consents/{answered.pk}/withdraw/", {"giver": str(father.pk)})

    assert response.status_code == 302
    father.refresh_from_db()
    assert father.withdrawn_on == timezone.localdate()
    assert not may_read_criteria(world, NURSE)
    assert "withdrawn" in world.browser(WORKER).get(f"/consents/{answered.pk}/").content.decode()


@pytest.mark.parametrize("giver", ["not-an-id", "00000000-0000-0000-0000-000000000000"])
def test_a_giver_that_does_not_exist_withdraws_nothing(world, answered, giver):
    response = world.browser(WORKER).post(f"/consents/{answered.pk}/withdraw/", {"giver": giver})

    assert response.status_code == 404
    assert latest(world).withdrawn_on is None


def test_another_sector_names_no_giver(world, answered):
    row = world.everything(ConsentGiver).filter(consent=answered).first()
    response = world.browser(NURSE).post(f"/consents/{answered.pk}/withdraw/", {"giver": str(row.pk)})

    assert response.status_code == 404
    with beyond_the_wall("tests"):
        assert not ConsentGiver.objects.filter(consent=answered).exclude(withdrawn_on=None).exists()


def test_a_waiting_answer_says_so_on_the_case_page(world, parents):
    asked(world, (parents[0], "yes"))
    page = world.browser(WORKER).get(f"/cases/{world.case_without_consent.pk}/").content.decode()

    assert "Not everybody who decides has answered." in page
