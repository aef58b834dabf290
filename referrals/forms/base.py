"""What the forms of this room share: refusals beside their fields, no files, and one record for a double click."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.signing import BadSignature, Signer
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from anchor.accounts.actor import Actor
from anchor.core.errors import ServiceErrors
from anchor.core.ids import uuid7

_signer = Signer(salt="referrals.once")


def new_key() -> str:
    """A fresh key, signed so that nobody chooses the key of a record."""
    return _signer.sign(str(uuid7()))


class OnceField(forms.Field):
    """The key of the record this form will make, in a hidden field. A missing or foreign one is replaced by a fresh key."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=new_key)

    def to_python(self, value: Any) -> UUID:
        try:
            return UUID(_signer.unsign(str(value)))
        except (BadSignature, ValueError):
            return uuid7()


class WorkForm(ServiceErrors, forms.Form):
    """Shows what a service refused, and says so where somebody sent a file in place of text."""

    def __init__(self, *args: Any, actor: Actor | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.files:
            field = name.removeprefix(f"{self.prefix}-") if self.prefix else name
            if field in self.fields:
                self.add_error(field, forms.ValidationError(_("This takes text, not a file."), code="file"))
        return cleaned

    def offer(self, name: str, options: Iterable[tuple[Any, Any]]) -> None:
        """What can be chosen in a field of this form; anything else is refused."""
        cast(forms.ChoiceField, self.fields[name]).choices = list(options)

    def take_version(self, version: int) -> None:
        """After a conflict both texts are on the page: the next save is made on what is shown now."""
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("version")] = str(version)
        self.data = data
