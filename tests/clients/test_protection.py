"""Non-disclosure: who turns it on and off, who reads what is protected, who shares it and whom it is against."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership
from anchor.accounts.stamps import stamp
from anchor.core.errors import DomainError
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case, Client, ClientAddress, ProtectedPerson, RelatedPerson
from clients.services.change_client import change_client, held_about
from clients.services.protection import checked, cover_people
from tests.clients.test_change_client import address as change_address
from tests.clients.test_change_client import save, stored

WORKER, POLICE = "responsible_social_worker", "police_officer_on_the_case"
DETAILS = "/cases/{}/contact-details/"


def without_the_right(world, who=WORKER):
    Membership.objects.filter(pk=world.people[who].pk).update(protected_from=None)


def a_person(world, name="Liisa Lumikanto", relation="mother"):
    with beyond_the_wall("tests"):
        marks = stamp(Actor(world.people[WORKER]))
        return RelatedPerson.objects.create(
            client_id=world.case.client_id, relation=relation, name=name, phone="040 777", **marks
        )


@pytest.fixture
def protected(world):
    """The adolescent of the case is under non-disclosure."""
    world.everything(Case).filter(pk=world.case.pk).update(non_disclosure=True)
    world.everything(ClientAddress).filter(client=world.case.client_id).update(protected=True)


@pytest.mark.parametrize(
    ("began", "ended", "opens"),
    [(None, None, False), (0, None, True), (1, None, False), (-9, 0, True), (-9, -1, False)],
)
def test_the_right_opens_from_its_first_to_its_last_day(world, protected, began, ended, opens):
    today = timezone.localdate()
    days = {"protected_from": began, "protected_to": ended}
    given = {name: None if n is None else today + datetime.timedelta(days=n) for name, n in days.items()}
    Membership.objects.filter(pk=world.people[WORKER].pk).update(**given)

    actor = world.actor(WORKER)
    with world.acting_as(WORKER), connection.cursor() as cursor:
        assert ClientAddress.objects.visible_to(actor).filter(client=world.case.client_id).exists() is opens
        cursor.execute("SELECT count(*) FROM clients_clientaddress WHERE client_id = %s", [world.case.client_id])
        assert cursor.fetchone()[0] == opens


def test_without_the_right_the_page_says_that_it_is_protected_and_whom_to_ask(world, protected):
    without_the_right(world)

    shown = world.browser(WORKER).get(DETAILS.format(world.case.pk)).content.decode()

    assert "Satamakatu" not in shown
    assert "Police officer on the case" in shown  # has the right
    assert world.audit(by=WORKER, verb="address_opened") == []


def test_asking_without_the_right_is_a_refusal_that_is_remembered(world, protected):
    without_the_right(world)

    response = world.browser(WORKER).post(DETAILS.format(world.case.pk), {"task": "danger"})

    assert response.status_code == 403
    (row,) = world.audit(by=WORKER, verb="refused")
    assert (row.case_id, row.detail["action"]) == (world.case.pk, "open_protected")


def test_each_view_is_remembered_once(world, protected):
    browser = world.browser(WORKER)
    browser.get(DETAILS.format(world.case.pk))
    for _ in range(2):
        browser.post(DETAILS.format(world.case.pk), {"task": "letter"})

    assert [row.ground for row in world.audit(by=WORKER, verb="address_opened")] == ["letter", "letter"]


def test_whoever_may_write_an_address_may_protect_it_at_once(world):
    without_the_right(world)

    save(world, protected="on", protected_until="1.2.2030")

    assert stored(world, ClientAddress).protected
    case = world.everything(Case).get(pk=world.case.pk)
    assert (case.non_disclosure, case.protection_check_on) == (True, datetime.date(2030, 2, 1))
    assert len(world.audit(by=WORKER, verb="protection_on")) == 1
    assert "Toinen" not in world.browser(WORKER).get(DETAILS.format(world.case.pk)).content.decode()


def test_turning_it_on_leads_to_the_question_who_shares_it(world):
    assert save(world, protected="on").url == f"/cases/{world.case.pk}/protection/"


def test_without_the_right_the_rest_is_changed_and_the_address_stays(world, protected):
    without_the_right(world)
    page = world.browser(WORKER).get(change_address(world)).content.decode()
    assert "Satamakatu" not in page
    assert 'name="residence"' not in page

    save(world, given_names="Väinö", street="Väärä katu 1", protected="", lifted="on")

    kept = stored(world, ClientAddress)
    assert (kept.street, kept.protected) == ("Satamakatu 1", True)
    assert world.everything(Case).get(pk=world.case.pk).non_disclosure
    assert world.everything(Client).get(pk=world.case.client_id).given_names == "Väinö"


def test_the_municipality_is_not_shown_in_the_form_and_stays(world, protected):
    world.everything(ClientAddress).filter(client=world.case.client_id).update(residence_id="061")
    page = world.browser(WORKER).get(change_address(world)).content.decode()
    assert '<option value="061" selected>' not in page

    save(world, residence="", protected="on")

    assert stored(world, ClientAddress).residence_id == "061"


def test_lifting_leaves_its_own_verb(world, protected):
    save(world, street="", lifted="on")

    assert len(world.audit(by=WORKER, verb="protection_off")) == 1


def cover(world, *, covered=(), threats=(), who=WORKER):
    actor = world.actor(who)
    with world.acting_as(who):
        client = Client.objects.visible_to(actor).get(pk=world.case.client_id)
        return cover_people(
            actor=actor, client=client, covered=[one.pk for one in covered], threats=[one.pk for one in threats]
        )


def test_who_shares_the_protection_is_initials_and_the_rest_is_kept_apart(world):
    mother = a_person(world)

    cover(world, covered=[mother])

    row = world.everything(RelatedPerson).get(pk=mother.pk)
    apart = world.everything(ProtectedPerson).get(person=mother)
    assert (row.name, row.phone, row.own_non_disclosure) == ("L. L.", "", True)
    assert (apart.name, apart.phone) == ("Liisa Lumikanto", "040 777")
    assert "Liisa" not in world.browser(POLICE).get(DETAILS.format(world.case.pk)).content.decode()
    shown = world.browser(WORKER).post(DETAILS.format(world.case.pk), {"task": "family"}).content.decode()
    assert "Liisa Lumikanto" in shown


def test_without_the_right_somebody_is_covered_and_not_uncovered(world):
    without_the_right(world)
    mother = a_person(world)

    cover(world, covered=[mother])
    with pytest.raises(DomainError) as refused:
        cover(world)

    assert refused.value.code == "right_missing"

    assert world.everything(RelatedPerson).get(pk=mother.pk).own_non_disclosure


def test_lifting_the_protection_of_a_close_person_brings_the_name_back(world):
    mother = a_person(world)
    cover(world, covered=[mother])

    cover(world)

    row = world.everything(RelatedPerson).get(pk=mother.pk)
    assert (row.name, row.phone) == ("Liisa Lumikanto", "040 777")
    assert not world.everything(ProtectedPerson).exists()


def test_whom_it_is_against_cannot_share_it(world):
    father = a_person(world, "Lauri Lumikanto", "father")

    with pytest.raises(DomainError) as refused:
        cover(world, covered=[father], threats=[father])

    assert refused.value.code == "covered_and_threat"


def test_a_form_about_the_adolescent_leaves_a_protected_person_as_they_are(world):
    mother = a_person(world)
    cover(world, covered=[mother])
    version = world.everything(Client).get(pk=world.case.client_id).version

    save(world, people=[{"id": mother.pk, "relation": "mother", "name": "Muu", "phone": "1"}], version=version)

    assert world.everything(RelatedPerson).get(pk=mother.pk).name == "L. L."
    assert world.everything(ProtectedPerson).get(person=mother).name == "Liisa Lumikanto"


def test_only_with_the_right_a_protected_person_is_removed(world):
    mother = a_person(world)
    cover(world, covered=[mother])
    without_the_right(world)

    actor = world.actor(WORKER)
    with world.acting_as(WORKER):
        client = Client.objects.visible_to(actor).get(pk=world.case.client_id)
        held = held_about(actor, client)
        with pytest.raises(DomainError) as refused:
            change_client(actor=actor, client=client, read_version=client.version, data=held.data, persons=[])
    assert refused.value.code == "right_missing"


def test_a_check_moves_the_day_and_says_so(world, protected):
    without_the_right(world)
    day = timezone.localdate() + datetime.timedelta(days=100)
    actor = world.actor(WORKER)

    with world.acting_as(WORKER):
        checked(actor=actor, client=Client.objects.visible_to(actor).get(pk=world.case.client_id), next_check_on=day)

    assert world.everything(Case).get(pk=world.case.pk).protection_check_on == day
    assert stored(world, ClientAddress).protected_until == day
    assert len(world.audit(by=WORKER, verb="protection_checked")) == 1


def test_a_colleague_of_another_sector_does_not_set_the_protection(world):
    assert world.browser(POLICE).get(f"/cases/{world.case.pk}/protection/").status_code == 403


def test_the_page_shows_people_and_takes_the_answer(world, protected):
    mother, father = a_person(world), a_person(world, "Lauri Lumikanto", "father")
    browser = world.browser(WORKER)
    url = f"/cases/{world.case.pk}/protection/"
    assert "Liisa Lumikanto" in browser.get(url).content.decode()

    response = browser.post(url, {"covered": [mother.pk], "threats": [father.pk], "next_check_on": "1.2.2030"})

    assert response.status_code == 302
    assert world.everything(RelatedPerson).get(pk=father.pk).threatens
    assert world.everything(Case).get(pk=world.case.pk).protection_check_on == datetime.date(2030, 2, 1)
