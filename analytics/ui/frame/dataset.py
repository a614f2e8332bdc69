"""The dataset of a visit: in the URL, carried from page to page, chosen at the top of the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from analytics.errors import DataloupeError
from analytics.ui.components.text import plain
from analytics.ui.frame.visitor import visible_workspaces

DATASET, _DATASET = "dataset", "_dataset"
WIDTH = 180


def pick_dataset() -> tuple[str, Path]:
    """The name and folder of the dataset, one of those that the person of this visit may see.

    The URL decides. A page switch empties the URL and carries the dataset along. Without either it is the first one.
    """
    datasets, state = visible_workspaces(), st.session_state
    first = next(iter(datasets))
    name = st.query_params.get(DATASET, state.get(_DATASET, first))
    if name not in datasets:
        raise DataloupeError(f"There is no dataset {name!r}. There are: {', '.join(datasets)}.")
    state[_DATASET] = name
    if len(datasets) == 1:
        st.caption(f"**{plain(name, limit=40)}**", width="content")
        return name, datasets[name]
    state[DATASET] = name
    st.selectbox("Dataset", list(datasets), key=DATASET, on_change=_switch, label_visibility="collapsed", width=WIDTH)
    if name != first:
        st.query_params[DATASET] = name
    return name, datasets[name]


def dataset_path() -> Path:
    """The folder of the dataset of this visit, before the page opens it. Raises KeyError for an unknown name."""
    datasets = visible_workspaces()
    return datasets[st.query_params.get(DATASET, st.session_state.get(_DATASET, next(iter(datasets))))]


def _switch() -> None:
    st.session_state[_DATASET] = st.session_state[DATASET]
    st.query_params.pop(DATASET, None)
