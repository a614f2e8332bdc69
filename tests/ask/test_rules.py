"""What rules remove, held against SQL on the tables."""

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.ask.filters import Fails, Range
from analytics.ask.rules import ANY, EVERYTHING, VerdictColumns, by_group, filters_of_cell, verdicts
from analytics.ask.selection import ALL, Selection, where
from analytics.errors import DataloupeError
from analytics.rules import OWN, RULE_SETS, RULES, Rule, Test, resolve_rules, selection_of
from tests.workspaces import write_workspace

GOOD = "That is the way in which people have to write: with words of some length, and stop words. " * 6
QUALITY = (("Gopher quality",),)


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    texts = [
        GOOD,
        GOOD + "# # # " * 60,
        "short",
        "短",
        GOOD,
        "a line\n" * 40,
        GOOD.upper(),
        "",
        "{ x } " * 30,
        "1 2 3 4 5 6 7 8 9",
    ]
    return write_workspace(
        tmp_path_factory.mktemp("rules") / "w",
        texts,
        source=["a", "a", "b", "b", None, "all", "a", "b", None, "a"],
        languages=["en", "en", "en", "zh", "en", "en", None, None, "de", None],
        metadata={
            "stars": pa.array([1.5, None, float("nan"), float("inf"), -1, 0, 3, 4, 5, 6]),
            "words": pa.array(["x"] * 10),
        },
    ).connect()


def share(found, rule, group=EVERYTHING):
    place = 0 if group == EVERYTHING else int(found[(found.group == group) & (found.place > 0)].place.iloc[0])
    row = found[(found.name == rule) & (found.place == place)].iloc[0]
    return row.failing, row.applicable


def test_a_share_counts_only_where_the_rule_applies(connection):
    found = by_group(connection, ALL, QUALITY)
    assert share(found, "hash signs") == (1, 9)
    assert share(found, "too few stop words") == (2, 5)
    assert share(found, "too few stop words", "b") == (1, 1)


def test_what_applies_to_nobody_is_not_zero(tmp_path):
    connection = write_workspace(tmp_path / "w", ["短い文"], languages=["ja"]).connect()
    row = by_group(connection, ALL, QUALITY).set_index(["name", "group"]).loc[("too few stop words", EVERYTHING)]
    assert (row.applicable, row.failing) == (0, 0)
    assert row.share != row.share
    assert (row.low, row.high) == (0, 1)
    assert np.isnan(verdicts(connection, ALL, QUALITY).by_rule.set_index("name").share["too few stop words"])


def test_a_source_may_be_called_like_the_whole(connection):
    found = by_group(connection, ALL, QUALITY)
    assert found[found.rule == 0].documents.sum() == 20
    assert sorted(found[(found.rule == 0) & (found.group == "all")].documents) == [1, 10]


def test_the_interval_holds_the_share(connection):
    found = by_group(connection, ALL, (("C4",),)).dropna(subset="share")
    assert ((found.low <= found.share) & (found.share <= found.high)).all()


@pytest.mark.parametrize("grouping", ["source", "language"])
@pytest.mark.parametrize("rule_set", RULE_SETS)
def test_a_cell_holds_the_documents_it_counts(connection, rule_set, grouping):
    found = by_group(connection, ALL, ((rule_set,),), grouping)
    for row in found.itertuples():
        condition = where(
            connection, Selection(filters_of_cell(connection, found, ((rule_set,),), grouping, row.rule, row.place))
        )
        assert connection.execute(f"SELECT count(*) FROM documents WHERE {condition}").fetchone()[0] == row.failing


def test_wrong_names_are_answered_with_the_right_ones(connection):
    with pytest.raises(DataloupeError, match="there is no rule set 'X' - there are Gopher quality"):
        verdicts(connection, ALL, (("X",),))
    with pytest.raises(DataloupeError, match="there is no cell 99, 0"):
        filters_of_cell(connection, by_group(connection, ALL, QUALITY), QUALITY, "source", 99, 0)
    with pytest.raises(DataloupeError, match="cannot be grouped by 'x' - they can by source"):
        by_group(connection, ALL, QUALITY, "x")
    with pytest.raises(DataloupeError, match="no number 'x' in 'metadata' that a rule could test - it has stars"):
        verdicts(connection, ALL, ((OWN, "mine", "and", (("metadata", "x", ">", 1.0),)),))
    with pytest.raises(DataloupeError, match="no number 'words' in 'metadata'"):
        verdicts(connection, ALL, ((OWN, "mine", "and", (("metadata", "words", ">", 1.0),)),))


