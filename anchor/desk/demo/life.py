"""How things go: contacts arrive through the years, two of three become cases, cases are worked on and closed."""

from datetime import date, timedelta

from anchor.core.dates import age_on, birthday
from anchor.desk.demo import cases, contacts, meetings, mix
from anchor.desk.demo.chance import Chance, Weighted, at, workday
from anchor.desk.demo.contacts import Arrival
from anchor.desk.demo.office import Office
from anchor.desk.demo.youths import matter, new_youth, returning_youth


def arrival_days(chance: Chance, count: int, years: int, until: date) -> list[date]:
    """Days of that many contacts before `until`, by the seasons, mostly on weekdays."""
    all_days = [until - timedelta(days=back) for back in range(round(365.25 * years), 0, -1)]
    often = Weighted({day: mix.MONTHS[day.month] * (0.4 if day.weekday() >= 5 else 1) for day in all_days})
    return sorted(chance.of(often) for _ in range(count))


def live(office: Office, arrivals: list[tuple[date, str]]) -> list[cases.File]:
    """Tell what came of each contact, oldest first: (day, municipality of residence)."""
    files = []
    for day, area in arrivals:
        if file := _one_contact(office, day, area):
            files.append(file)
    return files


def _one_contact(office: Office, day: date, area: str) -> cases.File | None:
    chance = office.chance
    back = returning_youth(office, day) if chance.happens(0.21) else None
    why = matter(office)
    youth = back or new_youth(office, area, day, 18 + chance.between(0, 2) if chance.happens(0.012) else None)
    arrival = contacts.receive(office, chance.moment(day), youth, why)
    _blur(office, arrival, is_known=back is not None)
    decided_on = _decision_day(office, arrival)
    _hear_the_sectors(office, arrival, decided_on)
    file = None
    if decided_on < office.until:
        outcome = chance.of(mix.OUTCOMES)
        if outcome == "selected" and not _may_be_selected(arrival):
            outcome = chance.one_of(("declined", "redirected"))
        if outcome == "selected":
            file = cases.open_case(office, youth, why, contact_on=day, opened_on=decided_on)
            if back is None:
                office.youths.append(youth)
        contacts.decide(office, arrival, decided_on, outcome, file.id if file else None)
    contacts.write(office, arrival)
    if file:
        work(office, file)
    return file


def _blur(office: Office, arrival: Arrival, *, is_known: bool) -> None:
    """A contact takes what is phoned in: some ages are estimated or unknown, some places too, some have no criterion."""
    chance, row = office.chance, arrival.row
    if is_known:
        return
    if chance.happens(0.03):
        row["age_knowledge"] = "estimated"
    elif chance.happens(0.015):
        row |= {"age": None, "age_knowledge": "unknown"}
    if chance.happens(0.012):
        row["area_id"] = chance.one_of(("unknown", "unknown", "abroad"))
    if chance.happens(0.03):
        row["criteria"] = []


def _may_be_selected(arrival: Arrival) -> bool:
    known = arrival.row["age_knowledge"] == "known"
    return known and bool(arrival.row["criteria"]) and age_on(arrival.youth.born, arrival.day) < 18


def _decision_day(office: Office, arrival: Arrival) -> date:
    """About a week of asking round; the urgent at once."""
    waited = 0 if arrival.row["urgency"] == "now" else office.chance.days(6, 0.6)
    if arrival.row["urgency"] == "today":
        waited = min(waited, 1)
    return workday(arrival.day + timedelta(days=waited))


def _hear_the_sectors(office: Office, arrival: Arrival, decided_on: date) -> None:
    """Sectors answer before the decision, each once; now and then one does not. Answers to come are not there yet."""
    chance = office.chance
    days = (decided_on - arrival.day).days
    required = office.crew.place.team.required_sectors
    for sector in office.sectors:
        if not chance.happens(0.95 if sector in required else 0.72):
            continue
        day = arrival.day + timedelta(days=chance.between(0, max(days - 1, 0)))
        moment = max(at(day, 12, chance.between(0, 59)), arrival.received_at + timedelta(minutes=10))
        answer = "yes" if chance.happens(0.74) else chance.one_of(("no", "no", "needs_information"))
        if day < office.until:
            contacts.give_opinion(office, arrival, office.worker(sector), moment, answer)


