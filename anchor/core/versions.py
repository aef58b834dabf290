"""Two people at one record: nobody's text is lost (design: quality.md, Reliability)."""

from typing import Any

from django.db import models

from anchor.core.errors import Conflict


def lock[M: models.Model](queryset: "models.QuerySet[M]", pk: Any, *, read_version: int | None = None) -> M:
    """Lock one row for this transaction. Raises Conflict when somebody saved it after `read_version` was shown.

    Raises the model's DoesNotExist when the row is not in the queryset, which says what the asker may know.
    """
    row = queryset.select_for_update(of=("self",)).get(pk=pk)
    if read_version is not None and row.version != read_version:  # type: ignore[attr-defined]
        raise Conflict(row)
    return row


def save_changed(row: models.Model, *fields: str) -> None:
    """Save the named fields of a locked row under its next version."""
    row.version += 1  # type: ignore[attr-defined]
    row.save(update_fields=[*fields, "version"])
