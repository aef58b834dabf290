"""Where the child cannot decide, each of the joint guardians must say yes; one no, or one silence, is not given."""

import pytest

from anchor.core.errors import DomainError
from clients.models import Consent, ConsentDetails, ConsentGiver
from clients.services.consents import withdraw_consent
from tests.clients.situations import asked, close_person, may_read_criteria

WORKER, NURSE = "responsible_social_worker", "nurse_on_the_case"


def latest(world):
    return world.everything(Consent).filter(case=world.case_without_consent).order_by("created_at").last()


def givers(world, consent):
    rows = world.everything(ConsentGiver).filter(consent=consent)
    return {str(row.name) or row.giver: row.answer for row in rows}


def test_both_joint_guardians_yes_opens_the_case(world):
    asked(world, (close_person(world), "yes"), (close_person(world, "Lauri", relation="father"), "yes"))

    assert latest(world).given
    assert givers(world, latest(world)) == {"Liisa": "yes", "Lauri": "yes"}
    assert may_read_criteria(world, NURSE)


@pytest.mark.parametrize(("answer", "awaited"), [("no", False), ("", True)])
def test_one_no_or_one_silence_is_not_given(world, answer, awaited):
    asked(world, (close_person(world), "yes"), (close_person(world, "Lauri"), answer))

    assert (latest(world).given, latest(world).awaited) == (False, awaited)
    assert givers(world, latest(world)) == {"Liisa": "yes", "Lauri": answer}
    assert not may_read_criteria(world, NURSE)


def test_a_guardian_nobody_has_asked_is_missing(world):
    close_person(world, "Lauri")
    asked(world, (close_person(world), "yes"))

    assert latest(world).awaited
    assert givers(world, latest(world)) == {"Lauri": "", "Liisa": "yes"}


def test_the_last_yes_completes_it_and_keeps_the_day_of_the_first(world):
    mother, father = close_person(world), close_person(world, "Lauri")
    long_ago = world.case_without_consent.opened_on
    asked(world, (mother, "yes"), valid_from=long_ago)
    asked(world, (mother, "yes"), (father, "yes"))

    rows = {row.words: row.answered_on for row in world.everything(ConsentGiver).filter(consent=latest(world))}
    assert rows == {"Liisa": long_ago, "Lauri": latest(world).valid_from}
    assert may_read_criteria(world, NURSE)


def test_while_one_is_asked_anew_what_both_had_given_still_stands(world):
    mother, father = close_person(world), close_person(world, "Lauri")
    asked(world, (mother, "yes"), (father, "yes"))
    asked(world, (mother, "yes"))

    assert may_read_criteria(world, NURSE)
    asked(world, (mother, "yes"), (father, "no"))
    assert not may_read_criteria(world, NURSE)


def test_the_same_answers_again_record_nothing_more(world):
    mother, father = close_person(world), close_person(world, "Lauri")
    asked(world, (mother, "yes"), (father, "yes"))
    asked(world, (mother, "yes"), (father, "yes"))

    assert world.everything(Consent).filter(case=world.case_without_consent).count() == 1


def test_the_adolescent_and_each_guardian(world):
    asked(world, (close_person(world), "yes"), giver="both")

    assert givers(world, latest(world)) == {"adolescent": "yes", "Liisa": "yes"}
    assert world.everything(ConsentDetails).get(consent=latest(world)).giver == "both"


def test_where_the_adolescent_decides_nobody_else_is_asked(world):
    close_person(world)
    asked(world, giver="adolescent")

    assert givers(world, latest(world)) == {"adolescent": "yes"}
    assert latest(world).given


def test_a_close_person_without_custody_does_not_answer(world):
    aunt = close_person(world, "Aino", relation="other", custody="none")
    with pytest.raises(DomainError) as refused:
        asked(world, (close_person(world), "yes"), (aunt, "yes"))

    assert refused.value.code == "not_a_giver"


def test_a_representative_answers_as_one(world):
    close_person(world)
    asked(
        world,
        (close_person(world, "Timo", custody="none", representative="trustee"), "yes"),
        giver="legal_representative",
    )

    assert givers(world, latest(world)) == {"Timo": "yes"}


@pytest.mark.parametrize("flag", ["suspected", "contact_banned"])
def test_a_guardian_kept_out_of_the_matter_is_not_needed(world, flag):
    close_person(world, "Lauri", relation="father", **{flag: True})
    asked(world, (close_person(world), "yes"))

    assert givers(world, latest(world)) == {"Liisa": "yes"}


@pytest.mark.parametrize("flag", ["suspected", "contact_banned"])
def test_asking_a_guardian_kept_out_of_the_matter_needs_a_reason(world, flag):
    father = close_person(world, "Lauri", **{flag: True})
    with pytest.raises(DomainError) as refused:
        asked(world, (father, "yes"))
    assert (refused.value.code, refused.value.field) == ("kept_out", f"despite_{father.pk}")

    asked(world, (father, "yes"), despite="Esitutkinta on päättynyt.")
    row = world.everything(ConsentGiver).get(consent=latest(world))
    assert row.asked_despite == "Esitutkinta on päättynyt."


def test_where_everybody_is_kept_out_a_representative_is_needed(world):
    close_person(world, suspected=True)
    with pytest.raises(DomainError) as refused:
        asked(world)

    assert refused.value.code == "nobody_may_answer"


def test_one_of_them_taking_the_yes_back_ends_it_for_all(world):
    asked(world, (close_person(world), "yes"), (close_person(world, "Lauri"), "yes"))
    row = next(one for one in world.everything(ConsentGiver) if one.words == "Lauri")
    with world.acting_as(WORKER):
        consent = Consent.objects.select_related("case").get(pk=latest(world).pk)
        withdraw_consent(actor=world.actor(WORKER), consent=consent, giver_id=row.pk)

    row.refresh_from_db()
    assert row.withdrawn_on == latest(world).withdrawn_on is not None
    assert not may_read_criteria(world, NURSE)


def test_a_yes_taken_back_while_another_is_awaited_is_asked_again(world):
    mother, father = close_person(world), close_person(world, "Lauri")
    asked(world, (mother, "yes"))
    row = next(one for one in world.everything(ConsentGiver) if one.words == "Liisa")
    with world.acting_as(WORKER):
        consent = Consent.objects.select_related("case").get(pk=latest(world).pk)
        withdraw_consent(actor=world.actor(WORKER), consent=consent, giver_id=row.pk)
    asked(world, (father, "yes"))

    assert latest(world).awaited
    assert not may_read_criteria(world, NURSE)


def test_who_gave_it_is_known_to_the_own_sector_only(world):
    asked(world, (close_person(world), "yes"))

    for who, knows in ((WORKER, True), (NURSE, False), ("coordinator", False)):
        with world.acting_as(who):
            assert ConsentGiver.objects.visible_to(world.actor(who)).exists() == knows, who


def test_what_was_answered_stands_when_the_person_is_taken_off_the_list(world):
    mother = close_person(world)
    asked(world, (mother, "yes"))
    with world.acting_as(WORKER):
        type(mother).objects.filter(pk=mother.pk).delete()

    assert givers(world, latest(world)) == {"Liisa": "yes"}
