"""What the page asks, and what it keeps of the answers: one graph a selection, one decision a threshold and rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd
import streamlit as st

from analytics.ask.duplicates import DuplicateGraph, KeepPolicy, Thresholds, decisions
from analytics.ask.selection import Selection, doc_ids
from analytics.ui.frame.page import Page


@dataclass(frozen=True)
class Asked:
    """The page, the proved pairs among its selection, and what the thresholds and the keep rule decide about them."""

    page: Page
    graph: DuplicateGraph
    thresholds: Thresholds
    keep: KeepPolicy
    decided: pd.DataFrame

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        return self.page.connection

    @property
    def selection(self) -> Selection:
        return self.page.selection

    @property
    def notes(self) -> Mapping[str, Any]:
        """What the stage that found the pairs says of itself."""
        return self.page.manifest.stages["duplicates"].notes


def asked(page: Page, thresholds: Thresholds, keep: KeepPolicy) -> Asked:
    """The answers for this page, from the cache where the workspace, the selection and the question are the same."""
    state = (str(page.workspace.path), page.manifest.generation, page.selection.to_url())
    found = _graph(*state, _page=page)
    return Asked(page, found, thresholds, keep, _decisions(*state, thresholds, keep, _page=page, _graph=found))


@st.cache_resource(max_entries=8, show_spinner=False)
def _graph(path: str, generation: int, selection: str, _page: Page) -> DuplicateGraph:
    every = _page.decisions.pairs()
    return every.among(doc_ids(_page.connection, _page.selection)) if _page.selection else every


@st.cache_resource(max_entries=32, show_spinner=False)
def _decisions(
    path: str,
    generation: int,
    selection: str,
    thresholds: Thresholds,
    keep: KeepPolicy,
    _page: Page,
    _graph: DuplicateGraph,
) -> pd.DataFrame:
    return decisions(_page.connection, _graph, thresholds, keep)
