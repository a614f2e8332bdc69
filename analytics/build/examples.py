"""Which documents train the classifier, and which evaluate it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse
from scipy.sparse import csgraph

from analytics.build.stage import Context
from analytics.errors import DataloupeError

MAX_EXAMPLES = 20_000
"""Documents of a side that are used: more add little and take long."""
MIN_EXAMPLES = 20
"""Different documents that a side needs, so that a fifth of them can still evaluate the result."""
HELD_OUT_EVERY = 5
"""One example in so many is held out: it evaluates the classifier, and does not train it."""


@dataclass(frozen=True)
class Side:
    """One side of the classifier: its documents (int64), in words, and as a link or an argument of the command."""

    doc_ids: np.ndarray
    description: str
    link: str


@dataclass(frozen=True)
class Examples:
    """The chosen documents, ascending: which are liked (`positive`) and which are `held_out` (bool[n])."""

    doc_ids: np.ndarray
    positive: np.ndarray
    held_out: np.ndarray
    both_sides: int = 0
    """Documents that are on both sides; they count on neither."""
    repeats: int = 0
    """Documents that are not used because one of their duplicates is."""

    def where(self, keep: np.ndarray) -> Examples:
        """Those for which `keep` is true."""
        return Examples(self.doc_ids[keep], self.positive[keep], self.held_out[keep])

    @property
    def have_both_sides(self) -> bool:
        """Whether both sides have examples for training and for evaluation."""
        return all(len(np.unique(self.positive[group])) == 2 for group in (self.held_out, ~self.held_out))


def choose(context: Context, like: Side, unlike: Side) -> Examples:
    """At most MAX_EXAMPLES of each side, one of each group of duplicates; all of a group is held out, or none.

    The choice depends on a hash of the first document of the group, so the same sides give the same classifier. Raises
    DataloupeError when a side has too few documents.
    """
    group = duplicate_groups(context)
    both = np.intersect1d(like.doc_ids, unlike.doc_ids)
    order_of = _shuffled(np.arange(len(group), dtype=np.uint64))
    chosen, repeats = [], 0
    for name, side in (("like", like), ("unlike", unlike)):
        ids = np.setdiff1d(side.doc_ids, both)
        different = ids[np.unique(group[ids], return_index=True)[1]]
        repeats += len(ids) - len(different)
        if len(different) < MIN_EXAMPLES:
            raise DataloupeError(
                f"The group {name!r} ({side.description}) has {len(different)} distinct documents "
                "that are not in the other group. "
                f"The classifier needs at least {MIN_EXAMPLES} in each group."
            )
        chosen.append(different[np.argsort(order_of[group[different]])[:MAX_EXAMPLES]])
    doc_ids = np.concatenate(chosen)
    positive = np.arange(len(doc_ids)) < len(chosen[0])
    order = np.argsort(doc_ids)
    doc_ids, positive = doc_ids[order], positive[order]
    return Examples(doc_ids, positive, order_of[group[doc_ids]] % HELD_OUT_EVERY == 0, len(both), repeats)


def duplicate_groups(context: Context) -> np.ndarray:
    """int64[documents]: the same number for documents that a chain of exact or near duplicates connects.

    Where there are no pairs yet, for documents with the same text.
    """
    if "duplicate_pairs" in context.manifest.tables:
        return _first_members(_components(context))
    hashes = [batch.column("normalized_hash") for batch in context.batches("signatures", ["normalized_hash"])]
    texts = pa.chunked_array(hashes, pa.binary(16)).combine_chunks().dictionary_encode()
    return _first_members(texts.indices.to_numpy())


def _components(context: Context) -> np.ndarray:
    """A number for each document, the same for those that pairs connect."""
    n = context.rows("documents")
    batches = context.batches("duplicate_pairs", ["a", "b", "kind"])
    pairs = pa.Table.from_batches(batches, pa.schema({"a": pa.int64(), "b": pa.int64(), "kind": pa.string()}))
    pairs = pairs.filter(pc.not_equal(pairs["kind"], "semantic"))
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    graph = sparse.coo_matrix((np.ones(len(a)), (a, b)), (n, n))
    return np.asarray(csgraph.connected_components(graph, directed=False)[1])


def _first_members(labels: np.ndarray) -> np.ndarray:
    """For each document, the first document with the same label."""
    _, first, group = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(first[group])


def _shuffled(numbers: np.ndarray) -> np.ndarray:
    """A pseudo-random number for each (splitmix64)."""
    mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))
