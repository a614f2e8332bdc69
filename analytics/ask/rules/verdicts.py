"""What would rules remove? The verdicts on a document are the bits of one number: every answer about rules and their
overlap is a sum over the values of that number.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.filters import Fails, Filter
from analytics.ask.rules.verdict_columns import VerdictColumns
from analytics.ask.selection import Selection, where
from analytics.errors import DataloupeError
from analytics.rules import Rule, RuleSelection, resolve_rules


@dataclass(frozen=True)
class Combinations:
    """Sets of rules that documents fail together. `table` has one row a set, the most frequent first: fails (a bit a
    rule), rules (their places), documents, tokens. A document is in one row only, that of exactly the rules that it
    fails.

    `omitted` more sets with `omitted_documents` are rarer, and not in the table.
    """

    table: pd.DataFrame = field(repr=False)
    omitted: int
    omitted_documents: int


@dataclass(frozen=True)
class Verdicts:
    """The verdicts of rules on the selected documents. `patterns` has one row for each set of verdicts that occurs:
    fails, applies (a bit a rule, the first rule's the lowest), documents, tokens (est.).
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
        """One row a rule: set, name, description, applicable, documents, tokens (failing), share (of the applicable;
        NaN where there are none), only_documents, only_tokens (that fail no other of the rules).
        """
        fails, applies = self.patterns.fails.to_numpy(), self.patterns.applies.to_numpy()
        documents, tokens = self.patterns.documents.to_numpy(), self.patterns.tokens.to_numpy()
        rows = []
        for place, rule in enumerate(self.rules):
            bit = np.uint64(1 << place)
            failing, only = (fails & bit) != 0, fails == bit
            applicable, failing_documents = int(documents[(applies & bit) != 0].sum()), int(documents[failing].sum())
            row = {
                "set": rule.set,
                "name": rule.name,
                "description": rule.description,
                "applicable": applicable,
                "documents": failing_documents,
                "tokens": int(tokens[failing].sum()),
                "share": failing_documents / applicable if applicable else np.nan,
                "only_documents": int(documents[only].sum()),
                "only_tokens": int(tokens[only].sum()),
            }
            rows.append(row)
        return pd.DataFrame(rows, columns=list(_RULE_COLUMNS)).astype(_RULE_COLUMNS)

    def combinations(self, limit: int = 16) -> Combinations:
        """The sets of rules that documents fail together, at most `limit` of them."""
        failed = self.patterns[self.patterns.fails != 0]
        sums = failed.groupby("fails", as_index=False)[["documents", "tokens"]].sum()
        every = sums.sort_values(["documents", "fails"], ascending=[False, True], ignore_index=True)
        table = every.head(limit).copy()
        table["rules"] = [
            tuple(place for place in range(len(self.rules)) if mask >> place & 1) for mask in map(int, table.fails)
        ]
        return Combinations(table, len(every) - len(table), int(every.documents.iloc[limit:].sum()))

    def exact_filters(self, places: Sequence[int]) -> tuple[Filter, ...]:
        """Filters for the documents that fail these of the rules and no other."""
        if not all(0 <= place < len(self.rules) for place in places):
            raise DataloupeError(
                f"There are no rules with the numbers {', '.join(map(str, places))}. There are {len(self.rules)} rules."
            )
        others = [rule for place, rule in enumerate(self.rules) if place not in places]
        fails = [Fails.of(self.rules[place]) for place in places]
        return (*fails, *([Fails.of(*others, passes=True)] if others else []))

    def summary_text(self) -> str:
        """What the rules would remove, in one sentence."""
        documents, tokens = self.failing
        if not self.rules:
            return "No rule is selected."
        if not (self.patterns.applies != 0).any():
            return f"No rule applies to any of these {self.documents:,} documents."
        share = f"{documents / self.documents:.1%}"
        removed = f"would remove {documents:,} of {self.documents:,} documents ({share})"
        of_tokens = f" and {tokens / self.tokens:.1%} of the tokens" if self.tokens else ""
        sentence = f"{len(self.rules)} rule{'s' * (len(self.rules) != 1)} {removed}{of_tokens}"
        each = self.by_rule
        if not documents or len(each) == 1:
            return f"{sentence}."
        largest = each.loc[each.documents.idxmax()]
        only_one = f"{each.only_documents.sum():,} fail one rule only"
        return f"{sentence}; “{largest['name']}” affects the most, {largest.documents:,}; {only_one}."


_RULE_COLUMNS = {
    "set": object,
    "name": object,
    "description": object,
    "applicable": np.int64,
    "documents": np.int64,
    "tokens": np.int64,
    "share": np.float64,
    "only_documents": np.int64,
    "only_tokens": np.int64,
}


def verdicts(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    rule_selection: RuleSelection,
    columns: VerdictColumns | None = None,
) -> Verdicts:
    """The verdicts of the selected rules on the selected documents; `columns` are the cached verdicts.

    Raises DataloupeError for rules that this workspace cannot answer.
    """
    rules = resolve_rules(rule_selection)
    return Verdicts(rules, _patterns(connection, selection, rules, columns or VerdictColumns()))


def _patterns(
    connection: duckdb.DuckDBPyConnection, selection: Selection, rules: Sequence[Rule], columns: VerdictColumns
) -> pd.DataFrame:
    """fails, applies, documents, tokens of every set of verdicts that occurs."""
    masks, tokens = columns.masks(connection, rules), columns.tokens(connection)
    fails, applies = masks["fails"].to_numpy(), masks["applies"].to_numpy()
    if selection:
        condition = where(connection, selection)
        ids = connection.execute(f"SELECT doc_id FROM documents WHERE {condition}").fetchnumpy()["doc_id"]
        fails, applies, tokens = fails[ids], applies[ids], tokens[ids]
    (fail, failures), (apply, applications) = pd.factorize(fails), pd.factorize(applies)
    code = fail * len(applications) + apply
    documents = np.bincount(code, minlength=1)
    token_sums = np.bincount(code, tokens, len(documents)).astype(np.int64)
    occurring = np.flatnonzero(documents)
    return pd.DataFrame(
        {
            "fails": failures[occurring // max(len(applications), 1)],
            "applies": applications[occurring % max(len(applications), 1)],
            "documents": documents[occurring],
            "tokens": token_sums[occurring],
        }
    )
