"""Extracts about somebody under non-disclosure: initials and no place, whoever asks; who told the team is in none at all."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from anchor.audit.models import AuditRow, Verb
from anchor.audit.services import record
from anchor.desk.services.extracts import DATA, LOG
from clients.models import Case, ClientAddress, Consent, ConsentGiver
from meetings.models import Meeting, MeetingPlace
from referrals.models import ChildWelfareAnswer, Contact, ContactDetails, ContactOrigin
from tests.desk.extracting import OFFICER, SOCIAL, contents, decide, opened, said
from tests.referrals import transferring
from tests.referrals.situations import referral

NAMES = ("Lumikanto", "Eelis", "Liisa")
PLACES = ("Tampere", "Satamakatu", "Tornion", "Kirjasto", "Hämeenlinna")
ASKERS = [("adolescent", None), ("guardian", "mother")]


@pytest.fixture
def placed(told):
    """A contact, a meeting with a place, a referral with a unit, and a case that came from a team and goes to another."""
    case = told.case
    told.everything(Contact).filter(pk=told.contact.pk).update(
        case=case,
        controller=case.controller,
        sector="social",
        stage="selected",
        decided_on=timezone.localdate(),
    )
    own = {"sector": "social", "controller": case.controller}
    told.everything(ContactOrigin).filter(contact=told.contact).update(
        source="school", channel="own_observation", **own
    )
    told.everything(ContactDetails).filter(contact=told.contact).update(
        given_names="Eelis", family_name="Lumikanto", **own
    )
    marks = own | {"tenant_id": case.tenant_id, "team_id": case.team_id, "author_id": case.author_id}
    marks |= {"created_at": timezone.now()}
    meeting = told.everything(Meeting).get(case=case)
    MeetingPlace._base_manager.create(meeting=meeting, case=case, place="Kirjasto", **marks)
    ChildWelfareAnswer._base_manager.create(
        contact=told.contact, answer="notified", notified_on=timezone.localdate(), **marks
    )
    referral(told, case, by=SOCIAL, unit="Tornion perheneuvola")
    transferring.offered(told, case)
    transferring.arrived(told, case)
    told.mother.name = "Liisa Lumikanto"
    told.mother.save()
    _looked(told, "other_municipality_coordinator")
    decide(told, SOCIAL)
    return told


def _looked(world, who):
    """A colleague of another team has looked at the case: the memory has it under the case's controller."""
    me, case = world.people[who], world.case
    about = {"target_type": "clients.Case", "target_id": case.pk, "case_id": case.pk, "controller": case.controller}
    AuditRow(at=timezone.now(), verb=Verb.OPENED, membership_id=me.pk, role=me.role, sector="social", **about).save(
        force_insert=True
    )


@pytest.fixture
def protected(placed):
    """The same under non-disclosure."""
    placed.everything(Case).filter(pk=placed.case.pk).update(non_disclosure=True)
    placed.everything(ClientAddress).filter(client_id=placed.case.client_id).update(protected=True)
    return placed


def asked(world, asker, by, kind=DATA):
    with translation.override("en"):
        return contents(world, opened(world), kind, asker=asker, by=by and world.mother)


def words_of(found):
    held = " ".join(
        [one.title for one in found.held] + [f"{label} {value}" for h in found.held for label, value in h.lines]
    )
    return f"{held} " + " ".join(f"{line.who} {line.what} {line.about} {line.why}" for line in found.log)


def test_without_a_protection_the_adolescent_is_told_names_and_places(placed):
    text = words_of(asked(placed, "adolescent", None))

    assert not [
        word for word in ("Lumikanto", "Liisa", "Tampere", "Tornion", "Kirjasto", "Satamakatu") if word not in text
    ]


@pytest.mark.parametrize(("asker", "by"), ASKERS)
def test_a_data_extract_has_initials_and_no_place(protected, asker, by):
    found = asked(protected, asker, by)
    text = words_of(found)

    assert not [word for word in NAMES + PLACES if word in text]
    assert found.called == "E. L."
    assert "E. L." in said(found)
    assert {"Family counselling", "Offered to another team", "Came from another team"} <= {
        one.title for one in found.held
    }


