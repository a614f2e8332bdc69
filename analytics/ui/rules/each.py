"""What would each rule remove? A table of the rules, and for the clicked rule its threshold, the kept share at other
thresholds, and examples.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.rules import Verdicts
from analytics.rules import RuleSelection
from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.frame.page import Page
from analytics.ui.rules.choice import NO_RULES
from analytics.ui.rules.examples import examples_near
from analytics.ui.rules.queries import verdicts
from analytics.ui.rules.threshold import threshold

VISIBLE_ROWS = 11
SHOWN_RULE = "_rules-seen"
COLUMNS = {
    "name": formats.text("Rule", pinned=True, width=165),
    "share": formats.share_bar("Share", digits=2, width=80, help="Of the documents that the rule applies to."),
    "documents": formats.count("Documents", width=70, help="Documents that fail."),
    "only_documents": formats.count(
        "Unique", width=60, help="Documents that fail this rule and no other rule in the table."
    ),
    "tokens": formats.tokens("Tokens", width=65, help="Tokens (est.) of the documents that fail."),
    "only_tokens": formats.tokens(
        "Unique tokens", width=65, help="Tokens (est.) of the documents that fail this rule and no other rule."
    ),
    "applicable": formats.count(
        "Applicable",
        width=80,
        help="Documents that the rule applies to; their share that fails is in the first column.",
    ),
    "not_applicable": formats.count(
        "Not applicable", width=75, help="The rule does not apply: because of the language, or an unknown value."
    ),
    "description": formats.text("Fails when"),
    "set": formats.text("Set"),
}


def each(page: Page, rule_selection: RuleSelection) -> None:
    """The table on the left; on the right the clicked rule, or the one that affects the most documents."""
    answer = verdicts(page, rule_selection)
    if not answer.rules:
        st.info(NO_RULES, icon=":material/rule:")
        return
    left, right = st.columns([16, 10], gap="medium")
    with left:
        place = _table(answer)
        st.caption(
            "Click a rule to see its threshold. A document does not fail a rule that does not apply to it, "
            "because of its language or an unknown value."
        )
    with right:
        values = threshold(page, answer.rules[place])
    examples_near(page, values)


def _table(answer: Verdicts) -> int:
    """Show the rules; the place of the rule to show."""
    rules: pd.DataFrame = answer.by_rule.assign(not_applicable=answer.documents - answer.by_rule.applicable)
    clicked = table(
        rules,
        COLUMNS,
        "What each rule would remove",
        select="row",
        key="rules-table",
        visible_rows=VISIBLE_ROWS,
        missing="n/a",
    )
    names = list(zip(rules["set"], rules.name, strict=True))
    shown = st.session_state.get(SHOWN_RULE)
    if clicked:
        place = clicked[0]
    elif shown in names:  # a changed threshold can make another rule the largest: the shown rule stays
        place = names.index(shown)
    else:
        place = int(rules.documents.argmax())
    st.session_state[SHOWN_RULE] = names[place]
    return place
