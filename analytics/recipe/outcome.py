"""What is the outcome of a recipe? For each document the first step that removes it, and all steps that would."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import duckdb
import numpy as np
from msgspec.structs import replace

from analytics.ask.columns import columns, tables
from analytics.ask.duplicates import DuplicateGraph, graph
from analytics.ask.size import format_count
from analytics.errors import DataloupeError
from analytics.recipe.model import Counts, Recipe, naming_step
from analytics.recipe.steps import Documents

KEPT = -1
NO_SOURCE = "(no source)"
MAX_COUNTED_SOURCES = 200
"""Sources with counts of their own, the largest first."""


@dataclass(frozen=True)
class Outcome:
    """What the active steps do to every document, by position: `doc_ids` ascending.

    `first`: the number of the step that removes the document, KEPT (-1) where none does. `alone`: for each step that
    removes or tags, the documents (bool) that it affects if it is the only step. `tokens` is None while unknown.
    """

    recipe: Recipe
    doc_ids: np.ndarray
    source: np.ndarray
    sources: tuple[str, ...]
    tokens: np.ndarray | None
    first: np.ndarray
    alone: dict[int, np.ndarray]

    @property
    def kept(self) -> np.ndarray:
        """bool, one a document."""
        kept: np.ndarray = self.first == KEPT
        return kept

    @property
    def removing(self) -> tuple[int, ...]:
        """The numbers of the active steps that remove documents."""
        return tuple(index for index in self.alone if self.recipe.steps[index].removes)

    def among(self, doc_ids: np.ndarray) -> np.ndarray:
        """Which documents are in `doc_ids` (bool)."""
        return np.isin(self.doc_ids, doc_ids, assume_unique=True)

    def counts(self, chosen: np.ndarray, max_sources: int = MAX_COUNTED_SOURCES) -> Counts:
        """The counts of the chosen documents (bool)."""
        by_source = np.bincount(self.source[chosen], minlength=len(self.sources))
        order = np.argsort(-by_source, kind="stable")[:max_sources]
        largest = [int(place) for place in order if by_source[place]]
        tokens = None if self.tokens is None else int(self.tokens[chosen].sum())
        named = {self.sources[place]: int(by_source[place]) for place in largest}
        return Counts(int(chosen.sum()), tokens, named)

    def affected(self, index: int) -> np.ndarray:
        """Which documents (bool) a step removes or tags in its place in the order."""
        removes = self.recipe.steps[index].removes
        affected: np.ndarray = self.first == index if removes else self.alone[index] & self.kept
        return affected

    def reasons(self, place: int) -> list[int]:
        """All steps that would remove the document at `place`, in their order; none for a kept document."""
        first = int(self.first[place])
        if first == KEPT:
            return []
        return sorted({first} | {index for index in self.removing if self.alone[index][place]})

    def summary_text(self, within: np.ndarray) -> str:
        """How many of the documents `within` (bool) are kept and removed, in one sentence."""
        every, kept = self.counts(within), self.counts(within & self.kept)
        on = sum(step.active for step in self.recipe.steps)
        off = len(self.recipe.steps) - on
        steps = f"{on} step{'s' * (on != 1)}" + (f" ({off} more switched off)" if off else "")
        share = f" ({kept.documents / every.documents:.1%})" if every.documents else ""
        tokens = ""
        if kept.tokens is not None and every.tokens:
            of_all = f"(est., {kept.tokens / every.tokens:.1%})"
            tokens = f" and {format_count(kept.tokens)} of {format_count(every.tokens)} tokens {of_all}"
        s = "s" * (on == 1)
        selected = "" if within.all() else " selected"
        return (
            f"{steps} keep{s} {kept.documents:,} of {every.documents:,}{selected} documents{share}{tokens}, "
            f"and remove{s} {every.documents - kept.documents:,}."
        )

    @property
    def without_match(self) -> tuple[int, ...]:
        """The numbers of the active steps whose filters match no document."""
        steps = self.recipe.steps
        return tuple(index for index, alone in self.alone.items() if steps[index].action.has_no_match(alone))

    def counted(self) -> Recipe:
        """The recipe with these counts."""
        steps = tuple(
            replace(step, counts=self.counts(self.affected(index)) if index in self.alone else None)
            for index, step in enumerate(self.recipe.steps)
        )
        everything = np.ones(len(self.doc_ids), bool)
        return replace(self.recipe, steps=steps, documents=self.counts(everything), kept=self.counts(self.kept))


def outcome(
    connection: duckdb.DuckDBPyConnection,
    recipe: Recipe,
    pairs: Callable[[], DuplicateGraph] | None = None,
    decided: Mapping[int, tuple[np.ndarray, np.ndarray]] | None = None,
) -> Outcome:
    """Run every active step, in order. `pairs` gives the verified pairs of all documents, where they are cached.

    For the documents of a shard of a corpus, `decided` has what steps do that depend on other shards: which documents
    (bool) they affect as the only step, and in their place in the order.

    Raises DataloupeError that names the step that does not fit this workspace.
    """
    doc_ids, source, sources, tokens = _documents(connection)
    first = np.full(len(doc_ids), KEPT, np.int16)
    everything = np.ones(len(doc_ids), bool)
    documents = Documents(connection, doc_ids, everything, functools.cache(pairs or (lambda: graph(connection))))
    alone: dict[int, np.ndarray] = {}
    for index, step in enumerate(recipe.steps):
        if not step.active:
            continue
        with naming_step(index, step):
            step.action.check_columns(connection)
            remaining = first == KEPT
            affected: np.ndarray | None
            if decided and index in decided:
                alone[index], affected = decided[index]
            else:
                affected = step.action.affected(documents)
                if affected is None:
                    continue
                alone[index] = affected
                if step.action.considers_remaining and not remaining.all():
                    affected = step.action.affected(documents.only(remaining))
        if step.removes and affected is not None:
            first[remaining & affected] = index
    return Outcome(recipe, doc_ids, source, sources, tokens, first, alone)


def _documents(
    connection: duckdb.DuckDBPyConnection,
) -> tuple[np.ndarray, np.ndarray, tuple[str, ...], np.ndarray | None]:
    """doc_id, the number of the source, the sources, and the tokens (None while unknown) of all documents."""
    if "documents" not in tables(connection):
        raise DataloupeError("There are no documents yet. Build the workspace first.")
    is_counted = "n_tokens" in {column.name for column in columns(connection, "signals")}
    tokens = "n_tokens::DOUBLE" if is_counted else "NULL::DOUBLE"
    signals = "LEFT JOIN signals USING (doc_id)" if is_counted else ""
    rows = connection.sql(
        f"""SELECT doc_id, coalesce(source, '{NO_SOURCE}') AS source, {tokens} AS tokens
            FROM documents {signals} ORDER BY doc_id"""
    ).to_arrow_table()
    source = rows["source"].combine_chunks().dictionary_encode()
    counted = np.nan_to_num(rows["tokens"].to_numpy()).astype(np.int64) if is_counted else None
    return rows["doc_id"].to_numpy(), np.asarray(source.indices), tuple(source.dictionary.to_pylist()), counted
