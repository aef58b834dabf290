"""What each figure means: the list at the end of every report."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reporting.models import Report


def definitions(kind: str) -> list[tuple[str, str]]:
    """Terms with their definitions, in the active language."""
    shared = [
        (
            _("Contact"),
            _(
                "Somebody told a member of a team that they were worried about a child or an adolescent. Counted in the "
                "month it was received, in the municipality it came from."
            ),
        ),
        (
            _("Case"),
            _(
                "The team has selected an adolescent under 18 as a client, together. Counted in the month it was opened, "
                "in the municipality of residence."
            ),
        ),
        (_("Meeting held"), _("A meeting that took place, in the municipality where the adolescent lives.")),
        (_("Referral onward"), _("A client was guided to a service; counted in the month it was proposed.")),
        (_("Age"), _("Whole years on the day of the contact. 15 is the age of criminal liability.")),
        (_("Returning"), _("The same team has had a case of the adolescent before.")),
        (
            capfirst(_("hidden")),
            _(
                "A count from 1 to 4, or one hidden so that no such count can be worked out. The report does not tell "
                "which. Zero is shown as 0 unless it had to be hidden for that reason."
            ),
        ),
        (
            _("Non-disclosure"),
            _(
                "Adolescents whose residence is protected are counted without an area, so they are in no municipality's figures."
            ),
        ),
    ]
    if kind == Report.Kind.NATION:
        shared.append(
            (
                _("How far contacts have come"),
                _(
                    "Each row is a part of the one before: selected, then met at least once, then referred to a service, "
                    "then started there, as it stood when the facts were collected."
                ),
            )
        )
        shared.append(
            (
                _("Area not stated"),
                _(
                    "Contacts and cases without a known area are in the totals and in no county; their number is not told."
                ),
            )
        )
    return shared
