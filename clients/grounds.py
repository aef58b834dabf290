"""Provisions of law on which something may be given without consent: a dated list, each with what must be true and ticked.

Words, days and conditions are code lists (`legal_ground`, `ground_condition`). The rows that come with the program are
drafts: the installation's controller approves each before production uses it (`APPROVED_GROUNDS`); a demo uses them all.
"""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from anchor.tenancy import codes


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision: a duty or a permission to give, unasked or on request, and whose data it opens not."""

    is_duty: bool = False
    unasked: bool = True
    on_request: bool = True
    not_from: frozenset[str] = frozenset()


# Police law gives no right to social-welfare data (KHO 2021:13); the database refuses it too.
_POLICE = Provision(unasked=False, not_from=frozenset({"social"}))
PROVISIONS: dict[str, Provision] = {
    "child_welfare_25": Provision(is_duty=True, on_request=False),
    "child_welfare_25_3": Provision(is_duty=True, on_request=False),
    "child_welfare_25a": Provision(is_duty=True, on_request=False),
    "social_care_812_18": Provision(),
    "social_care_703_64": Provision(),
    "social_welfare_35": Provision(is_duty=True, on_request=False),
    "basic_education_40": Provision(),
    "student_welfare": Provision(),
    "openness_26": Provision(),
    "openness_29": Provision(unasked=False),
    "police_872": _POLICE,
    "police_616": _POLICE,
}


def legal_choices(
    *, from_sector: str = "", to_disclose: bool = False, on: datetime.date | None = None
) -> list[tuple[str, str]]:
    """Code and label of the provisions that can be used on a day, by default today, in this installation.

    `from_sector` leaves out those that open none of that sector's data; `to_disclose` those that have no condition to tick.
    """
    conditions = codes.labels("ground_condition") if to_disclose else {}
    return [
        (code, label)
        for code, label in codes.choices("legal_ground", on)
        if (settings.IS_DEMO or code in settings.APPROVED_GROUNDS)
        and from_sector not in provision(code).not_from
        and (not to_disclose or code in conditions)
    ]


def provision(code: str) -> Provision:
    """What kind of provision it is; one an administrator has added permits, and no more is known of it."""
    return PROVISIONS.get(code, Provision())


def condition(code: str) -> str:
    """What must be true, in plain words; empty when nobody has said it yet, and then nothing can be disclosed on it."""
    return codes.labels("ground_condition").get(code, "")


def approved_by(code: str) -> str:
    """Who approved the provision for this installation, as its settings say."""
    approved = settings.APPROVED_GROUNDS
    return (approved.get(code, "") if isinstance(approved, dict) else "") or _("not approved: a draft")
