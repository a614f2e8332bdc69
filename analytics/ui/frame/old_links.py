"""Links of earlier releases: choices that have another name now."""

from __future__ import annotations

import streamlit as st

RENAMED = {
    "view": {"What each step takes": "Removed by each step"},
    "cluster-order": {
        "most tokens to go": "most tokens removed",
        "most in by a chain": "most indirect duplicates",
    },
}
"""Parameter of the link -> earlier name of a choice -> its present name. To be dropped after one release."""


def rename_old_choices() -> None:
    """Choose by the present name what the link has by an earlier one, before a widget reads the link."""
    for parameter, names in RENAMED.items():
        value = st.query_params.get(parameter)
        if value in names:
            del st.query_params[parameter]
            st.session_state[parameter] = names[value]
