"""Which pairs with a large cosine say the same? Their texts decide; all other pairs are only related."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analytics.batch.distinct import distinct
from analytics.build.distinct_texts import Texts
from analytics.build.openings import Openings
from analytics.build.semantic_copies import MAX_CHARACTERS, Rarity, Wording, is_copy
from analytics.build.stage import Context
from analytics.build.text_batches import ahead, texts_of

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
    openings, rarity = _openings(context, texts, distinct(np.r_[a, b]))
    may_be_same = openings.may_be_same(a, b, rarity)
    is_same = np.zeros(len(pairs), bool)
    rows = np.flatnonzero(may_be_same)
    rows = rows[_by_group(a[rows], b[rows])]
    wording = _wordings(context, distinct(np.r_[a[rows], b[rows]]))
    for done, row in enumerate(rows.tolist()):
        is_same[row] = is_copy(wording(int(a[row])), wording(int(b[row])), rarity)
        context.progress(done, len(rows), "pairs compared by their words")
    return is_same


def _openings(context: Context, texts: Texts, ids: np.ndarray) -> tuple[Openings, Rarity]:
    """The first words of the documents `ids`, ascending, and the rarity of words: both in one pass over the texts."""
    places = np.linspace(0, len(texts.distinct) - 1, min(RARITY_SAMPLE, len(texts.distinct))).astype(np.int64)
    in_sample, is_selected = np.zeros((2, context.rows("documents")), bool)  # ids are dense from 0
    in_sample[texts.distinct[places]], is_selected[ids] = True, True
    sample: list[Wording] = []

    def selected() -> Iterator[pa.RecordBatch]:
        for batch in ahead(texts_of(context, np.flatnonzero(in_sample | is_selected))):
            doc_ids = batch.column("doc_id").to_numpy()
            sampled = batch.column("text").filter(pa.array(in_sample[doc_ids]))
            sample.extend(map(Wording.of, sampled.to_pylist()))
            yield batch.filter(pa.array(is_selected[doc_ids]))

    openings = Openings.of(selected(), ids)
    return openings, Rarity(sample)


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
        for batch in ahead(texts_of(context, ids))
    ]
    texts = pa.chunked_array(beginnings, pa.large_string()).combine_chunks()
    return lru_cache(MAX_WORDINGS)(lambda doc_id: Wording.of(texts[np.searchsorted(ids, doc_id)].as_py()))
