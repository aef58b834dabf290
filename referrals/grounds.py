"""On what ground a name is told to another sector: consent, or one of the dated list of provisions of law.

The provisions themselves, and which of them this installation's controller has approved, stand in `clients/grounds.py`.
"""

from anchor.tenancy import codes
from clients.grounds import legal_choices

__all__ = ["CONSENT", "choices", "label", "legal_choices"]
CONSENT = "consent"


def choices(*, from_sector: str = "") -> list[tuple[str, str]]:
    """Code and label of the grounds that can be used today in this installation, for what a sector has recorded."""
    return [(CONSENT, codes.label("ground", CONSENT)), *legal_choices(from_sector=from_sector)]


def label(code: str) -> str:
    """The words for a recorded ground; older records may hold the word `law` alone."""
    if not code:
        return codes.label("ground", "none")
    laws = codes.labels("legal_ground")
    return laws[code] if code in laws else codes.label("ground", code)
