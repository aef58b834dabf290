"""Which acts a client's log extract tells of: each has been decided, and none crosses the link to another party or team."""

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst

from anchor.audit.models import AuditRow, Verb
from anchor.audit.services import record
from anchor.desk.log_telling import TELLING, UNDECIDED, UNTOLD_MODELS, Telling, To, telling_of
from anchor.desk.services import extract_log
from anchor.desk.services.access_log import about as kind_of
from anchor.desk.services.extracts import LOG
from anchor.tenancy.codes import labels
from clients.models import Participation
from tests.desk.extracting import POLICE, SOCIAL, contents, decide, opened

CROSSING = (
    Verb.EVENT_RECORDED,
    Verb.EVENT_REMOVED,
    Verb.INVESTIGATOR_MARKED,
    Verb.SHARED_LEAD_RECORDED,
    Verb.PERSONS_COMPARED,
    Verb.PERSON_LINKED,
    Verb.PERSON_UNLINKED,
    Verb.PRESENCE_ASKED,
    Verb.PRESENCE_TOLD,
    Verb.PRESENCE_ANSWERED,
)
GUARDIANS_NEVER = {
    verb
    for verb in Verb
    if verb.startswith(("address_", "protection_", "emergency_", "safety_", "extract_", "disclos", "request_"))
} | {Verb.REFUSED, Verb.GUARDIAN_DECIDED, Verb.SECTOR_ASKED, Verb.CHILD_WELFARE_ANSWERED, *CROSSING}


def done(world, verb, who=SOCIAL):
    """Somebody did this, in the memory under the case."""
    with world.acting_as(who):
        record(world.actor(who), verb, world.case)


def acts(world, **asked):
    with translation.override("en"):
        return {line.what for line in contents(world, opened(world), LOG, **asked).log}


def test_every_act_has_been_decided_with_a_reason():
    assert set(TELLING) == set(Verb)
    assert all(isinstance(one, Telling) and one.why for one in TELLING.values())


def test_an_act_nobody_has_decided_about_is_told_to_nobody(told):
    row = {"at": told.case.created_at, "case_id": told.case.pk, "controller": told.case.controller, "sector": "social"}
    AuditRow(verb="hugged", **row).save(force_insert=True)

    assert telling_of("hugged") is UNDECIDED
    assert UNDECIDED.to == To.NOBODY
    assert "hugged" not in acts(told)


@pytest.mark.parametrize("verb", CROSSING)
def test_what_tells_of_another_party_or_team_is_in_nobodys_log(told, verb):
    decide(told, SOCIAL)
    done(told, verb)
    with translation.override("en"):
        label = capfirst(str(verb.label))

    assert TELLING[verb].to == To.NOBODY
    assert label not in acts(told)
    assert label not in acts(told, asker="guardian", by=told.mother)


def test_a_guardians_log_has_no_act_that_was_closed_to_guardians():
    assert not [verb for verb in GUARDIANS_NEVER if TELLING[verb].to == To.ALL]


def test_a_shared_lead_and_who_investigates_are_in_no_log(told):
    browser, case = told.browser("coordinator"), told.case
    assert told.other_party
    shared = told.people["worker_of_the_other_party"]
    browser.post(reverse("assign", args=[case.pk]), {"people": [str(shared.pk)]})
    parts = told.everything(Participation).filter(case=case)
    reason = next(iter(labels("shared_lead_reason")))
    lead = reverse("lead_case", args=[parts.get(membership=shared).pk])
    mark = reverse("mark_investigator", args=[parts.get(membership=told.people[POLICE]).pk])
    browser.post(lead, {"shared_lead_reason": reason})
    browser.post(mark, {"investigates": "yes"})

    assert told.audit(verb="shared_lead_recorded")
    assert told.audit(verb="investigator_marked")
    said = acts(told)
    assert "Changed a case" in said
    assert not [act for act in said if "event" in act or "parties" in act]


@pytest.mark.parametrize("model", sorted(UNTOLD_MODELS))
def test_a_look_at_what_tells_of_others_is_in_no_log(told, model):
    case = told.case
    about = {"case_id": case.pk, "controller": case.controller, "sector": "social", "target_type": model}
    AuditRow(at=case.created_at, verb=Verb.OPENED, **about).save(force_insert=True)
    with translation.override("en"):
        kinds = {line.about for line in contents(told, opened(told), LOG).log}
        word = kind_of(model)

    assert word
    assert word not in kinds


def test_what_was_answered_about_child_welfare_is_not_for_guardians(told):
    decide(told, SOCIAL)
    done(told, Verb.CHILD_WELFARE_ANSWERED)
    label = "Answered about child welfare"

    assert label in acts(told)
    assert label not in acts(told, asker="guardian", by=told.mother)


def test_rows_that_are_told_to_nobody_take_no_place_of_those_that_are(told, monkeypatch):
    before = len(told.audit(case_id=told.case.pk))
    for _ in range(3):
        done(told, Verb.EVENT_RECORDED)
    done(told, Verb.CASE_CHANGED)
    monkeypatch.setattr(extract_log, "MOST", before + 2)  # and the opening of the extract itself

    assert "Changed a case" in acts(told)
