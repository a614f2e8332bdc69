"""What would rules remove? Each document's verdicts are the bits of one number: all questions about rules and their
overlap are sums over its values.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.filters import Fails, Filter
from analytics.ask.groupings import Grouping, grouping_named
from analytics.ask.selection import Selection, where
from analytics.ask.verdicts import VerdictColumns
from analytics.errors import DataloupeError
from analytics.rules import Rule, RuleSelection, resolve_rules
from analytics.statistics.intervals import wilson

EVERYTHING, ANY = "all", "any of them"


@dataclass(frozen=True)
class Verdicts:
    """What rules say of the selected documents. `patterns` has one row for each set of verdicts that occurs: fails,
    applies (a bit a rule, the first rule's the lowest), documents, tokens (est.).
    """

    rules: tuple[Rule, ...]
    patterns: pd.DataFrame = field(repr=False)

    @property
    def documents(self) -> int:
        return int(self.patterns.documents.sum())

    @property
    def tokens(self) -> int:
        return int(self.patterns.tokens.sum())

    @property
    def failing(self) -> tuple[int, int]:
        """Documents and tokens that fail at least one rule."""
        failed = self.patterns[self.patterns.fails != 0]
        return int(failed.documents.sum()), int(failed.tokens.sum())

    @functools.cached_property
    def by_rule(self) -> pd.DataFrame:
        """One row a rule: set, name, description, applicable, documents, tokens (failing), share (of the applicable; NaN
        where there are none), only_documents, only_tokens (that fail no other of the rules).
        """
        fails, applies, documents, tokens = (
            self.patterns[name].to_numpy() for name in ("fails", "applies", "documents", "tokens")
        )
        rows = []
        for place, rule in enumerate(self.rules):
            bit = np.uint64(1 << place)
            applicable, failing, only = int(documents[(applies & bit) != 0].sum()), (fails & bit) != 0, fails == bit
            share = documents[failing].sum() / applicable if applicable else np.nan
            sums = (int(column[chosen].sum()) for chosen in (failing, only) for column in (documents, tokens))
            failing_documents, failing_tokens, only_documents, only_tokens = sums
            rows.append(
                (
                    rule.set,
                    rule.name,
                    rule.description,
                    applicable,
                    failing_documents,
                    failing_tokens,
                    share,
                    only_documents,
                    only_tokens,
                )
            )
        names = [
            "set",
            "name",
            "description",
            "applicable",
            "documents",
            "tokens",
            "share",
            "only_documents",
            "only_tokens",
        ]
        return pd.DataFrame(rows, columns=names)

    def combinations(self, most: int = 16) -> pd.DataFrame:
        """The sets of rules that documents fail together, the most frequent first: fails, rules (places), documents,
        tokens; at most `most` rows.

        A document is in one row only: that of exactly the rules that it fails. `attrs` says how many more combinations
        and documents there are.
        """
        failed = self.patterns[self.patterns.fails != 0]
        every = (
            failed.groupby("fails", as_index=False)[["documents", "tokens"]]
            .sum()
            .sort_values(["documents", "fails"], ascending=[False, True], ignore_index=True)
        )
        shown = every.head(most).copy()
        shown["rules"] = [
            tuple(place for place in range(len(self.rules)) if mask >> place & 1) for mask in map(int, shown.fails)
        ]
        shown.attrs = {"more": len(every) - len(shown), "more_documents": int(every.documents.iloc[most:].sum())}
        return shown

    def exactly(self, places: Sequence[int]) -> tuple[Filter, ...]:
        """The documents that fail these of the rules and no other, as parts of a selection."""
        if not all(0 <= place < len(self.rules) for place in places):
            raise DataloupeError(f"there are no rules {', '.join(map(str, places))} - there are {len(self.rules)}")
        others = [rule for place, rule in enumerate(self.rules) if place not in places]
        return (
            *(Fails.of(self.rules[place]) for place in places),
            *([Fails.of(*others, passes=True)] if others else []),
        )

    def summary_text(self) -> str:
        """What the rules would remove, in words."""
        documents, tokens = self.failing
        if not self.rules:
            return "No rule is chosen."
        if not (self.patterns.applies != 0).any():
            return f"No rule applies to any of these {self.documents:,} documents."
        said = f"{len(self.rules)} rule{'s' * (len(self.rules) != 1)} would remove {documents:,} of {self.documents:,} documents ({documents / self.documents:.1%})"
        said += f" and {tokens / self.tokens:.1%} of the tokens" if self.tokens else ""
        each = self.by_rule
        worst = each.loc[each.documents.idxmax()]
        return said + (
            f"; “{worst['name']}” touches most, {worst.documents:,}; {each.only_documents.sum():,} fail one rule only."
            if documents and len(each) > 1
            else "."
        )


def verdicts(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    rule_selection: RuleSelection,
    kept: VerdictColumns | None = None,
) -> Verdicts:
    """The verdicts of the selected rules on the selected documents; `kept` avoids asking again what was asked before.

    Raises DataloupeError for rules that this workspace cannot answer.
    """
    rules = resolve_rules(rule_selection)
    return Verdicts(rules, _patterns(connection, selection, rules, kept or VerdictColumns()))


def by_group(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    rule_selection: RuleSelection,
    grouping: str = "source",
    kept: VerdictColumns | None = None,
) -> pd.DataFrame:
    """Every rule, for all documents and for each group, the largest first.

    One row a rule and group with rule (counted from 1; 0 is "any of them", which fails when one rule does), name, place
    (of the group, counted from 1; 0 is "all"), group, documents, applicable, failing, tokens, failing_tokens, share (of
    the applicable; NaN where there are none: not applicable is not zero), low, high (Wilson's 95 % interval).
    """
    rules = resolve_rules(rule_selection)
    patterns = _patterns_by(connection, selection, rules, kept or VerdictColumns(), grouping_named(grouping))
    patterns["group"] = patterns.group.astype(object)
    sizes = patterns.groupby("group").documents.sum()
    names = [EVERYTHING, *sizes.sort_values(ascending=False, kind="stable").index]
    code = patterns.group.map({name: place for place, name in enumerate(names) if place}).to_numpy(np.int64)
    fails, applies = patterns.fails.to_numpy(), patterns.applies.to_numpy()
    documents, tokens = patterns.documents.to_numpy(float), patterns.tokens.to_numpy(float)

    def summed(weights: np.ndarray) -> np.ndarray:
        counted = np.bincount(code, weights, len(names)) if len(code) else np.zeros(len(names))
        counted[0] = counted.sum()
        return counted.astype(np.int64)

    found = []
    for number, name in enumerate([ANY, *(rule.name for rule in rules)]):
        bits = np.uint64((1 << len(rules)) - 1 if number == 0 else 1 << number - 1)
        failing, applicable = (fails & bits) != 0, (applies & bits) != 0
        columns = {
            "rule": number,
            "name": name,
            "place": range(len(names)),
            "group": names,
            "documents": summed(documents),
            "applicable": summed(documents * applicable),
            "failing": summed(documents * failing),
            "tokens": summed(tokens),
            "failing_tokens": summed(tokens * failing),
        }
        found.append(pd.DataFrame(columns))
    table = pd.concat(found, ignore_index=True)
    table["share"] = (table.failing / table.applicable).where(table.applicable > 0)
    table["low"], table["high"] = wilson(table.failing.to_numpy(), table.applicable.to_numpy())
    return table


def cell(
    connection: duckdb.DuckDBPyConnection,
    found: pd.DataFrame,
    rule_selection: RuleSelection,
    grouping: str,
    rule: int,
    group: int,
) -> tuple[Filter, ...]:
    """The failing documents behind a cell of `by_group`'s table, by the numbers of its rule and group."""
    rules, groups = resolve_rules(rule_selection), list(found.group[found.rule == 0])
    if not (0 <= rule <= len(rules) and 0 <= group < len(groups)):
        raise DataloupeError(
            f"there is no cell {rule}, {group} - there are {len(rules) + 1} rules and {len(groups)} groups"
        )
    fails = Fails.of(*rules) if rule == 0 else Fails.of(rules[rule - 1])
    return (fails,) if group == 0 else (fails, grouping_named(grouping).filter(connection, groups[group]))


def _patterns(
    connection: duckdb.DuckDBPyConnection, selection: Selection, rules: Sequence[Rule], kept: VerdictColumns
) -> pd.DataFrame:
    """fails, applies, documents, tokens of every set of verdicts that occurs."""
    masks, tokens = kept.masks(connection, rules), kept.tokens(connection)
    fails, applies = masks["fails"].to_numpy(), masks["applies"].to_numpy()
    if selection:
        chosen = connection.execute(f"SELECT doc_id FROM documents WHERE {where(connection, selection)}").fetchnumpy()[
            "doc_id"
        ]
        fails, applies, tokens = fails[chosen], applies[chosen], tokens[chosen]
    (fail, failures), (apply, applications) = pd.factorize(fails), pd.factorize(applies)
    code = fail * len(applications) + apply
    documents = np.bincount(code, minlength=1)
    pattern = np.flatnonzero(documents)
    if not len(pattern):
        return pd.DataFrame(
            {"fails": fails, "applies": applies, "documents": np.zeros(0, np.int64), "tokens": np.zeros(0, np.int64)}
        )
    return pd.DataFrame(
        {
            "fails": failures[pattern // len(applications)],
            "applies": applications[pattern % len(applications)],
            "documents": documents[pattern],
            "tokens": np.bincount(code, tokens, len(documents))[pattern].astype(np.int64),
        }
    )


def _patterns_by(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    rules: Sequence[Rule],
    kept: VerdictColumns,
    grouping: Grouping,
) -> pd.DataFrame:
    """The same by group: group, fails, applies, documents, tokens."""
    masks = kept.masks(connection, rules)  # noqa: F841 - DuckDB finds it by its name
    return connection.execute(
        f"""SELECT coalesce(CAST({grouping.value} AS VARCHAR), ?) AS "group", fails, applies, count(*) AS documents, coalesce(sum(n_tokens), 0)::BIGINT AS tokens
            FROM documents JOIN masks USING (doc_id) LEFT JOIN signals USING (doc_id) {grouping.joins}
            WHERE {where(connection, selection)} GROUP BY ALL""",
        [grouping.missing],
    ).df()
