"""Extracts by a register officer: whom they find, what they see while it is open, who gets what, and what stays unsaid."""

import io

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection
from django.utils import timezone
from pypdf import PdfReader

from anchor.access.matrix import MATRIX
from anchor.audit.models import AuditRow, Verb
from anchor.audit.services import record
from anchor.core.errors import DomainError
from anchor.desk.services import extract_requests
from anchor.desk.services.extracts import DATA, LOG
from anchor.tenancy.scope import scoped
from clients.models import Case, Client, ClientAddress, ExtractRequest, RelatedPerson
from tests import factories
from tests.desk.extracting import OFFICER, SOCIAL, contents, decide, eelis, opened, said


def test_without_a_request_an_officer_reads_nothing(told):
    with told.acting_as(OFFICER), connection.cursor() as cursor:
        for table in ("clients_client", "clients_case", "meetings_sectornote", "audit_auditrow"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] == 0, table


@pytest.mark.parametrize("but", [{"given_names": "Eeli"}, {"family_name": "Lumi"}])
def test_only_the_exact_name_finds_anybody(told, but):
    with pytest.raises(DomainError) as refused:
        opened(told, **but)

    assert refused.value.code == "not_found"


def test_whoever_is_known_to_other_controllers_only_is_not_there(told):
    for row in MATRIX.values():
        model = apps.get_model(row.model)
        if "controller" in {field.name for field in model._meta.fields}:
            told.everything(model).update(controller="police:x")
    with pytest.raises(DomainError) as refused:
        opened(told)

    assert refused.value.code == "not_found"
    assert not told.everything(ExtractRequest).exists()


def test_each_try_is_remembered_and_tries_are_limited(told):
    codes, sought = [], eelis(told, given_names="Joku")
    for _ in range(12):
        with told.acting_as(OFFICER), pytest.raises(DomainError) as refused:
            extract_requests.open_request(actor=told.actor(OFFICER), sought=sought)
        codes.append(refused.value.code)

    assert codes == ["not_found"] * 10 + ["too_many_tries"] * 2
    assert len(told.audit(verb="extract_sought", by=OFFICER)) == 12


def test_an_extract_holds_the_own_controllers_records_only(told):
    text = said(contents(told, opened(told)))

    assert "Sosiaalitoimen kirjaus." in text
    assert "Terveyden kirjaus." in text
    assert "Poliisin kirjaus." not in text


def test_a_protected_address_is_in_no_extract(told):
    told.everything(ClientAddress).filter(client_id=told.case.client_id).update(protected=True)

    assert "Satamakatu" not in said(contents(told, opened(told)))


def test_a_guardian_gets_nothing_of_a_register_that_has_decided_nothing(told):
    assert contents(told, opened(told), asker="guardian", by=told.mother).held == ()
    assert contents(told, opened(told), LOG, asker="guardian", by=told.mother).log == ()


def test_what_is_barred_leaves_no_trace_for_a_guardian(told):
    decide(told, SOCIAL, "part", ["notes"])
    found = contents(told, opened(told), asker="guardian", by=told.mother)

    assert {one.sector for one in found.held} == {"social"}
    assert "Sosiaalitoimen kirjaus." not in said(found)
    assert not {"notes", "contact", "people", "other"} & {one.kind for one in found.held}


def test_a_guardians_log_tells_only_of_the_registers_they_get(told):
    decide(told, SOCIAL)
    found = contents(told, opened(told), LOG, asker="guardian", by=told.mother)

    assert found.log
    assert not [line for line in found.log if "health" in line.who or "nurse" in line.who.lower()]


@pytest.mark.parametrize("mark", ["contact_banned", "suspected"])
def test_a_banned_or_suspected_guardian_gets_nothing(told, mark):
    told.everything(RelatedPerson).filter(pk=told.mother.pk).update(**{mark: True})
    decide(told, SOCIAL)
    with pytest.raises(DomainError) as refused:
        contents(told, opened(told), asker="guardian", by=told.mother)

    assert refused.value.code == "barred_person"


