"""What an auditor may look for in the access log: a form that is never wrong, only narrower or wider."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anchor.audit.models import Verb
from anchor.core.dates import FinnishDateField
from anchor.core.text import CleanCharField
from anchor.core.ui_forms import SearchInput, SmallSelect, SmallText
from anchor.desk.services.access_log import Wanted


class LogFilters(forms.Form):
    """Who, about which case, when, what, and whether it was refused. What is not understood is said beside its field."""

    hide_optional = True

    person = CleanCharField(label=_("Colleague's name or e-mail"), required=False, widget=SearchInput)
    case = CleanCharField(label=_("Case number, exactly"), required=False, widget=SmallText)
    since = FinnishDateField(label=_("From"), required=False)
    until = FinnishDateField(label=pgettext_lazy("the last day looked at", "Until"), required=False)
    verb = forms.ChoiceField(label=_("What was done"), required=False, widget=SmallSelect)
    refused = forms.BooleanField(label=_("Only what was refused"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        verbs = sorted(((verb.value, capfirst(str(verb.label))) for verb in Verb), key=lambda pair: pair[1])
        self.fields["verb"].choices = [("", _("Anything")), *verbs]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """What to look for, without whatever was not understood."""
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})
