"""Who must answer for a consent: the adolescent, each of the joint guardians, a representative (domain.md, Consent)."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from anchor.core.crypto import lookup_hash
from anchor.core.errors import DomainError
from anchor.core.keys import lookup_key
from anchor.core.versions import save_changed
from clients.models import Case, Client, Consent, ConsentGiver, RelatedPerson

ADOLESCENT, GUARDIAN, BOTH, REPRESENTATIVE = "adolescent", "guardian", "both", "legal_representative"
YES, NO, MISSING = (answer.value for answer in ConsentGiver.Answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one close person said to what was asked. `despite` is why somebody was asked who is kept out of the matter."""

    person_id: UUID
    answer: str
    despite: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """One of those whose yes is needed, with what they said."""

    giver: str
    answer: str
    person: RelatedPerson | None = None
    despite: str = ""

    @property
    def key(self) -> tuple[str, UUID | None]:
        """Who it is, whatever they said."""
        return self.giver, self.person.pk if self.person else None


def close_persons(actor: Actor, case: Case) -> list[RelatedPerson]:
    """The close people of the adolescent, as far as they exist for the actor."""
    return list(RelatedPerson.objects.visible_to(actor).filter(client_id=case.client_id).order_by("pk"))


def awaited_answers(actor: Actor, case: Case) -> dict[UUID, str]:
    """What close people have answered to what still waits for somebody else's answer, the latest for each."""
    awaited = Consent.objects.visible_to(actor).filter(case=case, awaited=True)
    rows = [row for row in rows_of(actor, awaited) if not row.withdrawn_on]
    return {row.person_id: row.answer for row in rows if row.person_id and row.answer}


def may_answer(person: RelatedPerson, giver: str) -> bool:
    """Whether somebody answers for the adolescent as this kind of giver."""
    if giver == REPRESENTATIVE:
        return person.representative != "none"
    return giver in (GUARDIAN, BOTH) and person.custody in ("sole", "joint")


def asks_another(case: Case, giver: str, known: Sequence[RelatedPerson]) -> bool:
    """Whether a guardian has to answer whom the actor may not know: the case says yes or no, and no name.

    Custody is joint, and fewer than two of those who have it are written down where the actor may read it.
    """
    guardians = [person for person in known if person.custody in ("sole", "joint")]
    return bool(case.joint_custody) and giver in (GUARDIAN, BOTH) and len(guardians) < 2


def mark_joint_custody(actor: Actor, client: Client) -> None:
    """Keep on the client's cases whether two guardians answer, for a responsible worker who may not read who they are.

    Each sector answers for what it has written down itself. Its mark is keyed: nobody sees which sector has an entry.
    """
    own = RelatedPerson.objects.visible_to(actor).filter(client=client, sector=actor.sector, custody="joint")
    mine, is_joint = joint_mark(client.pk, actor.sector), own.exists()
    for case in Case.objects.visible_to(actor).filter(client=client).select_for_update(of=("self",)).order_by("pk"):
        marks = set(case.joint_custody or ())
        after = sorted(marks | {mine} if is_joint else marks - {mine})
        if after != sorted(marks):
            case.joint_custody = after
            save_changed(case, "joint_custody")


def joint_mark(client_id: UUID, sector: str) -> str:
    """That a sector has written down joint custody, as a mark that tells nobody which sector it was."""
    return lookup_hash(lookup_key(), f"joint custody {client_id} {sector}").hex()


def givers_needed(
    actor: Actor, case: Case, giver: str, said: Iterable[Said], *, other_agreed: bool = False
) -> list[Giver]:
    """Everybody whose yes is needed, with what they said; who has said nothing is missing.

    `other_agreed`: the other guardian, whom the actor may not know by name, has said yes too.

    Each guardian with custody is needed, except one who is suspected in the matter or under a contact ban: that person is
    asked for a reason only. Where nobody is recorded, somebody of the kind has answered. Raises DomainError.
    """
    if giver == ADOLESCENT:
        return [Giver(giver=ADOLESCENT, answer=YES)]
    own = [Giver(giver=ADOLESCENT, answer=YES)] if giver == BOTH else []
    kind = GUARDIAN if giver == BOTH else giver
    known = {person.pk: person for person in close_persons(actor, case) if may_answer(person, giver)}
    spoken = {one.person_id: one for one in said if one.answer}
    if spoken.keys() - known.keys():
        raise DomainError(_("This person does not answer for the adolescent."), code="not_a_giver", field="giver")
    other = [Giver(giver=kind, answer=YES if other_agreed else MISSING)]
    other = other if asks_another(case, giver, list(known.values())) else []
    if not known:
        return [*own, Giver(giver=kind, answer=YES), *other]
    needed = [_said(kind, person, spoken.get(person.pk)) for person in known.values()]
    needed = [one for one in needed if one.answer or not (one.person and one.person.is_kept_out)]
    if not needed:
        message = _("Nobody recorded may answer. A representative is needed.")
        raise DomainError(message, code="nobody_may_answer", field="giver")
    if not any(one.answer for one in needed):
        raise DomainError(_("Record what at least one of them answered."), code="nobody_answered", field="giver")
    return own + needed + other


def _said(kind: str, person: RelatedPerson, said: Said | None) -> Giver:
    if said is None:
        return Giver(giver=kind, person=person, answer=MISSING)
    if person.is_kept_out and not said.despite:
        raise DomainError(
            _(
                "This person is suspected in the matter or under a contact ban, and is not asked. "
                "Say why you asked all the same."
            ),
            code="kept_out",
            field=f"despite_{person.pk}",
        )
    return Giver(giver=kind, person=person, answer=said.answer, despite=said.despite if person.is_kept_out else "")


def is_agreed(givers: Sequence[Giver]) -> bool:
    """Whether all have said yes."""
    return all(one.answer == YES for one in givers)


def is_awaited(givers: Sequence[Giver]) -> bool:
    """Whether nobody has said no and somebody has said nothing yet."""
    answers = {one.answer for one in givers}
    return NO not in answers and MISSING in answers


def rows_of(actor: Actor, consents: Iterable[Consent]) -> list[ConsentGiver]:
    """What is stored of those who answered, as far as it exists for the actor."""
    rows = ConsentGiver.objects.visible_to(actor).filter(consent__in=[consent.pk for consent in consents])
    return list(rows.order_by("created_at", "pk"))


def write_givers(
    actor: Actor, consent: Consent, givers: Iterable[Giver], *, agreed: bool, since: dict[tuple, datetime.date]
) -> None:
    """Write down each giver's answer. `agreed` is what was asked for; to a no, everybody who answered said no.

    `since` holds the days of answers that were given earlier and still stand.
    """
    marks = stamp(actor)
    rows = []
    for one in givers:
        answer = one.answer if agreed or not one.answer else NO
        rows.append(
            ConsentGiver(
                consent=consent,
                case_id=consent.case_id,
                giver=one.giver,
                person_id=one.person.pk if one.person else None,
                name=str(one.person.name) if one.person else "",
                answer=answer,
                answered_on=since.get((*one.key, answer), consent.valid_from) if answer else None,
                asked_despite=one.despite,
                **marks,
            )
        )
    ConsentGiver.objects.bulk_create(rows)
