"""Which report somebody wants."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from anchor.core.errors import ServiceErrors
from anchor.core.ui_forms import SegmentedRadio
from reporting.services.asking import years_to_ask


class ReportForm(ServiceErrors, forms.Form):
    """A year that has ended, and the language of the report."""

    year = forms.TypedChoiceField(
        label=_("Year"),
        coerce=int,
        choices=lambda: [(year, str(year)) for year in years_to_ask()],
        widget=forms.Select(attrs={"aria-describedby": "why-ended"}),
    )
    language = forms.ChoiceField(label=_("Language of the report"), choices=settings.LANGUAGES, widget=SegmentedRadio())