def test_nobody_asks_for_somebody_of_18(told):
    decide(told, SOCIAL)
    request = opened(told)
    born = timezone.localdate().replace(year=timezone.localdate().year - 18, day=1)
    factories.born(told, told.case, born)
    with pytest.raises(DomainError) as refused:
        contents(told, request, asker="guardian", by=told.mother)

    assert refused.value.code == "nobody_asks"


def test_the_log_extract_says_who_by_unit_and_never_by_name(told):
    lines = contents(told, opened(told), LOG).log

    assert any("Hämeenlinnan ankkuritiimi" in line.who for line in lines)
    assert not any("Responsible social worker" in line.who for line in lines)


def test_another_controllers_rows_are_not_in_the_log_extract(told):
    AuditRow(
        at=timezone.now(), verb=Verb.NOTE_WRITTEN, case_id=told.case.pk, controller="police:x", sector="police"
    ).save(force_insert=True)

    assert not [line for line in contents(told, opened(told), LOG).log if "police" in line.who]


def test_an_extract_is_made_once_and_its_reasons_stay_unsaid(told):
    request, browser = opened(told), told.browser(OFFICER)
    wish = {"kind": DATA, "asker": "adolescent", "identified_by": "id_card", "language": "fi"}
    preview = browser.post(f"/extracts/{request.pk}/", wish)
    note = next(one for one in preview.context["contents"].held if "Terveyden" in str(one.lines))

    made = browser.post(f"/extracts/{request.pk}/pdf/", wish | {"leave": [note.key], "why": "harm"})
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages)

    assert made["Content-Type"] == "application/pdf"
    assert "Sosiaalitoimen kirjaus." in text
    assert "Terveyden" not in text
    assert browser.post(f"/extracts/{request.pk}/pdf/", wish).status_code == 422
    (row,) = told.audit(verb="extract_made")
    assert (row.case_id, row.detail["left_out"], row.detail["kind"]) == (told.case.pk, 1, DATA)


def test_what_is_left_out_needs_a_reason(told):
    request, browser = opened(told), told.browser(OFFICER)
    wish = {"kind": DATA, "asker": "adolescent", "identified_by": "id_card", "language": "fi"}
    key = browser.post(f"/extracts/{request.pk}/", wish).context["contents"].keys[0]

    assert browser.post(f"/extracts/{request.pk}/pdf/", wish | {"leave": [key]}).status_code == 422


def test_a_closed_request_opens_nothing_any_more(told):
    request = opened(told)
    told.browser(OFFICER).post(f"/extracts/{request.pk}/close/")

    assert told.browser(OFFICER).get(f"/extracts/{request.pk}/").status_code == 404


@pytest.mark.parametrize("who", [SOCIAL, "coordinator", OFFICER])
def test_nobody_writes_themself_a_request_past_the_program(told, who):
    me = told.people[who]
    actor = told.actor(who) if me.team_id else told.actor(who).visit(told.teams["hame"])
    with pytest.raises(ProgrammingError, match="row-level security"), scoped(actor.scope()):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO clients_extractrequest (id, tenant_id, team_id, membership_id, controller, client_id,"
                " opened_at, until, asker, identified_by, left_out) VALUES (gen_random_uuid(), '109', %s, %s, %s, %s,"
                " now(), now() + interval '2 hours', '', '', '{}')",
                [told.teams["hame"].pk, me.pk, actor.controller, told.case.client_id],
            )


def test_an_open_request_opens_no_other_client(told):
    request = opened(told)
    with told.acting_as(OFFICER):
        with extract_requests.request_in_scope(told.actor(OFFICER), request.pk) as (officer, _):
            known = Case.objects.visible_to(officer)
            assert [one.client_id for one in known] == [told.case.client_id]
            with connection.cursor() as cursor:
                cursor.execute("SELECT DISTINCT client_id FROM clients_case")
                assert cursor.fetchall() == [(told.case.client_id,)]


def test_what_was_done_before_the_case_is_told_too(told):
    with told.acting_as(SOCIAL):
        record(told.actor(SOCIAL), Verb.CLIENT_CHANGED, told.everything(Client).get(pk=told.case.client_id))

    assert "Muutti asiakkaan tietoja" in [line.what for line in contents(told, opened(told), LOG).log]
