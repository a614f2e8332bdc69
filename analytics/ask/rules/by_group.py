"""Which groups of documents do rules affect? Every rule for all documents and for each source, language or topic."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.filters import Fails, Filter
from analytics.ask.groupings import Grouping, grouping_named
from analytics.ask.rules.verdict_columns import VerdictColumns
from analytics.ask.selection import Selection, where
from analytics.errors import DataloupeError
from analytics.rules import Rule, RuleSelection, resolve_rules
from analytics.statistics.intervals import wilson

EVERYTHING, ANY = "all", "any of them"


def by_group(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    rule_selection: RuleSelection,
    grouping: str = "source",
    columns: VerdictColumns | None = None,
) -> pd.DataFrame:
    """Every rule, for all documents and for each group, the largest first.

    One row a rule and group with rule (counted from 1; 0 is "any of them", which fails when one rule does), name, place
    (of the group, counted from 1; 0 is "all"), group, documents, applicable, failing, tokens, failing_tokens, share (of
    the applicable; NaN where there are none: not applicable is not zero), low, high (Wilson's 95 % interval).
    """
    rules = resolve_rules(rule_selection)
    patterns = _patterns(connection, selection, rules, columns or VerdictColumns(), grouping_named(grouping))
    sizes = patterns.groupby("group").documents.sum()
    groups = [EVERYTHING, *sizes.sort_values(ascending=False, kind="stable").index]
    numbers = {name: place for place, name in enumerate(groups) if place}
    patterns["place"] = patterns.group.map(numbers).astype(np.int64)
    rows = [_rows_of_rule(patterns, groups, number, rules) for number in range(len(rules) + 1)]
    table = pd.concat(rows, ignore_index=True)
    table["share"] = (table.failing / table.applicable).where(table.applicable > 0)
    table["low"], table["high"] = wilson(table.failing.to_numpy(), table.applicable.to_numpy())
    return table


def filters_of_cell(
    connection: duckdb.DuckDBPyConnection,
    table: pd.DataFrame,
    rule_selection: RuleSelection,
    grouping: str,
    rule: int,
    group: int,
) -> tuple[Filter, ...]:
    """Filters for the failing documents of a cell of `by_group`'s table, by the numbers of its rule and group."""
    rules, groups = resolve_rules(rule_selection), list(table.group[table.rule == 0])
    if not (0 <= rule <= len(rules) and 0 <= group < len(groups)):
        raise DataloupeError(
            f"There is no cell ({rule}, {group}). It has {len(rules) + 1} rows of rules and {len(groups)} groups."
        )
    fails = Fails.of(*rules) if rule == 0 else Fails.of(rules[rule - 1])
    return (fails,) if group == 0 else (fails, grouping_named(grouping).filter(connection, groups[group]))


def _rows_of_rule(patterns: pd.DataFrame, groups: list[str], number: int, rules: Sequence[Rule]) -> pd.DataFrame:
    """The counts of rule `number` (0 for any of the rules), one row a group."""
    code = patterns.place.to_numpy()
    bits = np.uint64((1 << len(rules)) - 1 if number == 0 else 1 << number - 1)
    failing = (patterns.fails.to_numpy() & bits) != 0
    applicable = (patterns.applies.to_numpy() & bits) != 0
    documents, tokens = patterns.documents.to_numpy(float), patterns.tokens.to_numpy(float)

    def summed(weights: np.ndarray) -> np.ndarray:
        sums = np.bincount(code, weights, len(groups)) if len(code) else np.zeros(len(groups))
        sums[0] = sums.sum()
        return sums.astype(np.int64)

    return pd.DataFrame(
        {
            "rule": number,
            "name": ANY if number == 0 else rules[number - 1].name,
            "place": range(len(groups)),
            "group": groups,
            "documents": summed(documents),
            "applicable": summed(documents * applicable),
            "failing": summed(documents * failing),
            "tokens": summed(tokens),
            "failing_tokens": summed(tokens * failing),
        }
    )


def _patterns(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    rules: Sequence[Rule],
    columns: VerdictColumns,
    grouping: Grouping,
) -> pd.DataFrame:
    """group, fails, applies, documents, tokens of every set of verdicts that occurs in a group."""
    masks = columns.masks(connection, rules)  # noqa: F841 - the query names it
    patterns = connection.execute(
        f"""SELECT coalesce(CAST({grouping.value} AS VARCHAR), ?) AS "group", fails, applies,
                count(*) AS documents, coalesce(sum(n_tokens), 0)::BIGINT AS tokens
            FROM documents JOIN masks USING (doc_id) LEFT JOIN signals USING (doc_id) {grouping.joins}
            WHERE {where(connection, selection)} GROUP BY ALL""",
        [grouping.missing],
    ).df()
    patterns["group"] = patterns.group.astype(object)
    return patterns
