"""One selection, honoured everywhere: what it selects, how it reads, and how it travels in a link."""

import math

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.ask.filters import Contains, Range, Region, Rows, Values
from analytics.ask.selection import ALL, MAX_CACHED_SELECTIONS, Selection, where
from analytics.errors import DataloupeError


@pytest.fixture
def connection():
    con = duckdb.connect()
    con.execute(
        """CREATE TABLE documents AS SELECT * FROM (VALUES
           (0, 'web', 'The cat sat'), (1, 'web', 'A DOG ran'), (2, 'book', 'cat.and.dog'), (3, NULL, ''),
           (4, 'a"b''; drop table documents; --', 'ÉCOLE')
           ) AS rows(doc_id, source, text)"""
    )
    con.execute(
        "CREATE TABLE signals AS SELECT doc_id, length(text) AS n_chars, length(text) > 5 AS long FROM documents"
    )
    con.execute('CREATE TABLE metadata AS SELECT doc_id, doc_id * 10 AS "we""ird; col" FROM documents')
    con.execute("CREATE TABLE map AS SELECT doc_id, doc_id::REAL AS x, (doc_id * doc_id)::REAL AS y FROM documents")
    return con


def selected(connection, *filters):
    rows = connection.execute(
        f"SELECT doc_id FROM documents WHERE {where(connection, Selection(filters))} ORDER BY doc_id"
    ).fetchall()
    return [doc_id for (doc_id,) in rows]


def test_an_empty_selection_means_all_documents(connection):
    assert selected(connection) == [0, 1, 2, 3, 4]
    assert not ALL
    assert ALL.describe() == "all documents"


def test_values_select_by_equality_and_none_means_missing(connection):
    assert selected(connection, Values("documents", "source", ("web",))) == [0, 1]
    assert selected(connection, Values("documents", "source", ("book", None))) == [2, 3]
    assert selected(connection, Values("documents", "source", ())) == []
    assert selected(connection, Values("signals", "long", (True,))) == [0, 1, 2]


def test_a_hostile_value_or_column_is_only_a_value_or_a_column(connection):
    assert selected(connection, Values("documents", "source", ("a\"b'; drop table documents; --",))) == [4]
    assert selected(connection, Range("metadata", 'we"ird; col', 15, 35)) == [2, 3]


def test_a_range_may_be_open_at_either_end(connection):
    assert selected(connection, Range("signals", "n_chars", low=9)) == [0, 1, 2]
    assert selected(connection, Range("signals", "n_chars", high=5)) == [3, 4]
    assert selected(connection, Range("signals", "n_chars", 5, 9)) == [1, 4]


def test_text_is_found_by_substring_or_expression_with_or_without_case(connection):
    assert selected(connection, Contains("cat")) == [0, 2]
    assert selected(connection, Contains("dog", case=True)) == [2]
    assert selected(connection, Contains("école")) == [4]
    assert selected(connection, Contains("^c.t", regex=True)) == [2]
    assert selected(connection, Contains(".")) == [2], "a substring is not an expression"


@pytest.mark.parametrize("pattern", ["(a|b) *.?", "[Ünï-cödé]", "C:\\new\\d+", "two\nlines", "x" * 300])
def test_every_character_of_a_pattern_stands_for_itself_in_either_case(pattern):
    texts = [f"before {pattern} after", f"before {pattern.upper()} after", "aab", "before after"]
    connection = duckdb.connect()
    connection.execute("CREATE TABLE documents AS SELECT unnest(range(4)) AS doc_id, unnest(?) AS text", [texts])
    assert selected(connection, Contains(pattern)) == [0, 1]
    assert selected(connection, Contains(pattern.upper(), case=True)) == [1]


@pytest.mark.parametrize("pattern", ["istanbul", "İSTANBUL", "Istanbul"])
def test_the_turkish_capital_is_an_i_too(pattern):
    connection = duckdb.connect()
    connection.execute(
        """CREATE TABLE documents AS
            SELECT * FROM (VALUES (0, 'İstanbul'), (1, 'istanbul'), (2, 'stanbul')) AS rows(doc_id, text)"""
    )
    assert selected(connection, Contains(pattern)) == [0, 1]


def test_a_condition_that_another_connection_asks_is_refused_not_empty(connection):
    chosen = where(connection, Selection((Rows((1,)),)))
    with pytest.raises(duckdb.InvalidInputException, match="asked elsewhere"):
        connection.cursor().execute(f"SELECT count(*) FROM documents WHERE {chosen}").fetchall()