def work(office: Office, file: cases.File) -> None:
    """From opening to closing, or to today: consent, meetings, referrals, and the reason why it ended."""
    chance, until = office.chance, office.until
    ends_on = workday(file.opened_on + timedelta(days=max(21, chance.days(115, 0.55))))
    reason = chance.of(mix.CLOSING)
    if age_on(file.youth.born, min(ends_on, until)) >= 18:
        ends_on, reason = max(birthday(file.youth.born, 18), file.opened_on), "turned_18"
    file.ends_on = ends_on if ends_on < until else None
    day = workday(file.opened_on + timedelta(days=chance.between(4, 20)))
    _ask_for_consent(office, file, day)
    held, misses = 0, 4 if reason == "unreachable" else chance.between(0, 1)
    while day < min(ends_on, until) and held < 9:
        _one_meeting(office, file, day, is_missed=misses > 0 and chance.happens(0.5))
        held, misses = held + 1, misses - 1
        day = workday(day + timedelta(days=max(4, chance.days(24))))
    _go_on(office, file, day, ends_on, reason)


def _ask_for_consent(office: Office, file: cases.File, day: date) -> None:
    chance = office.chance
    answer = chance.of(mix.CONSENT)
    if day >= office.until or answer == "missing":
        return
    given = answer == "given"
    cases.consent(office, file, "team", day, given=given)
    if chance.happens(0.55):
        cases.consent(office, file, "school", day, given=given and chance.happens(0.85))
    if given and chance.happens(0.05):
        gone_on = day + timedelta(days=chance.between(5, 60))
        if gone_on < office.until:
            file.consents[0]["withdrawn_on"] = gone_on


def _one_meeting(office: Office, file: cases.File, day: date, *, is_missed: bool) -> None:
    chance, first = office.chance, file.row["stage"] == "selected"
    kind = "first" if first else chance.of(mix.LATER_KINDS)
    starts_at = chance.hour(day)
    if is_missed:
        status = "not_attended" if chance.happens(0.45) else "cancelled"
        return meetings.missed(office, file, starts_at, kind, status)
    meeting_id = meetings.hold(office, file, starts_at, kind)
    meetings.agree_some(office, file, meeting_id, day)
    if first:
        file.reach("in_work", day)
    return None


def _go_on(office: Office, file: cases.File, day: date, ends_on: date, reason: str) -> None:
    """Close the case, or leave it where it stands today with what is planned next."""
    chance, until = office.chance, office.until
    progress = (until - file.opened_on) / max(ends_on - file.opened_on, timedelta(days=1))
    if (reason == "referred_on" and progress > 0.7) or (chance.happens(0.3) and progress > 0.4):
        span = max((min(ends_on, until) - file.opened_on).days, 1)
        for _ in range(1 + chance.happens(0.3)):
            meetings.refer(office, file, file.opened_on + timedelta(days=span * chance.between(50, 99) // 100))
    if ends_on < until:
        cases.close(file, ends_on, reason)
    elif file.row["stage"] == "in_work" and progress > 0.75:
        assessed_on = file.opened_on + (ends_on - file.opened_on) * 0.75
        file.reach("assessed", assessed_on)
        if progress > 0.88:
            file.reach("follow_up", file.opened_on + (ends_on - file.opened_on) * 0.88)
    if ends_on >= until <= day < until + timedelta(days=28) and chance.happens(0.75):
        meetings.plan(office, file, chance.hour(day), planned_on=max(file.opened_on, until - timedelta(days=6)))
        file.row["next_step_on"] = day
        if file.row["stage"] == "selected":
            file.reach("meeting_agreed", max(file.opened_on, until - timedelta(days=6)))
