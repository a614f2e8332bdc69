import pytest

from analytics.ask.rules import ALL_SOURCES, ANY, cell, failures, sentence
from analytics.ask.selection import ALL, Selection, where
from analytics.errors import DataloupeError
from analytics.rules import RULE_SETS
from tests.workspaces import write_workspace

GOOD = "That is the way in which people have to write: with words of some length, and stop words. " * 6


@pytest.fixture
def connection(tmp_path):
    texts = [GOOD, GOOD + "# # # " * 60, "short", "短", GOOD]
    return write_workspace(tmp_path / "w", texts, source=["a", "a", "b", "b", None], languages=["en", "en", "en", "zh", "en"]).connect()


def share(found, rule, source=ALL_SOURCES):
    row = found[(found.rule == rule) & (found.source == source)].iloc[0]
    return row.failing, row.applicable


def test_a_share_counts_only_where_the_rule_applies(connection):
    found = failures(connection, ALL, "Gopher quality")
    assert share(found, "hash signs") == (1, 5)
    assert share(found, "hash signs", "a") == (1, 2)
    assert share(found, "too few stop words") == (1, 4)
    assert share(found, "too few stop words", "b") == (1, 1)


def test_what_applies_to_nobody_is_not_zero(tmp_path):
    connection = write_workspace(tmp_path / "w", ["短い文"], languages=["ja"]).connect()
    row = failures(connection, ALL, "Gopher quality").set_index(["rule", "source"]).loc[("too few stop words", ALL_SOURCES)]
    assert (row.applicable, row.failing) == (0, 0)
    assert row.share != row.share
    assert (row.low, row.high) == (0, 1)


def test_any_of_them_counts_each_document_once(connection):
    assert share(failures(connection, ALL, "Gopher quality"), ANY) == (3, 5)
    assert "would drop 3 of 5 documents (60.0%)" in sentence(failures(connection, ALL, "Gopher quality"), "Gopher quality")


def test_the_interval_holds_the_share(connection):
    found = failures(connection, ALL, "C4").dropna(subset="share")
    assert ((found.low <= found.share) & (found.share <= found.high)).all()


@pytest.mark.parametrize("rule_set", RULE_SETS)
def test_a_cell_holds_the_documents_it_counts(connection, rule_set):
    found = failures(connection, ALL, rule_set)
    rules, sources = list(dict.fromkeys(found.rule)), list(dict.fromkeys(found.source))
    for down, rule in enumerate(rules):
        for across, source in enumerate(sources):
            condition = where(connection, Selection(cell(found, rule_set, down, across)))
            assert connection.execute(f"SELECT count(*) FROM documents WHERE {condition}").fetchone()[0] == share(found, rule, source)[0]


def test_wrong_names_are_answered_with_the_right_ones(connection):
    with pytest.raises(DataloupeError, match="there is no rule set 'X' - there are Gopher quality"):
        failures(connection, ALL, "X")
    with pytest.raises(DataloupeError, match="there is no cell 99, 0"):
        cell(failures(connection, ALL, "C4"), "C4", 99, 0)


def test_no_documents_fail_no_rule(no_documents):
    found = failures(no_documents.connect(), ALL, "C4")
    assert sentence(found, "C4") == "No rule of C4 applies to any of these documents."
