"""Any link selects documents, or is refused in one clear line."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.ask.filters import FILTERS
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
FILTER = st.one_of(
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


OLD_LINK = (
    "["
    '{"is":"region","points":[[0.5,1.0],[1.0,2.25],[0.0,0.0]]},'
    '{"is":"holds","text":"a  footer\\nline"},'
    '{"is":"mislabelled","table":"documents","column":"label","label":"ham","belongs_to":"spam"},'
    '{"is":"mislabelled","table":"metadata","column":"kind","label":null,"belongs_to":null},'
    '{"is":"kept","rule":"percentile","value":0.1,"column":"quality_score","kept":true},'
    '{"is":"kept","rule":"pareto","value":9,"column":"quality_score","kept":false},'
    '{"is":"sql","sql":"SELECT doc_id FROM documents WHERE doc_id > 3"},'
    '{"is":"values","table":"metadata","column":"yes","values":[true,null]},'
    '{"is":"range","table":"documents","column":"created_at","low":"2024-01-01","high":"2025-01-01"},'
    '{"is":"fails","picks":[["C4"]],"passes":false},'
    '{"is":"decided","recipe":"0000000000000000","kept":false,"step":1},'
    '{"is":"rows","ids":[1,2]},'
    '{"is":"contains","pattern":"(a|b)","regex":true,"case":false}]'
)


@pytest.fixture(scope="module")
def connection(small):
    return small.connect()


@settings(max_examples=200, deadline=None)
@given(filters=st.lists(FILTER, max_size=2) | VALUE)
def test_any_link_selects_documents_or_is_refused(connection, filters):
    with contextlib.suppress(DataloupeError):
        assert 0 <= size(connection, Selection.from_url(json.dumps(filters))).documents <= 60


def test_a_link_of_before_still_reads():
    """Every kind of filter, as the links of 2026 have them; `picks` is now `rules`."""
    selection = Selection.from_url(OLD_LINK)
    assert Selection.from_url(selection.to_url()) == selection
    now = OLD_LINK.replace('"picks":', '"rules":').replace('"case":false}', '"case":false,"accents":true}')
    assert selection.to_url() == now
    assert [one.kind for one in selection.filters] == [one["is"] for one in json.loads(OLD_LINK)]
    assert {one.kind for one in selection.filters} <= set(FILTERS)
