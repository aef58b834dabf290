"""Duplicates across teams: the earlier team's responsible worker is told, and whoever asks sees and learns nothing."""

import datetime

import pytest
from django.db import ProgrammingError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from anchor.core.errors import DomainError
from anchor.tenancy.scope import beyond_the_wall
from clients.models import (
    Case,
    Client,
    ClientBirth,
    ClientIdentity,
    Participation,
    Presence,
    PresenceNotice,
    RelatedPerson,
)
from clients.services.identity import hash_of
from clients.services.presence import answer_notice, keep_days, keep_presence, tell_earlier_teams
from clients.services.protection import cover_people
from clients.services.working_group import change_responsible
from referrals.models import ContactDetails
from tests import factories
from tests.queries import asked
from tests.referrals.situations import contact_form
from tests.referrals.transferring import accept, send

CODE, OTHER_CODE = "020513A900P", "020513A901R"
ASKER, WORKER = "other_municipality_member", "responsible_social_worker"


@pytest.fixture
def present(world):
    """Hämeenlinna's team has a client with this identity code."""
    with world.acting_as("coordinator"):
        keep_presence(world.case.pk, CODE, non_disclosure=False)
    return world


def receive(world, code=CODE, who=ASKER, **more):
    form = contact_form(identity_code=code, birth_date="2.5.2013", area="837", **more)
    return world.browser(who).post("/contacts/new/", form)


def notices(world):
    return list(world.everything(PresenceNotice))


def test_the_earlier_team_s_responsible_worker_is_told_which_team_and_no_more(present):
    assert receive(present).status_code == 302

    (notice,) = notices(present)
    assert (notice.case_id, notice.membership_id) == (present.case.pk, present.people[WORKER].pk)
    assert notice.other_team == present.teams["tampere"]
    shown = present.browser(WORKER).get("/today/").content.decode()
    assert "Tampereen ankkuritiimi has received a contact" in shown
    assert "Veikka" not in shown


def test_the_asker_s_answer_and_questions_are_the_same_with_and_without_a_match(world):
    said = []
    for is_there in (False, True):
        with world.acting_as("coordinator"):
            keep_presence(world.case.pk, CODE if is_there else "", non_disclosure=False)
        browser = world.browser(ASKER)
        browser.get("/contacts/new/")
        with CaptureQueriesContext(connection) as captured:
            response = browser.post(
                "/contacts/new/", contact_form(identity_code=CODE, birth_date="2.5.2013", area="837")
            )
        said.append((response.status_code, len(response.content), len(asked(captured))))
        verbs = sorted(row.verb for row in world.audit(by=ASKER) if row.verb != "listed")  # the list has grown by one
        world.everything(type(world.audit(by=ASKER)[0])).all()._raw_delete("default")
        said[-1] += (tuple(verbs),)

    assert said[0] == said[1]
    assert len(notices(world)) == 1


def test_nobody_of_the_asking_team_finds_anything(present):
    receive(present)

    for who in (ASKER, "other_municipality_coordinator"):
        with present.acting_as(who):
            assert not PresenceNotice.objects.visible_to(present.actor(who)).exists()
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM clients_presencenotice")
                assert cursor.fetchone() == (0,)


def test_a_contact_that_is_only_completed_later_asks_nothing_anew(present):
    receive(present)
    present.everything(PresenceNotice).update(told_on=timezone.localdate() - datetime.timedelta(days=1))
    contact = present.everything(ContactDetails).get(given_names="Veikka")
    form = contact_form(identity_code=CODE, birth_date="2.5.2013", area="837", version=contact.version, text="Lisää.")
    answer = present.browser(ASKER).post(f"/contacts/{contact.contact_id}/change/", form)

    assert answer.status_code == 302
    assert len(notices(present)) == 1
    assert len(present.audit(verb="presence_asked")) == 1


@pytest.mark.parametrize(
    "statement", ["SELECT * FROM {}", "INSERT INTO {} (id) VALUES (gen_random_uuid())", "DELETE FROM {}"]
)
def test_the_web_has_no_right_to_the_table(present, statement):
    with pytest.raises(ProgrammingError, match="permission denied"), present.acting_as(WORKER):
        connection.cursor().execute(statement.format("clients_presence"))


def test_the_function_answers_nothing(present):
    with present.acting_as(ASKER), connection.cursor() as cursor:
        cursor.execute("SELECT anchor_presence('\\x00', NULL)")
        assert cursor.fetchall() == [("",)]


def test_nobody_writes_a_presence_for_a_case_of_another_team(world):
    with world.acting_as(ASKER):
        keep_presence(world.case.pk, CODE, non_disclosure=False)

    assert not Presence.objects.exists()