def test_no_documents_fail_no_rule(no_documents):
    assert (
        verdicts(no_documents.connect(), ALL, QUALITY).summary_text() == "No rule applies to any of these 0 documents."
    )


def test_no_rule_removes_nothing(connection):
    found = verdicts(connection, ALL, ())
    assert (found.failing, found.documents, found.summary_text()) == ((0, 0), 10, "No rule is selected.")
    assert found.combinations().table.empty


def test_an_unknown_number_neither_fails_nor_passes(connection):
    found = verdicts(connection, ALL, ((OWN, "few", "and", (("metadata", "stars", ">", 2.0),)),)).by_rule
    assert (found.applicable[0], found.documents[0]) == (8, 5)


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


OWN_TESTS = st.tuples(
    st.sampled_from(
        [("signals", "n_words"), ("signals", "mean_word_length"), ("signals", "stop_word_count"), ("metadata", "stars")]
    ),
    st.sampled_from("<>"),
    st.floats(-5, 60),
).map(lambda drawn: Test(*drawn[0], *drawn[1:]))
SOME_RULES = st.tuples(
    st.lists(st.tuples(st.sampled_from(RULES), st.floats(0, 40)), max_size=8, unique_by=lambda drawn: drawn[0].key),
    st.lists(
        st.builds(
            Rule,
            st.just(OWN),
            st.text(min_size=1),
            st.lists(OWN_TESTS, min_size=1, max_size=3).map(tuple),
            st.just("own rule"),
            st.sampled_from(["and", "or"]),
        ),
        max_size=3,
        unique_by=lambda rule: rule.name,
    ),
).map(lambda drawn: tuple([rule.with_threshold(threshold) for rule, threshold in drawn[0]] + drawn[1]))
CHOSEN = st.one_of(st.just(ALL), st.integers(0, 40).map(lambda low: Selection((Range("signals", "n_words", low),))))


@given(SOME_RULES)
def test_rules_survive_the_journey_through_a_link(rules):
    again = Selection.from_url(Selection((Fails.of(*rules),)).to_url())
    assert set(resolve_rules(again.filters[0].rules)) == set(rules)
    assert selection_of(resolve_rules(selection_of(rules))) == selection_of(rules)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SOME_RULES, CHOSEN)
def test_all_sums_agree_with_sql_on_the_tables(connection, rules, selection):
    kept = VerdictColumns()
    found = verdicts(connection, selection, selection_of(rules), kept)
    tests = {rule.key: reference(rule) for rule in rules}

    fails = {key: f"coalesce({test}, false)" for key, test in tests.items()}
    alone = [
        " AND ".join([own, *(f"NOT {test}" for other, test in fails.items() if other != key)])
        for key, own in fails.items()
    ]
    conditions = [
        " OR ".join(fails.values()) or "false",
        *(f"({test}) IS NOT NULL" for test in tests.values()),
        *fails.values(),
        *alone,
    ]
    counted = connection.execute(
        f"""SELECT {", ".join(f"count(*) FILTER ({one}), coalesce(sum(n_tokens) FILTER ({one}), 0)::BIGINT" for one in conditions)}
            FROM documents JOIN signals USING (doc_id) JOIN metadata USING (doc_id) WHERE {where(connection, selection)}"""
    ).fetchone()
    sizes = list(zip(counted[::2], counted[1::2], strict=True))
    each, n = found.by_rule.set_index(["set", "name"]).loc[list(tests)] if tests else found.by_rule, len(tests)
    assert found.failing == sizes[0]
    assert each.applicable.tolist() == [documents for documents, _ in sizes[1 : n + 1]]
    assert list(zip(each.documents, each.tokens, strict=True)) == sizes[n + 1 : 2 * n + 1]
    assert list(zip(each.only_documents, each.only_tokens, strict=True)) == sizes[2 * n + 1 :]
    combinations = found.combinations(limit=10**6).table
    assert combinations.documents.sum() == found.failing[0]
    for row in combinations.head(2).itertuples():
        assert size(connection, (*selection.filters, *found.exact_filters(row.rules))) == row.documents
    assert (
        size(connection, (*selection.filters, Fails.of(*rules)))
        + size(connection, (*selection.filters, Fails.of(*rules, passes=True)))
        == found.documents
    )
    for grouping in ("source", "language"):
        table = by_group(connection, selection, selection_of(rules), grouping, kept)
        for _, one in table.groupby("rule"):
            assert (
                one[one.place > 0][["documents", "applicable", "failing", "tokens", "failing_tokens"]].sum().tolist()
                == one[one.place == 0][["documents", "applicable", "failing", "tokens", "failing_tokens"]]
                .iloc[0]
                .tolist()
            )
        assert (table[(table.rule == 0) & (table.place == 0)].failing == found.failing[0]).all()
    assert ANY in set(by_group(connection, selection, selection_of(rules), "source", kept).name)


