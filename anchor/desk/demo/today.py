"""What waits today for the team of the demo sign-ins: contacts to answer, meetings, things due, a referral to follow."""

from datetime import date, datetime, timedelta
from uuid import UUID

from anchor.core.working_days import working_days_after
from anchor.desk.demo import cases, contacts, meetings
from anchor.desk.demo.chance import at, workday
from anchor.desk.demo.office import Office
from anchor.desk.demo.people import Worker
from anchor.desk.demo.youths import Matter, new_youth
from clients.models import EmergencyAccess, EmergencyText
from clients.services.emergency import REVIEW_WORKING_DAYS


class Today:
    """The day of the shown team, told by hand so that every page has something to do."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.day = office.until
        self.salla, self.jari = office.crew.by_sector["social"][0], office.crew.by_sector["police"][0]
        self.riitta = office.crew.coordinator
        nurses = [worker for worker in office.crew.by_sector["health"] if worker is not self.riitta]
        self.noora, self.youth_worker = nurses[0], office.crew.by_sector["youth"][0]
        self.home = office.crew.place.team.municipality_id
        self.cases: dict[str, UUID] = {}  # for what is done with them through the services afterwards

    def tell(self) -> list[cases.File]:
        """Everything; the cases are returned to be numbered and written."""
        self._contacts()
        named = {
            "in_work": self._in_work(),
            "unlogged": self._unlogged(),
            "without_consent": self._without_consent(),
            "follow_up": self._to_follow_up(),
            "protected": self._under_non_disclosure(),
            "of_police": self._of_the_police_officer(),
            "earlier": self._of_the_coordinator(12),
            "earlier_too": self._of_the_coordinator(15),
        }
        self.cases = {name: file.id for name, file in named.items()}
        return [*named.values(), *self._of_the_coming_days()]

    def _back(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        """A weekday about so many days ago; yesterday is yesterday, for somebody is always on call."""
        day = self.day - timedelta(days=days)
        return at(day if days == 1 else workday(day, step=-1), hour, minute)

    def _ahead(self, days: int) -> date:
        """A weekday to come; today is today, whenever the demonstration is looked at."""
        return workday(self.day + timedelta(days=days)) if days else self.day

    # --- contacts that wait ---

    def _contacts(self) -> None:
        everybody = list(map(str, self.office.sectors))
        # The social sector has not said anything yet; it may read who it is about.
        self._contact(2, 13, {"petty_theft": "did"}, self.jari, "police", 13, everybody, [(self.youth_worker, "yes")])
        self._contact(
            3, 12, {"bullying": "target", "school_absence": "worry"}, self.youth_worker, "school", 12, ["youth"], []
        )
        # Urgent, since yesterday evening.
        self._contact(
            1, 15, {"threat": "did", "weapon": "did"}, self.jari, "police", 15, ["police", "social"], [], "today"
        )
        # Everybody has answered: ready to be decided.
        answers = [(self.jari, "yes"), (self.salla, "yes"), (self.noora, "yes"), (self.youth_worker, "yes")]
        self._contact(6, 14, {"damage": "did", "alcohol": "worry"}, self.salla, "school", 9, everybody, answers)
        # Waits longer than the team has agreed on: health services have not answered.
        self._contact(
            11,
            13,
            {"home_conflict": "worry"},
            self.salla,
            "close_person",
            10,
            everybody,
            [(self.jari, "no"), (self.salla, "yes")],
        )
        # Phoned in without a name: nobody knows yet how old and from where.
        self._contact(1, None, {"drugs": "worry"}, self.youth_worker, "third_sector", 14, [], [])

    def _contact(
        self,
        days_ago: int,
        age: int | None,
        reasons: dict[str, str],
        receiver: Worker,
        source: str,
        hour: int,
        grounded: list[str],
        answers: list[tuple[Worker, str]],
        urgency: str = "normal",
    ) -> None:
        office, moment = self.office, self._back(days_ago, hour, 20)
        youth = new_youth(office, self.home, moment.date(), age or 14)
        youth.protected = False
        said = {"source": source, "receiver": receiver, "urgency": urgency}
        said |= {"ground": "consent" if grounded else "", "grounded_sectors": grounded}
        if age is None:
            youth.given, youth.family, youth.code = "", "", ""
            said |= {"age": None, "age_knowledge": "unknown", "area_id": "unknown"}
        arrival = contacts.receive(office, moment, youth, Matter(reasons, self._criteria(reasons)), **said)
        for number, (worker, answer) in enumerate(answers, start=1):
            contacts.give_opinion(office, arrival, worker, moment + timedelta(hours=2 * number), answer)
        contacts.write(office, arrival)

    @staticmethod
    def _criteria(reasons: dict[str, str]) -> list[str]:
        found = {"drugs": "substance", "alcohol": "substance", "home_conflict": "support", "bullying": "support"}
        named = {found.get(reason, "crime") for reason in reasons if reason != "school_absence"}
        return [one for one in ("crime", "substance", "support") if one in named]

    # --- cases ---

    def _case(
        self,
        days_ago: int,
        age: int,
        reasons: dict[str, str],
        responsible: Worker,
        group: list[Worker],
        *,
        consent: bool | None = True,
        protected: bool = False,
    ) -> cases.File:
        """A case from its contact on, with the answer about consent: given, refused, or not asked yet."""
        office, why = self.office, Matter(reasons, self._criteria(reasons))
        received = self._back(days_ago + 6, 10)
        youth = new_youth(office, self.home, received.date(), age)
        youth.protected = protected
        arrival = contacts.receive(office, received, youth, why, source="police", receiver=self.jari, urgency="normal")
        for worker in (self.salla, self.jari, self.noora):
            contacts.give_opinion(office, arrival, worker, received + timedelta(days=1), "yes")
        opened_on = workday(received.date() + timedelta(days=4))
        file = cases.open_case(
            office, youth, why, contact_on=received.date(), opened_on=opened_on, responsible=responsible, group=group
        )
        contacts.decide(office, arrival, opened_on, "selected", file.id)
        contacts.write(office, arrival)
        if consent is not None:
            asked_on = workday(opened_on + timedelta(days=2))
            cases.consent(office, file, "team", asked_on, given=consent)
            cases.consent(office, file, "school", asked_on, given=consent)
        return file

    def _held(self, file: cases.File, days_ago: int, kind: str, due_in: int | None = None) -> None:
        """A held meeting; `due_in` days from today its agreed action is due, which is the responsible worker's."""
        starts_at = self._back(days_ago, 13)
        meeting_id = meetings.hold(self.office, file, starts_at, kind, writer=file.responsible)
        if file.row["stage"] != "in_work":
            file.reach("in_work", starts_at.date())
        if due_in is not None:
            due_on = self.day + timedelta(days=due_in)
            done_on = due_on if due_in < -7 else None
            owner = file.responsible
            meetings.agree(self.office, file, meeting_id, starts_at, due_on=due_on, owner=owner, done_on=done_on)
        meetings.agree(self.office, file, meeting_id, starts_at, due_on=self._ahead(6))

    def _plan(self, file: cases.File, day: date, hour: int, minute: int = 0) -> None:
        planned_on = max(file.opened_on, self.day - timedelta(days=7))
        meetings.plan(self.office, file, at(day, hour, minute), planned_on=planned_on)
        file.row["next_step_on"] = day
        if file.row["stage"] == "selected":
            file.reach("meeting_agreed", planned_on)

    def _in_work(self) -> cases.File:
        """The case that the first walk through the program opens: two meetings behind it, one today."""
        group = [self.jari, self.noora, self.youth_worker]
        file = self._case(50, 14, {"petty_theft": "did", "damage": "did"}, self.salla, group)
        self._held(file, 40, "first", due_in=-33)
        self._held(file, 19, "network", due_in=0)
        self._plan(file, self._ahead(0), 14, 30)
        return file

    def _unlogged(self) -> cases.File:
        """Its meeting of the last working day has not been logged."""
        file = self._case(24, 13, {"assault": "did"}, self.salla, [self.jari, self.youth_worker])
        self._held(file, 12, "first", due_in=-2)
        self._plan(file, self._back(1).date(), 10)
        return file

    def _without_consent(self) -> cases.File:
        file = self._case(
            9, 15, {"alcohol": "worry", "disturbance": "did"}, self.salla, [self.jari, self.noora], consent=None
        )
        self._plan(file, self._ahead(1), 9)
        return file

    def _to_follow_up(self) -> cases.File:
        """One referral was sent and nobody has said whether it began; another has gone on for three months."""
        file = self._case(130, 16, {"drugs": "worry", "theft": "did"}, self.salla, [self.noora])
        for days_ago, kind in ((120, "first"), (95, "follow_on"), (40, "follow_on")):
            self._held(file, days_ago, kind)
        sent_on = self.day - timedelta(days=30)
        sent = {"status": "sent", "sent_on": sent_on, "follow_up_on": self.day - timedelta(days=1)}
        meetings.refer(self.office, file, sent_on, service="mental_health", state="sent", **sent)
        began_on = self.day - timedelta(days=91)
        begun = {"status": "started", "sent_on": began_on, "started_on": began_on, "follow_up_on": self.day}
        meetings.refer(self.office, file, began_on, service="hobby", state="started", **begun)
        meetings.refer(self.office, file, self.day - timedelta(days=3), service="family_services", state="proposed")
        file.reach("assessed", self.day - timedelta(days=35))
        file.reach("follow_up", self.day - timedelta(days=30))
        self._opened_and_not_reviewed(file, 12)
        return file

    def _opened_and_not_reviewed(self, file: cases.File, days_ago: int) -> None:
        """An emergency access whose review is overdue: a superior of the controller sees it."""
        opened_at = self._back(days_ago, 21, 40)
        marks = self.youth_worker.stamp | {"controller": file.responsible.stamp["controller"]}
        about = {"case_id": file.id, "client_id": file.youth.client_id, "reason": "missing"}
        due_on = working_days_after(opened_at.date(), REVIEW_WORKING_DAYS)
        hour = {"opened_at": opened_at, "until": opened_at + timedelta(hours=1), "review_due_on": due_on}
        access_id = self.office.add(EmergencyAccess, opened_at, **about, **hour, **marks)
        self.office.add(EmergencyText, opened_at, access_id=access_id, text="Ei tullut yöksi kotiin.", **marks)

    def _under_non_disclosure(self) -> cases.File:
        group = [self.noora]
        file = self._case(34, 12, {"domestic_violence": "target"}, self.salla, group, consent=True, protected=True)
        self._held(file, 20, "first")
        self._plan(file, self._ahead(3), 13)
        return file

    def _of_the_police_officer(self) -> cases.File:
        """Led by the police; the social worker is not on it."""
        file = self._case(28, 17, {"vehicle_use": "did", "traffic": "did"}, self.jari, [self.youth_worker])
        self._held(file, 15, "talk", due_in=1)
        self._plan(file, self._ahead(0), 12)
        return file

    def _of_the_coordinator(self, age: int) -> cases.File:
        """Closed half a year ago, and the adolescent is heard of again."""
        file = self._case(210, age, {"home_conflict": "worry"}, self.riitta, [self.noora])
        starts_at = self._back(195, 13)
        meetings.hold(self.office, file, starts_at, "first", writer=self.riitta)
        file.reach("in_work", starts_at.date())
        cases.close(file, self._back(170).date(), "no_need")
        return file

    def _of_the_coming_days(self) -> list[cases.File]:
        """A meeting on each of the next working days, so that a demonstration of a week stays alive."""
        files = []
        leaders = (self.salla, self.youth_worker, self.jari, self.salla)
        for number, responsible in enumerate(leaders):
            others = [worker for worker in (self.salla, self.jari, self.noora) if worker is not responsible]
            file = self._case(16 + number, 11 + number, {"damage": "did"}, responsible, others)
            if number % 2:
                self._held(file, 8, "first", due_in=number + 1)
            self._plan(file, self._ahead(number + 2), 9 + number)
            files.append(file)
        return files
