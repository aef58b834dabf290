"""Maybe the same person: who is told, what is compared, and that a link moves nothing and is taken back exactly."""

import pytest
from django.db import ProgrammingError, connection
from django.test.utils import CaptureQueriesContext

from clients.models import ClientIdentity
from clients.services.identity import hash_of
from referrals.models import ContactDetails, SamePerson
from tests import factories
from tests.queries import asked

COORDINATOR, POLICE = "coordinator", "police_officer_on_the_case"
MAYBE = "Maybe the same person"


def page(world, who):
    return world.browser(who).get(f"/contacts/{world.contact.pk}/").content.decode()


def address(world):
    return f"/contacts/{world.contact.pk}/same-person/{world.case.client_id}/"


@pytest.fixture
def returning(world):
    """The contact is about the client of the first case; the coordinator works on that one and may read the contact."""
    factories.returning(world, world.contact, world.case)
    return world


def test_the_coordinator_who_may_know_both_is_told(returning):
    shown = page(returning, COORDINATOR)

    assert MAYBE in shown
    assert returning.case.number in shown


def test_a_coordinator_who_may_not_know_the_earlier_client_is_told_nothing(world):
    factories.returning(world, world.contact, world.case, knows="nurse_not_on_the_case")

    assert MAYBE not in page(world, COORDINATOR)
    assert world.browser(COORDINATOR).get(address(world)).status_code == 404


def test_a_coordinator_who_may_not_read_the_contact_is_told_nothing(world):
    factories.join(world, world.case, COORDINATOR)

    assert MAYBE not in page(world, COORDINATOR)


def test_a_member_who_knows_both_is_not_asked(returning):
    assert MAYBE not in page(returning, POLICE)
    assert returning.browser(POLICE).get(address(returning)).status_code == 403


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"given_names": "Eelis Matias"}, True),
        ({"given_names": "EELIS"}, True),
        ({"given_names": "Eeli"}, False),
        ({"family_name": "Lumi"}, False),
        ({"birth_date": "2001-01-01"}, False),
        ({"birth_date": None}, False),
    ],
)
def test_name_and_birth_date_both_have_to_be_the_same(returning, change, told):
    returning.everything(ContactDetails).filter(contact=returning.contact).update(**change)

    assert (MAYBE in page(returning, COORDINATOR)) == told


def test_the_same_identity_code_is_enough_where_it_may_be_read(returning):
    details = returning.everything(ContactDetails).get(contact=returning.contact)
    details.given_names, details.identity_code = "Toinen", "020513A900P"
    details.save()
    identity = returning.everything(ClientIdentity).get(client_id=returning.case.client_id)
    identity.identity_code, identity.identity_hash = "020513A900P", hash_of("020513A900P")
    identity.save()

    assert MAYBE in page(returning, COORDINATOR)
    shown = returning.browser(COORDINATOR).get(address(returning)).content.decode()
    assert "020513A900P" not in shown


def test_side_by_side_stands_only_what_may_be_read(world):
    """The address is under non-disclosure, so it is not there, and neither is the contact's."""
    case = factories.case_in_work(world, responsible="responsible_social_worker", protected=True)
    factories.consent(world, case, sectors=[world.people[COORDINATOR].sector])
    factories.returning(world, world.contact, case)
    shown = world.browser(COORDINATOR).get(f"/contacts/{world.contact.pk}/same-person/{case.client_id}/")

    assert "Satamakatu" not in shown.content.decode()
    assert len(world.audit(by=COORDINATOR, verb="persons_compared")) == 2


def test_the_earlier_client_s_birth_date_stands_there(world):
    factories.returning(world, world.contact, world.case)
    response = world.browser(COORDINATOR).get(f"/contacts/{world.contact.pk}/same-person/{world.case.client_id}/")

    (line,) = [line for line in response.context["lines"] if line.label == "Birth date"]
    assert (bool(line.contact), bool(line.client), line.agrees) == (True, True, True)


def test_who_may_know_the_name_and_not_the_birth_date_is_told_of_nobody(world):
    """That the two are alike would tell it."""
    case = world.case_without_consent
    factories.returning(world, world.contact, case)

    assert MAYBE not in world.browser(COORDINATOR).get(f"/contacts/{world.contact.pk}/").content.decode()
    compared = world.browser(COORDINATOR).get(f"/contacts/{world.contact.pk}/same-person/{case.client_id}/")
    assert compared.status_code == 404


def everything_but_the_link(world):
    tables = [table for table in connection.introspection.table_names() if table not in NOT_COMPARED]
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(tables):
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {table} t")
            found[table] = cursor.fetchone()[0]
    return found


NOT_COMPARED = ("audit_auditrow", "django_session", "accounts_user")  # signing in is not the link


@pytest.mark.parametrize("answer", ["same", "another"])
def test_undo_restores_exactly_what_was(returning, answer):
    browser, before = returning.browser(COORDINATOR), everything_but_the_link(returning)
    browser.post(address(returning), {"answer": answer})
    said = returning.everything(SamePerson).get()
    assert said.is_same == (answer == "same")
    assert MAYBE not in page(returning, COORDINATOR)

    browser.post(f"/same-person/{said.pk}/undo/")

    assert everything_but_the_link(returning) == before
    assert MAYBE in page(returning, COORDINATOR)


def test_a_second_click_says_it_once_and_another_answer_replaces_it(returning):
    browser = returning.browser(COORDINATOR)
    for answer in ("same", "same", "another"):
        browser.post(address(returning), {"answer": answer})

    assert [said.is_same for said in returning.everything(SamePerson)] == [False]


def test_nothing_else_is_an_answer(returning):
    assert returning.browser(COORDINATOR).post(address(returning), {"answer": "x"}).status_code == 404


def test_who_works_on_both_sees_the_earlier_case_and_nobody_else(returning):
    later = factories.case_in_work(returning, responsible=POLICE, given_names="Eelis")
    returning.everything(type(returning.contact)).filter(pk=returning.contact.pk).update(
        case=later, stage="selected", decided_on="2026-01-01"
    )
    factories.same_person(returning, returning.contact, returning.case, by=COORDINATOR)
    factories.join(returning, later, "youth_worker_not_on_the_case")

    def shown(who):
        return returning.browser(who).get(f"/cases/{later.pk}/").content.decode()

    assert f"earlier case {returning.case.number}" in shown(POLICE)
    assert returning.case.number not in shown("youth_worker_not_on_the_case")


def test_only_a_coordinator_near_the_contact_links_it_past_the_services(returning):
    for who, refused in ((POLICE, True), ("neighbour_team_coordinator", True), (COORDINATOR, False)):
        me = returning.people[who]
        values = [me.team_id, me.sector, me.pk, returning.contact.pk, returning.case.client_id]
        insert = (
            "INSERT INTO referrals_sameperson (id, tenant_id, team_id, sector, controller, author_id, created_at, version,"
            " contact_id, earlier_id, is_same) VALUES (gen_random_uuid(), '109', %s, %s, 'x', %s, now(), 1, %s, %s, true)"
        )
        if refused:
            with pytest.raises(ProgrammingError, match="row-level security"), returning.acting_as(who):
                connection.cursor().execute(insert, values)
        else:
            with returning.acting_as(who):
                connection.cursor().execute(insert, values)


def test_the_contact_page_of_a_coordinator_asks_twelve_times_at_most(returning):
    browser = returning.browser(COORDINATOR)
    browser.get(f"/contacts/{returning.contact.pk}/")
    with CaptureQueriesContext(connection) as captured:
        browser.get(f"/contacts/{returning.contact.pk}/")

    assert len(asked(captured)) <= 12
