"""How are the rules defined, by whom, and how do other libraries define the same terms?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.rules import DATATROVE, SAMPLE_SIZE, by_definition, rules_with_definitions
from analytics.rules import RuleSelection, Test, resolve_rules
from analytics.statistics.repetition import DEFINITIONS
from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

VISIBLE_ROWS = 8
COLUMNS = {
    "Set": formats.text(width=110),
    "Rule": formats.text(width=160),
    "A document fails with": formats.text(),
    "Computed as": formats.text(),
    "Applies to": formats.text(),
    "Origin": formats.text(),
}


def definitions(page: Page, rule_selection: RuleSelection) -> None:
    """Every selected rule in words: when a document fails, how its number is computed, for which languages, and the
    source.
    """
    rows = [
        (rule.set, rule.name, rule.description, "; ".join(map(_formula, rule.tests)), rule.applies_to, rule.origin)
        for rule in resolve_rules(rule_selection)
    ]
    table(pd.DataFrame(rows, columns=list(COLUMNS)), COLUMNS, "The rules in words", visible_rows=VISIBLE_ROWS)
    if rules_with_definitions(rule_selection):
        _by_library(page, rule_selection)


def _by_library(page: Page, rule_selection: RuleSelection) -> None:
    """Rules on repeated n-grams under the definition of each library, at the present thresholds."""
    st.subheader("The same rule, by library", anchor=False)
    shares = page.ask(by_definition, rule_selection)
    st.caption(
        f"Share of {int(shares.documents.iloc[0]):,} documents that fail, with its 95 % confidence interval: a "
        f"sample of at most "
        f"{SAMPLE_SIZE} of the documents that these rules apply to. The default is {DATATROVE}'s definition, which is "
        "stored for every document; the others are computed for the sample."
    )
    cells = shares.assign(
        cell=[
            f"{row.share:.1%} ({row.low:.1%} to {row.high:.1%})" if row.documents else "n/a"
            for row in shares.itertuples()
        ]
    ).pivot(index="rule", columns="definition", values="cell")
    by_library = cells.reindex(shares.rule.unique())[[DATATROVE, *DEFINITIONS]]
    by_library.insert(0, "More than", [f"{threshold:.3g}" for threshold in shares.drop_duplicates("rule").threshold])
    rows = by_library.rename_axis("Rule").reset_index()
    table(rows, {name: formats.text() for name in rows}, "Share of documents that fail, by library")
    stored = "characters in repeats of an earlier n-gram, each character counted once / all characters"
    for library, definition in ({DATATROVE: stored} | DEFINITIONS).items():
        st.caption(plain(f"{library}: {definition}."))


def _formula(test: Test) -> str:
    return test.signal.formula if test.signal else f"the column {test.column} of {test.table}"
