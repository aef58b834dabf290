"""What the people of the shown team have done lately with each other, each act through the service that a page calls.

So every page about guests, experts, emergencies, events, disclosures and transfers has something to show to its person.
The keys of these few rows differ from run to run, as those of a running program do; all the rest is the builder's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from anchor.accounts.actor import Actor, memberships_of
from anchor.accounts.models import Membership, User
from anchor.core.ids import uuid7
from anchor.desk.demo.lately_texts import ANSWER, DISCLOSED, NOTES, QUESTIONS, REQUESTS
from anchor.desk.demo.transfers import NEIGHBOUR
from anchor.desk.services.extract_requests import Sought, open_request
from anchor.tenancy.scope import scoped
from clients.models import Case, Client, ClientIdentity, EmergencyAccess, Participation, RelatedPerson
from clients.services.change_client import PERSON_FIELDS, PersonData, change_client, held_about
from clients.services.consents import record_consent
from clients.services.disclosures import Given, disclose
from clients.services.emergency import Named, end_emergency_access, open_emergency_access, review_emergency_access
from clients.services.givers import Said
from clients.services.guests import invite_guest
from clients.services.requests import ask_sector, settle_request
from clients.services.safety_notes import write_safety_note
from clients.services.working_group import assign, mark_investigator
from meetings.models import SectorNote
from meetings.services.account import Account, Note
from meetings.services.log import log_meeting
from meetings.services.sharing import share_note
from referrals.models import Contact, ContactDetails
from referrals.services.child_welfare import ChildWelfare
from referrals.services.contacts import Circumstances, Person, record_contact
from referrals.services.decisions import Verdict, decide
from referrals.services.events import Told, record_event
from referrals.services.origins import Origin
from referrals.services.questions import answer_question, ask_expert
from referrals.services.same_person import say_same_person
from referrals.services.transfers import receiving_teams, send_transfer

_DAY = timedelta(days=1)


def tell(cases: dict[str, UUID]) -> None:
    """Everything, with the shown team's cases by what they show. Inside the transaction that built them."""
    Lately(cases).tell()


