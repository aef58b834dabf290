"""How somebody stands to a record. Each way of standing is one function with its name; a new one is added here."""

from collections.abc import Callable

from tests.proofs.oracle.facts import Id, Thing, World
from tests.proofs.oracle.stand import MAY_BE_DISCLOSED, TEAM_WORK, Stand, is_open_to

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
    return me.reaches(thing)


@standing("on the case it names", "on the case")
def _on_the_case_it_names(me: Stand, thing: Thing) -> bool:
    if me.asker.role not in TEAM_WORK:
        return False
    return thing.case is not None and thing.case in me.cases


@standing("own sector on the case", "on the case")
def _own_sector(me: Stand, thing: Thing) -> bool:
    return thing.sector == me.asker.sector and me.reaches(thing)


@standing("own sector, with the right to protected data", "own sector on the case")
def _own_sector_with_right(me: Stand, thing: Thing) -> bool:
    return me.asker.may_process_protected and _own_sector(me, thing)


@standing("with consent", "on the case")
def _with_consent(me: Stand, thing: Thing) -> bool:
    return me.reaches(thing, consented=True)


@standing("takes part in both", "on the case")
def _knows_both(me: Stand, thing: Thing) -> bool:
    return thing.earlier in me.clients and me.reaches(thing)


@standing("coordinates, knows the earlier client and is near the contact")
def _may_compare(me: Stand, thing: Thing) -> bool:
    near = thing.contact in me.near_contacts
    return me.asker.role == "coordinator" and thing.earlier in me.clients and near


@standing("was present", "on the case")
def _was_present(me: Stand, thing: Thing) -> bool:
    return (thing.meeting, me.asker.id) in me.world.presence and me.reaches(thing)


@standing("its sector was there before the withdrawal", "on the case")
def _kept(me: Stand, thing: Thing) -> bool:
    """A sector keeps what its own worker was present at, while that worker is on the case (domain.md, Withdrawal)."""
    return thing.meeting in me.kept


@standing("may say who was there", "on the case")
def _may_say_who_was_there(me: Stand, thing: Thing) -> bool:
    """Nobody says of themself afterwards that they were at a meeting others have told of (decisions.md)."""
    if not me.reaches(thing):
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
    screened = thing.case is None and thing.contact in me.near_contacts
    return thing.told == me.asker.sector and (screened or me.reaches(thing))


@standing("it was disclosed to its sector", "on the case")
def _was_disclosed(me: Stand, thing: Thing) -> bool:
    return thing.id in me.given


@standing("gives what its own sector may give", "own sector on the case")
def _gives_own(me: Stand, thing: Thing) -> bool:
    if not _own_sector(me, thing) or thing.names is None:
        return _own_sector(me, thing)
    kind, id = thing.names
    named = me.world.named.get((kind, id))
    if named is None or kind not in MAY_BE_DISCLOSED or named.sector != thing.sector:
        return False
    return named.case == thing.case or (named.case is None and named.client == me.world.cases[thing.case].client)


@standing("coordinates some team")
def _is_coordinator(me: Stand, thing: Thing) -> bool:
    return me.asker.role == "coordinator" and thing.tenant == me.asker.tenant


@standing("coordinates the receiving team")
def _receives(me: Stand, thing: Thing) -> bool:
    transfer = me.world.transfers.get(thing.transfer)
    if transfer is None or transfer.to_team != me.asker.team or transfer.state == "taken_back":
        return False
    lapsed = transfer.state == "waiting" and transfer.lapses is not None and transfer.lapses < me.world.today
    return not lapsed and me.asker.role == "coordinator"


@standing("accepted the transfer", "coordinates the receiving team")
def _accepted(me: Stand, thing: Thing) -> bool:
    transfer = me.world.transfers.get(thing.transfer)
    mine = transfer is not None and transfer.state == "accepted" and transfer.answered_by == me.asker.id
    return mine and _receives(me, thing)


@standing("knows that nobody will open it")
def _knows_it_ended(me: Stand, thing: Thing) -> bool:
    """A worker of the sending team who may know of the transfer: it was declined, or taken back (decisions.md)."""
    transfer = me.world.transfers.get(thing.transfer)
    mine = thing.team == me.asker.team and thing.tenant == me.asker.tenant and me.asker.role in TEAM_WORK
    ended = transfer is not None and transfer.state in ("declined", "taken_back")
    return mine and ended and (_on_the_case(me, thing) or _coordinates(me, thing))


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
    opened = [one for one in me.emergencies if one.address_confirmed or not address]
    if thing.case is not None:
        return any(one.case == thing.case for one in opened)
    return thing.client is not None and any(one.client == thing.client for one in opened)


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
    if me.asker.role != "seeker" or thing.client is None:
        return False
    if thing.kind == "birth date":  # all who were born on the day that was given, of whom one has the name
        same = me.world.born[thing.client] == me.world.born[me.asker.seeks]
        return same and not me.asker.by_code and thing.team == me.asker.team
    named = thing.client == me.asker.seeks
    return named and me.knows_whom_it_seeks and thing.team == me.asker.team


@standing("seeks by exact identity code")
def _seeks_by_code(me: Stand, thing: Thing) -> bool:
    return me.names_the_code_of(thing)


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
