"""A form that knows which version of a record it was filled from."""

from typing import cast

from django import forms
from django.http import QueryDict


class Versioned(forms.Form):
    """Carries the version that was read, so that a stale save is noticed instead of overwriting."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def read_anew(self, version: int) -> None:
        """After a conflict the next save is meant for what is now shown beside the typed text."""
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("version")] = str(version)
        self.data = data
