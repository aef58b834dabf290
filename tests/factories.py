"""Situations, named for what they are. Built as the owner, straight into the tables: services are what tests are about."""

import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.utils import timezone

from anchor.access import grants
from anchor.accounts.actor import Actor
from anchor.accounts.models import Team
from anchor.accounts.stamps import stamp
from anchor.core.dates import age_on
from anchor.core.models import Job
from anchor.tenancy.scope import beyond_the_wall
from clients.models import (
    Case,
    CaseReason,
    CaseSelection,
    Client,
    ClientAddress,
    ClientBirth,
    ClientIdentity,
    Consent,
    ConsentDetails,
    ConsentGiver,
    Disclosure,
    ExtractRequest,
    Participation,
    PresenceNotice,
    SectorRequest,
)
from clients.models.extract import LASTS
from clients.services.ages import reckon_case
from meetings.models import AgreedAction, Attendance, Meeting, MeetingPlace, MeetingSummary, SectorNote
from referrals.models import (
    ChildWelfareAnswer,
    Contact,
    ContactDetails,
    ContactOrigin,
    Event,
    EventDetails,
    ExpertQuestion,
    SamePerson,
)
from referrals.models.event import details_of, same_origin
from reporting.models import Report

if TYPE_CHECKING:
    from tests.world import World

_numbers = iter(range(1, 1_000_000))


def years_ago(years: int, *, days: int = 0) -> datetime.date:
    """The day somebody was born who turned `years` a hundred days ago (or `days` ago)."""
    day = timezone.localdate() - datetime.timedelta(days=days or 100)
    return day.replace(year=day.year - years, day=min(day.day, 28))


def case_in_work(world: "World", *, responsible: str, given_names: str = "Eelis", age: int = 14, **client: Any) -> Case:
    """An open case of one adolescent with its responsible worker on it, selected a month ago for crime."""
    with beyond_the_wall("tests"):
        actor = Actor(world.people[responsible])
        marks = stamp(actor)
        birth_date = client.pop("birth_date", years_ago(age))
        person = Client.objects.create(
            given_names=given_names, family_name=client.pop("family_name", "Lumikanto"), **marks
        )
        ClientBirth.objects.create(client=person, birth_date=birth_date, **marks)
        ClientIdentity.objects.create(client=person, gender="boy", service_language="fi", **marks)
        ClientAddress.objects.create(
            client=person,
            residence_id=client.pop("residence", actor.tenant_id),
            street="Satamakatu 1",
            protected=client.pop("protected", False),
            **marks,
        )
        opened = timezone.localdate() - datetime.timedelta(days=30)
        case = Case.objects.create(
            client=person,
            number=f"X-{opened.year}-{next(_numbers):04}",
            initials=person.initials,
            age=age_on(birth_date, timezone.localdate()),
            stage="in_work",
            responsible=actor.membership,
            opened_on=opened,
            **marks,
        )
        CaseSelection.objects.create(
            case=case,
            contact_on=opened,
            selected_on=opened,
            age=age_on(birth_date, opened),
            criteria=["crime"],
            **marks,
        )
        CaseReason.objects.create(case=case, reason="petty_theft", role="did", **marks)
        join(world, case, responsible, grip="lead_case")
        return case


def born(world: "World", case: Case, day: datetime.date) -> datetime.date:
    """The case's adolescent was born on that day, and the night has reckoned with it. Returns the day."""
    with beyond_the_wall("tests"):
        ClientBirth.objects.filter(client_id=case.client_id).update(birth_date=day)
    reckon_case(case)
    return day


def join(world: "World", case: Case, who: str, *, grip: str = "work_case") -> Participation:
    """A person begins to work on a case, with the grant that follows."""
    with beyond_the_wall("tests"):
        membership = world.people[who]
        marks = stamp(Actor(membership)) | {"tenant_id": case.tenant_id, "team_id": case.team_id}
        grants.grant(membership, grip, case)
        return Participation.objects.create(case=case, membership=membership, began_on=case.opened_on, **marks)


def invite(world: "World", case: Case, who: str, *, days: int = 30) -> Participation:
    """Somebody of another authority looks on until so many days from today; before today their time is over."""
    with beyond_the_wall("tests"):
        membership, until = world.people[who], timezone.localdate() + datetime.timedelta(days=days)
        marks = stamp(Actor(membership)) | {"tenant_id": case.tenant_id, "team_id": case.team_id}
        grants.grant(membership, "view_case", case, ends_on=until)
        span = {"began_on": case.opened_on, "ended_on": until + datetime.timedelta(days=1)}
        return Participation.objects.create(case=case, membership=membership, kind="guest", **span, **marks)


