"""The wall, as SQL: row-level security for each tenant table, generated from the matrix (access.md, lock 3).

`manage.py make_wall` freezes what stands here into each app's migrations; `manage.py check` compares the database with
it. Children point at their parents by (tenant_id, id), because the database checks foreign keys past the wall.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model

from anchor.access.matrix import MATRIX
from anchor.access.outside import OUTSIDE, Outside
from anchor.access.vocabulary import ACROSS, MARK, READ, WRITE, Relation, Row, widest
from anchor.access.wall_relations import IS_COLLECTOR, OWN_TEAM, TEAM_ROLE, TENANT, any_of, maker, policy
from anchor.tenancy.tenant import TenantForeignKey, TenantOneToOneField

APP, STATISTICS, SEALER = "anchor_app", "anchor_statistics", "anchor_sealer"
_RIGHTS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}


def walled_models(app_label: str) -> list[type[Model]]:
    """The models of an app that the matrix names, in order of definition."""
    named = {row.model for row in MATRIX.values()}
    return [model for model in apps.get_app_config(app_label).get_models() if model._meta.label in named]


def matrix_rows(model: type[Model]) -> list[Row]:
    """The rows of the matrix a model holds."""
    return [row for row in MATRIX.values() if row.model == model._meta.label]


def _opened(model: type[Model], *levels: str, across: bool = False) -> str:
    """The rows on which one of these levels is open, as a condition: in the own tenant, or reaching over to another."""
    ways = []
    for row in matrix_rows(model):
        where = "".join(f"{column} = {str(value).lower()} AND " for column, value in row.where.items())
        opening = widest(relation for relation, level in row.opens.items() if level in levels)
        asked = policy([one for one in opening if (one in ACROSS) == across], row, writing=READ not in levels)
        ways += [f"{where}{condition}" for condition in asked]
    return any_of(ways)


def table_policies(model: type[Model]) -> Iterator[tuple[str, str]]:
    """Name and body of each policy of a table."""
    row = matrix_rows(model)[0]
    own_tenant = TENANT + (f" AND {any_of([OWN_TEAM, *[IS_COLLECTOR] * bool(row.reckoned)])}" if row.stamped else "")
    read, write = _reached(model, READ, MARK, WRITE), _reached(model, MARK, WRITE)
    yield "wall_select", f"FOR SELECT USING ({read})"
    yield "wall_insert", f"FOR INSERT WITH CHECK ({TENANT} AND {maker(matrix_rows(model)[0])})"
    yield "wall_update", f"FOR UPDATE USING ({write}) WITH CHECK ({_with_across(model, own_tenant, MARK, WRITE)})"
    if any(row.deletable for row in matrix_rows(model)):
        unread = "".join(f" OR {own_tenant} AND {TEAM_ROLE} AND {row.thrown_away}" for row in _thrown_away(model))
        yield "wall_delete", f"FOR DELETE USING ({_reached(model, WRITE)}{unread})"


def _thrown_away(model: type[Model]) -> list[Row]:
    return [row for row in matrix_rows(model) if row.thrown_away]


def _reached(model: type[Model], *levels: str) -> str:
    return _with_across(model, f"{TENANT} AND {_opened(model, *levels)}", *levels)


def _with_across(model: type[Model], near: str, *levels: str) -> str:
    """A condition on rows of the own tenant, or on what another tenant's team has sent to the own one."""
    across = _opened(model, *levels, across=True)
    return near if across == "false" else f"({near}) OR {across}"


def _references(model: type[Model]) -> Iterator[tuple[str, str, str]]:
    for field in model._meta.concrete_fields:
        if isinstance(field, TenantForeignKey | TenantOneToOneField):
            same = "team" if getattr(field, "same_team", False) else "tenant"
            yield field.column, field.related_model._meta.db_table, f"{model._meta.db_table}_{field.column}_same_{same}"


def _has_key(model: type[Model]) -> bool:
    return any(f.column == "tenant_id" for f in model._meta.concrete_fields) and any(
        isinstance(f, TenantForeignKey | TenantOneToOneField) and f.related_model is model for f in _fields()
    )


