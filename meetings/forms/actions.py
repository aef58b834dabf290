"""The rows of agreed actions: what, whose, by when."""

import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from anchor.core.dates import FinnishDateField
from anchor.core.text import CleanCharField
from anchor.core.ui_forms import DateInput, SmallSelect, SmallText
from meetings.models import AgreedAction
from meetings.services import Agreed

SPARE_ROWS = 3
MOST_ROWS = 30
OwnerKind = AgreedAction.OwnerKind


class ActionForm(forms.Form):
    """One row. A row with nothing in it is no row; a row with something in it must say all three."""

    what = CleanCharField(
        label=_("What was agreed"),
        required=False,
        widget=SmallText(attrs={"placeholder": _("What was agreed")}),
    )
    owner = forms.ChoiceField(
        label=_("Whose it is"),
        required=False,
        widget=SmallSelect(),
        error_messages={"invalid_choice": _("This person does not work on the case.")},
    )
    due_on = FinnishDateField(
        label=_("By when"),
        required=False,
        toward="future",
        widget=DateInput(attrs={"placeholder": _("by, e.g. 24.11.")}),
    )
    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, owners: list[tuple[str, Any]], known: frozenset[uuid.UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]
        self.known = known

    def has_changed(self) -> bool:
        """Every row is looked at: an old one cleared of its words is a mistake, not an empty row."""
        return True

    def clean(self) -> dict[str, Any]:
        """A row says all or nothing. An id that is not of this meeting is a new row, so a forged one changes nothing."""
        cleaned = super().clean() or {}
        if cleaned.get("id") not in self.known:
            cleaned["id"] = None
        if cleaned.get("DELETE") or self.is_blank:
            return cleaned
        for name, message in (
            ("what", _("Say what was agreed.")),
            ("owner", _("Say whose this is.")),
            ("due_on", _("Say by when.")),
        ):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, forms.ValidationError(message, code=f"no_{name}"))
        return cleaned

    @property
    def is_blank(self) -> bool:
        """Nothing was typed and nothing stood here before."""
        return not (self.cleaned_data.get("id") or self.errors) and not any(
            self.cleaned_data.get(name) for name in ("what", "owner", "due_on")
        )

    def agreed(self) -> Agreed | None:
        """The row as a value; None for an empty one."""
        cleaned = self.cleaned_data
        if self.is_blank or (cleaned.get("DELETE") and not cleaned.get("id")):
            return None
        kind, owner = _owner(cleaned.get("owner", ""))
        return Agreed(
            what=cleaned.get("what", ""),
            owner_kind=kind,
            owner_id=owner,
            due_on=cleaned.get("due_on"),  # type: ignore[arg-type]
            id=cleaned.get("id"),
            version=cleaned.get("version") or 0,
            remove=bool(cleaned.get("DELETE")),
        )


def _owner(value: str) -> tuple[str, uuid.UUID | None]:
    if value in (OwnerKind.ADOLESCENT, OwnerKind.GUARDIAN):
        return value, None
    return (OwnerKind.PROFESSIONAL, uuid.UUID(value)) if value else ("", None)


def row_of(agreed: Agreed) -> dict[str, Any]:
    """The initial values of one stored action."""
    return {
        "what": agreed.what,
        "owner": str(agreed.owner_id or agreed.owner_kind),
        "due_on": agreed.due_on,
        "id": agreed.id,
        "version": agreed.version,
    }


def rows_of_draft(draft: QueryDict) -> list[dict[str, Any]]:
    """The rows somebody had typed, as they typed them; empty ones left out."""
    names = ("what", "owner", "due_on", "id", "version", "DELETE")
    rows = [{name: draft.get(f"actions-{number}-{name}", "") for name in names} for number in range(MOST_ROWS)]
    return [row for row in rows if any(row[name] for name in ("what", "owner", "due_on"))]


class BaseActionFormSet(forms.BaseFormSet):
    """The rows of one meeting."""

    def agreed(self) -> tuple[Agreed, ...]:
        """Every row that says something, in order."""
        return tuple(one for one in (form.agreed() for form in self.forms) if one is not None)

    def forms_saying(self) -> list[ActionForm]:
        """The forms of `agreed()`, in the same order."""
        return [form for form in self.forms if form.agreed() is not None]


ActionFormSet = forms.formset_factory(
    ActionForm,
    formset=BaseActionFormSet,
    extra=SPARE_ROWS,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS + SPARE_ROWS,
    validate_max=True,
    can_delete=True,
)
