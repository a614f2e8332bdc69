"""How many documents fail a rule under the definition of a repeated n-gram of each library?"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.selection import Selection, where
from analytics.rules import Rule, RuleSelection, resolve_rules
from analytics.statistics.intervals import wilson
from analytics.statistics.repetition import DEFINITIONS, DUPLICATE_GRAMS, TOP_GRAMS, repetition

SAMPLE_SIZE = 200
"""Documents of a sample: the values of other definitions are not stored, but computed for the sample."""

DATATROVE = "datatrove"
_COLUMNS = ["rule", "threshold", "definition", "documents", "failing", "share", "low", "high"]
_SIZES = {f"top_{size}gram_char_frac": size for size in TOP_GRAMS} | {
    f"dup_{size}gram_char_frac": size for size in DUPLICATE_GRAMS
}


def rules_with_definitions(rule_selection: RuleSelection) -> tuple[Rule, ...]:
    """The selected rules on repeated n-grams, which libraries count differently."""
    return tuple(
        rule
        for rule in resolve_rules(rule_selection)
        if len(rule.tests) == 1 and rule.tests[0].table == "signals" and rule.tests[0].column in _SIZES
    )


def by_definition(
    connection: duckdb.DuckDBPyConnection, selection: Selection, rule_selection: RuleSelection
) -> pd.DataFrame:
    """For each rule of `rules_with_definitions` and each definition, on the same sample of at most `SAMPLE_SIZE`
    documents: rule, threshold, definition, documents, failing, share, low, high (Wilson's 95 % interval).

    The stored values are datatrove's. A hash draws the sample from the documents that the rules apply to.
    """
    rules = rules_with_definitions(rule_selection)
    if not rules:
        return pd.DataFrame(columns=_COLUMNS)
    values = _values_by_definition(connection, selection, rules)
    rows = []
    for rule in rules:
        test = rule.tests[0]
        for definition, columns in values.items():
            value = columns[test.column]
            fails = value > test.threshold if test.operator == ">" else value < test.threshold
            count, failing = len(value), int(np.count_nonzero(fails))
            low, high = wilson(failing, count)
            share = failing / count if count else np.nan
            rows.append((rule.name, test.threshold, definition, count, failing, share, float(low), float(high)))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _values_by_definition(
    connection: duckdb.DuckDBPyConnection, selection: Selection, rules: Sequence[Rule]
) -> dict[str, dict[str, np.ndarray]]:
    """For each definition the values of the signals, one a document of the sample."""
    applies = " AND ".join(f"{rule.fails} IS NOT NULL" for rule in rules)
    stored = ", ".join(f"{rule.tests[0].value} AS v{place}" for place, rule in enumerate(rules))
    sample = connection.execute(
        f"""SELECT doc_id, {stored} FROM signals WHERE {applies} AND {where(connection, selection)}
            ORDER BY hash(doc_id), doc_id LIMIT {SAMPLE_SIZE}"""
    ).df()
    ids = ", ".join(map(str, sample.doc_id)) or "NULL"
    texts = dict(connection.execute(f"SELECT doc_id, text FROM documents WHERE doc_id IN ({ids})").fetchall())
    sampled_texts = [texts[doc_id] for doc_id in sample.doc_id]
    values = {
        DATATROVE: {rule.tests[0].column: sample[f"v{place}"].to_numpy(float) for place, rule in enumerate(rules)}
    }
    for definition in DEFINITIONS:
        shares = repetition(sampled_texts, definition)
        values[definition] = {column: shares[size] for column, size in _SIZES.items()}
    return values
