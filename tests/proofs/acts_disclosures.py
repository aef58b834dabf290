"""Random acts of sectors with each other: sharing a note, disclosing, asking, and taking each back."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from anchor.tenancy.scope import beyond_the_wall, scoped
from clients.models import Case, CaseReason, Disclosure, SectorRequest
from clients.services import disclosures, requests
from meetings import services as meetings
from meetings.models import MeetingSummary, SectorNote
from tests.proofs.acts import TODAY, Acts, act

GROUNDS = ["child_welfare_25", "openness_26", "openness_29", "police_616"]


@act
def share_note(acts: Acts) -> None:
    note = acts.any_of(SectorNote, shared=False)
    actor = acts.somebody(note, note.author_id)
    with scoped(actor.scope()):
        meetings.share_note(actor=actor, note=SectorNote.objects.visible_to(actor).get(pk=note.pk))


@act
def take_back_note(acts: Acts) -> None:
    note = acts.any_of(SectorNote, shared=True)
    actor = acts.somebody(note, *acts.on_case(note.case_id))
    with scoped(actor.scope()):
        meetings.take_back_note(actor=actor, note=SectorNote.objects.visible_to(actor).get(pk=note.pk))


@act
def disclose(acts: Acts) -> None:
    kind, model = acts.chance.choice(
        [("reason", CaseReason), ("summary", MeetingSummary), ("sector_note", SectorNote), ("", Case)]
    )
    row: Any = acts.any_of(model, **({"shared": False} if kind == "sector_note" else {}))
    case_id = row.pk if kind == "" else row.case_id
    with beyond_the_wall("choosing"):
        case = Case._base_manager.get(pk=case_id)
    actor = acts.somebody(case, *acts.on_case(case_id))
    given = disclosures.Given(
        record=(kind, row.pk) if kind else None,
        what="" if kind else "Puhelimessa.",
        to_sector=acts.chance.choice(["police", "social", "health", "youth"]),
        ground=acts.chance.choice(GROUNDS),
        condition_holds=acts.chance.random() < 0.9,
        on_request=acts.chance.random() < 0.5,
        given_on=TODAY(),
    )
    with scoped(actor.scope()):
        disclosures.disclose(actor=actor, case=case, given=given)


@act
def take_back_disclosure(acts: Acts) -> None:
    disclosure = acts.any_of(Disclosure, taken_back_on=None)
    actor = acts.somebody(disclosure, *acts.on_case(disclosure.case_id))
    with scoped(actor.scope()):
        disclosures.take_back_disclosure(actor=actor, disclosure=disclosure)


@act
def ask_sector(acts: Acts) -> None:
    case = acts.any_of(Case, closed_on=None)
    actor = acts.somebody(case, *acts.on_case(case.pk))
    text = acts.chance.choice(["", "Miten koulussa menee?"])
    asked = acts.chance.choice(["police", "social", "health", "youth"])
    with scoped(actor.scope()):
        requests.ask_sector(actor=actor, case=case, asked_sector=asked, text=text)


@act
def settle_request(acts: Acts) -> None:
    asked = acts.any_of(SectorRequest, state="open")
    actor = acts.somebody(asked, *acts.on_case(asked.case_id))
    with scoped(actor.scope()):
        requests.settle_request(actor=actor, asked=asked, answered=acts.chance.random() < 0.5, reply="Soitetaan.")


@act
def withdraw_request(acts: Acts) -> None:
    asked = acts.any_of(SectorRequest, state="open")
    actor = acts.somebody(asked, *acts.on_case(asked.case_id))
    if acts.chance.random() > 0.5:
        raise ObjectDoesNotExist
    with scoped(actor.scope()):
        requests.withdraw_request(actor=actor, asked=asked)
