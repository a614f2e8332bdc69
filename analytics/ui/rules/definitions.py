"""What the rules say, who says so, and what other libraries mean by the same words."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.definitions import DATATROVE, SAMPLE, by_definition, differing
from analytics.rules import RuleSelection, Test, resolve_rules
from analytics.statistics.repetition import DEFINITIONS
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page


def definitions(page: Page, rule_selection: RuleSelection) -> None:
    """Every chosen rule in words: when a document fails, how its number is computed, for which languages, and who says
    so.
    """
    rows = [
        (
            rule.set,
            rule.name,
            rule.description,
            "; ".join(_computed(test) for test in rule.tests),
            rule.applies_to,
            rule.origin,
        )
        for rule in resolve_rules(rule_selection)
    ]
    st.dataframe(
        pd.DataFrame(rows, columns=["Set", "Rule", "A document fails with", "Computed as", "Applies to", "Origin"]),
        hide_index=True,
        height="auto" if len(rows) < 9 else 320,
        alt="The rules in words",
        column_config={"Set": st.column_config.TextColumn(width=110), "Rule": st.column_config.TextColumn(width=160)},
    )
    if differing(rule_selection):
        _by_library(page, rule_selection)


def _by_library(page: Page, rule_selection: RuleSelection) -> None:
    """Repeated n-grams under each library's definition, at the present thresholds."""
    st.subheader("The same rule, by library", anchor=False)
    found = page.ask(by_definition, rule_selection)
    documents = int(found.documents.iloc[0])
    st.caption(
        plain(
            f"Share of {documents:,} documents that fail, with its 95 % interval: a sample of at most {SAMPLE}, drawn from those that these rules apply to. "
            f"{DATATROVE}'s definition is the default here and stored for every document; the others are computed for the sample."
        )
    )
    said = found.assign(
        said=[
            f"{row.share:.1%} ({row.low:.1%} to {row.high:.1%})" if row.documents else "n/a"
            for row in found.itertuples()
        ]
    )
    table = said.pivot(index="rule", columns="definition", values="said").reindex(found.rule.unique())[
        [DATATROVE, *DEFINITIONS]
    ]
    table.insert(0, "More than", [f"{threshold:.3g}" for threshold in found.drop_duplicates("rule").threshold])
    st.dataframe(table.rename_axis("Rule").reset_index(), hide_index=True, alt="Share of documents failing by library")
    words = {
        DATATROVE: "from left to right, each repeat after the first occurrence, none twice / all characters",
        **DEFINITIONS,
    }
    for library, definition in words.items():
        st.caption(plain(f"{library}: {definition}."))


def _computed(test: Test) -> str:
    return test.signal.formula if test.signal else f"the column {test.column} of {test.table}"
