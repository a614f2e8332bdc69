"""Every sum over verdicts, held against SQL on the tables."""

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.ask.filters import Fails, Range
from analytics.ask.rules import ANY, VerdictColumns, by_group, verdicts
from analytics.ask.selection import ALL, Selection, where
from analytics.rules import selection_of
from tests.ask.test_rule_selection import SOME_RULES

CHOSEN = st.one_of(st.just(ALL), st.integers(0, 40).map(lambda low: Selection((Range("signals", "n_words", low),))))


@pytest.fixture(scope="module")
def connection(rules_workspace):
    return rules_workspace.connect()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SOME_RULES, CHOSEN)
def test_all_sums_agree_with_sql_on_the_tables(connection, rules, selection):
    columns = VerdictColumns()
    answer = verdicts(connection, selection, selection_of(rules), columns)
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
    sums = [f"count(*) FILTER ({one}), coalesce(sum(n_tokens) FILTER ({one}), 0)::BIGINT" for one in conditions]
    counted = connection.execute(
        f"""SELECT {", ".join(sums)} FROM documents JOIN signals USING (doc_id) JOIN metadata USING (doc_id)
            WHERE {where(connection, selection)}"""
    ).fetchone()
    sizes = list(zip(counted[::2], counted[1::2], strict=True))
    each, n = answer.by_rule.set_index(["set", "name"]).loc[list(tests)] if tests else answer.by_rule, len(tests)
    assert answer.failing == sizes[0]
    assert each.applicable.tolist() == [documents for documents, _ in sizes[1 : n + 1]]
    assert list(zip(each.documents, each.tokens, strict=True)) == sizes[n + 1 : 2 * n + 1]
    assert list(zip(each.only_documents, each.only_tokens, strict=True)) == sizes[2 * n + 1 :]
    combinations = answer.combinations(limit=10**6).table
    assert combinations.documents.sum() == answer.failing[0]
    for row in combinations.head(2).itertuples():
        assert size(connection, (*selection.filters, *answer.exact_filters(row.rules))) == row.documents
    assert (
        size(connection, (*selection.filters, Fails.of(*rules)))
        + size(connection, (*selection.filters, Fails.of(*rules, passes=True)))
        == answer.documents
    )
    for grouping in ("source", "language"):
        table = by_group(connection, selection, selection_of(rules), grouping, columns)
        for _, one in table.groupby("rule"):
            assert (
                one[one.place > 0][["documents", "applicable", "failing", "tokens", "failing_tokens"]].sum().tolist()
                == one[one.place == 0][["documents", "applicable", "failing", "tokens", "failing_tokens"]]
                .iloc[0]
                .tolist()
            )
        assert (table[(table.rule == 0) & (table.place == 0)].failing == answer.failing[0]).all()
    assert ANY in set(by_group(connection, selection, selection_of(rules), "source", columns).name)


def reference(rule):
    """The rule in SQL written independently, with the three values of SQL."""

    def as_sql(test):
        value = f"nullif(\"{test.column}\"::DOUBLE, 'nan')"
        if test.signal and test.signal.languages:
            value = f"if(lang_detected IN {(*test.signal.languages, '')}, {value}, NULL)"
        elif test.signal and test.signal.not_languages:
            value = f"if(coalesce(lang_detected, '') IN {(*test.signal.not_languages, 'x')}, NULL, {value})"
        return f"({value} {test.operator} {test.threshold!r}::DOUBLE)"

    if rule.joined == "and":
        return " AND ".join(map(as_sql, rule.tests))
    return f"list_bool_or([{', '.join(map(as_sql, rule.tests))}])"


def size(connection: duckdb.DuckDBPyConnection, filters):
    return connection.execute(
        f"SELECT count(*) FROM documents WHERE {where(connection, Selection(tuple(filters)))}"
    ).fetchone()[0]
