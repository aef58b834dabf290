"""What reports, their stages and their files are called."""

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting.models import Report

STAGE_WORDS = {
    "": gettext_lazy("waiting to begin"),
    "collect": gettext_lazy("collecting the facts of each area"),
    "count": gettext_lazy("counting the figures"),
    "render": gettext_lazy("making the PDF"),
}


def title(report: Report) -> str:
    """The report's name in the active language, with its area and year."""
    if report.municipality is None:
        return _("National assessment of Anchor work %(year)s") % {"year": report.year}
    return _("Anchor work in %(area)s %(year)s") % {"area": report.municipality.name, "year": report.year}


def file_name(report: Report) -> str:
    """A file name of plain letters, the same in every language but for its end."""
    area = slugify(report.municipality.name_fi) if report.municipality else "suomi"
    return f"anchor-{area}-{report.year}-{report.language}.pdf"
