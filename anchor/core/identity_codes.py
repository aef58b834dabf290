"""The Finnish personal identity code (Act 661/2009, Decree 128/2010; new separators since 2023).

Eleven characters: ddmmyy, a separator for the century (+ 1800s, -YXWVU 1900s, ABCDEF 2000s), an individual number of
three digits, and a check character. Individual numbers 900-999 are temporary or for tests and are never given to a person.
"""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import InvalidChecksum, InvalidFormat
from stdnum.exceptions import ValidationError as WrongCode
from stdnum.fi import hetu

from anchor.core.errors import DomainError

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_CENTURIES = {"+": 1800} | dict.fromkeys("-YXWVU", 1900) | dict.fromkeys("ABCDEF", 2000)
_FIELD = "identity_code"


def normalise(code: str) -> str:
    """Capitals, no spaces, and a plain hyphen for the dashes that telephones put in its place."""
    return "".join(code.translate(_DASHES).split()).upper()


def validate(code: str, *, demo: bool, temporary_ticked: bool) -> str:
    """The normalised code. Raises DomainError when it is not one, or not one that this installation takes.

    A demo installation takes only 900-999, so that no real person gets into it; production takes those only when the user
    has ticked that the code is temporary. Codes: `identity_code_format`, `identity_code_date`, `identity_code_check`,
    `identity_code_real_in_demo`, `identity_code_temporary`. The message never repeats the code.
    """
    code = _well_formed(code)
    temporary = individual_number(code) >= 900
    if demo and not temporary:
        message = _("This is a demo: it takes only invented identity codes, with an individual number from 900 to 999.")
        raise DomainError(message, code="identity_code_real_in_demo", field=_FIELD)
    if not demo and temporary and not temporary_ticked:
        message = _("This is a temporary identity code. If that is right, tick “temporary code”.")
        raise DomainError(message, code="identity_code_temporary", field=_FIELD)
    return code


def birth_date_of(code: str) -> date:
    """The birth date that a well-formed code tells."""
    code = normalise(code)
    return date(_CENTURIES[code[6]] + int(code[4:6]), int(code[2:4]), int(code[:2]))


def individual_number(code: str) -> int:
    """The individual number of a well-formed code, 2 to 999; 900 and above are temporary or for tests."""
    return int(normalise(code)[7:10])


def check_birth_date(code: str, birth_date: date | None) -> None:
    """Raises DomainError `identity_code_birth_date` when a well-formed code tells another birth date."""
    if birth_date is not None and birth_date_of(code) != birth_date:
        message = _("The identity code and the birth date do not tell the same day. Check both.")
        raise DomainError(message, code="identity_code_birth_date", field=_FIELD)


def _well_formed(code: str) -> str:
    code = normalise(code)
    try:
        code = hetu.validate(code, allow_temporary=True)
    except InvalidFormat:
        message = _("An identity code has 11 characters, like 131052-308T. Check it.")
        raise DomainError(message, code="identity_code_format", field=_FIELD) from None
    except InvalidChecksum:
        message = _("The check character of the identity code does not match. One of its characters is wrong.")
        raise DomainError(message, code="identity_code_check", field=_FIELD) from None
    except WrongCode:
        raise _no_such_code() from None
    if birth_date_of(code) > timezone.localdate():
        raise _no_such_code()
    return code


def _no_such_code() -> DomainError:
    message = _("There can be no such identity code: check the birth date in it and the three digits after it.")
    return DomainError(message, code="identity_code_date", field=_FIELD)


class IdentityCodeField(forms.CharField):
    """An identity code, normalised and well-formed. The tick for a temporary code is another field: see IdentityCodeRules."""

    default_error_messages = {"required": _("Give the identity code.")}

    def to_python(self, value: Any) -> str:
        if not (value := normalise(str(value or ""))):
            return ""
        try:
            return validate(value, demo=settings.IS_DEMO, temporary_ticked=True)
        except DomainError as wrong:
            raise ValidationError(wrong.message, code=wrong.code) from wrong

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No browser remembers, corrects or completes an identity code."""
        return {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class IdentityCodeRules:
    """A mixin for forms with `identity_code`, `temporary_code` and `birth_date`: the rules that need more than one field."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data  # type: ignore[misc, attr-defined]
        code = cleaned.get("identity_code")
        if code:
            try:
                validate(code, demo=settings.IS_DEMO, temporary_ticked=bool(cleaned.get("temporary_code")))
                check_birth_date(code, cleaned.get("birth_date"))
            except DomainError as wrong:
                self.add_error("identity_code", ValidationError(wrong.message, code=wrong.code))  # type: ignore[attr-defined]
        return cleaned
