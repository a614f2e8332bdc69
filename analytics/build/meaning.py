"""Which pairs with a large cosine say the same? Their texts decide; all other pairs are only related."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
from analytics.build.text_batches import TextSource, ahead, texts_of

RARITY_SAMPLE = 2000
"""Different texts, evenly spread in the order of their content, among which the rarity of words is measured."""
MAX_WORDINGS = 10_000
"""Texts whose words are in memory at the same time: some 100 MB."""
RELATED = pa.schema({"a": pa.int64(), "b": pa.int64()} | dict.fromkeys(("jaccard", "cosine"), pa.float32()))


@dataclass(frozen=True)
class Decided:
    """Rows of `duplicate_pairs` and of `related_pairs`, and the rarity of words that decided; None if it was not
    needed.
    """

    pairs: pa.Table
    related: pa.Table
    rarity: Rarity | None


def decide(source: TextSource, texts: Texts, close: pa.Table, rarity: Rarity | None = None) -> Decided:
    """Which of the verified pairs are duplicates: near ones, and semantic ones that say the same. `rarity` is measured
    where it is not known.
    """
    is_semantic = pc.equal(close["kind"], "semantic")
    semantic = close.filter(is_semantic)
    if not len(semantic):
        return Decided(close, RELATED.empty_table(), rarity)
    is_same, rarity = say_the_same(source, texts, semantic, rarity)
    pairs = pa.concat_tables([close.filter(pc.invert(is_semantic)), semantic.filter(pa.array(is_same))])
    return Decided(pairs, semantic.filter(pa.array(~is_same)).select(RELATED.names).cast(RELATED), rarity)


def say_the_same(source: TextSource, texts: Texts, pairs: pa.Table, rarity: Rarity | None) -> tuple[np.ndarray, Rarity]:
    """bool[pairs]: whether both texts of each pair (`a`, `b`) say the same; and the rarity of words. Only the pairs
    that begin in the same way are compared word by word.
    """
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    openings, rarity = _openings(source, texts, distinct(np.r_[a, b]), rarity)
    may_be_same = openings.may_be_same(a, b, rarity)
    is_same = np.zeros(len(pairs), bool)
    rows = np.flatnonzero(may_be_same)
    rows = rows[_by_group(a[rows], b[rows])]
    wording = _wordings(source, distinct(np.r_[a[rows], b[rows]]))
    for done, row in enumerate(rows.tolist()):
        is_same[row] = is_copy(wording(int(a[row])), wording(int(b[row])), rarity)
        source.progress(done, len(rows), "pairs compared by their words")
    return is_same, rarity


def _openings(source: TextSource, texts: Texts, ids: np.ndarray, rarity: Rarity | None) -> tuple[Openings, Rarity]:
    """The first words of the documents `ids`, ascending, and the rarity of words, unless it is known: both in one pass
    over the texts.
    """
    places = np.linspace(0, len(texts.distinct) - 1, min(RARITY_SAMPLE, len(texts.distinct))).astype(np.int64)
    in_sample, is_selected = np.zeros((2, source.rows("documents")), bool)  # ids are dense from 0
    in_sample[texts.distinct[places]], is_selected[ids] = rarity is None, True
    sample: list[Wording] = []

    def selected() -> Iterator[pa.RecordBatch]:
        for batch in ahead(texts_of(source, np.flatnonzero(in_sample | is_selected))):
            doc_ids = batch.column("doc_id").to_numpy()
            sampled = batch.column("text").filter(pa.array(in_sample[doc_ids]))
            sample.extend(map(Wording.of, sampled.to_pylist()))
            yield batch.filter(pa.array(is_selected[doc_ids]))

    openings = Openings.of(selected(), ids)
    return openings, Rarity.of(sample) if rarity is None else rarity


def _by_group(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """int64[pairs]: an order in which pairs of texts that are connected follow each other."""
    numbers, codes = np.unique(np.r_[a, b], return_inverse=True)
    edges = coo_array((np.ones(len(a)), (codes[: len(a)], codes[len(a) :])), shape=(len(numbers), len(numbers)))
    group = connected_components(edges, directed=False)[1][codes[: len(a)]]
    return np.lexsort((b, a, group))


def _wordings(source: TextSource, ids: np.ndarray) -> Callable[[int], Wording]:
    """The wording of each of the documents `ids`, ascending. Beginnings of texts are in memory, words of some."""
    beginnings = [
        pc.utf8_slice_codeunits(batch.column("text").cast(pa.large_string()), 0, MAX_CHARACTERS)
        for batch in ahead(texts_of(source, ids))
    ]
    texts = pa.chunked_array(beginnings, pa.large_string()).combine_chunks()
    return lru_cache(MAX_WORDINGS)(lambda doc_id: Wording.of(texts[np.searchsorted(ids, doc_id)].as_py()))
