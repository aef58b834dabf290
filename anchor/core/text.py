"""Text as people type and paste it, cleaned of what no reader can see and limited without losing a word."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from anchor.core.errors import DomainError
from anchor.core.ui_forms import LongText

NAME_LENGTH = 100
LINE_LENGTH = 200
TEXT_LENGTH = 20_000

_NEWLINES = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Overrides, embeddings and isolates can make a text read otherwise than it is; right-to-left letters order themselves.
_DISGUISES = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\ufff9-\ufffb]")


def clean_text(value: str, max_length: int | None = TEXT_LENGTH) -> str:
    """The same text in NFC, with newlines as `\\n`, without control, disguising and undefined characters.

    Right-to-left letters, their plain direction marks, and emoji with their joiners stay. Text that shows nothing is "".
    Raises DomainError `too_long`, which says how long the text is and how long it may be (in characters).
    """
    value = _NEWLINES.sub("\n", unicodedata.normalize("NFC", value))
    value = _DISGUISES.sub("", value)
    value = "".join(character for character in value if _is_text(character)).strip()
    if not any(unicodedata.category(character)[0] in "LNPS" for character in value):
        value = ""
    if max_length is not None and len(value) > max_length:
        raise DomainError(too_long(len(value), max_length), code="too_long")
    return value


def clean_line(value: str, max_length: int | None = LINE_LENGTH) -> str:
    """As `clean_text`, on one line: newlines, tabs and runs of spaces become one space."""
    value = " ".join(clean_text(value, max_length=None).split())
    if max_length is not None and len(value) > max_length:
        raise DomainError(too_long(len(value), max_length), code="too_long")
    return value


def too_long(length: int, limit: int) -> Any:
    """The sentence about a text that does not fit, translated when shown."""
    return format_lazy(
        _("This is {length} characters long, and {limit} is the most that fits. Shorten it by {over}."),
        length=_grouped(length),
        limit=_grouped(limit),
        over=_grouped(length - limit),
    )


def _grouped(number: int) -> str:
    """Thousands apart by a no-break space, as Finnish and Swedish write them."""
    return f"{number:,}".replace(",", "\u00a0")


def _is_text(character: str) -> bool:
    if character in "\n\t":
        return True
    return unicodedata.category(character) not in ("Cc", "Cs", "Cn")


class CleanTextField(forms.CharField):
    """Text of several lines. There is no `maxlength` in the page: a browser would cut what was pasted without a word."""

    widget: type[forms.Widget] = LongText

    def __init__(self, *, limit: int = TEXT_LENGTH, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.limit = limit

    def to_python(self, value: Any) -> str:
        if value in self.empty_values:
            return ""
        try:
            return self.clean_value(str(value))
        except DomainError as wrong:
            raise ValidationError(wrong.message, code=wrong.code) from wrong

    def clean_value(self, value: str) -> str:
        """The cleaned text. Raises DomainError when it is too long."""
        return clean_text(value, self.limit)


class CleanCharField(CleanTextField):
    """Text of one line, by default of 200 characters; names are given `limit=NAME_LENGTH`."""

    widget = forms.TextInput

    def __init__(self, *, limit: int = LINE_LENGTH, **kwargs: Any) -> None:
        super().__init__(limit=limit, **kwargs)

    def clean_value(self, value: str) -> str:
        """The cleaned line. Raises DomainError when it is too long."""
        return clean_line(value, self.limit)
