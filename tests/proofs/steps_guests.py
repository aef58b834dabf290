"""Other authorities and experts: what they and those who invite and ask them do at the doors."""

from typing import Any

from django.utils import timezone

from clients.tasks import clear_ended_grants
from referrals.forms.base import new_key
from tests.proofs.steps import CASE, COORDINATOR, NURSE, SOCIAL, Step, nothing, person
from tests.proofs.steps_ids import CONTACT, question
from tests.referrals.situations import typed

GUEST, EXPERT = "guest_on_the_case", "expert_asked"
TODAY = timezone.localdate


def _asking(world: Any) -> dict[str, Any]:
    words = {"text": "Miten nuorta voi auttaa nukkumaan?", "until": typed(TODAY())}
    return {"once": new_key(), "expert": person(world, EXPERT)} | words


def _made(world: Any) -> Any:
    return question(world, False)


GUEST_STEPS = (
    Step("invite_guest", COORDINATOR, {"opened clients.Case": 1}, about=CASE),
    Step(
        "invite_guest",
        COORDINATOR,
        {"guest_invited clients.Case": 1},
        lambda world: {"guest": person(world, "expired_guest"), "until": typed(TODAY())},
        about=CASE,
        ids=("guest",),
    ),
    Step(
        "prolong_guest",
        COORDINATOR,
        {"guest_prolonged clients.Case": 1},
        lambda world: {"until": typed(TODAY())},
        about="guest",
    ),
    Step("cases", GUEST, {"listed clients.Case": 1}),
    Step("case", GUEST, {"opened clients.Case": 1}, about=CASE),
    Step("case", "expired_guest", {"refused ": 1}, about=CASE, status=404),
    Step("ask_about_case", SOCIAL, {"opened clients.Case": 1}, about=CASE),
    Step(
        "ask_about_case",
        SOCIAL,
        {"expert_asked referrals.ExpertQuestion": 1},
        _asking,
        about=CASE,
        ids=("expert",),
    ),
    Step("ask_about_contact", NURSE, {"opened referrals.Contact": 1}, about=CONTACT),
    Step(
        "ask_about_contact",
        NURSE,
        {"expert_asked referrals.ExpertQuestion": 1},
        _asking,
        about=CONTACT,
        ids=("expert",),
    ),
    Step("questions", EXPERT, {"listed referrals.ExpertQuestion": 1}, before=_made),
    Step("question", EXPERT, {"opened referrals.ExpertQuestion": 1}, about="question_id"),
    Step("question", SOCIAL, {"opened referrals.ExpertQuestion": 1}, about="question_id"),
    Step(
        "question",
        EXPERT,
        {"question_answered referrals.ExpertQuestion": 1},
        lambda world: {"answer": "Unirytmistä kannattaa puhua."},
        about="question_id",
    ),
    Step(
        "case",
        "expired_guest",
        {"grant_cleared clients.Case": 1},
        about=CASE,
        instead=lambda world: clear_ended_grants(),
    ),
    Step("withdraw_question", SOCIAL, {"question_withdrawn referrals.ExpertQuestion": 1}, nothing, about="question_id"),
)
