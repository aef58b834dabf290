"""Random acts of emergency access and safety notes, by whoever may or may not; some time goes by too."""

import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from anchor.accounts.actor import Actor, actor_of
from anchor.tenancy.scope import beyond_the_wall, scoped
from clients.models import Case, Client, EmergencyAccess, EmergencyAttempt, SafetyNote
from clients.services import emergency, safety_notes
from tests.proofs.random_emergency import now

MINUTE = datetime.timedelta(minutes=1)


def open_in_emergency(acts: Any) -> None:
    """By anybody, with the name as it is or a little wrong."""
    case = acts.any_of(Case)
    named_users = [one for one in acts.world.watchers if one.role == "emergency"]
    actor = acts.somebody(case) if acts.chance.random() < 0.8 else actor_of(acts.chance.choice(named_users).pk)
    with beyond_the_wall("choosing"):
        client = Client._base_manager.get(pk=case.client_id)
        EmergencyAttempt._base_manager.filter(membership=actor.membership).delete()  # a quarter of an hour goes by
    family = client.family_name if acts.chance.random() < 0.9 else "Toinen"
    named = emergency.Named(client.given_names, family, client.birth.birth_date)
    with scoped(actor.scope()):
        emergency.open_emergency_access(actor=actor, named=named, reason="missing", text="Etsitään.")


def _used(acts: Any, service: Any, **more: Any) -> None:
    access = acts.any_of(EmergencyAccess)
    actor = _opener(acts, access) if acts.chance.random() < 0.8 else acts.somebody(access)
    with scoped(actor.scope()):
        mine = EmergencyAccess.objects.visible_to(actor).get(pk=access.pk)
        service(actor=actor, access=mine, **more)


def _opener(acts: Any, access: EmergencyAccess) -> Actor:
    """Whoever opened it; a county's named user visits its team."""
    actor = actor_of(access.author_id)
    if actor is None:
        raise ObjectDoesNotExist
    team = next(team for team in acts.world.people if team.pk == access.team_id)
    return actor if actor.team else actor.visit(team)


def renew_in_emergency(acts: Any) -> None:
    _used(acts, emergency.renew_emergency_access)


def confirm_the_address(acts: Any) -> None:
    _used(acts, emergency.confirm_protected_address)


def end_in_emergency(acts: Any) -> None:
    _used(acts, emergency.end_emergency_access)


def review_an_emergency(acts: Any) -> None:
    access = acts.any_of(EmergencyAccess, reviewed_at=None)
    actor = acts.somebody(access, role="coordinator")
    judgement = acts.chance.choice(["justified", "justified", "not_justified"])
    with scoped(actor.scope()):
        mine = EmergencyAccess.objects.visible_to(actor).get(pk=access.pk)
        emergency.review_emergency_access(actor=actor, access=mine, judgement=judgement, text="Käyty läpi.")


def an_hour_goes_by(acts: Any) -> None:
    """Nobody does this; seldom, or nothing would be open."""
    access = acts.any_of(EmergencyAccess, until__gt=now())
    if acts.chance.random() < 0.3:
        with beyond_the_wall("time goes by"):
            earlier = {name: getattr(access, name) - 60 * MINUTE for name in ("opened_at", "until")}
            renewed = access.renewed_at and access.renewed_at - 60 * MINUTE
            EmergencyAccess._base_manager.filter(pk=access.pk).update(renewed_at=renewed, **earlier)


def write_a_safety_note(acts: Any) -> None:
    case = acts.any_of(Case)
    actor = acts.somebody(case, *acts.on_case(case.pk))
    with scoped(actor.scope()):
        safety_notes.write_safety_note(actor=actor, case=case, text=f"Koira {acts.chance.randrange(99)}.")


def change_a_safety_note(acts: Any) -> None:
    note = acts.any_of(SafetyNote)
    actor = acts.somebody(note)
    with scoped(actor.scope()):
        safety_notes.change_safety_note(actor=actor, note=note, text="Kaksi koiraa.", read_version=note.version)


def remove_a_safety_note(acts: Any) -> None:
    note = acts.any_of(SafetyNote)
    actor = acts.somebody(note)
    if acts.chance.random() < 0.5:
        with scoped(actor.scope()):
            safety_notes.remove_safety_note(actor=actor, note=note)


EMERGENCY_ACTS = {
    function.__name__: function
    for function in (
        open_in_emergency,
        renew_in_emergency,
        confirm_the_address,
        end_in_emergency,
        review_an_emergency,
        an_hour_goes_by,
        write_a_safety_note,
        change_a_safety_note,
        remove_a_safety_note,
    )
}