def question(
    world: "World", about: Case | Contact, *, by: str, to: str = "expert_asked", days: int = 14, **more: Any
) -> ExpertQuestion:
    """An expert was asked about a case or a contact, and has so many days to answer."""
    with beyond_the_wall("tests"):
        until = timezone.localdate() + datetime.timedelta(days=days)
        place = {"case" if isinstance(about, Case) else "contact": about}
        marks = stamp(Actor(world.people[by])) | {"tenant_id": about.tenant_id, "team_id": about.team_id}
        row = ExpertQuestion.objects.create(
            expert=world.people[to], text="Miten nuorta voi auttaa nukkumaan?", until=until, **place, **more, **marks
        )
        if row.answered_on is None and row.withdrawn_on is None:
            grants.grant(world.people[to], "answer_question", row, ends_on=until)
        return row


def consent(world: "World", case: Case, *, sectors: list[str], given: bool = True, **more: Any) -> Consent:
    """The adolescent said yes (or no) to the first sentence a month ago."""
    with beyond_the_wall("tests"):
        marks = stamp(Actor(case.responsible))
        row = Consent.objects.create(
            case=case, sentence="team", given=given, covered_sectors=sectors, valid_from=case.opened_on, **more, **marks
        )
        ConsentDetails.objects.create(consent=row, case=case, giver="adolescent", about="Sanoi itse.", **marks)
        said = {"giver": "adolescent", "answer": "yes" if given else "no", "answered_on": case.opened_on}
        ConsentGiver.objects.create(consent=row, case=case, **said, **marks)
        return row


def meeting_held(world: "World", case: Case, *, by: str, present: tuple[str, ...] = (), days_ago: int = 7) -> Meeting:
    """A meeting of an hour with a summary and one agreed action, logged by a person."""
    with beyond_the_wall("tests"):
        marks = stamp(Actor(world.people[by])) | {"tenant_id": case.tenant_id, "team_id": case.team_id}
        starts = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) - datetime.timedelta(
            days=days_ago
        )
        meeting = Meeting.objects.create(
            case=case,
            kind="first",
            status="held",
            starts_at=starts,
            ends_at=starts + datetime.timedelta(hours=1),
            adolescent_present=True,
            **marks,
        )
        MeetingSummary.objects.create(
            meeting=meeting, case=case, text="Puhuttiin viikosta.", topics=["school"], **marks
        )
        for who in {by, *present}:
            own = stamp(Actor(world.people[who])) | {"tenant_id": case.tenant_id, "team_id": case.team_id}
            Attendance.objects.create(meeting=meeting, case=case, membership=world.people[who], **own)
        AgreedAction.objects.create(
            meeting=meeting,
            case=case,
            what="Soitetaan kerholle.",
            owner_kind="professional",
            owner=world.people[by],
            due_on=timezone.localdate() + datetime.timedelta(days=7),
            **marks,
        )
        return meeting


def place_of(world: "World", meeting: Meeting, place: str, others: str = "") -> MeetingPlace:
    """Where a meeting was, written down by who logged it; protected where its case is."""
    origin = ("tenant_id", "team_id", "sector", "controller", "author_id", "created_at", "case_id")
    with beyond_the_wall("tests"):
        marks = {name: getattr(meeting, name) for name in origin}
        protected = Case.objects.get(pk=meeting.case_id).non_disclosure
        return MeetingPlace.objects.create(meeting=meeting, place=place, others=others, protected=protected, **marks)


def contact(
    world: "World", *, received_by: str, grounded: list[str] | None = None, age: int | None = 14, **more: Any
) -> Contact:
    """A contact received yesterday and being screened; `grounded` sectors may read who it is about."""
    with beyond_the_wall("tests"):
        actor = Actor(world.people[received_by])
        marks = stamp(actor)
        row = Contact.objects.create(
            received_at=timezone.now() - datetime.timedelta(days=more.pop("days_ago", 1)),
            stage="screening",
            area_id=more.pop("area", actor.tenant_id),
            age=age,
            age_knowledge="known" if age is not None else "unknown",
            reasons=["petty_theft"],
            criteria=["crime"],
            ground="consent" if grounded else "",
            grounded_sectors=grounded or [],
            **more,
            **marks,
        )
        ContactOrigin.objects.create(contact=row, channel="phone", source="school", told="guardian", **marks)
        ContactDetails.objects.create(
            contact=row,
            given_names="Oliver",
            family_name="Tähkäniemi",
            birth_date=years_ago(age) if age else None,
            text="Kuraattori kertoi kaupassa tapahtuneesta.",
            **marks,
        )
        ChildWelfareAnswer.objects.create(contact=row, answer="no_need", why="Ei tarvetta.", **marks)
        grants.grant(actor.membership, "work_contact", row)
        return row


def one_event(world: "World", cases: dict[Case, str]) -> None:
    """Each case came of a contact somebody received, and all of them of one fight."""
    mark = uuid4()
    for case, receiver in cases.items():
        row = contact(world, received_by=receiver)
        with beyond_the_wall("tests"):
            decided = {"stage": "selected", "decided_on": timezone.localdate(), "case": case}
            Contact.objects.filter(pk=row.pk).update(**decided)
            row.refresh_from_db(fields=["case"])
            _fight(row, mark)