def reference(rule):
    """The rule in SQL that is written here anew, with SQL's own three values."""

    def said(test):
        value = f"nullif(\"{test.column}\"::DOUBLE, 'nan')"
        if test.signal and test.signal.languages:
            value = f"if(lang_detected = 'en', {value}, NULL)"
        elif test.signal and test.signal.not_languages:
            value = f"if(coalesce(lang_detected, '') = 'zh', NULL, {value})"
        return f"({value} {test.operator} {test.threshold!r}::DOUBLE)"

    if rule.joined == "and":
        return " AND ".join(map(said, rule.tests))
    return f"list_bool_or([{', '.join(map(said, rule.tests))}])"


def size(connection: duckdb.DuckDBPyConnection, parts):
    return connection.execute(
        f"SELECT count(*) FROM documents WHERE {where(connection, Selection(tuple(parts)))}"
    ).fetchone()[0]


def test_a_moved_threshold_asks_one_rule_anew(connection, monkeypatch):
    from analytics.ask.rules import verdict_columns as module

    asked = []
    judge = module._judge
    monkeypatch.setattr(
        module, "_judge", lambda connection, rules: asked.append(len(rules)) or judge(connection, rules)
    )
    kept = VerdictColumns()
    verdicts(connection, ALL, QUALITY, kept)
    verdicts(connection, ALL, (*QUALITY, ("Gopher quality", "too few words", 51.0)), kept)
    verdicts(connection, ALL, QUALITY, kept)
    assert asked == [10, 1]


def test_words_say_what_was_moved_and_left_out():
    assert Fails(QUALITY).describe() == "fails any rule of Gopher quality"
    assert Fails(
        (*QUALITY, ("Gopher quality", "hash signs", None), ("Gopher quality", "too few words", 80.0)), True
    ).describe() == ("passes any rule of Gopher quality (1 removed, 1 changed)")
    assert Fails((("Gopher quality", "too few words", 50),)).describe() == "fails Gopher quality: too few words"
    assert (
        Fails((("FineWeb", "short lines", 0.5),)).describe() == "fails FineWeb: short lines (short lines more than 50%)"
    )
    assert Fails(
        ((OWN, "mine", "and", (("metadata", "stars", ">", 1.5), ("signals", "n_words", "<", 5.0))),)
    ).describe() == ("fails “mine” (stars more than 1.5 and words less than 5)")


@pytest.mark.parametrize(
    "broken",
    [
        [["own", "x", "and", []]],
        [["own", "x", "xor", [["signals", "n_words", ">", 1]]]],
        [["own", "x", "and", [["signals", "n_words", "=", 1]]]],
        [["own", "x", "and", [["signals", "n_words", ">", "1"]]]],
        [["own"]],
        [[]],
        [["Gopher quality", "too few words", True]],
        [["Gopher quality", "too few words", 1, 2]],
        "x",
        [[["a"]]],
    ],
)
def test_a_broken_rule_in_a_link_is_one_clear_line(broken):
    import json

    with pytest.raises(DataloupeError):
        Selection.from_url(json.dumps([{"is": "fails", "picks": broken}]))


def test_too_many_rules_at_once_are_refused():
    many = tuple((OWN, f"rule {number}", "and", (("signals", "n_words", ">", float(number)),)) for number in range(64))
    with pytest.raises(DataloupeError, match="64 rules are too many at once - at most 63"):
        resolve_rules(many)