@pytest.mark.parametrize("code", [OTHER_CODE, ""])
def test_only_the_exact_code_counts(present, code):
    with present.acting_as(ASKER):
        tell_earlier_teams(code or "020513A902S")

    assert notices(present) == []


def test_under_non_disclosure_nothing_is_kept_and_nobody_is_told(present):
    present.everything(Case).filter(pk=present.case.pk).update(non_disclosure=True)
    receive(present)
    assert notices(present) == []

    with present.acting_as("coordinator"):
        keep_presence(present.case.pk, CODE, non_disclosure=True)
    assert not Presence.objects.exists()


def test_a_contact_under_non_disclosure_asks_nothing(present):
    receive(present, non_disclosure="on")

    assert notices(present) == []


def test_the_own_team_is_not_told(present):
    receive(present, who=WORKER)

    assert notices(present) == []


def test_a_closed_case_has_nobody_to_tell(present):
    present.everything(Case).filter(pk=present.case.pk).update(
        stage="closed", closed_on="2026-01-01", closing_reason="moved", opened_on="2025-01-01"
    )
    with present.acting_as("coordinator"):
        keep_days(present.case.pk)
    receive(present)

    assert notices(present) == []
    assert str(Presence.objects.get().ended_on) == "2026-01-01"


def test_being_told_leaves_a_row_in_the_earlier_team_s_memory(present):
    receive(present)

    (row,) = present.audit(verb="presence_told")
    assert (row.case_id, row.tenant_id, row.user_id, row.detail) == (present.case.pk, "109", None, {})


@pytest.mark.parametrize(("answer", "ground", "field"), [("call", "", "ground"), ("x", "", "answer")])
def test_a_call_needs_a_ground(world, answer, ground, field):
    notice = factories.presence_notice(world, world.case, of="tampere")
    with world.acting_as(WORKER), pytest.raises(DomainError) as refused:
        answer_notice(actor=world.actor(WORKER), notice=notice, answer=answer, ground=ground)

    assert refused.value.field == field


def test_the_decision_is_said_once(world):
    notice = factories.presence_notice(world, world.case, of="tampere")
    browser = world.browser(WORKER)
    said = [
        browser.post(f"/notices/{notice.pk}/", {"answer": answer, "ground": ground}).status_code
        for answer, ground in (("call", "consent"), ("call", "consent"), ("no_call", ""))
    ]

    assert said == [302, 302, 422]
    assert [(row.answer, row.ground) for row in notices(world)] == [("call", "consent")]
    assert "has received a contact" not in browser.get("/today/").content.decode()


def test_the_notice_is_the_responsible_workers_of_today(world):
    notice = factories.presence_notice(world, world.case, of="tampere")
    with world.acting_as("coordinator"):
        lead_by(world, "police_officer_on_the_case")

    assert world.browser(WORKER).get(f"/notices/{notice.pk}/").status_code == 404
    assert world.browser("police_officer_on_the_case").get(f"/notices/{notice.pk}/").status_code == 200
    assert "has received a contact" in world.browser("police_officer_on_the_case").get("/today/").content.decode()


def lead_by(world, who):
    """The coordinator makes somebody else responsible."""
    part = world.everything(Participation).get(case=world.case, membership=world.people[who])
    change_responsible(actor=world.actor("coordinator"), participation=part)


def test_where_somebody_at_the_address_is_protected_nothing_is_kept(present):
    with beyond_the_wall("tests"):
        marks = stamp(Actor(present.people[WORKER]))
        mother = RelatedPerson.objects.create(
            client_id=present.case.client_id, relation="mother", name="Liisa", **marks
        )
    with present.acting_as(WORKER):
        client = present.everything(Client).get(pk=present.case.client_id)
        cover_people(actor=present.actor(WORKER), client=client, covered=[mother.pk], threats=[])

    assert not Presence.objects.exists()


def test_a_case_that_came_by_a_transfer_tells_other_teams_but_not_the_sender(present):
    """Another team of the own municipality has the client too; the sending team knows already."""
    other = factories.case_in_work(present, responsible="neighbour_team_member", given_names="Eelis")
    with present.acting_as("neighbour_team_coordinator"):
        keep_presence(other.pk, CODE, non_disclosure=False)
    with_code(present, CODE)
    present.everything(ClientBirth).update(birth_date="2013-05-02")
    accept(present, send(present, goes_along=["identity", "criteria"]))

    assert [row.case_id for row in notices(present)] == [other.pk]


def with_code(world, code):
    row = world.everything(ClientIdentity).get(client_id=world.case.client_id)
    row.identity_code, row.identity_hash = code, hash_of(code)
    row.save()
