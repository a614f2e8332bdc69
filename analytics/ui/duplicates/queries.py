"""The answers that the whole page uses: one graph a selection, one decision a set of thresholds and a keep policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from analytics.ask.duplicates import DuplicateGraph, KeepPolicy, Thresholds, decisions
from analytics.ask.selection import Selection, doc_ids
from analytics.ui.frame.cache import Keyed, Shared
from analytics.ui.frame.page import Page

GRAPHS, DECISIONS = Shared(8), Shared(32)
LOWEST_SCORES = {"jaccard": 0.5, "containment": 0.4, "cosine": 0.9}
"""The lowest scores that a build stores, where its notes do not say."""


@dataclass(frozen=True)
class DuplicatesView:
    """The page, the verified pairs among its selection, and what the thresholds and the keep policy decide.

    `decided` as of ask.duplicates.decisions.
    """

    page: Page
    graph: DuplicateGraph
    thresholds: Thresholds
    policy: KeepPolicy
    decided: pd.DataFrame

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        return self.page.connection

    @property
    def selection(self) -> Selection:
        return self.page.selection

    @property
    def keyed(self) -> Keyed:
        """This view as an argument of a cached question."""
        return Keyed(self, (self.thresholds, self.policy))

    @property
    def notes(self) -> Mapping[str, Any]:
        """What the stage that finds the pairs has noted: its lowest scores, its bands."""
        return self.page.manifest.stages["duplicates"].notes


def find_duplicates(page: Page, thresholds: Thresholds, policy: KeepPolicy) -> DuplicatesView:
    """The duplicates among the selected documents, from the cache where the question is the same."""
    graph = page.ask(_graph, Keyed(page, "page"), shared=GRAPHS)
    decided = page.ask(_decisions, Keyed(graph, "graph of the selection"), thresholds, policy, shared=DECISIONS)
    return DuplicatesView(page, graph, thresholds, policy, decided)


def _graph(connection: duckdb.DuckDBPyConnection, selection: Selection, page: Page) -> DuplicateGraph:
    every = page.decisions.pairs()
    return every.among(doc_ids(connection, selection)) if selection else every


def _decisions(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    graph: DuplicateGraph,
    thresholds: Thresholds,
    policy: KeepPolicy,
) -> pd.DataFrame:
    return decisions(connection, graph, thresholds, policy)


def lowest_score(notes: Mapping[str, Any], score: str) -> float:
    """The lowest score that the build has stored; older workspaces note it under an older name."""
    return float(notes.get(f"min_{score}", notes.get(f"least_{score}", LOWEST_SCORES[score])))
