"""Pages by key: every row once, in order, whichever way one walks; and no name in an address."""

from datetime import date, timedelta

import pytest
from django.db import connection, models
from django.db.models.functions import Lower
from django.test.utils import isolate_apps
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from anchor.core.ids import uuid7
from anchor.core.paging import page_by_key

START = date(2026, 1, 1)


@pytest.fixture
def row_model(db):
    """A table of rows that exists in this test only."""
    with isolate_apps("anchor.core"):

        class Row(models.Model):
            id = models.UUIDField(primary_key=True, default=uuid7)
            name = models.CharField(max_length=20)
            opened_on = models.DateField(default=START)
            closed_on = models.DateField(null=True)

            class Meta:
                app_label = "core"
                db_table = "test_row"

        with connection.schema_editor() as editor:
            editor.create_model(Row)
        yield Row


def walk(queryset, keys, size):
    """The ids met going forward page by page, and the ids met going back from the last page."""
    page = page_by_key(queryset, keys, size=size)
    assert page.previous_token is None
    forward = [[row.pk for row in page.rows]]
    while page.next_token:
        page = page_by_key(queryset, keys, after=page.next_token, size=size)
        assert page.previous_token is not None
        forward.append([row.pk for row in page.rows])
    back = [[row.pk for row in page.rows]]
    while page.previous_token:
        page = page_by_key(queryset, keys, before=page.previous_token, size=size)
        assert page.next_token is not None
        back.append([row.pk for row in page.rows])
    return forward, back


ORDERS = [
    ("name", "id"),
    ("-name", "-id"),
    ("name", "-opened_on", "id"),
    ("closed_on", "id"),
    ("-closed_on", "id"),
    ("-closed_on", "-name", "-id"),
    ("name", "closed_on", "id"),
    ("id",),
    ("-pk",),
]
rows_of = st.lists(
    st.tuples(st.sampled_from(["Aho", "Virta", "Öz"]), st.integers(0, 2), st.none() | st.integers(0, 2)), max_size=12
)


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows_of, keys=st.sampled_from(ORDERS), size=st.integers(1, 5))
def test_every_row_is_met_once_and_in_order_both_ways(row_model, rows, keys, size):
    row_model.objects.all().delete()
    row_model.objects.bulk_create(
        row_model(
            name=name,
            opened_on=START + timedelta(days=opened),
            closed_on=None if closed is None else START + timedelta(days=closed),
        )
        for name, opened, closed in rows
    )
    expected = list(row_model.objects.order_by(*keys).values_list("pk", flat=True))
    forward, back = walk(row_model.objects.all(), keys, size)

    assert [pk for page in forward for pk in page] == expected
    assert [pk for page in reversed(back) for pk in page] == expected


def test_an_annotation_may_order_a_list(row_model):
    row_model.objects.bulk_create(row_model(name=name) for name in "bAcBa")
    queryset = row_model.objects.annotate(low=Lower("name"))

    forward, _back = walk(queryset, ("low", "id"), 2)

    assert [pk for page in forward for pk in page] == list(queryset.order_by("low", "id").values_list("pk", flat=True))


@pytest.fixture
def ten(row_model):
    row_model.objects.bulk_create(row_model(name=f"name {number}") for number in range(10))
    return row_model.objects.all()


def test_a_token_holds_no_name(ten):
    page = page_by_key(ten, ("name", "id"), size=3)

    assert page.next_token == str(page.rows[-1].pk)


def test_a_row_added_before_moves_nothing(ten):
    page = page_by_key(ten, ("name", "id"), size=3)
    ten.create(name="a first one")

    assert [row.name for row in page_by_key(ten, ("name", "id"), after=page.next_token, size=3).rows] == [
        "name 3",
        "name 4",
        "name 5",
    ]


