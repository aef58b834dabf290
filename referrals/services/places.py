"""Where somebody of a contact can be found, kept apart under non-disclosure: municipality, school, telephone.

The contact then says that the municipality is not known, and the details say no school and no telephone; so no list, no count
and no report can tell them. Whoever receives the contact writes them down, with or without the right to read them again.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.errors import DomainError
from anchor.core.versions import save_changed
from anchor.tenancy.models import Municipality
from referrals.models import Contact, ContactDetails, ContactPlace

KEPT = ("school", "phone")


def taken_apart(facts: dict[str, Any], details: dict[str, Any]) -> dict[str, Any]:
    """Take out of what was typed what the contact and its details may not say."""
    apart = {"area": facts["area"]} | {name: details[name] for name in KEPT}
    facts["area"] = nowhere()
    details.update(dict.fromkeys(KEPT, ""))
    return apart


def nowhere() -> Municipality:
    """The municipality of whoever is under non-disclosure, as everybody sees it."""
    return Municipality.objects.get(kind=Municipality.Kind.UNKNOWN)


def keep_apart(actor: Actor, contact: Contact, apart: dict[str, Any]) -> None:
    """Write down where somebody under non-disclosure can be found."""
    marks = stamp(actor)
    ContactPlace.objects.create(contact=contact, **{**apart, "area": apart["area"] or nowhere()}, **marks)
    record(actor, Verb.PROTECTION_ON, contact)


def change_place(
    actor: Actor, contact: Contact, details: ContactDetails, facts: dict[str, Any], known: dict[str, Any]
) -> None:
    """Settle, before a contact is saved, what it may say of a place, and what is kept apart. Changes both dicts.

    What is kept apart is never shown in the form: a field left empty leaves it as it is. Raises DomainError when somebody
    without the right changes it or lifts the protection.
    """
    if not contact.non_disclosure:
        if facts["non_disclosure"]:
            keep_apart(actor, contact, taken_apart(facts, known))
        return
    kept = ContactPlace.objects.visible_to(actor).filter(contact=contact).select_related("area").first()
    typed = {name: value for name, value in {"area": facts["area"], **{n: known[n] for n in KEPT}}.items() if value}
    lifts = not facts["non_disclosure"]
    if kept is None:
        if lifts or typed:
            message = _(
                "Only somebody with the right to process protected data may change this or lift the protection."
            )
            raise DomainError(message, code="right_missing", field="non_disclosure" if lifts else "area")
        taken_apart(facts, known)
        return
    for name, value in typed.items():
        setattr(kept, name, value)
    if not lifts:
        taken_apart(facts, known)
        save_changed(kept, *typed)
        return
    facts["area"] = kept.area
    known.update({name: str(getattr(kept, name)) for name in KEPT})
    kept.delete()
    record(actor, Verb.PROTECTION_OFF, contact)
