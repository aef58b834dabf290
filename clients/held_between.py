"""What has passed between sectors, givers and helpers about a client, for extracts: `held_about.py` continued.

None of it is ever told to a guardian: it names other people, or tells how the adolescent is protected.
"""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anchor.access.vocabulary import Record
from anchor.access.words import RECORDS
from anchor.accounts.actor import Actor
from anchor.core.display import format_moment, sector_name
from anchor.tenancy.codes import label, labels
from clients.held import Held, Kind, Sheltered
from clients.held_telling import day_of, own, pairs_of, place, told
from clients.models import (
    Client,
    ConsentGiver,
    Disclosure,
    EmergencyAccess,
    EmergencyText,
    SafetyNote,
    SectorRequest,
)


def held_between(client: Client, actor: Actor) -> Iterator[Held]:
    """Safety notes, each giver's answer, disclosures, requests to a sector, and emergency accesses with their words."""
    for note in own(SafetyNote, actor).filter(client=client).order_by("pk"):
        pairs = pairs_of((_("Text"), note.text))
        yield told(note, Kind.OTHER, _("What to know when going there"), *pairs, for_guardian=False)
    yield from _givers(client, actor)
    yield from _disclosures(client, actor)
    for asked in own(SectorRequest, actor).filter(case__client=client).order_by("pk"):
        title = _("A request to %(sector)s") % {"sector": sector_name(asked.asked_sector)}
        pairs = pairs_of(
            (_("Question"), asked.text),
            (pgettext("what is held", "Answer"), asked.reply),
            (_("Status"), asked.get_state_display()),
        )
        yield told(asked, Kind.OTHER, title, *pairs, for_guardian=False)
    yield from _emergencies(client, actor)


def _givers(client: Client, actor: Actor) -> Iterator[Held]:
    for row in own(ConsentGiver, actor).filter(case__client=client).order_by("pk"):
        pairs = pairs_of(
            (_("Who answered"), Sheltered(row.words, instead=label("consent_giver", row.giver))),
            (pgettext("what is held", "Answer"), row.get_answer_display()),
            (_("Withdrawn"), row.withdrawn_on),
            (_("Why asked all the same"), row.asked_despite),
        )
        on = row.answered_on or day_of(row.created_at)
        yield told(row, Kind.CONSENTS, _("Answer to a consent"), *pairs, on=on, for_guardian=False)


def _disclosures(client: Client, actor: Actor) -> Iterator[Held]:
    grounds = labels("legal_ground")
    for row in own(Disclosure, actor).filter(case__client=client).order_by("given_on", "pk"):
        what = RECORDS[Record(row.record_kind)] if row.record_kind else row.what
        pairs = pairs_of(
            (_("What was given"), what),
            (_("To whom"), sector_name(row.to_sector) if row.to_sector else place(row.to_authority)),
            (_("Ground"), grounds.get(row.ground, row.ground)),
            (_("Condition"), row.condition),
            (_("Taken back"), row.taken_back_on),
        )
        title = _("Disclosed on a ground in law")
        yield told(row, Kind.OTHER, title, *pairs, on=row.given_on, for_guardian=False)


def _emergencies(client: Client, actor: Actor) -> Iterator[Held]:
    opened = own(EmergencyAccess, actor).filter(client=client)
    for row in opened.order_by("opened_at", "pk"):
        pairs = pairs_of(
            (_("Why"), row.reason_words),
            (_("From"), format_moment(row.opened_at)),
            (_("Until"), format_moment(row.until)),
            (_("Judgement"), row.judgement and capfirst(row.get_judgement_display())),
        )
        title = _("Opened in an emergency")
        yield told(row, Kind.OTHER, title, *pairs, on=day_of(row.opened_at), for_guardian=False)
    for words in own(EmergencyText, actor).filter(access__client=client).order_by("pk"):
        title = _("Words about an opening in an emergency")
        yield told(words, Kind.OTHER, title, (_("Text"), words.text), for_guardian=False)