@pytest.mark.parametrize(
    "token", ["garbage", "", "01a20193-9d2d-7213-bc12-502d26b31ddb", "' OR 1=1", "x" * 5_000, "\x00"]
)
def test_a_token_that_leads_nowhere_gives_the_first_page(ten, token):
    for where in ("after", "before"):
        page = page_by_key(ten, ("name", "id"), size=3, **{where: token})
        assert [row.name for row in page.rows] == ["name 0", "name 1", "name 2"]
        assert page.previous_token is None
        assert page.restarted == bool(token)


def test_a_row_the_reader_may_not_see_is_no_place_to_begin(ten):
    hidden = ten.get(name="name 5")
    visible = ten.exclude(name="name 5")

    page = page_by_key(visible, ("name", "id"), after=str(hidden.pk), size=3)

    assert page.restarted
    assert [row.name for row in page.rows] == ["name 0", "name 1", "name 2"]


def test_the_last_key_must_be_unique(ten):
    with pytest.raises(ValueError, match="unique"):
        page_by_key(ten, ("id", "name"))


def test_an_empty_list_is_an_empty_page(row_model):
    page = page_by_key(row_model.objects.all(), ("name", "id"))

    assert (page.rows, page.next_token, page.previous_token, page.count, page.over_limit) == ([], None, None, 0, False)


def test_a_page_costs_three_queries_however_long_it_is(ten, django_assert_num_queries):
    token = page_by_key(ten, ("name", "id"), size=1).next_token
    for size in (1, 9):
        with django_assert_num_queries(3):
            page_by_key(ten, ("name", "id"), after=token, size=size)


@pytest.mark.parametrize("how", [{"bounded": True}, {"along_index": True}])
def test_however_a_list_is_read_it_shows_the_same(ten, how):
    plain, page = (page_by_key(ten, ("name", "id"), size=4, **options) for options in ({}, how))
    assert [row.pk for row in page.rows] == [row.pk for row in plain.rows]
    assert (page.count, page.over_limit, page.next_token) == (10, False, plain.next_token)
    second = page_by_key(ten, ("name", "id"), after=page.next_token, size=4, **how)
    assert (len(second.rows), second.count) == (4, 10)
    assert page_by_key(ten.none(), ("name", "id"), **how).count == 0


def test_a_bounded_list_counts_what_it_fetches(ten, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert page_by_key(ten, ("name", "id"), size=4, bounded=True).count == 10


def test_after_a_list_along_an_index_the_planner_may_sort_again(ten):
    page_by_key(ten, ("name", "id"), along_index=True)
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_sort")
        assert cursor.fetchone() == ("on",)


@pytest.mark.parametrize(
    ("rows", "count", "over"), [(999, 999, False), (1_000, 1_000, False), (1_001, 1_000, True), (1_500, 1_000, True)]
)
def test_counting_stops_at_a_thousand(row_model, rows, count, over):
    row_model.objects.bulk_create(row_model(name="x") for _ in range(rows))
    page = page_by_key(row_model.objects.all(), ("name", "id"))

    assert (page.count, page.over_limit) == (count, over)
    assert len(page.rows) == 25


@pytest.mark.parametrize(
    ("keys", "condition"),
    [
        (("name", "id"), '("test_row"."name", "test_row"."id") > ('),
        (("-name", "-id"), '("test_row"."name", "test_row"."id") < ('),
        (("-opened_on", "id"), '("test_row"."opened_on" <= '),
        (("opened_on", "-id"), '("test_row"."opened_on" >= '),
    ],
)
def test_the_beginning_of_a_page_is_something_an_index_answers(ten, keys, condition):
    token = page_by_key(ten, keys, size=3).next_token
    with connection.execute_wrapper(collect := Collect()):
        page_by_key(ten, keys, after=token, size=3)

    assert any(condition in sql for sql in collect.statements), collect.statements


class Collect:
    """Keeps the SQL of a block."""

    def __init__(self):
        self.statements = []

    def __call__(self, execute, sql, params, many, context):
        self.statements.append(sql)
        return execute(sql, params, many, context)
