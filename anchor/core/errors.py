"""Errors a user can mend, and how a form shows them. Errors a programmer must mend are ordinary exceptions and crash."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DomainError(Exception):
    """A rule of the work was not met, and the user can mend it.

    `message` is a translatable sentence for the user, `code` names the rule for tests and the API, and `field` the
    form field the sentence belongs beside. Never put personal data into the message: it may reach a log.
    """

    def __init__(self, message: "StrOrPromise", *, code: str, field: str | None = None) -> None:
        super().__init__(message, code)
        self.message = message
        self.code = code
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class Conflict(DomainError):
    """Somebody else saved the record after this form was opened. `current` is the record as it is now: show both."""

    def __init__(self, current: Any, message: "StrOrPromise | None" = None, *, field: str | None = None) -> None:
        super().__init__(
            message
            or _("Somebody else saved this while you were writing. Nothing was lost: compare the two and save again."),
            code="conflict",
            field=field,
        )
        self.current = current


class ServiceErrors:
    """A mixin for forms: shows what a service refused, beside the field it is about, with what was typed kept."""

    @contextmanager
    def errors_from(self, *exceptions: type[Exception]) -> Iterator[None]:
        """Swallow exactly these exceptions and show them on the form; every other one crashes as it should.

        Understands `DomainError` and Django's `ValidationError` (from `full_clean` and constraints).
        """
        for kind in exceptions:
            if not issubclass(kind, (DomainError, ValidationError)):
                raise TypeError(f"a form cannot show {kind.__name__}: raise a DomainError")
        try:
            yield
        except exceptions as error:
            if isinstance(error, ValidationError):
                self._add_validation_error(error)
            elif isinstance(error, DomainError):
                self._add_beside(error.field, ValidationError(error.message, code=error.code))

    def _add_beside(self, field: str | None, error: ValidationError) -> None:
        known = field if field and field in self.fields else None  # type: ignore[attr-defined]
        self.add_error(known, error)  # type: ignore[attr-defined]

    def _add_validation_error(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self._add_beside(None, error)
            return
        for field, errors in error.error_dict.items():
            for one in errors:
                self._add_beside(None if field == NON_FIELD_ERRORS else field, one)
