"""The filter of documents that another corpus already has."""

from __future__ import annotations

from typing import Annotated, Any

import duckdb
from msgspec import Meta

from analytics.ask.columns import tables
from analytics.ask.filters.filter import StructFilter, one_line
from analytics.errors import DataloupeError

Score = Annotated[float, Meta(ge=0, le=1)]


class InCorpus(StructFilter, frozen=True, tag="in corpus"):
    """Documents that repeat one of another corpus, as `--against` compares them: exact copies, those with a Jaccard
    similarity of at least `jaccard`, and those of which at least the share `contained` is in a document of the corpus.

    A score without a value does not count. `corpus` is the name of its folder (empty: any).
    """

    jaccard: Score | None = None
    contained: Score | None = None
    corpus: str = ""

    def query(self) -> tuple[str, list[Any]]:
        return (
            """SELECT DISTINCT doc_id FROM corpus_pairs WHERE ? IN ('', corpus)
            AND (kind = 'exact' OR jaccard >= ?::REAL OR contained >= ?::REAL)""",
            [self.corpus, self.jaccard, self.contained],
        )

    def describe(self) -> str:
        scores = {"Jaccard": self.jaccard, "contained": self.contained}
        used = [f"{name} at least {value:.2f}" for name, value in scores.items() if value is not None]
        return f"is already in {self._name} ({' or '.join(used) or 'exact copies'})"

    def check(self, connection: duckdb.DuckDBPyConnection) -> None:
        if "corpora" not in tables(connection):
            raise DataloupeError(
                "The documents were not compared with another corpus. Name its workspace: --against WORKSPACE."
            )
        compared = [name for (name,) in connection.execute("SELECT corpus FROM corpora").fetchall()]
        if self.corpus and self.corpus not in compared:
            raise DataloupeError(
                f"The documents were not compared with {self.corpus!r}. They were with: {', '.join(compared)}."
            )

    def tables(self) -> set[str]:
        return {"corpus_pairs"}

    @property
    def _name(self) -> str:
        return f"“{one_line(self.corpus)}”" if self.corpus else "another corpus"
