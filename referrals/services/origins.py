"""Who is worried about somebody, how they told it, and who has been told. It could tell who it is, so it is read with the ground."""

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from anchor.core.versions import save_changed
from referrals.models import Contact, ContactOrigin


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a contact came from."""

    channel: str
    source: str
    told: str = "unknown"


def with_origin(contacts: QuerySet[Contact], actor: Actor) -> QuerySet[Contact]:
    """Contacts with their origin, as far as the actor may read it: `origin_of` says it."""
    known = ContactOrigin.objects.visible_to(actor).filter(contact=OuterRef("pk"))
    part = known.values(json=JSONObject(**{name: name for name in Origin.__dataclass_fields__}))
    return contacts.annotate(origin_part=Subquery(part))


def origin_of(contact: Contact) -> Origin | None:
    """Where a contact fetched `with_origin` came from; None for who may not read it."""
    part = contact.origin_part  # type: ignore[attr-defined]
    return Origin(**part) if part else None


def write_origin(actor: Actor, contact: Contact, origin: Origin) -> None:
    """Keep it beside a contact that has just been recorded."""
    ContactOrigin.objects.create(contact=contact, **vars(origin), **stamp(actor))


def change_origin(actor: Actor, contact: Contact, origin: Origin) -> None:
    """Bring it to what was told. What an earlier release recorded while this one was installed has none yet."""
    kept = ContactOrigin.objects.visible_to(actor).filter(contact=contact).first()
    if kept is None:
        write_origin(actor, contact, origin)
    else:
        kept.channel, kept.source, kept.told = origin.channel, origin.source, origin.told
        save_changed(kept, *vars(origin))
