"""The canonical text of a row: two rows that differ anywhere differ there, whatever the session is set to."""

import datetime
import json

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from anchor.audit.sealing import merkle, rows

words = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["", "null", '"', "\\", "\n", '","', "{}", "[]", "-", "\u2028", "1:a"]
)
uuids = st.none() | st.uuids()
moments = st.datetimes(timezones=st.just(datetime.UTC)).filter(lambda moment: moment.year > 1900)
details = st.dictionaries(
    words, words | st.integers() | st.booleans() | st.none() | st.lists(words, max_size=2), max_size=3
)
ROW = {
    "xact": st.integers(1, 2**62),
    "id": st.uuids(),
    "at": moments,
    "verb": words,
    "refused": st.booleans(),
    "user_id": uuids,
    "membership_id": uuids,
    "role": words,
    "sector": words,
    "tenant_id": words,
    "team_id": st.none() | st.integers(-(2**63), 2**63 - 1),
    "controller": words,
    "target_type": words,
    "target_id": uuids,
    "case_id": uuids,
    "ground": words,
    "sections": st.lists(words, max_size=3),
    "detail": details,
}
TYPES = {
    "xact": "xid8",
    "at": "timestamptz",
    "refused": "boolean",
    "team_id": "bigint",
    "sections": "text[]",
    "detail": "jsonb",
}
TYPES |= dict.fromkeys(("id", "user_id", "membership_id", "target_id", "case_id"), "uuid")
CAREFUL = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


def plain(column, value):
    if column in ("xact", "team_id") and value is not None:
        return str(value)
    return json.dumps(value) if column == "detail" else value


def canonical(*some):
    """Their texts, as the database makes them of a row with these values."""
    values = [[plain(column, one[column]) for column in ROW] for one in some]
    columns = ", ".join(f"%s::text::{TYPES.get(k, 'text')}" if k not in ("sections",) else "%s::text[]" for k in ROW)
    row = f"SELECT {rows.text(rows.NEWEST)} FROM (VALUES ({columns})) AS told ({', '.join(ROW)})"
    found = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL datestyle = 'ISO'")
        for one in values:
            cursor.execute(row, one)
            found.append(cursor.fetchone()[0])
    return found


@CAREFUL
@given(one=st.fixed_dictionaries(ROW), data=st.data())
def test_rows_that_differ_in_one_column_differ_in_their_text(db, one, data):
    column = data.draw(st.sampled_from(sorted(ROW)))
    other = one | {column: data.draw(ROW[column].filter(lambda value: repr(value) != repr(one[column])))}

    first, second = canonical(one, other)

    assert first != second
    # Only the altered column reads otherwise: nothing runs over into its neighbours.
    place = list(ROW).index(column)
    assert [a == b for a, b in zip(json.loads(first), json.loads(second), strict=True)] == [
        at != place for at in range(len(ROW))
    ]


@CAREFUL
@given(one=st.fixed_dictionaries(ROW))
def test_a_text_is_one_line_and_tells_every_value_back(db, one):
    (text,) = canonical(one)
    told = dict(zip(ROW, json.loads(text), strict=True))

    assert "\n" not in text
    assert "\r" not in text
    for column in ("verb", "role", "sector", "tenant_id", "controller", "target_type", "ground"):
        assert told[column] == one[column]
    for column in ("id", "user_id", "membership_id", "target_id", "case_id", "team_id"):
        assert told[column] == (None if one[column] is None else str(one[column]))
    assert datetime.datetime.fromisoformat(told["at"] + "+00:00") == one["at"]
    assert json.loads(told["detail"]) == one["detail"]


@pytest.mark.parametrize(
    "setting",
    ["timezone = 'Asia/Kathmandu'", "datestyle = 'SQL, DMY'", "bytea_output = 'escape'", "intervalstyle = 'iso_8601'"],
)
def test_no_setting_of_the_session_changes_a_leaf(memory, setting):
    memory.write(3)
    memory.seal()
    with connection.cursor() as cursor:
        cursor.execute(f"SET {setting}")
        try:
            assert memory.verdict().code == 0
        finally:
            cursor.execute(f"RESET {setting.partition(' ')[0]}")


def test_the_newest_format_reads_every_column(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [rows.TABLE],
        )
        there = {name for (name,) in cursor.fetchall()}

    assert {column.split()[0] for column in rows.FORMATS[rows.NEWEST]} == there


def test_a_released_format_stays_as_it_is():
    """What was sealed under a format is read by it for ever: a new column means a new format."""
    assert rows.text(1) == (
        "array_to_json(ARRAY[(xact)::text, (id)::text, (at AT TIME ZONE 'UTC')::text, (verb)::text, (refused)::text, "
        "(user_id)::text, (membership_id)::text, (role)::text, (sector)::text, (tenant_id)::text, (team_id)::text, "
        "(controller)::text, (target_type)::text, (target_id)::text, (case_id)::text, (ground)::text, (sections)::text, "
        "(detail)::text])::text"
    )


def test_python_hashes_a_text_as_the_database_does(memory):
    memory.write(5, detail={"å": "\n"})
    (seal,) = memory.seal()
    with transaction.atomic():
        texts = list(rows.texts(seal.format, seal.since, seal.below))

    assert len(texts) == 5
    assert rows.leaves(seal.format, [seal.since, seal.below]) == [
        b"".join(merkle.leaf(text.encode()) for text in texts)
    ]


@given(leaves=st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40), data=st.data())
@example(leaves=[b"\0" * 32] * 3, data=None)
def test_a_root_changes_with_every_leaf_with_their_order_and_with_their_number(leaves, data):
    def root(some):
        return merkle.root(b"".join(some))

    assert root(leaves) != root([*leaves, leaves[-1]])
    if data is None:
        return
    place = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.binary(min_size=32, max_size=32).filter(lambda leaf: leaf != leaves[place]))
    assert root(leaves) != root([*leaves[:place], other, *leaves[place + 1 :]])
    shuffled = data.draw(st.permutations(leaves))
    assert (root(leaves) == root(shuffled)) == (leaves == shuffled)


@pytest.mark.parametrize("leaves", [b"", b"\0" * 31, b"\0" * 33])
def test_half_a_leaf_has_no_root(leaves):
    with pytest.raises(ValueError, match="no whole leaves"):
        merkle.root(leaves)
