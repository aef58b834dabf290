"""Whether a hidden count can be worked out: an attacker who knows the rule tries every other country that fits."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.masking import Draw, Table, mask_areas, mask_chain, mask_number, mask_overlapping, mask_parts

tried = settings(deadline=None, derandomize=True, database=None, max_examples=120)
fewer = settings(tried, max_examples=40)

KEYS = [f"key {number}".encode() for number in range(400)]
keys = st.sampled_from(KEYS)
counts = st.one_of(st.integers(0, 7), st.integers(0, 200))


def tables(least: int = 1, most: int = 12):
    return st.lists(counts, min_size=least, max_size=most).map(lambda row: {str(n): c for n, c in enumerate(row)})


def small_shown(table: Table) -> list[int]:
    return [count for count in [table.total, *table.cells.values()] if count is not None and 0 < count < 5]


def is_small(count):
    return 0 < count < 5


# --- a table that adds up ---------------------------------------------------------------------------------------------


@tried
@given(tables(), keys)
def test_no_count_from_1_to_4_is_shown(cells, key):
    assert small_shown(mask_parts(cells, Draw(key))) == []


@tried
@given(tables(), keys)
def test_what_is_shown_is_true(cells, key):
    table = mask_parts(cells, Draw(key))

    assert all(count in (None, cells[name]) for name, count in table.cells.items())
    assert table.total in (None, sum(cells.values()))


@tried
@given(tables(), keys)
def test_the_total_is_hidden_only_when_it_is_small_itself(cells, key):
    assert (mask_parts(cells, Draw(key)).total is None) == is_small(sum(cells.values()))


@tried
@given(tables(), keys)
def test_nothing_is_hidden_where_nothing_is_small(cells, key):
    large = {name: count if count == 0 or count > 4 else count + 5 for name, count in cells.items()}

    assert mask_parts(large, Draw(key)).cells == large


@tried
@given(tables(), keys)
def test_every_hidden_cell_may_have_at_least_two_values_by_the_table_alone(cells, key):
    """What is hidden adds up to the rest of the total: two cells or more, and enough to go round in two ways."""
    table = mask_parts(cells, Draw(key))
    hidden = [name for name, count in table.cells.items() if count is None]
    if not hidden or table.total is None:
        return
    rest = table.total - sum(count for count in table.cells.values() if count is not None)

    assert len(hidden) >= 2
    assert rest >= 5
    zero_possible = len(hidden) == len(cells)  # zeros are hidden only after everything else
    assert rest > len(hidden) or zero_possible


@fewer
@given(st.lists(st.integers(0, 7), min_size=2, max_size=4), keys)
def test_an_attacker_who_knows_the_rule_but_not_the_key_is_left_with_two_values(row, key):
    """Every other table that some key would have published in the same way is possible to the attacker."""
    cells = {str(number): count for number, count in enumerate(row)}
    seen = mask_parts(cells, Draw(key))
    hidden = [name for name, count in seen.cells.items() if count is None]
    possible: dict[str, set[int]] = {name: set() for name in hidden}
    for values in _fills(len(hidden), None if seen.total is None else sum(cells[name] for name in hidden)):
        other = cells | dict(zip(hidden, values, strict=True))
        if all(value in possible[name] for name, value in zip(hidden, values, strict=True)):
            continue
        if any(mask_parts(other, Draw(guess)) == seen for guess in KEYS):
            for name in hidden:
                possible[name].add(other[name])

    assert all(len(values) >= 2 for values in possible.values()), (cells, seen, possible)


def _fills(number: int, total: int | None):
    """Every way to fill hidden cells so that they add up; without a shown total, to any small one."""
    if total is None:
        for small in range(1, 5):
            yield from _fills(number, small)
        return
    if number == 0:
        return
    for cuts in itertools.combinations_with_replacement(range(total + 1), number - 1):
        edges = (0, *cuts, total)
        yield tuple(after - before for before, after in itertools.pairwise(edges))


def test_the_attacker_is_strong_enough_to_beat_plain_hiding():
    """Control: hiding the small cells alone falls to the same reasoning."""
    cells = {"police": 40, "social": 20, "school": 3}

    def plain(table):
        return Table(sum(table.values()), {name: None if is_small(count) else count for name, count in table.items()})

    seen = plain(cells)
    fitting = [other for other in range(64) if plain(cells | {"school": other}) == seen]

    assert fitting == [3]


def test_the_same_table_is_hidden_the_same_way_every_time():
    cells = {str(number): number for number in range(12)}

    assert mask_parts(cells, Draw(b"one key")) == mask_parts(cells, Draw(b"one key"))


# --- cells that overlap -----------------------------------------------------------------------------------------------


@tried
@given(st.lists(st.sets(st.sampled_from("abcd"), min_size=1), max_size=40), keys)
def test_of_overlapping_cells_none_is_shown_small_and_none_is_left_alone_with_four(people, key):
    cells = {name: sum(name in person for person in people) for name in "abcd"}
    table = mask_overlapping(cells, len(people), Draw(key))
    hidden = [name for name, count in table.cells.items() if count is None]

    assert small_shown(table) == []
    if table.total is not None and len(hidden) == 1:
        assert table.total - sum(count or 0 for count in table.cells.values()) < 4


def test_four_who_stand_in_no_other_cell_are_not_alone_in_a_hidden_one():
    hidden = [mask_overlapping({"crime": 26, "substance": 0, "support": 4}, 30, Draw(key)) for key in KEYS[:50]]

    assert all(list(table.cells.values()).count(None) >= 2 for table in hidden)


# --- a chain ----------------------------------------------------------------------------------------------------------


@tried
@given(st.lists(st.integers(0, 60), min_size=1, max_size=6).map(lambda row: sorted(row, reverse=True)))
def test_of_a_chain_neither_a_number_nor_a_difference_is_small(chain):
    shown = mask_chain(chain)

    assert all(number in (None, true) for number, true in zip(shown, chain, strict=True))
    known = [number for number in shown if number is not None]
    assert not any(is_small(number) for number in known)
    assert not any(is_small(more - less) for more, less in itertools.combinations(known, 2))


def test_a_chain_is_shown_whole_where_it_can_be():
    assert mask_chain([120, 90, 62, 31, 12]) == [120, 90, 62, 31, 12]


# --- counties, whose municipalities have reports of their own ---------------------------------------------------------

countries = st.dictionaries(st.sampled_from("ABCDE"), tables(1, 5), min_size=1)


@tried
@given(countries, counts, keys)
def test_no_small_county_and_no_small_remainder_is_shown(country, unstated, key):
    table = mask_areas(country, unstated, Draw(key), {})

    assert small_shown(table) == []


@tried
@given(countries, counts, keys)
def test_the_number_without_an_area_is_never_told(country, unstated, key):
    table = mask_areas(country, unstated, Draw(key), {})
    total = unstated + sum(sum(parts.values()) for parts in country.values())

    assert table.total is None or total == 0 or None in table.cells.values()


@tried
@given(countries, counts, keys)
def test_no_hidden_municipality_can_be_worked_out_from_its_county_and_its_neighbours_reports(country, unstated, key):
    """Each municipality's report shows its total unless it is small. What a shown county leaves over is shared."""
    table = mask_areas(country, unstated, Draw(key), {})
    for county, parts in country.items():
        published = table.cells[county]
        small = [count for count in parts.values() if is_small(count)]
        if published is None or not small:
            continue
        rest = published - sum(mask_number(count) or 0 for count in parts.values())
        values = [range(1, 5)] * (len(small) - 1)
        for_one = {rest - sum(others) for others in itertools.product(*values)} & set(range(1, 5))
        assert len(for_one) >= 2, (county, parts, table)


@tried
@given(countries, counts, keys)
def test_nor_from_the_total_of_the_country(country, unstated, key):
    table = mask_areas(country, unstated, Draw(key), {})
    hidden = [name for name, count in table.cells.items() if count is None]
    small = [count for name in hidden for count in country[name].values() if is_small(count)]
    if table.total is None or not small:
        return
    known = sum(count for count in table.cells.values() if count is not None)
    known += sum(mask_number(count) or 0 for name in hidden for count in country[name].values())

    assert table.total - known > len(small)  # one more or less of each is possible, the rest has no area


def test_lighter_weights_are_hidden_later():
    areas = {"large": {"a": 500, "b": 3}, "small": {"c": 40, "d": 2}}
    weights = {"large": 1e-9, "small": 1.0}
    country = {name: {**parts, "e": 3, "f": 3, "g": 2} for name, parts in areas.items()}

    assert all(mask_areas(country, 30, Draw(key), weights).cells["small"] is None for key in KEYS[:20])
    assert all(mask_areas(country, 30, Draw(key), weights).cells["large"] is not None for key in KEYS[:20])


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (12345, 12345)])
def test_one_figure(count, shown):
    assert mask_number(count) == shown
