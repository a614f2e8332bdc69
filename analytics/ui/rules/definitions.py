"""What the rules say, and who says so."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.rules import Picks, chosen
from analytics.ui.frame import Page


def definitions(page: Page, picks: Picks) -> None:
    """Every chosen rule in words: when a document fails, how its number is computed, for which languages, and who says so."""
    rows = [
        (
            rule.set,
            rule.name,
            rule.words,
            "; ".join(test.signal.formula if test.signal else f"the column {test.column}" for test in rule.tests),
            rule.applies_to,
            rule.origin,
        )
        for rule in chosen(picks)
    ]
    st.dataframe(
        pd.DataFrame(rows, columns=["Set", "Rule", "A document fails with", "Computed as", "Applies to", "Origin"]),
        hide_index=True,
        alt="The rules in words",
    )
