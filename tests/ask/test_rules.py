"""What rules remove, held against SQL on the tables."""

import numpy as np
import pytest

from analytics.ask.rules import EVERYTHING, VerdictColumns, by_group, filters_of_cell, verdicts
from analytics.ask.selection import ALL, Selection, where
from analytics.errors import DataloupeError
from analytics.rules import OWN, RULE_SETS
from tests.workspaces import write_workspace

GOOD = "That is the way in which people have to write: with words of some length, and stop words. " * 6
QUALITY = (("Gopher quality",),)


@pytest.fixture(scope="module")
def connection(rules_workspace):
    return rules_workspace.connect()


def share(answer, rule, group=EVERYTHING):
    place = 0 if group == EVERYTHING else int(answer[(answer.group == group) & (answer.place > 0)].place.iloc[0])
    row = answer[(answer.name == rule) & (answer.place == place)].iloc[0]
    return row.failing, row.applicable


def test_a_share_counts_only_where_the_rule_applies(connection):
    table = by_group(connection, ALL, QUALITY)
    assert share(table, "hash signs") == (1, 9)
    assert share(table, "too few stop words") == (3, 6)
    assert share(table, "too few stop words", "b") == (1, 1)


def test_what_applies_to_nobody_is_not_zero(tmp_path):
    connection = write_workspace(tmp_path / "w", ["短い文"], languages=["ja"]).connect()
    row = by_group(connection, ALL, QUALITY).set_index(["name", "group"]).loc[("too few stop words", EVERYTHING)]
    assert (row.applicable, row.failing) == (0, 0)
    assert row.share != row.share
    assert (row.low, row.high) == (0, 1)
    assert np.isnan(verdicts(connection, ALL, QUALITY).by_rule.set_index("name").share["too few stop words"])


def test_a_source_may_be_called_like_the_whole(connection):
    table = by_group(connection, ALL, QUALITY)
    assert table[table.rule == 0].documents.sum() == 20
    assert sorted(table[(table.rule == 0) & (table.group == "all")].documents) == [1, 10]


def test_the_interval_holds_the_share(connection):
    table = by_group(connection, ALL, (("C4",),)).dropna(subset="share")
    assert ((table.low <= table.share) & (table.share <= table.high)).all()


@pytest.mark.parametrize("grouping", ["source", "language"])
@pytest.mark.parametrize("rule_set", RULE_SETS)
def test_a_cell_holds_the_documents_it_counts(connection, rule_set, grouping):
    table = by_group(connection, ALL, ((rule_set,),), grouping)
    for row in table.itertuples():
        condition = where(
            connection, Selection(filters_of_cell(connection, table, ((rule_set,),), grouping, row.rule, row.place))
        )
        assert connection.execute(f"SELECT count(*) FROM documents WHERE {condition}").fetchone()[0] == row.failing


def test_wrong_names_are_answered_with_the_right_ones(connection):
    with pytest.raises(DataloupeError, match=r"There is no rule set 'X'. There are: Gopher quality"):
        verdicts(connection, ALL, (("X",),))
    with pytest.raises(DataloupeError, match=r"There is no cell \(99, 0\)"):
        filters_of_cell(connection, by_group(connection, ALL, QUALITY), QUALITY, "source", 99, 0)
    with pytest.raises(DataloupeError, match=r"cannot be grouped by 'x'. There are: source"):
        by_group(connection, ALL, QUALITY, "x")
    with pytest.raises(
        DataloupeError, match=r"'x': it is not a numeric column of the table 'metadata'. The table has: stars"
    ):
        verdicts(connection, ALL, ((OWN, "mine", "and", (("metadata", "x", ">", 1.0),)),))
    with pytest.raises(DataloupeError, match="'words': it is not a numeric column of the table 'metadata'"):
        verdicts(connection, ALL, ((OWN, "mine", "and", (("metadata", "words", ">", 1.0),)),))


def test_no_documents_fail_no_rule(no_documents):
    assert (
        verdicts(no_documents.connect(), ALL, QUALITY).summary_text() == "No rule applies to any of these 0 documents."
    )


def test_no_rule_removes_nothing(connection):
    answer = verdicts(connection, ALL, ())
    assert (answer.failing, answer.documents, answer.summary_text()) == ((0, 0), 10, "No rule is selected.")
    assert answer.combinations().table.empty


def test_an_unknown_number_neither_fails_nor_passes(connection):
    answer = verdicts(connection, ALL, ((OWN, "few", "and", (("metadata", "stars", ">", 2.0),)),)).by_rule
    assert (answer.applicable[0], answer.documents[0]) == (8, 5)


def test_tests_are_joined_by_and_or_by_or(connection):
    tests = (("signals", "n_words", "<", 20.0), ("metadata", "stars", "<", 2.0))
    both, either = (
        verdicts(connection, ALL, ((OWN, "mine", joined, tests),)).by_rule.iloc[0] for joined in ("and", "or")
    )
    counted = connection.execute(
        """SELECT count(*) FILTER (few AND low), count(*) FILTER (few OR coalesce(low, false)) FROM
            (SELECT n_words < 20 AS few, nullif(stars, 'nan') < 2 AS low FROM signals JOIN metadata USING (doc_id))"""
    ).fetchone()
    assert (both.documents, either.documents) == counted
    assert both.applicable < either.applicable == 10


def test_a_changed_threshold_recomputes_one_rule(connection, monkeypatch):
    from analytics.ask.rules import verdict_columns as module

    asked = []
    judge = module._judge
    monkeypatch.setattr(
        module, "_judge", lambda connection, rules: asked.append(len(rules)) or judge(connection, rules)
    )
    columns = VerdictColumns()
    verdicts(connection, ALL, QUALITY, columns)
    verdicts(connection, ALL, (*QUALITY, ("Gopher quality", "too few words", 51.0)), columns)
    verdicts(connection, ALL, QUALITY, columns)
    assert asked == [10, 1]
