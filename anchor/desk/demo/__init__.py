"""The demonstration: a country of invented people. Here its sign-ins; `manage.py build_demo` builds the rest."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# One password for every invented person, shown on the sign-in page of a demonstration and nowhere else.
PASSWORD = "ankkuri-demo"  # noqa: S105 it opens a demonstration only


@dataclass(frozen=True, slots=True)
class SignIn:
    """One person of the demonstration whom a visitor may be."""

    label: str | Promise
    email: str
    password: str = PASSWORD


class SignIns(list[SignIn]):
    """The sign-ins, printed as a table."""

    def __str__(self) -> str:
        width = max(len(person.email) for person in self)
        return "\n".join(f"  {person.email:<{width}}  {person.password}  {person.label}" for person in self)


def signins() -> SignIns:
    """The people around one team, who together walk a contact from the first call to a report, and those who answer for it."""
    return SignIns(
        [
            SignIn(_("Team member, social services"), "salla@demo.example"),
            SignIn(_("Team member, police"), "jari@demo.example"),
            SignIn(_("Team member, health services"), "noora@demo.example"),
            SignIn(_("Team member, youth services"), "onni@demo.example"),
            SignIn(_("Coordinator of the team"), "riitta@demo.example"),
            SignIn(_("Guest authority on one case"), "kaisu@demo.example"),
            SignIn(_("Expert who is asked by name"), "eero@demo.example"),
            SignIn(_("Named emergency user of the county"), "paula@demo.example"),
            SignIn(_("Municipal manager"), "heli@demo.example"),
            SignIn(_("National coordinator"), "ville@demo.example"),
            SignIn(_("Auditor of the county"), "aino@demo.example"),
            SignIn(_("Register officer of the county"), "raimo@demo.example"),
            SignIn(_("Superior in the county"), "seija@demo.example"),
            SignIn(_("Administrator of the installation"), "pentti@demo.example"),
        ]
    )
