"""How one asker stands today: their cases, consents, contacts and grants, worked out once from the facts."""

import datetime
from calendar import monthrange
from functools import cached_property

from tests.proofs.oracle.facts import Answer, Asker, Emergency, Id, Thing, World

TEAM_WORK = ("member", "coordinator")
# Whoever watches over a controller sees its records in whatever tenant they stand.
BEYOND_TENANTS = ("audits for the controller", "oversees what is overdue")
# Not what is protected for somebody's safety, nor what says how a consent was given, nor what everybody on the case reads.
MAY_BE_DISCLOSED = frozenset(
    {"birth date", "identity", "address", "related person", "criteria", "reason", "summary", "agreed action"}
    | {"sector note", "shared note", "onward referral"}
)


def is_open_to(world: World, sector: str, case: Id) -> bool:
    """Three months after closing a case is its responsible worker's sector's only, and its whose the records are (domain.md, Retention;
    decisions.md).

    From that midnight; a closing written down later than that is seen on its day by those who may take it back.
    """
    facts = world.cases[case]
    if facts.closed is None or sector in (facts.leader_sector, facts.sector):
        return True
    was_written_today = facts.closing_recorded is not None and world.today <= facts.closing_recorded
    return world.today < three_months_after(facts.closed) or was_written_today