class Lately:
    """The last days of the shown team."""

    def __init__(self, cases: dict[str, UUID]) -> None:
        self.cases = cases
        self.today = timezone.localdate()

    def tell(self) -> None:
        """In the order in which it could have happened."""
        self._guest_and_experts()
        self._protected_places()
        self._consents()
        self._notes()
        self._between_sectors()
        self._events()
        self._known_earlier()
        self._heard_of_somebody_protected()
        self._emergencies()
        self._to_another_team()
        self._heard_of_elsewhere()
        self._asked_for_extract()

    # --- who acts, and on what ---

    @contextmanager
    def _as(self, who: str) -> Iterator[Actor]:
        """Somebody of the demonstration, asking as themselves."""
        with self._acting(self._membership(who)) as actor:
            yield actor

    @contextmanager
    def _acting(self, membership: Membership) -> Iterator[Actor]:
        actor = Actor(membership)
        with scoped(actor.scope()):
            yield actor

    def _membership(self, who: str) -> Membership:
        return memberships_of(User.objects.get(email=f"{who}@demo.example").pk)[0]

    def _case(self, actor: Actor, name: str) -> Case:
        return Case.objects.visible_to(actor).select_related("responsible").get(pk=self.cases[name])

    def _client(self, actor: Actor, name: str) -> Client:
        """Whose case this is, with the birth date, for somebody who may know it."""
        known = Client.objects.visible_to(actor).select_related("birth")
        return known.get(pk=self._case(actor, name).client_id)

    def _contact(self, actor: Actor, name: str) -> Contact:
        return Contact.objects.visible_to(actor).get(case_id=self.cases[name])

    # --- what they did ---

    def _guest_and_experts(self) -> None:
        with self._as("riitta") as riitta:
            case, until = self._case(riitta, "in_work"), self.today + 45 * _DAY
            invite_guest(actor=riitta, case=case, guest=self._membership("kaisu"), until=until)
        expert, until = self._membership("eero"), self.today + 14 * _DAY
        asked: Any = {"expert": expert, "until": until}
        with self._as("salla") as salla:
            case = self._case(salla, "in_work")
            ask_expert(actor=salla, question_id=uuid7(), about=case, text=QUESTIONS[0], **asked)
            answered = ask_expert(actor=salla, question_id=uuid7(), about=case, text=QUESTIONS[1], **asked)
        with self._as("eero") as eero:
            answer_question(actor=eero, question=answered, answer=ANSWER)
        with self._as("jari") as jari:
            waiting = Contact.objects.visible_to(jari).filter(decided_on=None, author=jari.membership)
            contact = waiting.order_by("received_at")[0]
            ask_expert(actor=jari, question_id=uuid7(), about=contact, text=QUESTIONS[2], **asked)

    def _protected_places(self) -> None:
        """Written by who has the right; a colleague without it joins, and learns that there is a protection."""
        with self._as("salla") as salla:
            case = self._case(salla, "protected")
            client = Client.objects.visible_to(salla).get(pk=case.client_id)
            held = held_about(salla, client)
            data = replace(held.data, street="Suojapolku 4 A 7", phone="040 000 1234", school="Kuusikon koulu")
            persons = [_typed(person) for person in held.persons]
            change_client(actor=salla, client=client, read_version=client.version, data=data, persons=persons)
            write_safety_note(actor=salla, case=case, text="Mene kaksin. Ovea ei avata ilman sovittua soittoa.")
            write_safety_note(actor=salla, case=self._case(salla, "in_work"), text="Pihalla on iso koira.")
        with self._as("riitta") as riitta:
            police = Membership.objects.current().filter(team_id=riitta.team_id, sector="police")
            unentitled = police.filter(protected_from=None).order_by("pk")[:1]
            assign(actor=riitta, case=self._case(riitta, "protected"), members=list(unentitled))

    def _consents(self) -> None:
        """One guardian has answered and the other has not; and an adolescent who decided, orally, with the school's leave."""
        with self._as("salla") as salla:
            case = self._case(salla, "without_consent")
            held = held_about(salla, Client.objects.visible_to(salla).get(pk=case.client_id))
            guardians = [_guardian("mother", "Elina Saarelampi"), _guardian("father", "Petri Saarelampi")]
            change_client(
                actor=salla, client=held.client, read_version=held.client.version, data=held.data, persons=guardians
            )
            people = RelatedPerson.objects.visible_to(salla).filter(client_id=case.client_id)
            said = [Said(person_id=people.get(relation="mother").pk, answer="yes")]
            record_consent(
                actor=salla, case=case, answers={"team": True}, giver="both", valid_from=self.today, said=said,
                present="Äiti ja nuori puhelimessa, Noora kuulemassa",
            )  # fmt: skip
            record_consent(
                actor=salla, case=self._case(salla, "follow_up"), answers={"other": True}, giver="adolescent",
                valid_from=self.today - 3 * _DAY, assessed_on=self.today - 3 * _DAY, other_sectors=["education"],
                present="Noora kuulemassa", about="Muutto: uuden kunnan ankkuritiimi saa jatkaa.",
            )  # fmt: skip

    def _notes(self) -> None:
        """A note that its sector keeps to itself, and one that it shares."""
        for who, hour, text, shared in (("salla", 10, NOTES[0], False), ("noora", 13, NOTES[1], True)):
            with self._as(who) as actor:
                starts_at = datetime.combine(self.today - 5 * _DAY, time(hour), timezone.get_current_timezone())
                account = Account(
                    kind="talk", status="held", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=45),
                    adolescent_present=True, told_before=True, professionals=frozenset({actor.membership_id}),
                    text="Juteltiin arjesta ja siitä, mikä siinä sujuu.",
                )  # fmt: skip
                case, note = self._case(actor, "in_work"), Note(written_on=starts_at.date(), text=text)
                meeting, _is_new = log_meeting(actor=actor, case=case, account=account, note=note)
                if shared:
                    written = SectorNote.objects.visible_to(actor).get(meeting=meeting)
                    share_note(actor=actor, note=written)

    def _between_sectors(self) -> None:
        """What is asked of a sector and answered, what still waits, and what is given without consent."""
        with self._as("salla") as salla:
            case = self._case(salla, "in_work")
            answered = ask_sector(actor=salla, case=case, asked_sector="police", text=REQUESTS[0])
            ask_sector(actor=salla, case=case, asked_sector="health", text=REQUESTS[1])
            own = SectorNote.objects.visible_to(salla).filter(case=case, author=salla.membership).latest("created_at")
            given = Given(
                record=("sector_note", own.pk), to_sector="health", ground="social_welfare_35", condition_holds=True,
                on_request=False, given_on=self.today,
            )  # fmt: skip
            disclose(actor=salla, case=case, given=given)
            outside = replace(given, record=None, what=DISCLOSED, to_sector="", to_authority="Hämeenlinnan lukio")
            disclose(actor=salla, case=case, given=outside)
        with self._as("jari") as jari:
            settle_request(actor=jari, asked=answered, answered=True, reply="Soitetaan huomenna kello 9.")
            ask_sector(actor=jari, case=self._case(jari, "in_work"), asked_sector="social", text=REQUESTS[2])

    def _events(self) -> None:
        """Two adolescents of one fight, each with a case of their own; the coordinator says who investigates it."""
        with self._as("jari") as jari:
            fought_on = self.today - 60 * _DAY
            one, other = self._contact(jari, "in_work"), self._contact(jari, "of_police")
            record_event(actor=jari, contact=one, told=Told(kind="fight", happened_on=fought_on))
            record_event(actor=jari, contact=other, told=Told(same_as=one))
            waiting = Contact.objects.visible_to(jari).filter(decided_on=None, author=jari.membership)
            siblings = list(waiting.order_by("received_at")[:2])
            record_event(actor=jari, contact=siblings[0], told=Told(kind="siblings"))
            record_event(actor=jari, contact=siblings[1], told=Told(same_as=siblings[0]))
        with self._as("riitta") as riitta:
            officers = Participation.objects.visible_to(riitta).select_related("case").filter(sector="police")
            officer = officers.get(case_id=self.cases["in_work"])
            mark_investigator(actor=riitta, participation=officer, investigates=True)

    def _known_earlier(self) -> None:
        """Two whom the team knew before are heard of again: of one the coordinator has said so, the other waits."""
        for name in ("earlier", "earlier_too"):
            with self._as("riitta") as riitta:
                known = self._client(riitta, name)
            with self._as("jari") as jari:
                contact = self._heard_of(jari, known, known.birth.birth_date)
        with self._as("riitta") as riitta:
            details = ContactDetails.objects.visible_to(riitta).get(contact_id=contact.pk)
            say_same_person(actor=riitta, details=details, client_id=known.pk, is_same=True)
            took_part = [self._membership(who) for who in ("salla", "jari", "noora")]
            verdict = Verdict(outcome="selected", decided_on=self.today, text="Jatketaan siitä, mikä auttoi viimeksi.")
            decide(actor=riitta, contact=contact, verdict=verdict, participants=took_part)

    def _heard_of_somebody_protected(self) -> None:
        """The place of who is under non-disclosure is kept apart from the contact."""
        born = self.today - timedelta(days=5000)
        with self._as("jari") as jari:
            somebody = Client(given_names="Venla", family_name="Suvantola")
            self._heard_of(jari, somebody, born, non_disclosure=True)

    def _heard_of(
        self, actor: Actor, known: Client, born: date, code: str = "", *, non_disclosure: bool = False
    ) -> Contact:
        return record_contact(
            actor=actor,
            contact_id=uuid7(),
            circumstances=Circumstances(
                received_at=timezone.now() - timedelta(hours=3),
                urgency="normal", area=actor.team.municipality if actor.team else None, age_knowledge="known",
                reasons=["school_absence"], criteria=["support"], non_disclosure=non_disclosure,
            ),
            origin=Origin(channel="phone", source="school", told="guardian"),
            person=Person(
                given_names=known.given_names, family_name=known.family_name, birth_date=born,
                identity_code=code, temporary_code=bool(code), school="Kuusikon koulu", phone="040 000 4321",
                text="Koulusta kerrottiin, että poissaolot ovat alkaneet uudelleen.",
            ),
            child_welfare=ChildWelfare(answer="no_need", why="Perhe saa jo tukea."),
            ground="consent",
            grounded_sectors=["police", "social", "health"],
        )  # fmt: skip

    def _heard_of_elsewhere(self) -> None:
        """The neighbouring team receives a contact about a client of the shown one, who has an identity code."""
        with self._as("salla") as salla:
            cases = Case.objects.visible_to(salla).filter(responsible=salla.membership, closed_on=None)
            mine = ClientIdentity.objects.visible_to(salla).select_related("client").order_by("client_id")
            ours = mine.filter(client__cases__in=cases.filter(non_disclosure=False), identity_hash__isnull=False)
            identity = ours.first()
            if identity is None:
                return
            held = held_about(salla, identity.client)
            persons = [_typed(person) for person in held.persons]
            change_client(
                actor=salla, client=held.client, read_version=held.client.version, data=held.data, persons=persons,
                temporary_code=True,
            )  # fmt: skip
        member = Membership.objects.current().filter(team__municipality_id=NEIGHBOUR, role="member").order_by("pk")
        with self._acting(memberships_of(member[0].user_id)[0]) as neighbour:
            self._heard_of(neighbour, identity.client, held.birth.birth_date, str(identity.identity_code))

    def _asked_for_extract(self) -> None:
        """The register officer has opened the records of an adolescent who asks for an extract."""
        with self._as("salla") as salla:
            client = self._client(salla, "in_work")
        sought = Sought(client.given_names, client.family_name, client.birth.birth_date)
        with self._as("raimo") as raimo:
            open_request(actor=raimo, sought=sought)

    def _emergencies(self) -> None:
        """One was reviewed; one by the county's named user waits for its review; one is open for an hour."""
        reviewed = self._opened("onni", "without_consent", "missing", "Ei tullut koulusta kotiin, äiti soitti.")
        with self._as("onni") as onni:
            end_emergency_access(actor=onni, access=reviewed)
        with self._as("riitta") as riitta:
            review_emergency_access(
                actor=riitta,
                access=reviewed,
                judgement="justified",
                text="Nuori löytyi illalla. Avaaminen oli tarpeen.",
            )
        self._opened("paula", "of_police", "placement", "Yöllinen päivystys: kiireellinen sijoitus selvitettävänä.")
        self._opened("onni", "protected", "danger", "Naapuri kertoi huudosta asunnosta.")

    def _opened(self, who: str, case: str, reason: str, text: str) -> EmergencyAccess:
        with self._as("salla" if case != "of_police" else "jari") as lead:
            client = self._client(lead, case)
        named = Named(client.given_names, client.family_name, client.birth.birth_date)
        with self._as(who) as actor:
            return open_emergency_access(actor=actor, named=named, reason=reason, text=text)

    def _to_another_team(self) -> None:
        """A case of the shown team is offered to its neighbour, and waits for the answer."""
        with self._as("salla") as salla:
            team = receiving_teams(salla).get(municipality_id=NEIGHBOUR)
            send_transfer(
                actor=salla, case=self._case(salla, "follow_up"), to_team=team, ground="consent",
                goes_along={"summaries": "consent", "agreed_actions": "consent"}, word="Nuori toivoo samaa tuttua tapaa.",
            )  # fmt: skip


def _typed(person: RelatedPerson) -> PersonData:
    """A close person as the form would give them back."""
    return PersonData(id=person.pk, **{name: getattr(person, name) for name in PERSON_FIELDS})


def _guardian(relation: str, name: str) -> PersonData:
    return PersonData(
        relation=relation,
        custody="joint",
        name=name,
        phone="040 000 5678",
        may_be_told=True,
        contact_banned=False,
        suspected=False,
    )
