"""Asking another sector: the sector, never an entry; the coordinator is told where nobody of it works on the case."""

import pytest

from anchor.access.rules import Refused
from anchor.core.errors import DomainError
from clients.models import SectorRequest
from clients.services.requests import ask_sector, settle_request, withdraw_request
from tests import factories

SOCIAL, NURSE, POLICE = "responsible_social_worker", "nurse_on_the_case", "police_officer_on_the_case"


def asked(world, who=SOCIAL, to="health", text="Voiko terveydenhoitaja tulla mukaan?"):
    with world.acting_as(who):
        return ask_sector(actor=world.actor(who), case=world.case, asked_sector=to, text=text)


def settled(world, request, who=NURSE, *, answered=True, reply="Tulen mukaan."):
    with world.acting_as(who):
        return settle_request(actor=world.actor(who), asked=request, answered=answered, reply=reply)


def sees(world, who):
    with world.acting_as(who):
        return SectorRequest.objects.visible_to(world.actor(who)).exists()


def test_asked_are_all_of_the_sector_on_the_case_and_nobody_else(world):
    asked(world)

    assert [who for who in (SOCIAL, NURSE, POLICE, "coordinator") if sees(world, who)] == [SOCIAL, NURSE]


def test_where_nobody_of_the_sector_works_the_coordinator_is_told_without_the_question(world):
    request = asked(world, to="youth", text="")

    assert request.unmanned
    assert sees(world, "coordinator")


@pytest.mark.parametrize(
    ("to", "text", "code"),
    [
        ("youth", "Miten harrastus sujuu?", "unmanned"),
        ("health", "", "no_question"),
        ("social", "x", "no_sector"),
        ("education", "x", "no_sector"),
    ],
)
def test_what_hinders_asking(world, to, text, code):
    with pytest.raises(DomainError) as wrong:
        asked(world, to=to, text=text)
    assert wrong.value.code == code


def test_somebody_who_joins_later_answers_for_the_sector(world):
    request = asked(world, to="youth", text="")
    factories.join(world, world.case, "youth_worker_not_on_the_case")

    assert settled(world, request, "youth_worker_not_on_the_case").state == "answered"


@pytest.mark.parametrize(("answered", "reply"), [(True, "Tulen mukaan."), (False, "")])
def test_the_answer_is_the_asking_sectors_to_read_and_a_refusal_has_no_words(world, answered, reply):
    request = settled(world, asked(world), answered=answered)

    with world.acting_as(SOCIAL):
        found = SectorRequest.objects.visible_to(world.actor(SOCIAL)).get(pk=request.pk)
        assert (found.reply or "") == reply


def test_the_answer_is_given_once(world):
    request = asked(world)
    settled(world, request)

    assert settled(world, request).state == "answered"  # a second click
    with pytest.raises(DomainError):
        settled(world, request, answered=False)


def test_an_answer_has_words(world):
    with pytest.raises(DomainError) as refused:
        settled(world, asked(world), reply="")

    assert (refused.value.code, refused.value.field) == ("no_answer", "reply")


@pytest.mark.parametrize("who", [SOCIAL, POLICE])
def test_only_the_asked_sector_answers(world, who):
    with pytest.raises((Refused, SectorRequest.DoesNotExist)):
        settled(world, asked(world), who)


def test_the_asking_sector_takes_its_request_back(world):
    request = asked(world)
    with world.acting_as(SOCIAL):
        assert withdraw_request(actor=world.actor(SOCIAL), asked=request).state == "withdrawn"
    with pytest.raises(DomainError):
        settled(world, request)


def test_a_second_click_asks_once(world):
    assert asked(world).pk == asked(world).pk
