"""Changing what is held about the adolescent: by the sector that keeps it, with nobody's words lost."""

import datetime

import pytest
from django.utils import timezone

from anchor.access.rules import Refused
from anchor.core.dates import age_on
from anchor.core.errors import Conflict
from clients.models import Case, CaseSelection, Client, ClientAddress, ClientBirth, ClientIdentity, RelatedPerson
from clients.services.change_client import change_client, held_about
from clients.services.identity import hash_of
from tests.factories import years_ago

WORKER = "responsible_social_worker"


def address(world):
    return f"/cases/{world.case.pk}/client/"


def typed(world, **changes):
    """The form as it is shown, with what this test types."""
    client = world.everything(Client).get(pk=world.case.client_id)
    born = changes.pop("born", client.birth.birth_date)
    rows = changes.pop("people", [])
    fields = {
        "given_names": client.given_names,
        "family_name": client.family_name,
        "birth_date": f"{born.day}.{born.month}.{born.year}",
        "gender": "boy",
        "service_language": "fi",
        "residence": "109",
        "street": "Satamakatu 1",
        "version": client.version,
        "persons-TOTAL_FORMS": len(rows),
        "persons-INITIAL_FORMS": 0,
    }
    for number, row in enumerate(rows):
        fields |= {f"persons-{number}-{name}": value for name, value in row.items()}
    return fields | changes


def save(world, who=WORKER, **changes):
    return world.browser(who).post(address(world), typed(world, **changes))


def stored(world, model):
    return world.everything(model).get(client_id=world.case.client_id)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (WORKER, 200),
        ("police_officer_on_the_case", 403),
        ("nurse_on_the_case", 403),
        ("youth_worker_not_on_the_case", 404),
        ("coordinator", 403),
        ("neighbour_team_coordinator", 404),
        ("other_municipality_member", 404),
        ("municipal_manager", 404),
        ("anonymous", 302),
    ],
)
def test_who_changes_client_details(world, who, status):
    assert world.browser(who).get(address(world)).status_code == status
    assert save(world, who, given_names="Forged").status_code == (302 if status in (200, 302) else status)
    assert (world.everything(Client).get(pk=world.case.client_id).given_names == "Forged") == (who == WORKER)


def test_a_change_is_saved_and_remembered_without_its_words(world):
    response = save(world, given_names="Eelis Aleksi", gender="other", phone="040 123 4567", service_language="sv")

    assert response.status_code == 302
    client = world.everything(Client).get(pk=world.case.client_id)
    assert (client.given_names, client.folded_given, client.version) == ("Eelis Aleksi", "eelis aleksi", 2)
    assert client.changed_by_id == world.people[WORKER].pk
    assert (stored(world, ClientIdentity).gender, stored(world, ClientAddress).phone) == ("other", "040 123 4567")
    (row,) = world.audit(by=WORKER, verb="client_changed")
    assert set(row.detail["fields"]) == {"given_names", "gender", "service_language", "phone"}
    assert "Aleksi" not in str(row.detail)


def test_a_new_birth_date_reaches_the_shell_and_the_selection(world):
    born = years_ago(12)
    save(world, born=born)

    case = world.everything(Case).get(pk=world.case.pk)
    assert case.age == 12
    selection = world.everything(CaseSelection).get(case=case)
    assert selection.age == age_on(born, selection.contact_on)


def test_new_initials_and_protection_reach_the_shell(world):
    save(world, given_names="Väinö", protected="on")

    case = world.everything(Case).get(pk=world.case.pk)
    assert (case.initials, case.non_disclosure) == ("V. L.", True)


