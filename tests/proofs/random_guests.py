"""Guests of a random world, and questions to experts: living, over, ended, answered, taken back."""

import datetime
from typing import Any

from django.utils import timezone

from anchor.access import grants
from anchor.accounts.models import Membership, Team
from clients.models import Case, Participation
from referrals.models import Contact, ExpertQuestion
from tests.proofs.random_closing import last_day_of

DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate


def of_role(world: Any, team: Team, role: str) -> list[Membership]:
    """The guests or the experts of a team."""
    return [person for person in world.people[team] if person.role == role]


def invited(world: Any, team: Team, case: Case) -> None:
    """Other authorities on a case: until a day to come, until today, until a day gone by, or ended by hand."""
    for guest in of_role(world, team, "guest"):
        state = world.chance.choice(["none", "living", "living", "today", "over", "ended"])
        if state == "none":
            continue
        until = TODAY() + {"living": 9, "today": 0}.get(state, -world.chance.randrange(1, 4)) * DAY
        marks = world.marks(team, guest.sector)
        days = {"began_on": case.opened_on, "ended_on": until + DAY}
        Participation.objects.create(case=case, membership=guest, kind="guest", **days, **marks)
        if state != "ended":
            # A guest of another sector is one of those whose sight ends after closing.
            others = last_day_of(case, guest.sector)
            grants.grant(guest, "view_case", case, ends_on=min(until, others or until))


def asked(world: Any, team: Team, about: Case | Contact) -> None:
    """Some questions about a case or a contact, of any sector; whoever wrote them may be away."""
    for _ in range(world.chance.randrange(1, 3)):
        expert = world.chance.choice(of_role(world, team, "expert"))
        state = world.chance.choice(["open", "open", "open", "today", "over", "over", "answered", "withdrawn"])
        until = TODAY() + {"open": 9, "today": 0, "over": -1}.get(state, 5) * DAY
        ends = {"answered": {"answered_on": TODAY(), "answer": "x"}, "withdrawn": {"withdrawn_on": TODAY()}}
        question = ExpertQuestion.objects.create(
            **{"case" if isinstance(about, Case) else "contact": about},
            expert=expert,
            text="x",
            until=until,
            **ends.get(state, {}),
            **world.marks(team, world.chance.choice(list(team.sectors))),
        )
        if state in ("open", "today", "over"):
            grants.grant(expert, "answer_question", question, ends_on=until)


def fill(world: Any) -> None:
    """Guests on the cases, and questions about cases and contacts, of every busy team."""
    teams = {team.pk: team for team in world.people}
    for case in world.cases:
        invited(world, teams[case.team_id], case)
        asked(world, teams[case.team_id], case)
    for contact in world.contacts:
        asked(world, teams[contact.team_id], contact)
