"""A link can hold anything: it selects something, or it is one clear line."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.ask.selection import Selection
from analytics.ask.size import size
from analytics.errors import DataloupeError

VALUE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=4),
    st.sampled_from(["source", "score", "(", "C4", "2024-01-01"]),
)
LIST = st.lists(VALUE, max_size=3)
TABLE, COLUMN = (
    st.sampled_from(["documents", "metadata", "map", "x"]),
    st.sampled_from(["source", "text", "score", "created_at", "nope"]),
)
PART = st.one_of(
    st.fixed_dictionaries({"is": st.just("values"), "table": TABLE, "column": COLUMN, "values": LIST | VALUE}),
    st.fixed_dictionaries(
        {"is": st.just("range"), "table": TABLE, "column": COLUMN, "low": VALUE, "high": VALUE | LIST}
    ),
    st.fixed_dictionaries({"is": st.just("contains"), "pattern": VALUE | LIST, "regex": VALUE, "case": VALUE}),
    st.fixed_dictionaries(
        {"is": st.just("region"), "points": st.lists(st.tuples(VALUE, VALUE), max_size=4) | LIST | VALUE}
    ),
    st.fixed_dictionaries({"is": st.just("rows"), "ids": LIST | VALUE}),
    st.fixed_dictionaries({"is": st.just("fails"), "picks": VALUE, "passes": VALUE}),
    st.dictionaries(st.text(max_size=4), VALUE, max_size=3),
)


@pytest.fixture(scope="module")
def connection(small):
    return small.connect()


@settings(max_examples=200, deadline=None)
@given(parts=st.lists(PART, max_size=2) | VALUE)
def test_whatever_a_link_holds_it_selects_or_says_why_not(connection, parts):
    with contextlib.suppress(DataloupeError):
        assert 0 <= size(connection, Selection.from_url(json.dumps(parts))).documents <= 60