def event_of(world: "World", row: Contact) -> Event:
    """The contact came of a fight."""
    with beyond_the_wall("tests"):
        return _fight(row, uuid4())


def _fight(row: Contact, mark: UUID) -> Event:
    event = Event.objects.create(contact=row, mark=mark, **same_origin(row))
    EventDetails.objects.create(event=event, kind="fight", **details_of(row))
    return event


def presence_notice(world: "World", case: Case, *, of: str) -> PresenceNotice:
    """Another team has received a contact about the client of a case; its responsible worker was told today."""
    with beyond_the_wall("tests"):
        return PresenceNotice.objects.create(
            tenant_id=case.tenant_id,
            team_id=case.team_id,
            case=case,
            membership_id=case.responsible_id,
            other_team=world.teams[of],
            told_on=timezone.localdate(),
        )


def same_person(world: "World", row: Contact, case: Case, *, by: str, is_same: bool = True) -> SamePerson:
    """Somebody has said that the contact is about the client of an earlier case."""
    with beyond_the_wall("tests"):
        marks = stamp(Actor(world.people[by])) | {"tenant_id": row.tenant_id, "team_id": row.team_id}
        return SamePerson.objects.create(contact=row, earlier_id=case.client_id, is_same=is_same, **marks)


def returning(world: "World", row: Contact, case: Case, *, knows: str = "coordinator") -> None:
    """The contact is about the client of an earlier case; somebody works on that one, and their sector may read the name."""
    with beyond_the_wall("tests"):
        person = Client.objects.select_related("birth").get(pk=case.client_id)
        named = {"given_names": person.given_names, "family_name": person.family_name}
        named["birth_date"] = person.birth.birth_date
        ContactDetails.objects.filter(contact=row).update(**named)
        sectors = sorted({*row.grounded_sectors, world.people[knows].sector})
        Contact.objects.filter(pk=row.pk).update(ground="consent", grounded_sectors=sectors)
        row.refresh_from_db(fields=["ground", "grounded_sectors"])
    join(world, case, knows)


def join_as(world: "World", case: Case, who: str, *, sector: str, role: str = "member") -> Participation:
    """A further colleague of the team begins to work on the case, under a name of the test's own."""
    with beyond_the_wall("tests"):
        team = Team.objects.get(pk=case.team_id)
        world.people[who] = world.member(who, role, team=team, sector=sector)
    return join(world, case, who)


def sector_note(world: "World", case: Case, *, by: str, shared: bool = False, text: str = "") -> SectorNote:
    """A note of a person's own sector, of today and of no meeting."""
    with beyond_the_wall("tests"):
        marks = stamp(Actor(world.people[by]))
        day = timezone.localdate()
        return SectorNote.objects.create(case=case, written_on=day, shared=shared, text=text, **marks)


def disclosure(world: "World", case: Case, *, by: str, to: str, what: str = "") -> Disclosure:
    """The case's reason disclosed by its sector today on the Child Welfare Act, or something told in words."""
    with beyond_the_wall("tests"):
        reason = None if what else CaseReason.objects.get(case=case)
        return Disclosure.objects.create(
            case=case,
            record_kind="reason" if reason else "",
            record_id=reason and reason.pk,
            what=what,
            to_sector=to,
            ground="child_welfare_25",
            condition="Lapsesta on oltava huolissaan.",
            on_request=False,
            given_on=timezone.localdate(),
            **stamp(Actor(world.people[by])),
        )


def sector_request(world: "World", case: Case, *, by: str, to: str) -> SectorRequest:
    """One sector asks another; where nobody of that one works on the case, without a question."""
    with beyond_the_wall("tests"):
        unmanned = not Participation.objects.filter(case=case, sector=to, ended_on=None).exists()
        text = "" if unmanned else "Voiko terveydenhoitaja tulla mukaan?"
        marks = stamp(Actor(world.people[by]))
        return SectorRequest.objects.create(case=case, asked_sector=to, unmanned=unmanned, text=text, **marks)


def report_made(world: "World", *, by: str, year: int = 2025) -> Report:
    """A municipality's report that is ready, with a PDF of one line."""
    membership = world.people[by]
    job = Job.objects.create(kind="report", membership_id=membership.pk, state="done", finished_at=timezone.now())
    return Report.objects.create(
        job=job,
        membership=membership,
        kind="municipality",
        municipality_id=membership.organisation.municipality_id,
        year=year,
        language="fi",
        pdf=b"%PDF-1.7 a line",
        pages=1,
    )


def extracts_opened(world: "World", case: Case, *, by: str) -> ExtractRequest:
    """A register officer has found the client of a case and opened their records."""
    with beyond_the_wall("tests"):
        officer = Actor(world.people[by])
        return ExtractRequest.objects.create(
            tenant_id=case.tenant_id,
            team_id=case.team_id,
            membership=officer.membership,
            controller=officer.controller,
            client_id=case.client_id,
            case_id=case.pk,
            opened_at=timezone.now(),
            until=timezone.now() + LASTS,
        )
