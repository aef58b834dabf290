"""The tags that forms are drawn with. They are plain functions; templatetags/ui.py makes tags of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def error_summary(*forms: Any) -> dict:
    """What has to be mended, with links to the fields. Takes forms and formsets; silent when there is nothing."""
    general: list[str] = []
    fields: list[dict] = []
    for form in forms:
        _collect_errors(form, general, fields)
    total = len(general) + len(fields)
    heading = ngettext("There is one thing to mend.", "There are %(count)s things to mend.", total) % {"count": total}
    return {"general": general, "fields": fields, "listed": total > 1, "total": total, "heading": heading}


def _collect_errors(form: Any, general: list[str], fields: list[dict], number: int = 0) -> None:
    """Sort the errors of a form, or of each form in a formset, into general ones and those of a field."""
    if not form or not form.is_bound:
        return
    if hasattr(form, "management_form"):
        general.extend(form.non_form_errors())
        for index, row in enumerate(form, start=1):
            _collect_errors(row, general, fields, index)
        return
    general.extend(form.non_field_errors())
    for field in form:
        if field.is_hidden:
            general.extend(f"{field.label}: {message}" for message in field.errors)
        else:
            label = f"{field.label} ({number})" if number else field.label
            fields.extend({"id": _first_id(field), "label": label, "message": message} for message in field.errors)


def _first_id(field: Any) -> str:
    """The id of the control to jump to: of a group of choices its first one."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label or field.auto_id


def saved(at: datetime | None = None) -> dict:
    """Where autosave says when the draft was last saved. Put it in a form with data-draft-url."""
    return {"at": at}


def formset_rows(formset: Any, add: str = "", row: str = "", css: str = "action-row") -> dict:
    """A formset as rows with a button that adds one. Without scripts the spare rows of the server serve."""
    return {"formset": formset, "add": add or _("Add another"), "row": row or _("Row"), "css": css}


def widget_attrs(widget: Mapping[str, Any]) -> SafeString:
    """The attributes of a form widget, without its class, which our templates write themselves."""
    pairs = ((name, value) for name, value in widget["attrs"].items() if name != "class")
    kept = ((name, value) for name, value in pairs if value is not None and value is not False)
    return format_html_join("", "{}", ((attribute(name, value),) for name, value in kept))


def choice(option: Mapping[str, Any]) -> SafeString:
    """The input of one choice. Written here and not in a template, since a page may have a hundred of them."""
    return format_html(
        '<input type="{}" name="{}" value="{}"{}>',
        option["type"],
        option["name"],
        str(option["value"]),
        widget_attrs(option),
    )


def attribute(name: str, value: Any) -> SafeString:
    """One HTML attribute; the bare name for True."""
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, str(value))
