"""Rows on their way into the tables, by COPY and past the models: sealed, stamped, and complete like the services' own."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from psycopg.types.json import Jsonb

from anchor.core.fields import EncryptedTextField, encrypt_for
from anchor.desk.demo.chance import Chance

type Row = list[Any]


class Table:
    """Rows of one model. What a row does not say has the model's default; a column without one must be said."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        # The database numbers grants itself.
        fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
        self.columns = [str(field.column) for field in fields]
        self.rows: list[Row] = []
        self.written = 0
        self._fields = [(field.attname, _default(field)) for field in fields]
        self._known = {field.attname for field in fields}
        self._sealed = [(place, field.name) for place, field in enumerate(fields) if _is_sealed(field)]
        self._json = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
        self.has = self._known.__contains__

    def add(self, values: dict[str, Any]) -> None:
        if unknown := values.keys() - self._known:
            raise TypeError(f"{self.model._meta.label} has no {sorted(unknown)}")
        row = [values[name] if name in values else default() for name, default in self._fields]
        for place, name in self._sealed:
            row[place] = encrypt_for(self.model, name, values["tenant_id"], values["id"], row[place])
        for place in self._json:
            row[place] = None if row[place] is None else Jsonb(row[place])
        self.rows.append(row)

    def write(self) -> None:
        """COPY what has come together since the last time."""
        if not self.rows:
            return
        names = ", ".join(connection.ops.quote_name(column) for column in self.columns)
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {self.model._meta.db_table} ({names}) FROM STDIN") as copy,
        ):
            for row in self.rows:
                copy.write_row(row)
        self.written += len(self.rows)
        self.rows.clear()


def _is_sealed(field: models.Field) -> bool:
    return isinstance(field, EncryptedTextField)


def _default(field: models.Field) -> Callable[[], Any]:
    """What stands in a column of which nothing is said."""
    if field.has_default():
        return field.get_default
    if _is_sealed(field):
        return str
    if field.null:
        return lambda: None
    if field.blank and field.empty_strings_allowed:
        return str

    def missing() -> Any:
        raise TypeError(f"{field} must be said")

    return missing


class Tables:
    """All tables of a world under construction. `add` gives the key of the new row."""

    def __init__(self) -> None:
        self._tables: dict[type[models.Model], Table] = {}

    def add(self, model: type[models.Model], chance: Chance, made_at: datetime, **values: Any) -> UUID:
        """One row made at a moment: it gets its key, and `created_at` where the model has one."""
        table = self._tables.get(model) or self._tables.setdefault(model, Table(model))
        key = values.get("id") or chance.key(made_at)
        if table.has("id"):
            values["id"] = key
        if table.has("created_at"):
            values["created_at"] = made_at
        table.add(values)
        return key

    def write(self) -> None:
        for table in self._tables.values():
            table.write()

    def counts(self) -> Iterator[tuple[str, int]]:
        """Table and number of rows written, most first."""
        for table in sorted(self._tables.values(), key=lambda one: -one.written):
            yield table.model._meta.db_table, table.written
