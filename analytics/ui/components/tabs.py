"""Tabs of which only the open one is computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st


def tabs(views: Mapping[str, Callable[..., None]], *args: Any, key: str = "view", in_url: bool = False) -> None:
    """One tab for each name in `views`; calls the function of the open one with `args`.

    `in_url` keeps the open tab in the link. Several sets of tabs on one page need different keys.
    """
    containers = st.tabs(list(views), key=key, on_change="rerun", bind="query-params" if in_url else None)
    for tab, show in zip(containers, views.values(), strict=True):
        if tab.open:
            with tab:
                show(*args)
