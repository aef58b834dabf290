"""How somebody stands to a record. Each way of standing is one function with its name; a new one is added here."""

import datetime
from calendar import monthrange
from collections.abc import Callable
from functools import cached_property

from tests.proofs.oracle.facts import Answer, Asker, Id, Thing, World

TEAM_WORK = ("member", "coordinator")
# Whoever watches over a controller sees its records in whatever tenant they stand.
BEYOND_TENANTS = ("audits for the controller", "oversees what is overdue")
# Not what is protected for somebody's safety, nor what says how a consent was given, nor what everybody on the case reads.
MAY_BE_DISCLOSED = frozenset(
    {"identity", "address", "related person", "criteria", "reason", "summary", "agreed action"}
    | {"sector note", "shared note", "onward referral"}
)


def is_open_to(world: World, sector: str, case: Id) -> bool:
    """Three months after closing a case is its responsible worker's sector's only (domain.md, Retention).

    From that midnight; a closing written down later than that is seen on its day by those who may take it back.
    """
    facts = world.cases[case]
    if facts.closed is None or facts.leader_sector == sector:
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

    def takes_part(self, member: Id, case: Id) -> bool:
        """Whether somebody takes part in a case today."""
        parts = (part for part in self.world.parts if part.member == member and part.case == case)
        return any(part.lives_on(self.world.today) for part in parts)

    @cached_property
    def given(self) -> set[Id]:
        """Records disclosed to the own sector in those cases."""
        mine = (one for one in self.world.given if one.sector == self.asker.sector)
        return {one.record for one in mine if one.case in self.cases}

    @cached_property
    def consented(self) -> set[Id]:
        """Those of them on which a living consent covers the own sector."""
        return {a.case for a in self.world.answers if a.case in self.cases and self._lives(a)}

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
        codes = (one for one in self.world.things if one.kind == "identity" and _seeks_by_code(self, one))
        return self.asker.id in self.world.officers and any(codes)

    @cached_property
    def grounded(self) -> set[Id]:
        """Contacts screened, or taken part in, on which a ground is recorded for the own sector."""
        near = self.screened | (self.taken_part if self.asker.role in TEAM_WORK else set())
        return {id for id in near if self.asker.sector in self.world.contacts[id].grounded}

    def opened_in_emergency(self, *, address: bool) -> set[tuple[Id, Id]]:
        """(case, client) of what this membership has opened in an emergency and may look at now: 60 minutes, renewable once."""
        return {
            (one.case, one.client)
            for one in self.world.emergencies.values()
            if one.member == self.asker.id and one.tenant == self.asker.tenant and one.until > self.world.now
            if one.address_confirmed or not address
        }

    def reaches(self, thing: Thing, cases: set[Id]) -> bool:
        """Whether the record hangs on one of these cases: itself, through its client, or through its contact."""
        if thing.case is not None:
            return thing.case in cases
        if thing.client is not None:
            return any(self.world.cases[case].client == thing.client for case in cases)
        if thing.contact is None or self.world.contacts[thing.contact].case not in cases:
            return False
        return thing.contact in self.known_contacts

    @cached_property
    def known_contacts(self) -> set[Id]:
        """Contacts that themselves exist for the asker: what hangs on a contact follows it (decisions.md)."""
        near = self.screened | self.taken_part
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


Standing = Callable[[Stand, Thing], bool]
STANDINGS: dict[str, Standing] = {}
# What each standing includes: whoever stands so also stands in the others.
INCLUDES: dict[str, tuple[str, ...]] = {}


def included(name: str) -> set[str]:
    """All ways in which whoever stands in this one stands as well."""
    ways = set(INCLUDES[name])
    return ways.union(*(included(way) for way in ways))


def standing(name: str, *includes: str) -> Callable[[Standing], Standing]:
    """Name one way of standing to a record."""

    def named(function: Standing) -> Standing:
        STANDINGS[name], INCLUDES[name] = function, includes
        return function

    return named


@standing("on the case")
def _on_the_case(me: Stand, thing: Thing) -> bool:
    return me.reaches(thing, me.cases)


@standing("on the case it names", "on the case")
def _on_the_case_it_names(me: Stand, thing: Thing) -> bool:
    if me.asker.role not in TEAM_WORK:
        return False
    return thing.case is not None and thing.case in me.cases


@standing("own sector on the case", "on the case")
def _own_sector(me: Stand, thing: Thing) -> bool:
    return thing.sector == me.asker.sector and me.reaches(thing, me.cases)


@standing("own sector, with the right to protected data", "own sector on the case")
def _own_sector_with_right(me: Stand, thing: Thing) -> bool:
    return me.asker.may_process_protected and _own_sector(me, thing)


@standing("with consent", "on the case")
def _with_consent(me: Stand, thing: Thing) -> bool:
    return me.reaches(thing, me.consented)


@standing("takes part in both", "on the case")
def _knows_both(me: Stand, thing: Thing) -> bool:
    theirs = {me.world.cases[case].client for case in me.cases}
    return thing.earlier in theirs and me.reaches(thing, me.cases)


