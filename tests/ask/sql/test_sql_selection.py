"""A statement selects documents, and in a link it has the same restrictions as a typed one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.ask.filters import Query, Rows, Values
from analytics.ask.selection import Selection, where
from analytics.ask.sql.limits import MAX_CHARACTERS
from analytics.errors import DataloupeError


def test_a_statement_selects_the_documents_it_gives(connection):
    chosen = Selection((Query("SELECT doc_id FROM documents WHERE doc_id < 10 UNION ALL VALUES (3), (NULL), (12345)"),))
    assert connection.execute(f"SELECT count(*) FROM documents WHERE {where(connection, chosen)}").fetchone() == (10,)
    narrower = Selection((*chosen.filters, Values("documents", "source", ("a",))))
    assert connection.execute(
        f"SELECT list(doc_id ORDER BY doc_id) FROM documents WHERE {where(connection, narrower)}"
    ).fetchone() == ([0, 2, 4, 6, 8],)


def test_in_a_selection_the_statement_reads_what_earlier_filters_select(connection):
    longest = Query("SELECT doc_id FROM selected ORDER BY doc_id DESC LIMIT 2")
    chosen = Selection((Rows((1, 5, 9)), longest))
    assert connection.execute(
        f"SELECT list(doc_id ORDER BY doc_id) FROM documents WHERE {where(connection, chosen)}"
    ).fetchone() == ([5, 9],)


@given(st.text(max_size=200))
@settings(max_examples=50)
def test_every_statement_can_be_in_a_link(statement):
    chosen = Selection((Query(statement),))
    assert Selection.from_url(chosen.to_url()) == chosen
    assert "\n" not in chosen.describe()


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("SELECT 1 AS a", "needs a column doc_id"),
        ("SELECT text AS doc_id FROM documents", "Conversion Error"),
        ("DROP VIEW documents", "has: DROP"),
        ("SELECT 1 AS doc_id) UNION ALL (SELECT 2", "syntax error"),
        ("SELECT 1 AS doc_id FROM read_text('/etc/passwd')", "Cannot access file"),
        ("SELECT len(repeat('x', 4000000000)) AS doc_id", "Out of Memory"),
        ("SELECT range AS doc_id FROM range(100000000000)", "stopped after|memory|Memory"),
    ],
)
def test_a_statement_of_a_link_has_the_same_restrictions_as_a_typed_one(connection, statement, message):
    with pytest.raises(DataloupeError, match=message):
        where(connection, Selection((Query(statement),)))


def test_a_statement_of_a_link_must_be_a_text_of_limited_length():
    for broken in ("x" * (MAX_CHARACTERS + 1), 7, ["SELECT 1"], None):
        with pytest.raises(DataloupeError):
            Selection.from_url(Selection((Query(broken),)).to_url())