def test_all_filters_must_hold(connection):
    assert selected(connection, Contains("cat"), Values("documents", "source", ("web",))) == [0]


def test_rows_selected_by_hand_are_selected_and_unknown_ids_ignored(connection):
    assert selected(connection, Rows((4, 1, 99))) == [1, 4]


def test_another_column_can_carry_the_condition(connection):
    condition = where(connection, Selection((Rows((1, 2)),)), column="a")
    assert connection.execute(
        f"SELECT count(*) FROM (VALUES (1), (2), (3)) AS pairs(a) WHERE {condition}"
    ).fetchone() == (2,)


@pytest.mark.parametrize(
    "one",
    [
        Values("documents", "colour", ("red",)),
        Range("metadata", "nothing", 1),
        Contains("(", regex=True),
    ],
)
def test_a_selection_that_does_not_fit_says_so_in_one_line(connection, one):
    with pytest.raises(DataloupeError) as error:
        selected(connection, one)
    assert "\n" not in str(error.value)


def test_a_selection_cannot_name_a_table_outside_the_list(connection):
    with pytest.raises(DataloupeError, match="documents, metadata, signals, content, quality, map"):
        selected(connection, Values("secrets", "x", ("y",)))


def test_a_limited_number_of_answers_is_cached(connection):
    for number in range(MAX_CACHED_SELECTIONS + 5):
        selected(connection, Range("signals", "n_chars", low=number))
    kept = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'selection%'").fetchone()
    assert kept == (MAX_CACHED_SELECTIONS,)
    assert selected(connection, Range("signals", "n_chars", low=0)) == [0, 1, 2, 3, 4], (
        "a dropped answer is computed again"
    )


FILTERS = st.one_of(
    st.builds(
        Values,
        st.sampled_from(["documents", "metadata"]),
        st.text(),
        st.lists(st.one_of(st.none(), st.text(), st.integers(), st.booleans())).map(tuple),
    ),
    st.builds(
        Range,
        st.just("signals"),
        st.text(),
        st.one_of(st.none(), st.integers(), st.floats(allow_nan=False, allow_infinity=False)),
    ),
    st.builds(Contains, st.text(), st.booleans(), st.booleans()),
    st.builds(Rows, st.lists(st.integers(0, 10**9)).map(tuple)),
    st.builds(Region, st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=3, max_size=9).map(tuple)),
)


@given(st.lists(FILTERS, max_size=4))
def test_every_selection_survives_the_journey_through_a_link(filters):
    selection = Selection(tuple(filters))
    assert Selection.from_url(selection.to_url()) == selection


@pytest.mark.parametrize("text", ["nonsense", "[1]", '[{"is":"spell"}]', '[{"is":"range"}]', '{"is":"rows"}'])
def test_a_broken_link_is_one_clear_line(text):
    with pytest.raises(DataloupeError, match="cannot be read"):
        Selection.from_url(text)


def inside(point, polygon):
    """Even-odd rule by the angle-free crossing count of W. Randolph Franklin's pnpoly."""
    x, y = point
    odd = False
    for (x1, y1), (x2, y2) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            odd = not odd
    return odd


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-1, 1, width=16), st.floats(-1, 1, width=16)), min_size=3, max_size=12),
    st.integers(0, 2**32 - 1),
)
def test_a_region_selects_the_points_inside_its_outline(polygon, seed):
    points = np.random.default_rng(seed).uniform(-1.2, 1.2, (200, 2)).astype(np.float32)
    con = duckdb.connect()
    rows = pa.table({"doc_id": np.arange(len(points)), "x": points[:, 0], "y": points[:, 1]})
    con.register("rows", rows)
    con.execute("CREATE TABLE map AS FROM rows")
    con.execute("CREATE TABLE documents AS SELECT doc_id FROM map")
    inside_region = set(selected(con, Region(tuple(polygon))))
    near_an_edge = {
        n
        for n, p in enumerate(points)
        if min(_distance(p, a, b) for a, b in zip(polygon, polygon[1:] + polygon[:1], strict=True)) < 1e-5
    }
    expected = {n for n, p in enumerate(points) if inside(tuple(map(float, p)), polygon)}
    assert inside_region - near_an_edge == expected - near_an_edge


def _distance(p, a, b):
    (px, py), (ax, ay), (bx, by) = map(float, p), a, b
    length = (bx - ax) ** 2 + (by - ay) ** 2
    t = 0 if length == 0 else max(0, min(1, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length))
    return math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay))