@standing("coordinates, knows the earlier client and is near the contact")
def _may_compare(me: Stand, thing: Thing) -> bool:
    theirs = {me.world.cases[case].client for case in me.cases}
    near = thing.contact in me.screened | me.taken_part
    return me.asker.role == "coordinator" and thing.earlier in theirs and near


@standing("was present", "on the case")
def _was_present(me: Stand, thing: Thing) -> bool:
    return (thing.meeting, me.asker.id) in me.world.presence and me.reaches(thing, me.cases)


@standing("its sector was there before the withdrawal", "on the case")
def _kept(me: Stand, thing: Thing) -> bool:
    """A sector keeps what its own worker was present at, while that worker is on the case (domain.md, Withdrawal)."""
    meeting = me.world.meetings.get(thing.meeting)
    if meeting is None or meeting.case not in me.cases:
        return False
    there = {
        member
        for (where, member), sector in me.world.presence.items()
        if where == thing.meeting and sector == me.asker.sector
    }
    withdrawn = [
        answer.withdrawn
        for answer in me.world.answers
        if answer.case == meeting.case and answer.withdrawn and me.asker.sector in answer.sectors
    ]
    still = any(me.takes_part(member, meeting.case) for member in there)
    return still and any(meeting.day < day for day in withdrawn)


@standing("may say who was there", "on the case")
def _may_say_who_was_there(me: Stand, thing: Thing) -> bool:
    """Nobody says of themself afterwards that they were at a meeting others have told of (decisions.md)."""
    if not me.reaches(thing, me.cases):
        return False
    meeting = me.world.meetings[thing.meeting]
    was_there = (thing.meeting, me.asker.id) in me.world.presence
    return not thing.claims or not meeting.is_told or was_there or me.asker.id in meeting.told_by


@standing("leads the case", "on the case")
def _leads(me: Stand, thing: Thing) -> bool:
    case = me.world.cases.get(thing.case)
    return case is not None and case.leader == me.asker.id and thing.case in me.cases


@standing("coordinates the team")
def _coordinates(me: Stand, thing: Thing) -> bool:
    return me.asker.role == "coordinator" and thing.team == me.asker.team


@standing("screens")
def _screens(me: Stand, thing: Thing) -> bool:
    return thing.contact in me.screened


@standing("screens for its sector", "screens")
def _screens_own(me: Stand, thing: Thing) -> bool:
    return thing.contact in me.screened and thing.sector == me.asker.sector


@standing("has a ground")
def _grounded(me: Stand, thing: Thing) -> bool:
    return thing.contact in me.grounded


@standing("told who it is, with the right to protected data")
def _told_with_right(me: Stand, thing: Thing) -> bool:
    """Who received the contact, or has a ground for its name, and the right as well."""
    told = thing.contact is not None and (thing.author == me.asker.id or thing.contact in me.grounded)
    return me.asker.may_process_protected and me.asker.role in TEAM_WORK and told


@standing("took part in the screening")
def _took_part(me: Stand, thing: Thing) -> bool:
    return thing.contact in me.taken_part


@standing("own")
def _own(me: Stand, thing: Thing) -> bool:
    return me.asker.id in (thing.holder, thing.author) and me.asker.id is not None


@standing("wrote it and is on the case", "on the case")
def _wrote(me: Stand, thing: Thing) -> bool:
    return thing.author == me.asker.id and _on_the_case(me, thing)


@standing("its sector received it")
def _received(me: Stand, thing: Thing) -> bool:
    screened = thing.case is None and thing.contact in me.screened | me.taken_part
    return thing.told == me.asker.sector and (screened or me.reaches(thing, me.cases))


@standing("it was disclosed to its sector", "on the case")
def _was_disclosed(me: Stand, thing: Thing) -> bool:
    return thing.id in me.given


@standing("gives what its own sector may give", "own sector on the case")
def _gives_own(me: Stand, thing: Thing) -> bool:
    if not _own_sector(me, thing) or thing.names is None:
        return _own_sector(me, thing)
    kind, id = thing.names
    named = next((one for one in me.world.things if one.id == id and one.kind == kind), None)
    if named is None or kind not in MAY_BE_DISCLOSED or named.sector != thing.sector:
        return False
    return named.case == thing.case or (named.case is None and named.client == me.world.cases[thing.case].client)


@standing("coordinates some team")
def _is_coordinator(me: Stand, thing: Thing) -> bool:
    return me.asker.role == "coordinator" and thing.tenant == me.asker.tenant


@standing("coordinates the receiving team")
def _receives(me: Stand, thing: Thing) -> bool:
    transfer = me.world.transfers.get(thing.transfer)
    mine = transfer is not None and transfer.to_team == me.asker.team and transfer.state != "taken_back"
    return mine and me.asker.role == "coordinator"


@standing("accepted the transfer", "coordinates the receiving team")
def _accepted(me: Stand, thing: Thing) -> bool:
    transfer = me.world.transfers.get(thing.transfer)
    mine = transfer is not None and transfer.state == "accepted" and transfer.answered_by == me.asker.id
    return mine and _receives(me, thing)


