"""Signing in with an own account, and choosing what to wear."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _

from anchor.accounts.models import Membership, User


class SignInForm(forms.Form):
    """E-mail and password. One message for every failure: it does not tell whether the address is known."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("email") and cleaned.get("password"):
            self.user = authenticate(
                self.request, username=cleaned["email"].strip().lower(), password=cleaned["password"]
            )
            if self.user is None:
                raise forms.ValidationError(
                    _("The e-mail or the password is not right. Check both and try again."), code="not_right"
                )
        return cleaned


class WearForm(forms.Form):
    """One of the person's own memberships that hold today; any other id is no choice."""

    def __init__(self, *args: Any, memberships: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), describe(one)) for one in memberships]
        self.fields["membership"] = forms.ChoiceField(label=_("Work as"), widget=forms.RadioSelect, choices=choices)


def describe(membership: Membership) -> str:
    """Place, title or role, and sector of a membership, as its holder knows it."""
    place = str(membership.team or membership.organisation)
    parts = [place, membership.title or membership.get_role_display(), membership.get_sector_display()]
    return " · ".join(part for part in parts if part)