def table_sql(model: type[Model]) -> list[tuple[str, str]]:
    """Statements, with their reverses, that put one table behind the wall."""
    table = model._meta.db_table
    rights = "SELECT, INSERT, UPDATE" + (", DELETE" if any(r.deletable for r in matrix_rows(model)) else "")
    pairs = [(f"GRANT {rights} ON {table} TO {APP}", f"REVOKE ALL ON {table} FROM {APP}")]
    if model._meta.app_label == "reporting":
        pairs.append((f"GRANT SELECT ON {table} TO {STATISTICS}", f"REVOKE ALL ON {table} FROM {STATISTICS}"))
        pairs.append(_policy(table, "wall_statistics", f"FOR SELECT TO {STATISTICS} USING (true)"))
    pairs.append((f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))
    pairs += given_once_sql(model) + reckoned_sql(model) + guards_sql(model) + made_when_sql(model)
    for name, body in table_policies(model):
        pairs.append(_policy(table, name, body.replace(" USING", f" TO {APP} USING", 1) if " USING" in body else body))
    return pairs


def _policy(table: str, name: str, body: str) -> tuple[str, str]:
    if " TO " not in body:
        body = body.replace(" WITH CHECK", f" TO {APP} WITH CHECK", 1)
    return f"CREATE POLICY {name} ON {table} {body}", f"DROP POLICY {name} ON {table}"


GIVEN_ONCE = (
    "id",
    "tenant_id",
    "team_id",
    "sector",
    "controller",
    "author_id",
    "created_at",
    "membership_id",
    "user_id",
)


def given_once_sql(model: type[Model]) -> list[tuple[str, str]]:
    """A row keeps its origin and its parents: no update moves it to another tenant, team, sector, author, case or client.

    A parent that was empty (the case of a contact) may be filled once. Facts are made anew, never changed.
    """
    if model._meta.app_label == "reporting":
        return []
    table = model._meta.db_table
    columns = {field.column for field in model._meta.concrete_fields}
    rewritten = {column for row in matrix_rows(model) for column in row.rewritten}
    once = [column for row in matrix_rows(model) for column in row.once]
    kept = [column for column in GIVEN_ONCE if column in columns - rewritten] + once
    filled = [column for row in matrix_rows(model) for column in row.filled_once]
    parents = [column for column, _, _ in _references(model) if column not in once] + filled
    moved = [f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in kept]
    moved += [f"(OLD.{column} IS NOT NULL AND OLD.{column} IS DISTINCT FROM NEW.{column})" for column in parents]
    return [
        (
            f"CREATE TRIGGER given_once BEFORE UPDATE OF {', '.join(kept + parents)} ON {table} "
            f"FOR EACH ROW WHEN ({' OR '.join(moved)}) EXECUTE FUNCTION anchor_given_once()",
            f"DROP TRIGGER given_once ON {table}",
        )
    ]


def reckoned_sql(model: type[Model]) -> list[tuple[str, str]]:
    """Where the task that acts for no person may write, it changes the columns it reckons and no other."""
    table, reckoned = model._meta.db_table, [column for row in matrix_rows(model) for column in row.reckoned]
    if not reckoned:
        return []
    others = (f"to_jsonb({row}) - ARRAY[{', '.join(map(repr, reckoned))}]" for row in ("OLD", "NEW"))
    return [
        (
            f"CREATE TRIGGER reckoned BEFORE UPDATE ON {table} FOR EACH ROW WHEN (current_setting('app.role', true) = 'collector' "
            f"AND {' IS DISTINCT FROM '.join(others)}) EXECUTE FUNCTION anchor_given_once()",
            f"DROP TRIGGER reckoned ON {table}",
        )
    ]


def guards_sql(model: type[Model]) -> list[tuple[str, str]]:
    """What else must hold when a column that opens a record changes; its look-ups stand behind the asker's own wall."""
    table, pairs = model._meta.db_table, []
    for row in matrix_rows(model):
        for columns, condition in row.guards.items():
            name = f"anchor_guards_{table}_{columns[0]}"
            moved = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
            pairs += [
                (
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS "
                    f"$$ BEGIN IF current_user <> '{APP}' OR ({condition}) THEN RETURN NEW; END IF; "
                    f"RAISE EXCEPTION 'row-level security: {', '.join(columns)} of {table} may not be changed by this person' "
                    "USING ERRCODE = '42501'; END $$",
                    f"DROP FUNCTION {name}()",
                ),
                (
                    f"CREATE TRIGGER guards_{columns[0]} BEFORE UPDATE OF {', '.join(columns)} ON {table} "
                    f"FOR EACH ROW WHEN ({moved}) EXECUTE FUNCTION {name}()",
                    f"DROP TRIGGER guards_{columns[0]} ON {table}",
                ),
            ]
    return pairs


