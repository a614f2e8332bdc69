"""One rule, several libraries: what share of documents fails under each one's own definition of a repeated n-gram?"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.selection import Selection, where
from analytics.rules import Rule, RuleSelection, resolve_rules
from analytics.statistics.intervals import wilson
from analytics.statistics.repetition import DEFINITIONS, DUPLICATE_GRAMS, TOP_GRAMS, repetition

SAMPLE = 200
"""Documents of a sample: the other definitions are not stored, they are computed when asked for."""

DATATROVE = "datatrove"
_SIZES = {f"top_{size}gram_char_frac": size for size in TOP_GRAMS} | {
    f"dup_{size}gram_char_frac": size for size in DUPLICATE_GRAMS
}


def differing(rule_selection: RuleSelection) -> tuple[Rule, ...]:
    """The chosen rules on repeated n-grams, which libraries count differently."""
    return tuple(
        rule
        for rule in resolve_rules(rule_selection)
        if len(rule.tests) == 1 and rule.tests[0].table == "signals" and rule.tests[0].column in _SIZES
    )


def by_definition(
    connection: duckdb.DuckDBPyConnection, selection: Selection, rule_selection: RuleSelection
) -> pd.DataFrame:
    """On the same sample of at most `SAMPLE` documents, for each rule of `differing` and each definition: rule,
    threshold, definition, documents, failing, share, low, high (Wilson's 95 % interval).

    datatrove's values are the stored ones. The sample is drawn by a hash from the documents that the rules apply to.
    """
    rules = differing(rule_selection)
    names = ["rule", "threshold", "definition", "documents", "failing", "share", "low", "high"]
    if not rules:
        return pd.DataFrame(columns=names)
    applies = " AND ".join(f"{rule.fails} IS NOT NULL" for rule in rules)
    stored = ", ".join(f"{rule.tests[0].value} AS v{place}" for place, rule in enumerate(rules))
    sample = connection.execute(
        f"SELECT doc_id, {stored} FROM signals WHERE {applies} AND {where(connection, selection)} ORDER BY hash(doc_id), doc_id LIMIT {SAMPLE}"
    ).df()
    texts = dict(
        connection.execute(
            f"SELECT doc_id, text FROM documents WHERE doc_id IN ({', '.join(map(str, sample.doc_id)) or 'NULL'})"
        ).fetchall()
    )
    read = [texts[doc_id] for doc_id in sample.doc_id]
    values = {
        DATATROVE: {rule.tests[0].column: sample[f"v{place}"].to_numpy(float) for place, rule in enumerate(rules)}
    }
    for definition in DEFINITIONS:
        shares = repetition(read, definition)
        values[definition] = {column: shares[size] for column, size in _SIZES.items()}
    rows = []
    for rule in rules:
        test = rule.tests[0]
        for definition, columns in values.items():
            value = columns[test.column]
            failing = int(np.count_nonzero(value > test.threshold if test.operator == ">" else value < test.threshold))
            low, high = wilson(failing, len(value))
            share = failing / len(value) if len(value) else np.nan
            rows.append((rule.name, test.threshold, definition, len(value), failing, share, float(low), float(high)))
    return pd.DataFrame(rows, columns=names)