@standing("accepted the transfer, for a case of the team", "accepted the transfer")
def _accepted_for_the_team(me: Stand, thing: Thing) -> bool:
    case = me.world.cases.get(thing.case)
    return case is not None and case.team == me.asker.team and _accepted(me, thing)


@standing("made the arrival")
def _made_the_arrival(me: Stand, thing: Thing) -> bool:
    arrival = me.world.arrivals.get(thing.arrival)
    mine = arrival is not None and arrival.author == me.asker.id and arrival.case == thing.case
    return mine and me.asker.role == "coordinator"


@standing("works in a team")
def _team_worker(me: Stand, thing: Thing) -> bool:
    return me.asker.role in TEAM_WORK and thing.tenant == me.asker.tenant


@standing("took part as team worker", "took part in the screening", "works in a team")
def _took_part_working(me: Stand, thing: Thing) -> bool:
    return _took_part(me, thing) and _team_worker(me, thing)


@standing("is in a team")
def _in_a_team(me: Stand, thing: Thing) -> bool:
    return me.asker.tenant == thing.tenant and me.asker.role != "collector"


@standing("asked by name")
def _asked(me: Stand, thing: Thing) -> bool:
    asked = me.world.questions.get(thing.question)
    return asked is not None and asked.expert == me.asker.id and not asked.is_over and me.world.today <= asked.until


@standing("clears what has ended", "collects")
def _clears(me: Stand, thing: Thing) -> bool:
    if me.asker.role != "collector" or thing.holder is None:
        return False
    if (asked := me.world.questions.get(thing.question)) is not None:
        return asked.until < me.world.today
    world = me.world
    parts = [part for part in world.parts if (part.member, part.case) == (thing.holder, thing.case)]
    lives = (part.lives_on(world.today) and is_open_to(world, part.sector, part.case) for part in parts)
    return bool(parts) and not any(lives)


def _reached_in_emergency(me: Stand, thing: Thing, *, address: bool) -> bool:
    """A case, and the client it is about: what names the case is of that case, what names only the client of the client."""
    opened = me.opened_in_emergency(address=address)
    if thing.case is not None:
        return thing.case in {case for case, _ in opened}
    return thing.client is not None and thing.client in {client for _, client in opened}


@standing("opened it in an emergency")
def _in_emergency(me: Stand, thing: Thing) -> bool:
    return _reached_in_emergency(me, thing, address=False)


@standing("opened it in an emergency, address confirmed", "opened it in an emergency")
def _address_in_emergency(me: Stand, thing: Thing) -> bool:
    return _reached_in_emergency(me, thing, address=True)


@standing("has opened its client's extracts")
def _asked_about(me: Stand, thing: Thing) -> bool:
    return me.asker.role == "register_officer" and _client_of(me.world, thing) in me.extracts


@standing("has opened its client's extracts, own controller", "has opened its client's extracts")
def _in_extract(me: Stand, thing: Thing) -> bool:
    return _asked_about(me, thing) and thing.controller == me.asker.controller


def _client_of(world: World, thing: Thing) -> Id:
    """Whom a record is about: named, or by its case, or by the case its contact became."""
    case = thing.case
    if case is None and thing.client is None and thing.contact is not None:
        case = world.contacts[thing.contact].case
    if thing.client is not None:
        return thing.client
    if thing.access is not None:
        return world.emergencies[thing.access].client
    return world.cases[case].client if case is not None else None


@standing("seeks for an extract by exact name and birth date")
def _seeks_for_extract(me: Stand, thing: Thing) -> bool:
    officer = me.asker.role == "seeker" and me.asker.id in me.world.officers
    named = thing.client is not None and thing.client == me.asker.seeks
    return officer and named and me.knows_whom_it_seeks and thing.controller == me.asker.controller


@standing("seeks by exact name and birth date")
def _seeks(me: Stand, thing: Thing) -> bool:
    named = me.asker.role == "seeker" and thing.client is not None and thing.client == me.asker.seeks
    return named and me.knows_whom_it_seeks and thing.team == me.asker.team


@standing("seeks by exact identity code")
def _seeks_by_code(me: Stand, thing: Thing) -> bool:
    if me.asker.role != "seeker" or not me.asker.by_code or thing.client != me.asker.seeks or not thing.has_code:
        return False
    return thing.team == me.asker.team and thing.controller == me.asker.controller


@standing("audits for the controller")
def _audits(me: Stand, thing: Thing) -> bool:
    return me.asker.role == "auditor" and thing.controller == me.asker.controller != ""


@standing("oversees what is overdue")
def _oversees(me: Stand, thing: Thing) -> bool:
    facts = me.world.emergencies.get(thing.id)
    if facts is None or me.asker.role != "superior" or thing.controller != me.asker.controller:
        return False
    return not facts.reviewed and facts.review_due < me.world.today


@standing("opened or coordinates the emergency access it is about")
def _tells_of_emergency(me: Stand, thing: Thing) -> bool:
    facts = me.world.emergencies.get(thing.access)
    if facts is None or facts.team != me.asker.team:
        return False
    return facts.member == me.asker.id or me.asker.role == "coordinator"


@standing("collects")
def _collects(me: Stand, thing: Thing) -> bool:
    return me.asker.role == "collector"
