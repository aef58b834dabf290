"""Writing the memory. A row is written in the transaction that answers; if it cannot be written, nothing is shown."""

import json
import uuid
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from typing import Any

from django.core.cache import cache
from django.db import models, transaction
from django.utils import timezone

from anchor.audit.models import AuditRow, Verb
from anchor.core.prepared import prepared_cursor

# Whether this request has said what it showed: the middleware asks, so that no page of a record goes unremembered.
_told: ContextVar[bool] = ContextVar("anchor_told", default=False)

# A poll or swap of the same page by the same person within this many seconds leaves no further row (access.md).
SAME_LOOK_SECONDS = 60


# The looks of this request that silence the next ones; None outside a request.
_looks: ContextVar[list[str] | None] = ContextVar("anchor_looks", default=None)


def begin_request() -> None:
    """A new request has told nothing yet."""
    _told.set(False)
    _looks.set([])


def keep_looks(**_signal: Any) -> None:
    """The answer has been sent: what it showed silences the next look at the same, and nobody had to wait for that."""
    looks = _looks.get()
    _looks.set(None)
    if looks:
        _keep(looks)


def _keep(looks: Iterable[str]) -> None:
    cache.set_many(dict.fromkeys(looks, 1), SAME_LOOK_SECONDS)


def _committed(looks: Iterable[str]) -> None:
    """Only what was really committed may silence the next look."""
    waiting = _looks.get()
    if waiting is None:
        _keep(looks)
    else:
        waiting.extend(looks)


def has_told() -> bool:
    """Whether this request has left a row, or was silenced because the same look was told a moment ago."""
    return _told.get()


def record(
    actor: Any,
    verb: Verb,
    target: models.Model | None = None,
    *,
    ground: str = "",
    case_id: uuid.UUID | None = None,
    **detail: Any,
) -> None:
    """Remember one act or export of an actor; `detail` holds codes and counts, never names or text.

    `case_id` names the case where the target does not: what is held about a client belongs to no single case.
    """
    row = _row(actor, verb, target, ground=ground, detail=detail)
    row.case_id = row.case_id or case_id
    _write([row])


def record_read(
    actor: Any,
    target: models.Model,
    *,
    sections: Sequence[str] = (),
    swap: bool = False,
    case_id: uuid.UUID | None = None,
) -> None:
    """Remember that a record's page was opened, with the sections shown."""
    record_reads(actor, Verb.OPENED, [target], sections=sections, swap=swap, case_id=case_id)


def record_reads(
    actor: Any,
    verb: Verb,
    targets: Iterable[models.Model],
    *,
    sections: Sequence[str] = (),
    swap: bool = False,
    case_id: uuid.UUID | None = None,
) -> None:
    """Remember each record shown, in one insert: a list of 25 people is 25 rows.

    `case_id` names the case where the records do not.
    `swap` says that a part of a page was asked for; what the same person saw within a minute is then not written again.
    When Redis is away every look is written: the memory errs towards more.
    """
    shown = list(targets)
    keys = {f"look:{actor.membership_id}:{verb}:{target.pk}:{'.'.join(sections)}": target for target in shown}
    if swap and keys:
        seen = cache.get_many(list(keys))
        keys = {key: target for key, target in keys.items() if key not in seen}
    _told.set(True)
    if not keys:
        return
    rows = [_row(actor, verb, target, sections=list(sections)) for target in keys.values()]
    for row in rows:
        row.case_id = row.case_id or case_id
    _write(rows)
    transaction.on_commit(lambda: _committed(keys))


def record_refusal(
    actor: Any, action: str, target: Any = None, *, status: int = 404, route: str = "", verb: Verb = Verb.REFUSED
) -> None:
    """Remember a refusal. Called outside the service's savepoint, so that it stays when the act is rolled back.

    `target` is the record of which a colleague may know but not act, or, of what does not exist for the asker, its key.
    """
    known = target if isinstance(target, models.Model) else None
    row = _row(actor, verb, known, detail={"action": action, "status": status, "route": route})
    row.refused = True
    row.target_id = target if isinstance(target, uuid.UUID) else row.target_id
    _write([row])


def record_untold_look(actor: Any, target_id: uuid.UUID, *, route: str) -> None:
    """Remember that a record's page was shown by a view that did not say so itself: a form with errors, an odd answer."""
    row = _row(actor, Verb.OPENED, None, detail={"route": route})
    row.target_id = target_id
    _write([row])


def _write(rows: list[AuditRow]) -> None:
    """One statement whose text is the same for one row and for a hundred, so that it is planned once: arrays of text, unnested.

    Not `bulk_create`: every list writes here, and five hundred placeholders cost it more than the list itself.
    """
    _told.set(True)
    columns = [[field.value_from_object(row) for row in rows] for field in _COLUMNS]
    with prepared_cursor() as cursor:
        cursor.execute(_INSERT, [[_plain(value) for value in column] for column in columns])


def _plain(value: Any) -> str | None:
    """A value as text, which the statement makes the column's own of: a list of codes becomes a line, a detail its JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list):
        return " ".join(value)
    return json.dumps(value) if isinstance(value, dict) else str(value)


_COLUMNS = AuditRow._meta.concrete_fields
_NAMES = ", ".join(field.attname for field in _COLUMNS)
_TYPES = {
    "UUIDField": "uuid",
    "DateTimeField": "timestamptz",
    "BooleanField": "boolean",
    "BigIntegerField": "bigint",
}  # all others are text
_BACK = {"sections": "string_to_array(sections, ' ')", "detail": "detail::jsonb"}


def _back(field: models.Field) -> str:
    cast = _TYPES.get(str(field.get_internal_type()))
    return _BACK.get(field.attname, f"{field.attname}::{cast}" if cast else field.attname)


_INSERT = (
    f"INSERT INTO {AuditRow._meta.db_table} ({_NAMES}) "  # noqa: S608 our own column names
    f"SELECT {', '.join(map(_back, _COLUMNS))} "
    f"FROM unnest({', '.join(f'${place}::text[]' for place in range(1, len(_COLUMNS) + 1))}) AS told ({_NAMES})"
)


def _row(actor: Any, verb: Verb, target: models.Model | None, **fields: Any) -> AuditRow:
    row = AuditRow(at=timezone.now(), verb=verb, **_who(actor), **_what(target), **fields)
    # What concerns no record, or one nobody knows, is answered for by whoever the colleague works for.
    row.controller = row.controller or getattr(actor, "controller", "")
    return row


def _who(actor: Any) -> dict[str, Any]:
    if actor is None:
        return {}
    return {
        "user_id": actor.user_id,
        "membership_id": actor.membership_id,
        "role": actor.role,
        "sector": actor.sector,
        "tenant_id": actor.tenant_id or "",
        "team_id": actor.team_id,
    }


def _what(target: models.Model | None) -> dict[str, Any]:
    if target is None:
        return {}
    is_case = target._meta.label == "clients.Case"
    return {
        "target_type": target._meta.label,
        "target_id": target.pk if isinstance(target.pk, uuid.UUID) else None,
        "case_id": target.pk if is_case else getattr(target, "case_id", None),
        "controller": getattr(target, "controller", ""),
    }
