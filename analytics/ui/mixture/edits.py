"""The shares of sources that a person has set, in the URL."""

from __future__ import annotations

import json

import streamlit as st

from analytics.errors import DataloupeError

PARAMETER = "weights"


def edited_shares() -> dict[str, float]:
    """The edited shares by source. Raises DataloupeError when the URL cannot be read, and forgets them."""
    text = st.query_params.get(PARAMETER, "")
    try:
        return {str(source): float(share) for source, share in json.loads(text).items()} if text else {}
    except (ValueError, TypeError, AttributeError) as error:
        st.query_params.pop(PARAMETER)
        raise DataloupeError(
            f"The weights in the link cannot be read ({type(error).__name__}). They are ignored."
        ) from None


def set_shares(shares: dict[str, float]) -> None:
    """Put edited shares into the URL. For callbacks."""
    if shares:
        st.query_params[PARAMETER] = json.dumps(shares, separators=(",", ":"))
    else:
        st.query_params.pop(PARAMETER, None)
