"""Which documents teach the classifier, and which are kept back to examine it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy import sparse
from scipy.sparse import csgraph

from analytics.build.stage import Context
from analytics.errors import DataloupeError

MOST = 20_000
"""Documents of a side that are used; more teach little and take long."""
LEAST = 20
"""Different documents that a side needs, so that a fifth of them can still examine the result."""
HELD_OUT_PARTS = 5
"""One document in so many is kept back."""


@dataclass(frozen=True)
class Side:
    """What one side of the classifier is made of: its documents (int64), in words, and as a link or command can say it
    again.
    """

    doc_ids: np.ndarray
    words: str
    link: str


@dataclass(frozen=True)
class Examples:
    """The chosen documents, ascending: `positive` of those to be liked, `held_out` of those that are kept back
    (bool[n]).
    """

    doc_ids: np.ndarray
    positive: np.ndarray
    held_out: np.ndarray
    both_sides: int
    """Documents that stood on both sides, and count on neither."""
    repeats: int
    """Documents left out because another of their duplicates is there."""


def choose(context: Context, like: Side, unlike: Side) -> Examples:
    """At most MOST documents a side, one of each group of duplicates, split by group: no text that was learnt examines.

    The choice follows a hash of the group's first document, not a random number: the same sides give the same
    classifier. Raises DataloupeError when a side has too few documents.
    """
    group = duplicate_groups(context)
    both = np.intersect1d(like.doc_ids, unlike.doc_ids)
    place = _shuffled(np.arange(len(group), dtype=np.uint64))
    chosen, repeats = [], 0
    for name, side in (("like", like), ("unlike", unlike)):
        ids = np.setdiff1d(side.doc_ids, both)
        first = np.unique(group[ids], return_index=True)[1]
        repeats += len(ids) - len(first)
        kept = ids[first]
        if len(kept) < LEAST:
            raise DataloupeError(
                f"{name} ({side.words}) has {len(kept)} different documents of its own - the classifier needs at least {LEAST} on each side"
            )
        chosen.append(kept[np.argsort(place[group[kept]])[:MOST]])
    doc_ids = np.concatenate(chosen)
    positive = np.arange(len(doc_ids)) < len(chosen[0])
    order = np.argsort(doc_ids)
    doc_ids, positive = doc_ids[order], positive[order]
    return Examples(doc_ids, positive, place[group[doc_ids]] % HELD_OUT_PARTS == 0, len(both), repeats)


def duplicate_groups(context: Context) -> np.ndarray:
    """int64[documents]: the same number for documents joined by a chain of exact or near duplicates; equal texts, where
    pairs are not there yet.
    """
    n = context.rows("documents")
    if "duplicate_pairs" in context.manifest.tables:
        pairs = [batch.to_pydict() for batch in context.batches("duplicate_pairs", ["a", "b", "kind"])]
        ends = np.array(
            [
                (a, b)
                for some in pairs
                for a, b, kind in zip(some["a"], some["b"], some["kind"], strict=True)
                if kind != "semantic"
            ],
            np.int64,
        )
        left, right = ends.reshape(-1, 2).T
        return _first_members(
            csgraph.connected_components(
                sparse.coo_matrix((np.ones(len(left)), (left, right)), (n, n)), directed=False
            )[1]
        )
    hashes = pa.chunked_array(
        [batch.column("normalized_hash") for batch in context.batches("signatures", ["normalized_hash"])], pa.binary(16)
    )
    return _first_members(hashes.combine_chunks().dictionary_encode().indices.to_numpy())


def _first_members(labels: np.ndarray) -> np.ndarray:
    _, first, group = np.unique(labels, return_index=True, return_inverse=True)
    return first[group]


def _shuffled(numbers: np.ndarray) -> np.ndarray:
    """A well mixed number for each (splitmix64)."""
    mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