def made_when_sql(model: type[Model]) -> list[tuple[str, str]]:
    """What else must hold when a row is made; a trigger's function, so that it may look into rooms above its own."""
    row = matrix_rows(model)[0]
    condition = " AND ".join(
        [f"({row.made_when})"] * bool(row.made_when) + [f"({_names_own_record()})"] * row.names_a_record
    )
    if not condition:
        return []
    table = model._meta.db_table
    name = f"anchor_made_when_{table}"
    return [
        (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS "
            f"$$ BEGIN IF current_user <> '{APP}' OR ({condition}) THEN RETURN NEW; END IF; "
            f"RAISE EXCEPTION 'row-level security: this row of {table} may not be made by this person' "
            "USING ERRCODE = '42501'; END $$",
            f"DROP FUNCTION {name}()",
        ),
        (
            f"CREATE TRIGGER made_when BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
            f"DROP TRIGGER made_when ON {table}",
        ),
    ]


def _names_own_record() -> str:
    """The record a new row names exists for its maker, is of the row's own sector, and hangs on the row's case."""
    ways = []
    for record, row in MATRIX.items():
        if Relation.DISCLOSED not in row.opens:
            continue
        table = apps.get_model(row.model)._meta.db_table
        of_case = (
            f"r.{row.case} = NEW.case_id"
            if row.case
            else f"EXISTS (SELECT FROM clients_case c WHERE c.id = NEW.case_id AND c.client_id = r.{row.client})"
        )
        where = "".join(f" AND r.{column} = {str(value).lower()}" for column, value in row.where.items())
        found = (
            f"EXISTS (SELECT FROM {table} r WHERE r.id = NEW.record_id AND r.sector = NEW.sector AND {of_case}{where})"
        )
        ways.append(f"WHEN '{record}' THEN {found}")
    return f"NEW.record_id IS NULL OR CASE NEW.record_kind {' '.join(ways)} ELSE false END"


# Made with the ground floor's wall, which all others stand on. Its owner may mend a row; the program never runs as the owner.
GIVEN_ONCE_FUNCTION = (
    "CREATE OR REPLACE FUNCTION anchor_given_once() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS "
    "$$ BEGIN IF current_user <> 'anchor_app' THEN RETURN NEW; END IF; "
    "RAISE EXCEPTION 'row-level security: the origin of a row of % is given once', TG_TABLE_NAME "
    "USING ERRCODE = '42501'; END $$",
    "DROP FUNCTION anchor_given_once()",
)


def key_sql(model: type[Model]) -> list[tuple[str, str]]:
    """The (tenant_id, id) key that children of this table point at, and the (tenant_id, team_id, id) of those of one team."""
    if not _has_key(model):
        return []
    table, keys = model._meta.db_table, {"tenant": "tenant_id, id"}
    if any(getattr(field, "same_team", False) and field.related_model is model for field in _fields()):
        keys["team"] = "tenant_id, team_id, id"
    followed = (getattr(field, "follows", None) for field in _fields() if field.related_model is model)
    keys |= {column: f"tenant_id, id, {column}" for _, column in filter(None, followed)}
    return [
        (
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_of_one_{of} UNIQUE ({columns})",
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_of_one_{of}",
        )
        for of, columns in keys.items()
    ]


def _fields() -> Iterator[Any]:
    return (field for model in apps.get_models() for field in model._meta.concrete_fields)