def test_the_address_is_left_out_whoever_says_that_there_is_a_protection(placed):
    placed.everything(Case).filter(pk=placed.case.pk).update(non_disclosure=True)
    found = asked(placed, "adolescent", None)

    assert not [one for one in found.held if one.kind == "contact"]


def test_whoever_answered_a_consent_is_not_named(protected):
    case = protected.case
    marks = {"tenant_id": case.tenant_id, "team_id": case.team_id, "sector": "social", "controller": case.controller}
    marks |= {"author_id": case.author_id, "created_at": timezone.now(), "case": case}
    consent = protected.everything(Consent).filter(case=case).first()
    answered = {"giver": "guardian", "name": "Liisa Lumikanto", "answer": "yes", "answered_on": timezone.localdate()}
    ConsentGiver._base_manager.create(consent=consent, **answered, **marks)
    text = words_of(asked(protected, "adolescent", None))

    assert "Answer to a consent" in text
    assert not [word for word in NAMES if word in text]


@pytest.mark.parametrize(("asker", "by"), ASKERS)
def test_a_log_extract_names_no_unit_but_the_own_team(protected, asker, by):
    with protected.acting_as(SOCIAL):
        record(protected.actor(SOCIAL), Verb.CASE_CHANGED, protected.case)
    lines = asked(protected, asker, by, LOG).log

    assert {line.who.split(",")[0] for line in lines if "ankkuritiimi" in line.who} == {"Hämeenlinnan ankkuritiimi"}
    assert "Social services, coordinator" in [line.who for line in lines]
    assert not [line for line in lines if "Kanta-Häme" in line.who]


def test_a_colleagues_title_may_name_a_place(protected):
    person = protected.people[SOCIAL]
    person.title = "Sosiaaliohjaaja, Tornio"
    person.save()

    assert not [line for line in asked(protected, "adolescent", None, LOG).log if "Tornio" in line.who]


@pytest.mark.parametrize("kind", [LOG, DATA])
def test_the_printed_extract_has_initials_in_head_title_and_file_name(protected, kind):
    request, browser = opened(protected), protected.browser(OFFICER)
    wish = {"kind": kind, "asker": "adolescent", "identified_by": "id_card", "language": "fi"}
    made = browser.post(reverse("make_extract", args=[request.pk]), wish)
    paper = PdfReader(io.BytesIO(made.content))
    text = " ".join(page.extract_text() for page in paper.pages)
    about = f"{made['Content-Disposition']} {paper.metadata}"

    assert "E. L." in text
    assert not [word for word in (*NAMES, "Tampere", "Tornion", "Satamakatu") if word in text + about]


def test_the_officers_list_has_initials_and_the_page_the_name_to_recognise_by(protected):
    request, browser = opened(protected), protected.browser(OFFICER)
    listed = browser.get(reverse("extracts")).content.decode()

    assert "E. L." in listed
    assert "Lumikanto" not in listed
    assert "Eelis Lumikanto" in browser.get(reverse("extract", args=[request.pk])).content.decode()


def test_without_a_protection_the_list_has_the_name(placed):
    opened(placed)

    assert "Eelis Lumikanto" in placed.browser(OFFICER).get(reverse("extracts")).content.decode()


@pytest.mark.parametrize(("asker", "by"), ASKERS)
def test_who_told_the_team_is_in_no_extract(placed, asker, by):
    text = words_of(asked(placed, asker, by))

    assert "A contact was received" in text
    assert not [word for word in ("Source", "school or", "Channel", "own observation") if word in text]


def test_what_was_answered_about_child_welfare_is_not_for_guardians(placed):
    def titles(*who):
        return {one.title for one in asked(placed, *who).held}

    assert "Child welfare" in titles("adolescent", None)
    assert "Child welfare" not in titles("guardian", "mother")