def test_an_identity_code_is_stored_with_its_hash(world):
    save(world, born=datetime.date(2013, 5, 2), identity_code="020513A900P")

    identity = stored(world, ClientIdentity)
    assert (identity.identity_code, bytes(identity.identity_hash)) == ("020513A900P", hash_of("020513A900P"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"given_names": ""}, "given_names"),
        ({"given_names": "x" * 101}, "given_names"),
        ({"birth_date": "31.2.2012"}, "birth_date"),
        ({"birth_date": "1.1.2099"}, "birth_date"),
        ({"born": years_ago(19)}, "birth_date"),
        ({"identity_code": "020513A900R"}, "identity_code"),
        ({"identity_code": "020513A900P"}, "identity_code"),
        ({"email": "not an address"}, "email"),
        ({"residence": "nowhere"}, "residence"),
        ({"gender": "x"}, "gender"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_written(world, changes, field):
    response = save(world, school="Kaurialan koulu", **changes)

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "Kaurialan koulu" in response.content.decode()
    assert stored(world, ClientAddress).school == ""
    assert world.everything(Client).get(pk=world.case.client_id).version == 1


def test_who_saves_second_sees_both_and_saves_knowingly(world):
    late = typed(world, given_names="Mine")
    save(world, given_names="Theirs")

    response = world.browser(WORKER).post(address(world), late)

    shown = response.content.decode()
    assert response.status_code == 422
    assert "Theirs" in shown
    assert 'value="Mine"' in shown
    assert "changed these details" in shown
    again = world.browser(WORKER).post(address(world), late | {"version": 2})
    assert again.status_code == 302
    assert world.everything(Client).get(pk=world.case.client_id).given_names == "Mine"


def test_people_are_added_changed_and_removed(world):
    mother = {"relation": "mother", "custody": "joint", "name": "Liisa", "phone": "040 1", "may_be_told": "on"}
    save(world, people=[mother, {"relation": "father", "name": "Lauri"}, {"name": ""}])
    rows = {row.name: row for row in world.everything(RelatedPerson).filter(client_id=world.case.client_id)}
    assert set(rows) == {"Liisa", "Lauri"}
    assert (rows["Liisa"].custody, rows["Liisa"].may_be_told, rows["Lauri"].custody) == ("joint", True, "none")

    kept = mother | {"id": rows["Liisa"].pk, "name": "Liisa Maria"}
    gone = {"id": rows["Lauri"].pk, "relation": "father", "name": "Lauri", "DELETE": "on"}
    save(world, people=[kept, gone])

    (row,) = world.everything(RelatedPerson).filter(client_id=world.case.client_id)
    assert (row.pk, row.name) == (rows["Liisa"].pk, "Liisa Maria")


@pytest.mark.parametrize("row", [{"name": "Liisa"}, {"relation": "mother"}, {"relation": "nobody", "name": "X"}])
def test_a_person_has_a_name_and_a_relation(world, row):
    response = save(world, people=[row])

    assert response.status_code == 422
    assert world.everything(RelatedPerson).count() == 0


def test_a_foreign_persons_id_makes_a_new_row_and_changes_nothing_elsewhere(world):
    save(world, people=[{"relation": "mother", "name": "Liisa", "id": str(world.foreign_case.client_id)}])

    (row,) = world.everything(RelatedPerson)
    assert row.client_id == world.case.client_id


@pytest.fixture
def protected(world):
    """The adolescent is under non-disclosure."""
    world.everything(Case).filter(pk=world.case.pk).update(non_disclosure=True)
    world.everything(ClientAddress).filter(client=world.case.client_id).update(protected=True)


def test_protected_details_are_not_shown_in_the_form_and_stay(world, protected):
    assert "Satamakatu" not in world.browser(WORKER).get(address(world)).content.decode()

    save(world, protected="on", street="", phone="040 2")

    kept = stored(world, ClientAddress)
    assert (kept.street, kept.phone, kept.protected) == ("Satamakatu 1", "040 2", True)


def test_protected_details_are_removed_when_asked(world, protected):
    save(world, protected="on", street="", clear_contact="on")

    assert stored(world, ClientAddress).street == ""


def test_lifting_the_protection_asks_for_a_confirmation(world, protected):
    refused = save(world, street="")

    assert refused.status_code == 422
    assert "lifted" in refused.context["form"].errors
    assert stored(world, ClientAddress).protected

    save(world, street="", lifted="on")

    assert not stored(world, ClientAddress).protected
    assert not world.everything(Case).get(pk=world.case.pk).non_disclosure


def test_the_service_asks_again(world):
    actor = world.actor("police_officer_on_the_case")
    with world.acting_as("police_officer_on_the_case"):
        client = Client.objects.visible_to(actor).get(pk=world.case.client_id)
        held = held_about(actor, client)
        with pytest.raises(Refused):
            change_client(actor=actor, client=client, read_version=1, data=held.data, persons=[])


def test_the_service_notices_a_stale_version(world):
    actor = world.actor(WORKER)
    with world.acting_as(WORKER):
        client = Client.objects.visible_to(actor).get(pk=world.case.client_id)
        held = held_about(actor, client)
        with pytest.raises(Conflict):
            change_client(actor=actor, client=client, read_version=7, data=held.data, persons=[])


def test_names_in_any_script_are_kept(world):
    save(world, given_names="محمد", family_name="O\u2019Brien 🙂")

    client = world.everything(Client).get(pk=world.case.client_id)
    assert (client.given_names, client.family_name) == ("محمد", "O\u2019Brien 🙂")
    assert timezone.localdate(client.changed_at) == timezone.localdate()


def test_another_sector_s_address_is_not_changed_though_it_may_be_read(world):
    """No service makes such a record; whoever saves it is refused, and nothing is half-written."""
    world.everything(ClientAddress).filter(client=world.case.client_id).update(sector="police")
    response = save(world, given_names="Aleksi")

    assert response.status_code == 403
    assert world.everything(Client).get(pk=world.case.client_id).given_names == "Eelis"


@pytest.mark.parametrize("name", ["case", "case_without_consent"])
def test_another_sector_s_birth_date_is_not_changed_either(world, name):
    """Read with consent, or not even that: no second one is written down beside it."""
    case = getattr(world, name)
    world.everything(ClientBirth).filter(client=case.client_id).update(sector="police")
    born = years_ago(12)
    form = typed(world, born=born) | {"version": "1"}
    response = world.browser(WORKER).post(f"/cases/{case.pk}/client/", form)

    assert response.status_code == 403
    assert world.everything(ClientBirth).get(client=case.client_id).birth_date == years_ago(14)