def reference_sql(model: type[Model]) -> list[tuple[str, str]]:
    """Composite foreign keys of a child table, checked at commit so that bulk builders may load in any order."""
    table, pairs = model._meta.db_table, []
    for column, parent, name in _references(model):
        team = "team_id, " if name.endswith("_same_team") else ""
        own, theirs, carried = _carried(model, column)
        made = (
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (tenant_id, {team}{column}{own}) "
            f"REFERENCES {parent} (tenant_id, {team}id{theirs}){carried} DEFERRABLE INITIALLY DEFERRED"
        )
        pairs.append((made, f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
    return pairs


def _carried(model: type[Model], column: str) -> tuple[str, str, str]:
    """What a reference says besides, where a column of the child follows one of its parent, or the child goes along with it."""
    field = next(field for field in model._meta.concrete_fields if field.column == column)
    follows, gone = getattr(field, "follows", None), " ON DELETE CASCADE" if getattr(field, "goes_along", False) else ""
    return (f", {follows[0]}", f", {follows[1]}", f" ON UPDATE CASCADE{gone}") if follows else ("", "", gone)


def outside_sql(app_label: str) -> list[tuple[str, str]]:
    """GRANTs for the tables of an app that lie outside the wall."""
    pairs = []
    for label, outside in OUTSIDE.items():
        if label.split(".")[0] != app_label:
            continue
        table = apps.get_model(label)._meta.db_table
        for login, letters in ((APP, outside.app), (STATISTICS, outside.statistics), (SEALER, outside.sealer)):
            if letters:
                rights = ", ".join(_right(apps.get_model(label), outside, letter) for letter in letters)
                pairs.append((f"GRANT {rights} ON {table} TO {login}", f"REVOKE ALL ON {table} FROM {login}"))
        if outside.policies:
            on, off = (f"ALTER TABLE {table} {word} ROW LEVEL SECURITY" for word in ("ENABLE", "DISABLE"))
            pairs.append((on, off))
        pairs += [_policy(table, name, body) for name, body in outside.policies]
    for label, outside in OUTSIDE.items():
        table = apps.get_model(label)._meta.db_table
        pairs += [_policy(table, name, body) for room, name, body in outside.policies_above if room == app_label]
    return pairs


def _right(model: type[Model], outside: Outside, letter: str) -> str:
    """Inserting fills only columns the program knows: the database's own (`audit_auditrow.xact`) cannot be forged."""
    columns: tuple[str, ...] = ()
    if letter == "I":
        columns = tuple(str(field.column) for field in model._meta.concrete_fields)
    elif letter == "U":
        columns = outside.changes
    return _RIGHTS[letter] + (f" ({', '.join(columns)})" if columns else "")


def functions_sql(app_label: str) -> list[tuple[str, str]]:
    """The look-up functions of a room, kept beside its models in `wall_functions.py`."""
    config = apps.get_app_config(app_label)
    try:
        module = __import__(f"{config.name}.wall_functions", fromlist=["FUNCTIONS"])
    except ModuleNotFoundError:
        return []
    pairs = []
    for name, body in module.FUNCTIONS.items():
        head = f"CREATE OR REPLACE FUNCTION {name}() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp"
        pairs.append((f"{head} AS $$ {body.strip()} $$", f"DROP FUNCTION {name}()"))
        pairs.append((f"REVOKE ALL ON FUNCTION {name}() FROM PUBLIC", f"SELECT 1 -- {name} is dropped"))
        pairs.append((f"GRANT EXECUTE ON FUNCTION {name}() TO {APP}", f"SELECT 1 -- {name} is dropped"))
    for signature, body in getattr(module, "DEFINER", {}).items():
        head = f"CREATE OR REPLACE FUNCTION {signature} RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"
        pairs.append((f"{head} AS $$ {body.strip()} $$", f"DROP FUNCTION {signature}"))
        pairs.append((f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC", f"SELECT 1 -- {signature} is dropped"))
        pairs.append((f"GRANT EXECUTE ON FUNCTION {signature} TO {APP}", f"SELECT 1 -- {signature} is dropped"))
    return pairs


def app_sql(app_label: str) -> list[tuple[str, str]]:
    """All statements of one app with their reverses: keys, references, functions, policies, rights."""
    models = walled_models(app_label)
    pairs = [pair for model in models for pair in key_sql(model)]
    pairs += [pair for model in models for pair in reference_sql(model)]
    pairs += [GIVEN_ONCE_FUNCTION] if app_label == "core" else functions_sql(app_label)
    pairs += [pair for model in models for pair in table_sql(model)]
    sequences = [m for m in models if m._meta.pk.get_internal_type().endswith("AutoField")]
    pairs += [
        (
            f"GRANT USAGE ON SEQUENCE {m._meta.db_table}_id_seq TO {APP}",
            f"REVOKE ALL ON SEQUENCE {m._meta.db_table}_id_seq FROM {APP}",
        )
        for m in sequences
    ]
    return pairs + outside_sql(app_label)


def is_plain_reference(field: ForeignKey) -> bool:
    """A reference from tenant data to tenant data that forgot its composite key."""
    composite = isinstance(field, TenantForeignKey | TenantOneToOneField)
    named = {row.model for row in MATRIX.values()}
    return field.is_relation and not composite and field.related_model._meta.label in named
