"""Everything that hangs on one client, as lines for COPY. Chance is one stream per team, so a country is built alike."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

from anchor.core.crypto import lookup_hash
from anchor.core.dates import age_on
from anchor.core.keys import lookup_key
from anchor.desk.demo.chance import Chance, at
from anchor.desk.demo.names import IdentityCodes
from anchor.desk.large import words
from anchor.desk.large.copying import Lines, hexed, sealers
from anchor.desk.large.plan import DAYS, Plan
from anchor.desk.large.team import Crew, Hand

MEETINGS = (3, 4, 5, 5, 6, 7)  # five on average
OPEN_SHARE, OPEN_DAYS = 0.2, 240
SECTORS = "{health,police,social,youth}"
CRITERIA = ("{crime}", "{crime,support}", "{substance}", "{crime,substance}", "{support}")
REASONS = ("petty_theft", "assault", "damage", "alcohol", "bullying", "home_conflict")


class Calendar:
    """Days as COPY reads them, and the beginning of keys made on them."""

    def __init__(self, plan: Plan) -> None:
        self.days = [plan.day(index) for index in range(DAYS + 40)]
        self.text = [day.isoformat() for day in self.days]
        self.moment = [f"{day.isoformat()} 07:00+00\t1" for day in self.days]  # created_at, version
        starts = [f"{int(at(day, 9).timestamp() * 1000):012x}" for day in self.days]
        self.key = [f"{start[:8]}-{start[8:]}-7000-8000-" for start in starts]


class Writer:
    """Writes the clients of one team, each with a case, a contact and meetings."""

    def __init__(
        self, lines: Lines, calendar: Calendar, serial: Iterator[int], crew: Crew, permissions: dict[str, int]
    ):
        self.crew, self._calendar, self._serial = crew, calendar, serial
        self._add = {model: waiting.append for model, waiting in lines.waiting.items()}
        self._chance = random.Random(f"large {crew.team.municipality_id}")  # noqa: S311 it must be repeatable
        self._seal = sealers(crew.team.municipality_id)
        self._codes = IdentityCodes(Chance("large codes", crew.team.pk))
        self._permissions = permissions
        self._summaries = words.summaries()
        self._numbers: dict[str, Iterator[int]] = {}
        self._place = f"{crew.team.municipality_id}\t{crew.team.pk}\n"

    def _key(self, day: int) -> str:
        return f"{self._calendar.key[day]}{next(self._serial):012x}"

    def client(
        self, hands: list[Hand], *, opened: int | None = None, meetings: int | None = None, cases: int = 1
    ) -> str:
        """A client with so many cases, the last of which has so many meetings. Returns the key of the last case.

        `hands` take part, the first of them is responsible; `opened` (an index of a day) leaves the last case open.
        """
        chance, calendar = self._chance, self._calendar
        is_open = opened is not None or chance.random() < OPEN_SHARE
        if opened is None:
            opened = DAYS - 2 - int(chance.random() * (OPEN_DAYS if is_open else DAYS - 90))
        first = max(opened - 60 * (cases - 1), 5)
        years = 7.5 if cases > 1 else 6 + 11 * chance.random() ** 0.6  # who comes back for years was young at first
        birth = calendar.days[first] - timedelta(days=int(years * 365.2))
        given, family = chance.choice(words.GIVEN), chance.choice(words.FAMILY)
        lead = hands[0]
        marks = f"{lead.stamp}\t{calendar.moment[first]}\n"
        client = self._key(first)
        own = f"{client}\t{given[0]}\t{family[0]}\t{given[1]}\t{family[1]}"
        self._add["clients.Client"](f"{own}\t{words.name_key(family[0], given[0])}\t{marks}")
        self._add["clients.ClientBirth"](f"{self._key(first)}\t{client}\t{birth}\t{marks}")
        self._identity(client, birth, first, marks)
        case = ""
        for number in range(cases):
            day = opened if number == cases - 1 else first + 60 * number
            last = number == cases - 1
            initials = f"{given[0][0]}. {family[0][0]}."
            case = self._case(client, initials, birth, hands, day, is_open and last, meetings if last else None)
            self._contact(given[0], family[0], birth, hands, day, case)
        return case

    def _identity(self, client: str, birth: date, day: int, marks: str) -> None:
        chance, seal, add = self._chance, self._seal, self._add
        gender = "boy" if chance.random() < 0.65 else "girl"
        key, code, hashed = self._key(day), "\\N", "\\N"
        if chance.random() < 0.5 and (given := self._codes.code(self.crew.team.municipality_id, birth, gender)):
            code = hexed(seal["clients.ClientIdentity", "identity_code"](key, given.encode()))
            hashed = hexed(lookup_hash(lookup_key(), given))
        add["clients.ClientIdentity"](f"{key}\t{client}\t{code}\t{hashed}\t{gender}\tfi\t\t{marks}")
        key, tenant = self._key(day), self.crew.team.municipality_id
        street = hexed(seal["clients.ClientAddress", "street"](key, b"Naavakuja 7"))
        phone = hexed(seal["clients.ClientAddress", "phone"](key, b"000 123 4567"))
        add["clients.ClientAddress"](f"{key}\t{client}\tf\t{tenant}\t{street}\t{phone}\t{marks}")
        key = self._key(day)
        name = hexed(seal["clients.RelatedPerson", "name"](key, b"Vilja Sammalpuro"))
        add["clients.RelatedPerson"](f"{key}\t{client}\tmother\tjoint\t{name}\tt\tf\tf\t{marks}")

    def _case(
        self, client: str, initials: str, birth: date, hands: list[Hand], day: int, is_open: bool, meetings: int | None
    ) -> str:
        chance, calendar, add = self._chance, self._calendar, self._add
        lead, text = hands[0], calendar.text
        marks = f"{lead.stamp}\t{calendar.moment[day]}\n"
        case, opened = self._key(day), text[day]
        if is_open:
            stage, closed, reason, last = "in_work", "\\N", "", DAYS - 1
        else:
            last = min(day + 80, DAYS - 1)
            stage, closed, reason = "closed", text[last], "referred_on"
        reached = f'{{"selected": "{opened}", "{stage}": "{closed if reason else opened}"}}'
        shell = f"{case}\t{client}\t{self._number(opened)}\t{initials}\t{age_on(birth, calendar.days[last])}\t{stage}\t{reached}"
        add["clients.Case"](f"{shell}\t{lead.membership}\tf\t{opened}\t{closed}\t{reason}\t{marks}")
        criteria = chance.choice(CRITERIA)
        contact_on, age = text[day - 5], age_on(birth, calendar.days[day - 5])
        add["clients.CaseSelection"](f"{self._key(day)}\t{case}\t{contact_on}\t{opened}\t{age}\t{criteria}\t{marks}")
        add["clients.CaseReason"](f"{self._key(day)}\t{case}\t{chance.choice(REASONS)}\tdid\t{marks}")
        for place, hand in enumerate(hands):
            self._take_part(case, client, hand, day, leads=place == 0, ended="\\N" if is_open else closed)
        if chance.random() < 0.85:
            add["clients.Consent"](f"{self._key(day)}\t{case}\tteam\tt\t{SECTORS}\t{opened}\t{marks}")
        held = meetings if meetings is not None else chance.choice(MEETINGS)
        step = max((DAYS - 1 - day) // held, 1) if meetings else 14
        for place in range(held):
            self._meeting(case, hands, min(day + 7 + place * step, DAYS - 1), place)
        if chance.random() < 0.3:
            dates = f"{opened}\t{opened}\t{text[min(day + 20, DAYS)]}\t\t{text[min(day + 110, DAYS)]}\t\\N"
            add["referrals.OnwardReferral"](
                f"{self._key(day)}\t{case}\tfamily_services\tconsent\tstarted\t{dates}\t{marks}"
            )
        return case

    def _number(self, opened: str) -> str:
        year = opened[:4]
        if year not in self._numbers:
            self._numbers[year] = count(1)
        return f"A-{year}-{next(self._numbers[year]):04}"

    def _take_part(self, case: str, client: str, hand: Hand, day: int, *, leads: bool, ended: str) -> None:
        """Who leads stays on a closed case; the others' sight ended with it."""
        calendar, over = self._calendar, ended != "\\N" and not leads
        marks = f"{hand.stamp}\t{calendar.moment[day]}\n"
        own = f"{self._key(day)}\t{case}\t{hand.membership}\tteam\t{calendar.text[day]}\t{ended if over else '\\N'}"
        self._add["clients.Participation"](f"{own}\t{marks}")
        if over:
            return
        permission = self._permissions["lead_case" if leads else "work_case"]
        held = f"{permission}\t{hand.user}\t{case}\t{hand.membership}\t{self._place.rstrip()}\t{client}\n"
        self._add["clients.CaseGrant"](held)

    def _meeting(self, case: str, hands: list[Hand], day: int, place: int) -> None:
        chance, calendar, add, key = self._chance, self._calendar, self._add, self._key
        lead = hands[0]
        marks = f"{lead.stamp}\t{calendar.moment[day]}\n"
        meeting, when = key(day), calendar.text[day]
        kind = "follow_on" if place else "first"
        hour = 7 + place % 8
        times = f"{when} {hour:02}:{place // 8 % 60:02}+00\t{when} {hour + 1:02}:{place // 8 % 60:02}+00"
        add["meetings.Meeting"](f"{meeting}\t{case}\t{kind}\theld\t{times}\tt\tf\t1\tf\tt\t\t{marks}")
        for hand in hands if place % 3 == 0 else hands[:1]:
            theirs = f"{lead.place}\t{hand.sector}\t{lead.hand}\t{calendar.moment[day]}\n"
            add["meetings.Attendance"](f"{key(day)}\t{meeting}\t{case}\t{hand.membership}\tt\t{theirs}")
        summary = key(day)
        text = hexed(self._seal["meetings.MeetingSummary", "text"](summary, chance.choice(self._summaries)))
        add["meetings.MeetingSummary"](f"{summary}\t{meeting}\t{case}\t{{school,home}}\t{{leisure}}\t{text}\t{marks}")
        if place % 3 == 1:
            action = key(day)
            what = hexed(self._seal["meetings.AgreedAction", "what"](action, chance.choice(words.ACTIONS)))
            done = "\\N" if day > DAYS - 30 else when
            own = f"{action}\t{meeting}\t{case}\t{what}\tprofessional\t{lead.membership}\t{calendar.text[day + 14]}\t{done}"
            add["meetings.AgreedAction"](f"{own}\t{marks}")

    def plan(self, case: str, hands: list[Hand], hour: int) -> None:
        """A meeting planned for the last day of the country."""
        key, when, marks = (
            self._key,
            self._calendar.text[DAYS],
            f"{hands[0].stamp}\t{self._calendar.moment[DAYS - 3]}\n",
        )
        meeting = key(DAYS - 3)
        times = f"{when} {hour:02}:30+00\t{when} {hour + 1:02}:30+00"
        self._add["meetings.Meeting"](f"{meeting}\t{case}\tfollow_on\tplanned\t{times}\tf\tf\t0\tf\tf\t\t{marks}")
        own = f"{key(DAYS - 3)}\t{meeting}\t{case}\t{hands[0].membership}\tf"
        self._add["meetings.Attendance"](f"{own}\t{marks}")

    def _contact(self, given: str, family: str, birth: date, hands: list[Hand], day: int, case: str) -> None:
        """The contact the case began with, received by the one who is responsible, decided on by a coordinator."""
        calendar, add = self._calendar, self._add
        lead, coordinator = hands[0], self._chance.choice(self.crew.coordinators)
        contact = self._received(lead, day, age_on(birth, calendar.days[day - 5]), "selected", calendar.text[day], case)
        marks = f"{lead.stamp}\t{calendar.moment[day - 5]}\n"
        key = self._key(day)
        story = hexed(self._seal["referrals.ContactDetails", "text"](key, self._chance.choice(words.STORIES)))
        add["referrals.ContactDetails"](f"{key}\t{contact}\t{given}\t{family}\t{birth}\t{story}\t{marks}")
        marks = f"{coordinator.stamp}\t{calendar.moment[day]}\n"
        add["referrals.Decision"](f"{self._key(day)}\t{contact}\tselected\t{calendar.text[day]}\t\t\t{{}}\t{marks}")
        self._keep_sight(contact, lead, "work_contact")
        self._keep_sight(contact, coordinator, "view_contact")

    def waiting(self, day: int) -> None:
        """A contact nobody has decided on yet."""
        hand = self._chance.choice(self.crew.members)
        contact = self._received(hand, day, 14, "received", "\\N", "\\N")
        self._keep_sight(contact, hand, "work_contact")

    def _received(self, hand: Hand, day: int, age: int, stage: str, decided: str, case: str) -> str:
        calendar, tenant = self._calendar, self.crew.team.municipality_id
        contact = self._key(day)
        # Three columns say the same of all until they go (referrals/models/contact.py): COPY knows no default of Django's.
        facts = f"{calendar.text[day - 5]} 07:00+00\tother\tother\tnormal\t{stage}\t{tenant}\t{age}\tknown"
        reasons = f"{{petty_theft}}\t{{crime}}\tunknown\tconsent\t{SECTORS}\tf\t\t{decided}\t{case}"
        marks = f"{hand.stamp}\t{calendar.moment[day - 5]}\n"
        self._add["referrals.Contact"](f"{contact}\t{facts}\t{reasons}\t{marks}")
        self._add["referrals.ContactOrigin"](f"{self._key(day)}\t{contact}\tphone\tpolice\tguardian\t{marks}")
        return contact

    def _keep_sight(self, contact: str, hand: Hand, grip: str) -> None:
        permission = self._permissions[grip]
        self._add["referrals.ContactGrant"](f"{permission}\t{hand.user}\t{contact}\t{hand.membership}\t{self._place}")

    def numbering(self) -> None:
        """The last number of each year."""
        team = self.crew.team
        for year, numbers in self._numbers.items():
            last = next(numbers) - 1
            self._add["clients.CaseNumbering"](
                f"{self._key(DAYS)}\t{team.municipality_id}\t{team.pk}\t{year}\t{last}\n"
            )
