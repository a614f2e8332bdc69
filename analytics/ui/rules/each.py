"""Every rule by itself: a table of what each removes, and for the one that was clicked its threshold, what stays as it
moves, and examples.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.rules import Verdicts
from analytics.rules import RuleSelection
from analytics.ui.components.table import table_height
from analytics.ui.frame.page import Page
from analytics.ui.rules.queries import verdicts
from analytics.ui.rules.threshold import beside, threshold

ROWS_SEEN = 11
SEEN = "_rules-seen"


def each(page: Page, rule_selection: RuleSelection) -> None:
    """The table on the left, the clicked rule, or the one that touches most, on the right."""
    found = verdicts(page, rule_selection)
    if not found.rules:
        st.info("Take in a published set above, or make a rule of your own.", icon=":material/rule:")
        return
    left, right = st.columns([16, 10], gap="medium")
    with left:
        place = _table(found)
        st.caption(
            "Click a rule to see its threshold. A rule that is not applicable to a document, by its language or an unknown value, does not fail it."
        )
    rule = found.rules[place]
    with right:
        moved = threshold(page, rule)
    beside(page, *moved)


def _table(found: Verdicts) -> int:
    numbers = found.by_rule
    shown = pd.DataFrame(
        {
            "Rule": numbers.name,
            "Share": numbers.share * 100,
            "Documents": numbers.documents,
            "Only it": numbers.only_documents,
            "Tokens": numbers.tokens,
            "Tokens, only it": numbers.only_tokens,
            "Not applicable": found.documents - numbers.applicable,
            "Fails when": numbers.description,
            "Set": numbers.set,
        }
    )
    event = st.dataframe(
        shown,
        hide_index=True,
        height=table_height(len(shown), ROWS_SEEN),
        key="rules-table",
        on_select="rerun",
        selection_mode="single-row",
        placeholder="n/a",
        alt="What each rule removes",
        column_config={
            "Rule": st.column_config.TextColumn(pinned=True, width=165),
            "Share": st.column_config.ProgressColumn(
                format="%.2f%%",
                min_value=0,
                max_value=100,
                width=80,
                help="Of the documents to which the rule applies.",
            ),
            "Documents": st.column_config.NumberColumn(format="localized", width=70, help="Documents that fail."),
            "Only it": st.column_config.NumberColumn(
                format="localized", width=58, help="Documents that fail this rule and none of the others in the table."
            ),
            "Tokens": st.column_config.NumberColumn(
                format="compact", width=65, help="Tokens (est.) of the documents that fail."
            ),
            "Tokens, only it": st.column_config.NumberColumn(
                format="compact", width=65, help="Tokens (est.) of the documents that fail this rule and no other."
            ),
            "Not applicable": st.column_config.NumberColumn(
                format="localized", width=75, help="The language or an unknown value keeps the rule from being applied."
            ),
        },
    )
    rows = [row for row in event["selection"]["rows"] if row < len(shown)]
    names = list(zip(numbers.set, numbers.name, strict=True))
    seen = st.session_state.get(SEEN)  # a moved threshold may make another rule touch most: the one at hand stays
    place = rows[0] if rows else names.index(seen) if seen in names else int(numbers.documents.argmax())
    st.session_state[SEEN] = names[place]
    return place
