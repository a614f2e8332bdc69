"""Links of earlier releases: choices that have another name now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from analytics.ask.column_titles import former_titles
from analytics.ask.columns import Column

RENAMED = {
    "measure": {"a pattern of my own": "your own pattern"},
    "scheme": {
        "by tokens left": "by kept tokens",
        "by their square root": "by the square root of kept tokens",
        "all alike": "equal",
    },
    "view": {"What each step takes": "Removed by each step", "Keep rules": "Document to keep"},
    "cluster-order": {
        "most tokens to go": "most tokens removed",
        "most in by a chain": "most indirect duplicates",
    },
}
"""Parameter of the link -> earlier name of a choice -> its present name. To be dropped after one release."""

OLD_MAP_DIMENSIONS = {"topic (map)": ("topic", "theme"), "theme (map)": ("theme", "topic")}
"""Earlier name of a dimension -> what it can be called now, followed by " of the prompt" or " of the answer"."""


def rename_old_dimension(parameter: str, names: Sequence[str], subject: str) -> None:
    """Choose the dimension of `names` that an earlier link means by a dimension of the map: that of the `subject`
    ("answer" or "prompt"); the default without any.
    """
    value = st.query_params.get(parameter)
    if value not in OLD_MAP_DIMENSIONS or value in names:
        return
    del st.query_params[parameter]
    present = [f"{kind} of the {subject}" for kind in OLD_MAP_DIMENSIONS[value]]
    if name := next((name for name in present if name in names), None):
        st.session_state[parameter] = name


def rename_old_columns(parameter: str, options: Mapping[str, Column]) -> None:
    """Choose by its present title the column that an earlier link names with its table."""
    value = st.query_params.get(parameter)
    if value is None or value in options:
        return
    former = {name: title for title, column in options.items() for name in former_titles(column)}
    if value in former:
        del st.query_params[parameter]
        st.session_state[parameter] = former[value]


def rename_old_choices() -> None:
    """Choose by the present name what the link has by an earlier one, before a widget reads the link."""
    for parameter, names in RENAMED.items():
        value = st.query_params.get(parameter)
        if value in names:
            del st.query_params[parameter]
            st.session_state[parameter] = names[value]
