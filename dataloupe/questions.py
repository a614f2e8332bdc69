"""Questions about the selected documents: what is in them, what repeats, which rules and labels they fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.ask.columns import columns
from analytics.ask.comparison import selections
from analytics.ask.documents import Document, document, listing
from analytics.ask.duplicates import DuplicateSummary, KeepPolicy, Thresholds
from analytics.ask.duplicates.clustering import clusters, clusters_in_selection, with_titles
from analytics.ask.duplicates.pairs import graph
from analytics.ask.duplicates.removal_decisions import decisions
from analytics.ask.duplicates.removal_summary import summarize
from analytics.ask.labels import check_labels, checked_columns
from analytics.ask.map.themes import themes
from analytics.ask.overview import breakdown, missing, reject_reasons
from analytics.ask.personal_data import kinds
from analytics.ask.personal_data import summary_text as personal_data_text
from analytics.ask.rules import verdicts
from analytics.ask.search import add_texts, by_words, similar_documents
from analytics.ask.selection import Selection
from analytics.ask.size import size
from analytics.ask.source_distributions import by_source
from analytics.errors import DataloupeError
from dataloupe.answer import Answer
from dataloupe.conditions import named_column

if TYPE_CHECKING:
    import duckdb

    from dataloupe.workspace import Workspace


class Questions:
    """Questions about documents. A `Workspace` gives the connection and the selection."""

    selection: Selection

    def _connection(self) -> duckdb.DuckDBPyConnection:
        """A cursor on the tables as of now."""
        raise NotImplementedError

    def documents(
        self, order: str | None = None, descending: bool = False, limit: int = 25, offset: int = 0
    ) -> pd.DataFrame:
        """The selected documents, one a row, with the beginning of each text; ordered by any column."""
        connection = self._connection()
        by = named_column(columns(connection), order) if order else None
        return listing(connection, self.selection, by, descending, limit, offset)

    def document(self, doc_id: int) -> Document:
        """One document with its whole text, metadata and signals."""
        return document(self._connection(), doc_id)

    def breakdown(self, column: str = "source", limit: int = 12) -> pd.DataFrame:
        """Documents for each of the most frequent values of a column."""
        connection = self._connection()
        return breakdown(connection, self.selection, named_column(columns(connection), column), limit)

    def distribution(self, column: str) -> pd.DataFrame:
        """The quantiles of a signal or number, by source."""
        connection = self._connection()
        return by_source(connection, self.selection, named_column(columns(connection), column))

    def missing(self) -> pd.DataFrame:
        """How many values of each column are missing."""
        return missing(self._connection(), self.selection)

    def rejects(self) -> pd.DataFrame:
        """Why rows of the input were rejected, and how many."""
        return reject_reasons(self._connection())

    def themes(self) -> pd.DataFrame:
        """The themes of the map, with their names and sizes in the whole workspace."""
        return themes(self._connection())

    def search(self, words: str, limit: int = 50) -> pd.DataFrame:
        """Documents that contain all words or "quoted phrases", those with most occurrences first."""
        connection = self._connection()
        return add_texts(connection, by_words(connection, words, self.selection), limit)

    def similar(self, doc_id: int, limit: int = 15) -> pd.DataFrame:
        """The documents that are nearest to one in meaning."""
        return similar_documents(self._connection(), doc_id, limit)

    def duplicates(
        self,
        jaccard: float | None = 0.8,
        containment: float | None = None,
        cosine: float | None = None,
        keep: str = "longest",
    ) -> Answer:
        """Clusters of documents that repeat each other, and what deduplication at these thresholds removes."""
        connection = self._connection()
        thresholds = Thresholds(jaccard, containment, cosine)
        decided = decisions(connection, graph(connection), thresholds, KeepPolicy(keep))
        table = clusters(decided)
        if self.selection:
            table = table[table.cluster.isin(clusters_in_selection(connection, decided, self.selection))]
        result: DuplicateSummary = summarize(connection, decided, thresholds, self.selection)
        return Answer(result.summary_text(), with_titles(connection, table), result)

    def rules(self, *rule_sets: str) -> Answer:
        """What published rules would remove: "Gopher quality", "Gopher repetition", "C4", "FineWeb" ..."""
        result = verdicts(self._connection(), self.selection, tuple((name,) for name in rule_sets))
        return Answer(result.summary_text(), result.by_rule, result)

    def labels(self, column: str | None = None) -> Answer:
        """Which labels of a column may be wrong. Raises DataloupeError that lists the columns that were judged."""
        connection = self._connection()
        judged = checked_columns(connection)
        chosen = [one for one in judged if column in (None, one.name)]
        if not chosen:
            names = ", ".join(one.name for one in judged)
            raise DataloupeError(f"The labels of {column!r} are not checked. There are: {names or 'none'}.")
        result = check_labels(connection, self.selection, chosen[0])
        return Answer(result.summary_text(), result.suspects, result)

    def personal_data(self) -> Answer:
        """Personal data and secrets by kind: findings and documents."""
        connection = self._connection()
        table = kinds(connection, self.selection)
        documents = size(connection, self.selection).documents
        return Answer(personal_data_text(table, documents), table)

    def compare(self, other: Workspace) -> Answer:
        """What differs between these documents and those of another selection: the most distinctive terms."""
        connection = self._connection()
        sizes = selections.sizes(connection, self.selection, other.selection)
        return Answer(sizes.summary_text(), selections.terms(connection, self.selection, other.selection), sizes)