class Stand:
    """How one asker stands today, worked out once. `as_built` names the readings in which the program is followed.

    A guest authority sees what their sector may see, and writes nothing (decisions.md): with `works` only the cases
    somebody works on count, not those they look on.
    """

    def __init__(
        self, world: World, asker: Asker, as_built: frozenset[str] = frozenset(), *, works: bool = False
    ) -> None:
        self.world, self.asker, self.as_built, self.works = world, asker, as_built, works

    @cached_property
    def cases(self) -> set[Id]:
        """Cases this membership takes part in today."""
        mine = [part for part in self.world.parts if part.member == self.asker.id and part.lives_on(self.world.today)]
        mine = [part for part in mine if is_open_to(self.world, self.asker.sector, part.case)]
        return {part.case for part in mine if part.kind == "team" or not self.works}

    @cached_property
    def clients(self) -> set[Id]:
        """Whom those cases are about."""
        return {self.world.cases[case].client for case in self.cases}

    @cached_property
    def kept(self) -> set[Id]:
        """Meetings before a withdrawal at which somebody of the own sector was who takes part in the case today."""
        taking_part = {(part.member, part.case) for part in self.world.parts if part.lives_on(self.world.today)}
        there: set[Id] = set()
        for (meeting, member), sector in self.world.presence.items():
            if sector == self.asker.sector and (member, self.world.meetings[meeting].case) in taking_part:
                there.add(meeting)
        withdrawn: dict[Id, datetime.date] = {}
        for answer in self.world.answers:
            if answer.case in self.cases and answer.withdrawn and self.asker.sector in answer.sectors:
                withdrawn[answer.case] = max(answer.withdrawn, withdrawn.get(answer.case, answer.withdrawn))
        facts = ((meeting, self.world.meetings[meeting]) for meeting in there)
        return {meeting for meeting, fact in facts if fact.case in withdrawn and fact.day < withdrawn[fact.case]}

    @cached_property
    def given(self) -> set[Id]:
        """Records disclosed to the own sector in those cases."""
        mine = (one for one in self.world.given if one.sector == self.asker.sector)
        return {one.record for one in mine if one.case in self.cases}

    @cached_property
    def consented(self) -> set[Id]:
        """Those of them on which a living consent covers the own sector."""
        return {a.case for a in self.world.answers if a.case in self.cases and self._lives(a)}

    @cached_property
    def consented_clients(self) -> set[Id]:
        """Whom those consented cases are about."""
        return {self.world.cases[case].client for case in self.consented}

    def _lives(self, answer: Answer) -> bool:
        today = self.world.today
        if not answer.given or answer.withdrawn or self.asker.sector not in answer.sectors:
            return False
        if answer.by_guardian and self.world.cases[answer.case].of_age <= today:
            return False
        if not answer.all_said_yes:
            return False
        if answer.ends is None:  # until the case closes, and reopening it revives nothing
            closed = self.world.cases[answer.case].closed
            return answer.begins <= today and closed is None and answer.outlived_by_the_case
        return answer.begins <= today and (answer.ends is None or today <= answer.ends)

    @cached_property
    def screened(self) -> set[Id]:
        """Contacts the own team is screening."""
        if self.asker.role not in TEAM_WORK:
            return set()
        return {id for id, c in self.world.contacts.items() if c.is_screened and c.team == self.asker.team}

    @cached_property
    def taken_part(self) -> set[Id]:
        """Contacts this membership received, gave an opinion on, or decided on."""
        return {id for id, c in self.world.contacts.items() if self.asker.id in c.took_part}

    @cached_property
    def near_contacts(self) -> set[Id]:
        """Contacts the own team is screening, and those this membership took part in."""
        return self.screened | self.taken_part

    @cached_property
    def extracts(self) -> set[Id]:
        """Clients whose extracts this register officer has opened, of the own controller, and not closed; for two hours."""
        me = self.asker
        return {
            one.client
            for one in self.world.extracts
            if one.member == me.id and one.tenant == me.tenant and one.controller == me.controller != ""
            if not one.closed and one.until > self.world.now
        }

    @cached_property
    def knows_whom_it_seeks(self) -> bool:
        """By the name always; by the identity code only as a register officer, of a code the own controller has."""
        if not self.asker.by_code:
            return True
        codes = (one for one in self.world.things if one.kind == "identity" and self.names_the_code_of(one))
        return self.asker.id in self.world.officers and any(codes)

    def names_the_code_of(self, thing: Thing) -> bool:
        """Whether a search by identity code has given this one, in the own team and of the own controller."""
        me = self.asker
        if me.role != "seeker" or not me.by_code or thing.client != me.seeks or not thing.has_code:
            return False
        return thing.team == me.team and thing.controller == me.controller

    @cached_property
    def grounded(self) -> set[Id]:
        """Contacts screened, or taken part in, on which a ground is recorded for the own sector."""
        near = self.screened | (self.taken_part if self.asker.role in TEAM_WORK else set())
        return {id for id in near if self.asker.sector in self.world.contacts[id].grounded}

    @cached_property
    def emergencies(self) -> list[Emergency]:
        """What this membership has opened in an emergency and may look at now: 60 minutes, renewable once."""
        opened = self.world.emergencies.values()
        mine = (one for one in opened if (one.member, one.tenant) == (self.asker.id, self.asker.tenant))
        return [one for one in mine if one.until > self.world.now]

    def reaches(self, thing: Thing, *, consented: bool = False) -> bool:
        """Whether the record hangs on a case of the asker's, or a consented one: itself, by its client, or by its contact."""
        cases = self.consented if consented else self.cases
        if thing.case is not None:
            return thing.case in cases
        if thing.client is not None:
            return thing.client in (self.consented_clients if consented else self.clients)
        if thing.contact is None or self.world.contacts[thing.contact].case not in cases:
            return False
        return thing.contact in self.known_contacts

    @cached_property
    def known_contacts(self) -> set[Id]:
        """Contacts that themselves exist for the asker: what hangs on a contact follows it (decisions.md)."""
        near = self.near_contacts
        ways = (self.cases, self.consented)
        for thing in self.world.things:
            if (
                thing.kind == "contact"
                and thing.case is not None
                and thing.case in ways[thing.sector != self.asker.sector]
            ):
                near = near | {thing.id}
        return near


def three_months_after(day: datetime.date) -> datetime.date:
    """The same day three months later, or the last day of that month."""
    year, month = day.year + (day.month + 2) // 12, (day.month + 2) % 12 + 1
    return datetime.date(year, month, min(day.day, monthrange(year, month)[1]))
