"""How forms look: one renderer for all of them, and widgets for choices, people, dates and long text.

`{{ form }}` is a stack of fields, `{{ form.name.as_field_group }}` one field with label, hint and error. Both come from
templates/django/forms/, which also serve whoever writes the fields out by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template import TemplateDoesNotExist
from django.utils import timezone

from anchor.core.display import sector_letter


class AnchorBoundField(BoundField):
    """A field that knows which of our three shapes it takes."""

    @property
    def shape(self) -> str:
        """`check` for a single box, `group` for choices in a fieldset, `line` for all others."""
        if isinstance(self.field.widget, forms.CheckboxInput):
            return "check"
        return "group" if self.use_fieldset else "line"

    @property
    def is_radio(self) -> bool:
        """Whether the group takes one answer only."""
        widget = self.field.widget
        return isinstance(widget, forms.RadioSelect) and not isinstance(widget, forms.CheckboxSelectMultiple)

    @property
    def is_optional(self) -> bool:
        """Whether to say so: when the same form has required fields and this is not one of them."""
        if self.field.required or self.shape != "line" or getattr(self.form, "hide_optional", False):
            return False
        if self.name in getattr(self.form, "asked_by_another", ()):  # required once another answer asks for it
            return False
        return any(field.required for field in self.form.fields.values())

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Leave aria-invalid of a group to its fieldset: saying it at each option helps nobody."""
        built = super().build_widget_attrs(attrs, widget)
        if self.shape == "group":
            built.pop("aria-invalid", None)
        return built


class AnchorRenderer(TemplatesSetting):
    """Our own form templates first; a widget we have no template for is drawn by Django's."""

    form_template_name = "django/forms/div.html"
    formset_template_name = "django/forms/formsets/div.html"
    field_template_name = "django/forms/field.html"
    bound_field_class = AnchorBoundField
    _django = DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        try:
            return super().get_template(template_name)
        except TemplateDoesNotExist:
            return self._django.get_template(template_name)


# Choices


@dataclass(frozen=True, slots=True)
class Option:
    """A label for a choice that says more than its name: a second line, the sector's letter, an icon.

    Give it as the label in `choices`, or return it from `label_from_instance`.
    """

    label: str
    small: str = ""
    sector: str = ""
    initial: str = ""
    icon: str = ""

    def __str__(self) -> str:
        return str(self.label)

    @property
    def letter(self) -> str:
        """What stands in the square: the sector's letter, else the initial of an adolescent or a guardian."""
        return sector_letter(self.sector) if self.sector else self.initial

    @property
    def mark(self) -> str:
        """The class of the square."""
        return self.sector or "other"


class _RichChoices:
    """Gives each option its Option, so that templates need not guess what a label is."""

    def __init__(self, *args: Any, icons: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.icons = dict(icons or {})

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *args, **kwargs)  # type: ignore[misc]
        rich = label if isinstance(label, Option) else Option(label, icon=self.icons.get(str(value), ""))
        return option | {"rich": rich}


class SegmentedRadio(_RichChoices, forms.RadioSelect):
    """One of a few short answers, side by side. `even` for more of them than one line holds."""

    template_name = "components/widgets/segmented.html"

    def __init__(self, *args: Any, even: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.even = even

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["even"] = self.even
        return context


class Chips(_RichChoices, forms.CheckboxSelectMultiple):
    """Any of several short answers."""

    template_name = "components/widgets/chips.html"


class Toggles(_RichChoices, forms.CheckboxSelectMultiple):
    """People or other things with a second line, any of them. `roomy` for longer second lines."""

    template_name = "components/widgets/toggles.html"

    def __init__(self, *args: Any, roomy: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roomy = roomy

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["roomy"] = self.roomy
        return context


class TogglesOne(_RichChoices, forms.RadioSelect):
    """The same as Toggles where exactly one is meant."""

    template_name = "components/widgets/toggles.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["roomy"] = True
        return context


# Lines and text


def _with_class(attrs: dict[str, Any] | None, *names: str) -> dict[str, Any]:
    attrs = dict(attrs or {})
    attrs["class"] = " ".join(filter(None, (*names, attrs.get("class", ""))))
    return attrs


class DateInput(forms.TextInput):
    """A date is typed: 24.11.2026, 24.11. or yesterday. No picker stands in the way."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        attrs = {"inputmode": "text", "autocomplete": "off", "maxlength": 20} | (attrs or {})
        super().__init__(_with_class(attrs, "date"))

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, datetime):
            value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
        if isinstance(value, date):
            return f"{value.day}.{value.month}.{value.year}"
        return super().format_value(value)


class TimeInput(forms.TextInput):
    """A time is typed: 9.30, 9:30, 930 or 9."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        attrs = {"inputmode": "text", "autocomplete": "off", "maxlength": 8} | (attrs or {})
        super().__init__(_with_class(attrs, "time"))

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, datetime):
            value = timezone.localtime(value).time() if timezone.is_aware(value) else value.time()
        if isinstance(value, time):
            return f"{value.hour}.{value.minute:02}"
        return super().format_value(value)


class LongText(forms.Textarea):
    """Text that grows with what is typed. `maxlength` is set by the field's max_length."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, rows: int = 4) -> None:
        attrs = {"rows": rows, "cols": None} | (attrs or {})
        super().__init__(_with_class(attrs, "low") if rows < 3 else attrs)
        if self.attrs.get("cols") is None:
            self.attrs.pop("cols", None)


class SmallSelect(forms.Select):
    """A select box in the height of a line of filters."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__(_with_class(attrs, "s"), choices)


class SmallText(forms.TextInput):
    """A line of text in the height of a line of filters."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(_with_class({"autocomplete": "off"} | (attrs or {}), "s"))


class SearchInput(forms.TextInput):
    """A line to search with. Never offers what was searched before: names would stay in the browser."""

    input_type = "search"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(_with_class({"autocomplete": "off", "spellcheck": "false"} | (attrs or {}), "s"))
