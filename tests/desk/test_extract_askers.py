"""Whom a register officer finds and by what, and who may ask: nothing is given to or said of whom it must be kept from."""

import pytest
from django.db import connection

from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.errors import DomainError
from anchor.desk.services import extract_requests
from anchor.desk.services.extract_requests import SoughtByCode
from anchor.desk.services.extracts import LOG
from anchor.tenancy.scope import scoped
from clients.models import Client, ClientIdentity, RelatedPerson
from clients.services.identity import hash_of
from clients.services.protection import cover_people
from tests import factories
from tests.desk.extracting import OFFICER, SOCIAL, contents, decide, opened, opened_all

CODE = "020513A900P"


@pytest.fixture
def coded(told):
    """Eelis has an identity code, written down by social services."""
    row = told.everything(ClientIdentity).get(client_id=told.case.client_id)
    row.identity_code, row.identity_hash = CODE, hash_of(CODE)
    row.save()
    return told


def test_the_exact_identity_code_finds_the_client(coded):
    (request,) = opened_all(coded, SoughtByCode(CODE))

    assert request.client_id == coded.case.client_id


@pytest.mark.parametrize("mark", [{"controller": "police:x"}, {"identity_hash": hash_of("020513A901R")}])
def test_a_code_the_own_controller_has_not_written_down_finds_nobody(coded, mark):
    coded.everything(ClientIdentity).filter(client_id=coded.case.client_id).update(**mark)
    with pytest.raises(DomainError) as refused:
        opened_all(coded, SoughtByCode(CODE))

    assert refused.value.code == "not_found"


def test_a_code_is_posted_and_stands_nowhere(coded):
    browser = coded.browser(OFFICER)
    response = browser.post("/extracts/", {"identity_code": CODE})

    assert response.status_code == 302
    assert CODE not in response["Location"]
    assert not [row for row in coded.audit(by=OFFICER) if CODE in str(row.detail)]


@pytest.mark.parametrize("typed", [{}, {"given_names": "Eelis"}, {"identity_code": CODE, "given_names": "Eelis"}])
def test_one_way_of_finding_is_typed_whole(coded, typed):
    assert coded.browser(OFFICER).post("/extracts/", typed).status_code == 422


def test_a_colleague_who_sets_the_scope_by_hand_finds_nobody_by_a_code(coded):
    from dataclasses import replace

    scope = replace(coded.actor("nurse_not_on_the_case").scope(), role="seeker", sought_code=hash_of(CODE).hex())
    with scoped(scope), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM clients_client")
        assert cursor.fetchone() == (0,)


def test_a_returning_adolescent_has_a_request_for_each_record(told):
    first = told.everything(Client).get(pk=told.case.client_id)
    again = Client._base_manager.get(pk=told.case_without_consent.client_id)
    again.given_names, again.family_name = first.given_names, first.family_name
    again.save()
    born = factories.born(told, told.case_without_consent, first.birth.birth_date)
    with told.acting_as(OFFICER):
        sought = extract_requests.Sought(first.given_names, first.family_name, born)
        made = extract_requests.open_request(actor=told.actor(OFFICER), sought=sought)

    assert {one.client_id for one in made} == {first.pk, again.pk}


@pytest.fixture
def hidden(told):
    """The mother is under non-disclosure: the record has her initials."""
    decide(told, SOCIAL)
    with told.acting_as(SOCIAL):
        client = Client.objects.get(pk=told.case.client_id)
        cover_people(actor=told.actor(SOCIAL), client=client, covered=[told.mother.pk], threats=[])
    return told


def test_somebody_under_non_disclosure_stands_in_no_list(hidden):
    request = opened(hidden)
    page = hidden.browser(OFFICER).get(f"/extracts/{request.pk}/").content.decode()

    assert str(hidden.mother.pk) not in page


def test_whoever_bears_the_whole_name_may_ask(hidden):
    request = opened(hidden)

    assert contents(hidden, request, asker="guardian", named="liisa").wish.asked_by == hidden.mother.pk


@pytest.mark.parametrize(("by", "named"), [(None, "Liisa Lumi"), ("mother", ""), ("mother", "Maija"), (None, "")])
def test_whoever_does_not_is_told_the_same_as_a_stranger(hidden, by, named):
    with pytest.raises(DomainError) as refused:
        contents(hidden, opened(hidden), asker="guardian", by=by and hidden.mother, named=named)

    assert refused.value.code == "nobody_asks"


def test_whom_a_protection_is_against_gets_nothing_and_the_page_warns(told):
    decide(told, SOCIAL)
    told.everything(RelatedPerson).filter(pk=told.mother.pk).update(threatens=True)
    request = opened(told)
    page = told.browser(OFFICER).get(f"/extracts/{request.pk}/").content.decode()

    assert "A protection is against somebody close" in page
    with pytest.raises(DomainError) as refused:
        contents(told, request, asker="guardian", by=told.mother)
    assert refused.value.code == "barred_person"


@pytest.mark.parametrize("verb", [Verb.PROTECTION_ON, Verb.GUARDIAN_DECIDED, Verb.SAFETY_NOTE_WRITTEN])
def test_a_guardians_log_says_nothing_of_how_the_adolescent_is_protected(told, verb):
    decide(told, SOCIAL)
    with told.acting_as(SOCIAL):
        record(told.actor(SOCIAL), verb, told.everything(Client).get(pk=told.case.client_id))
    log = contents(told, opened(told), LOG, asker="guardian", by=told.mother).log

    assert str(verb.label).lower() not in {line.what.lower() for line in log}
