"""Two selections differ in their terms, columns and feedback, and the summary states their overlap."""

import pytest

from analytics.ask import comparison
from analytics.ask.filters import Rows, Values
from analytics.ask.selection import ALL, Selection
from tests.sample_logs import rated_answers
from tests.workspaces import write_workspace


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    """A hundred short texts on cats from one source, a hundred longer ones on dogs from another."""
    texts = [f"the cat sat on mat {number}" for number in range(100)] + [
        f"the dog ran and ran and ran after ball {number}" for number in range(100)
    ]
    return write_workspace(tmp_path_factory.mktemp("pets") / "ws", texts, source=["a"] * 100 + ["b"] * 100).connect()


def of(source):
    return Selection((Values("documents", "source", (source,)),))


def test_terms_columns_and_signals_of_any_two_selections(connection):
    terms = comparison.terms(connection, of("a"), of("b"))
    assert set(terms.term[terms.side == "a"]) == {"cat", "sat", "mat"}
    assert set(terms.term[terms.side == "b"]) == {"dog", "ran", "ball"}
    columns = comparison.columns(connection, of("a"), of("b")).set_index("column")
    assert columns.effect["source"] == pytest.approx(1.0)
    assert columns.effect["n_words"] == pytest.approx(1.0)


def test_the_summary_states_that_a_document_of_both_counts_for_the_first_only(connection):
    sizes = comparison.sizes(connection, Selection((Rows(tuple(range(90, 110))),)), of("a"))
    assert (sizes.a.documents, sizes.b.documents, sizes.both) == (20, 100, 10)
    assert "10 are in both and count for the first only." in sizes.summary_text()
    assert sizes.comparable
    assert comparison.sizes(connection, of("a"), ALL).summary_text().endswith("against the 100 others.")


@pytest.mark.parametrize(("a", "b"), [(of("none"), ALL), (ALL, of("a")), (of("a"), of("none"))])
def test_an_empty_side_leaves_nothing_to_compare(connection, a, b):
    sizes = comparison.sizes(connection, a, b)
    assert not sizes.comparable
    assert sizes.summary_text().startswith("There is nothing to compare")


def test_without_logs_there_is_no_feedback(connection):
    assert comparison.feedback(connection, of("a"), of("b")).empty


def test_feedback_shows_users_who_are_less_happy_with_one_model(tmp_path):
    connection = rated_answers(tmp_path / "answers").connect()
    (row,) = comparison.feedback(connection, Selection((Values("turns", "model", ("b",)),)), ALL).itertuples()
    assert row.mean_a < row.mean_b
    assert row.high < 0
