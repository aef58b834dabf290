"""Whom a protection is against: warnings wherever that person could come near what is protected.

The name itself is read by the own sector alone. What stands on the case's shell is a keyed mark of it, so that a coordinator
who may not read the name still learns that a colleague of the same name is about to see the case.
"""

from anchor.accounts.actor import Actor
from anchor.core.crypto import lookup_hash
from anchor.core.folding import fold
from anchor.core.keys import lookup_key
from anchor.core.versions import save_changed
from clients.models import Case, Client, RelatedPerson


def mark_of(name: str) -> str:
    """A keyed mark of a person's name, the same in whichever order its words are written."""
    words = " ".join(sorted(fold(name).split()))
    return lookup_hash(lookup_key(), f"name of a threat: {words}").hex()


def resembles(case: Case, name: str) -> bool:
    """Whether somebody of this name could be the one a protection in this case is against. A hint, no more."""
    marks = case.threat_names or ()
    return bool(marks) and mark_of(name) in marks


def mark_cases(actor: Actor, client: Client) -> None:
    """Bring the marks on the client's cases to the close people as they stand now."""
    people = RelatedPerson.objects.visible_to(actor).filter(client=client, threatens=True).order_by("pk")
    marks = sorted({mark_of(str(person.name)) for person in people})
    cases = Case.objects.visible_to(actor).filter(client=client).select_for_update(of=("self",))
    for case in cases.order_by("pk"):
        if (case.threat_names or []) != marks:
            case.threat_names = marks
            save_changed(case, "threat_names")
