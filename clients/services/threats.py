"""Whom a protection is against: warnings wherever that person could come near what is protected.

The name itself is read by the own sector alone. What stands on the case's shell is a keyed mark of it, so that a coordinator
who may not read the name still learns that a colleague of the same name is about to see the case.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership
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
    return is_marked(case.threat_names, name)


def is_marked(marks: Collection[str] | None, name: str) -> bool:
    """The same by the marks alone, where they come without their case."""
    return bool(marks) and mark_of(name) in (marks or ())


def with_warning(words: Any, case: Case, name: str) -> Any:
    """What is said of somebody who may be chosen to see a case, and a kind word of warning where their name is marked."""
    if not resembles(case, name):
        return words
    return _("%(burden)s. Same name as somebody a protection is against: ask first") % {"burden": words}


def warning_of(case: Case, chosen: Iterable[Membership]) -> Any:
    """What is said when people have just been chosen and the name of some is marked; nothing when none is."""
    names = [member.user.name for member in chosen if resembles(case, member.user.name)]
    if not names:
        return ""
    said = _("Same name as somebody a protection is against: %(names)s. It may be chance; look into it now.")
    return said % {"names": ", ".join(dict.fromkeys(names))}


def mark_cases(actor: Actor, client: Client) -> None:
    """Bring the marks on the client's cases to the close people as they stand now."""
    people = RelatedPerson.objects.visible_to(actor).filter(client=client, threatens=True).order_by("pk")
    marks = sorted({mark_of(str(person.name)) for person in people})
    cases = Case.objects.visible_to(actor).filter(client=client).select_for_update(of=("self",))
    for case in cases.order_by("pk"):
        if (case.threat_names or []) != marks:
            case.threat_names = marks
            save_changed(case, "threat_names")
