"""Which pairs with a large cosine say the same? Their texts decide; all other pairs are only related."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analytics.build.distinct_texts import Texts
from analytics.build.openings import Openings
from analytics.build.semantic_copies import MAX_CHARACTERS, Rarity, Wording, is_copy
from analytics.build.stage import Context
from analytics.build.text_batches import texts_of

RARITY_SAMPLE = 2000
"""Different texts, evenly spread in the order of their content, among which the rarity of words is measured."""
MAX_WORDINGS = 10_000
"""Texts whose words are in memory at the same time: some 100 MB."""
RELATED = pa.schema({"a": pa.int64(), "b": pa.int64()} | dict.fromkeys(("jaccard", "cosine"), pa.float32()))


def say_the_same(context: Context, texts: Texts, pairs: pa.Table) -> np.ndarray:
    """bool[pairs]: whether both texts of each pair (`a`, `b`) say the same. Only the pairs that begin in the same way
    are compared word by word.
    """
    if not len(pairs):
        return np.empty(0, bool)
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    rarity = _rarity(context, texts)
    ids = np.unique(np.r_[a, b])
    may_be_same = Openings.of(texts_of(context, ids), ids, rarity).may_be_same(a, b)
    is_same = np.zeros(len(pairs), bool)
    rows = np.flatnonzero(may_be_same)
    rows = rows[_by_group(a[rows], b[rows])]
    wording = _wordings(context, np.unique(np.r_[a[rows], b[rows]]))
    for done, row in enumerate(rows.tolist()):
        is_same[row] = is_copy(wording(int(a[row])), wording(int(b[row])), rarity)
        context.progress(done, len(rows), "pairs compared by their words")
    return is_same


def _rarity(context: Context, texts: Texts) -> Rarity:
    places = np.linspace(0, len(texts.distinct) - 1, min(RARITY_SAMPLE, len(texts.distinct))).astype(np.int64)
    sample = texts_of(context, texts.distinct[places])
    return Rarity(Wording.of(text) for batch in sample for text in batch.column("text").to_pylist())


def _by_group(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """int64[pairs]: an order in which pairs of texts that are connected follow each other."""
    numbers, codes = np.unique(np.r_[a, b], return_inverse=True)
    edges = coo_array((np.ones(len(a)), (codes[: len(a)], codes[len(a) :])), shape=(len(numbers), len(numbers)))
    group = connected_components(edges, directed=False)[1][codes[: len(a)]]
    return np.lexsort((b, a, group))


def _wordings(context: Context, ids: np.ndarray) -> Callable[[int], Wording]:
    """The wording of each of the documents `ids`, ascending. Beginnings of texts are in memory, words of some."""
    beginnings = [
        pc.utf8_slice_codeunits(batch.column("text").cast(pa.large_string()), 0, MAX_CHARACTERS)
        for batch in texts_of(context, ids)
    ]
    texts = pa.chunked_array(beginnings, pa.large_string()).combine_chunks()
    return lru_cache(MAX_WORDINGS)(lambda doc_id: Wording.of(texts[np.searchsorted(ids, doc_id)].as_py()))
