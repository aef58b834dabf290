"""On what ground a name is told to another sector: consent, or one of the dated list of provisions of law.

The provisions that come with the program are drafts: the installation's controller approves each before production uses
it (`APPROVED_GROUNDS`). A demo uses them all.
"""

from django.conf import settings

from anchor.tenancy import codes

CONSENT = "consent"


def choices() -> list[tuple[str, str]]:
    """Code and label of the grounds that can be used today in this installation."""
    return [(CONSENT, codes.label("ground", CONSENT)), *legal_choices()]


def legal_choices() -> list[tuple[str, str]]:
    """The provisions of law among them."""
    approved = settings.APPROVED_GROUNDS
    return [(code, label) for code, label in codes.choices("legal_ground") if settings.IS_DEMO or code in approved]


def label(code: str) -> str:
    """The words for a recorded ground; older records may hold the word `law` alone."""
    if not code:
        return codes.label("ground", "none")
    laws = codes.labels("legal_ground")
    return laws[code] if code in laws else codes.label("ground", code)
