"""What does a recipe come to? For every document the first step that takes it, and all steps that would."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import column, columns, tables
from analytics.ask.duplicates import MAJOR_LOSS, DuplicateGraph, decisions
from analytics.ask.duplicates import graph as all_pairs
from analytics.ask.selection import Selection, where
from analytics.ask.size import format_count
from analytics.errors import DataloupeError
from analytics.recipe.model import Recipe
from analytics.recipe.steps import Counts, Deduplicate, Exclude, FailRules, KeepOnly, Step, Tag, filters_of

KEPT = -1
NO_SOURCE = "(no source)"
SOURCES_NOTED = 200
"""Sources whose counts are written beside a step, the largest first."""


@dataclass(frozen=True)
class Outcome:
    """What the steps that are on do to every document, by place: `doc_ids` ascending.

    `first`: the number of the step that takes the document, KEPT (-1) where none does. `alone` and `tagged`: for a step
    that removes or tags, which documents it would take or tags (bool, one a document) if it were the only one. `tokens`
    None while unknown.
    """

    recipe: Recipe
    doc_ids: np.ndarray
    source: np.ndarray
    sources: tuple[str, ...]
    tokens: np.ndarray | None
    first: np.ndarray
    alone: dict[int, np.ndarray]
    tagged: dict[int, np.ndarray]

    @property
    def kept(self) -> np.ndarray:
        """bool, one a document."""
        return self.first == KEPT

    def among(self, doc_ids: np.ndarray) -> np.ndarray:
        """Which documents are in `doc_ids` (bool)."""
        return np.isin(self.doc_ids, doc_ids, assume_unique=True)

    def counts(self, chosen: np.ndarray) -> Counts:
        """The counts of the chosen documents (bool)."""
        found = np.bincount(self.source[chosen], minlength=len(self.sources))
        largest = [int(place) for place in np.argsort(-found, kind="stable")[:SOURCES_NOTED] if found[place]]
        tokens = None if self.tokens is None else int(self.tokens[chosen].sum())
        return Counts(int(chosen.sum()), tokens, {self.sources[place]: int(found[place]) for place in largest})

    def takes(self, index: int) -> np.ndarray:
        """Which documents a step takes or tags in its place in the order."""
        return self.tagged[index] & self.kept if index in self.tagged else self.first == index

    def reasons(self, place: int) -> list[int]:
        """All steps that would take the document at `place`, in their order; none for one that is kept."""
        first = int(self.first[place])
        return [] if first == KEPT else sorted({first} | {index for index, alone in self.alone.items() if alone[place]})

    def summary_text(self, within: np.ndarray) -> str:
        """What becomes of the documents `within` (bool), in words and numbers."""
        every, kept = self.counts(within), self.counts(within & self.kept)
        on = sum(step.active for step in self.recipe.steps)
        steps = f"{on} step{'s' * (on != 1)}" + (
            f" ({len(self.recipe.steps) - on} more switched off)" if on < len(self.recipe.steps) else ""
        )
        of_tokens = (
            ""
            if kept.tokens is None or not every.tokens
            else f" and {format_count(kept.tokens)} of {format_count(every.tokens)} tokens (est., {kept.tokens / every.tokens:.1%})"
        )
        share = f" ({kept.documents / every.documents:.1%})" if every.documents else ""
        return f"{steps} keep{'s' * (on == 1)} {kept.documents:,} of {every.documents:,}{'' if within.all() else ' selected'} documents{share}{of_tokens}, and leave{'s' * (on == 1)} out {every.documents - kept.documents:,}."

    def counted(self) -> Recipe:
        """The recipe with these counts."""
        steps = tuple(
            replace(
                step, counts=self.counts(self.takes(index)) if index in self.alone or index in self.tagged else None
            )
            for index, step in enumerate(self.recipe.steps)
        )
        everything = np.ones(len(self.doc_ids), bool)
        return replace(self.recipe, steps=steps, documents=self.counts(everything), kept=self.counts(self.kept))


def outcome(
    connection: duckdb.DuckDBPyConnection, recipe: Recipe, pairs: Callable[[], DuplicateGraph] | None = None
) -> Outcome:
    """Ask every step that is on, in order. `pairs` gives the proved pairs of all documents, where somebody has them
    already.

    Raises DataloupeError naming the step that does not fit this workspace.
    """
    if "documents" not in tables(connection):
        raise DataloupeError("there are no documents to decide about - build the workspace first")
    counted = "n_tokens" in {one.name for one in columns(connection, "signals")}
    rows = connection.sql(
        f"""SELECT doc_id, coalesce(source, '{NO_SOURCE}') AS source, {"n_tokens::DOUBLE" if counted else "NULL::DOUBLE"} AS tokens
            FROM documents {"LEFT JOIN signals USING (doc_id)" if counted else ""} ORDER BY doc_id"""
    ).to_arrow_table()
    doc_ids = rows["doc_id"].to_numpy()
    source = rows["source"].combine_chunks().dictionary_encode()
    tokens = np.nan_to_num(rows["tokens"].to_numpy()).astype(np.int64) if counted else None
    first = np.full(len(doc_ids), KEPT, np.int16)
    alone: dict[int, np.ndarray] = {}
    tagged: dict[int, np.ndarray] = {}
    found: DuplicateGraph | None = None
    for index, step in enumerate(recipe.steps):
        if not step.active:
            continue
        with named(index, step):
            check(connection, step)
            if isinstance(step.do, Deduplicate):
                found = found or (pairs or (lambda: all_pairs(connection)))()
                kept_ids = doc_ids[first == KEPT]
                alone[index] = _mask(doc_ids, _duplicates(connection, found, step.do))
                left = found if len(kept_ids) == len(doc_ids) else found.among(kept_ids)
                takes = alone[index] if left is found else _mask(doc_ids, _duplicates(connection, left, step.do))
            elif isinstance(step.do, Tag):
                tagged[index] = _mask(doc_ids, _selected(connection, step.do.where))
                continue
            elif isinstance(step.do, (Exclude, KeepOnly, FailRules)):
                alone[index] = takes = _removed(connection, step.do, doc_ids)
            else:
                continue
        first[(first == KEPT) & takes] = index
    return Outcome(
        recipe, doc_ids, np.asarray(source.indices), tuple(source.dictionary.to_pylist()), tokens, first, alone, tagged
    )


def check(connection: duckdb.DuckDBPyConnection, step: Step) -> None:
    """Raises DataloupeError when a step names a column that this workspace has not, naming those it has."""
    for part in filters_of(step.do):
        table, name = getattr(part, "table", None), getattr(part, "column", None)
        if table is not None and name is not None:
            part.query()  # refuses tables that no selection may name
            column(connection, table, name)
    if isinstance(step.do, Deduplicate) and step.do.keep.signal is not None:
        column(connection, "signals", step.do.keep.signal)


@contextlib.contextmanager
def named(index: int, step: Step) -> Iterator[None]:
    """Say of what goes wrong inside which step it was."""
    try:
        yield
    except DataloupeError as error:
        raise DataloupeError(f"step {index + 1} ({step.do.kind}): {error}") from None
    except duckdb.Error as error:
        raise DataloupeError(
            f"step {index + 1} ({step.do.kind}) does not fit this workspace: {str(error).splitlines()[0]}"
        ) from None


def table(found: Outcome, within: np.ndarray) -> pd.DataFrame:
    """What each step takes or tags of the documents `within` (bool): step (its number from 0), documents, tokens,
    alone_documents, alone_tokens (NA: unknown, or the step is off or counts nothing).
    """
    rows = []
    for index in range(len(found.recipe.steps)):
        asked = index in found.alone or index in found.tagged
        here = found.counts(found.takes(index) & within) if asked else None
        alone = (
            found.counts((found.alone[index] if index in found.alone else found.tagged[index]) & within)
            if asked
            else None
        )
        rows.append(
            (index, here and here.documents, here and here.tokens, alone and alone.documents, alone and alone.tokens)
        )
    return pd.DataFrame(rows, columns=["step", "documents", "tokens", "alone_documents", "alone_tokens"]).astype(
        dict.fromkeys(("documents", "tokens", "alone_documents", "alone_tokens"), "Int64")
    )


def by_source(found: Outcome, within: np.ndarray, unit: str = "documents") -> pd.DataFrame:
    """What becomes of each source, in documents or tokens, the largest first: source, all, kept, lost (share), and one
    column a removing step (its number from 0). Raises DataloupeError for tokens that are not counted yet.
    """
    if unit == "tokens" and found.tokens is None:
        raise DataloupeError("tokens are not counted yet - the scan has not run")
    weight = found.tokens if unit == "tokens" and found.tokens is not None else np.ones(len(found.doc_ids), np.int64)

    def summed(chosen: np.ndarray) -> np.ndarray:
        return np.bincount(found.source[chosen], weight[chosen], len(found.sources)).astype(np.int64)

    frame = pd.DataFrame({"source": list(found.sources), "all": summed(within), "kept": summed(within & found.kept)})
    frame["lost"] = 1 - (frame["kept"] / frame["all"].where(frame["all"] > 0))
    for index in found.alone:
        frame[index] = summed(within & (found.first == index))
    return frame[frame["all"] > 0].sort_values(["all", "source"], ascending=[False, True], ignore_index=True)


def sources_mostly_removed(sources: pd.DataFrame) -> pd.DataFrame:
    """The sources of `by_source` that lose more than half, the worst first."""
    return sources[sources.lost > MAJOR_LOSS].sort_values("lost", ascending=False, kind="stable", ignore_index=True)


def _removed(
    connection: duckdb.DuckDBPyConnection, action: Exclude | KeepOnly | FailRules, doc_ids: np.ndarray
) -> np.ndarray:
    if isinstance(action, FailRules):
        fails = [_mask(doc_ids, _selected(connection, Selection((rule,)))) for rule in action.rules]
        return np.logical_or.reduce(fails)
    chosen = _mask(doc_ids, _selected(connection, action.where))
    return ~chosen if isinstance(action, KeepOnly) else chosen


def _selected(connection: duckdb.DuckDBPyConnection, selection: Selection) -> np.ndarray:
    return connection.execute(f"SELECT doc_id FROM documents WHERE {where(connection, selection)}").fetchnumpy()[
        "doc_id"
    ]


def _duplicates(connection: duckdb.DuckDBPyConnection, pairs: DuplicateGraph, action: Deduplicate) -> np.ndarray:
    """The documents that go."""
    decided = decisions(connection, pairs, action.thresholds, action.keep)
    return decided.doc_id[~decided.kept].to_numpy()


def _mask(doc_ids: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    return np.isin(doc_ids, chosen)
