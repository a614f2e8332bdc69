"""Which documents contain an edited copy of an evaluation item? A passage of about its length has most of its
three-word sequences.

A copy with one word in ten changed keeps 70 % of them, but no 13-gram in many cases. In a passage of about the length
of the item, unrelated texts share a few percent; anywhere in a long document they can share a third, so passages are
compared and not documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.batch.compiled import cached
from analytics.batch.contamination import FILTER_BITS, byte_places, find_grams, grams_of, without_common, words_of
from analytics.batch.texts import longest, utf8
from analytics.batch.word_characters import word_characters

WORDS = 3
MIN_WORDS = 5
"""A shorter item could occur by chance. It counts where it is the whole document."""

MIN_SHARE = 0.4
"""The share of an item's sequences from which a passage is an edited copy."""

MIN_SHARED = 5
"""Fewer shared sequences are a phrase. An item with fewer sequences must occur in full."""

MAX_SHORT_BYTES = 120
"""A document with more bytes is not a text of fewer than MIN_WORDS words."""

ROOM = 1.5
"""How many times as long as the item the passage can be."""

_FIRST_ROOM = 1 << 16


@dataclass(frozen=True)
class NearItems:
    """The sequences of an evaluation set: `grams` (ascending) with the item of each (`owners`); `counts` and `lengths`
    (words) of each item, and `seen`, true for the low bits of every sequence. `short` has the items of fewer than
    MIN_WORDS words by the hashes of their words.
    """

    grams: np.ndarray
    owners: np.ndarray
    counts: np.ndarray
    lengths: np.ndarray
    seen: np.ndarray
    short: Mapping[bytes, tuple[int, ...]]

    @classmethod
    def of(cls, texts: Sequence[str]) -> NearItems:
        """The items with these texts, numbered in their order."""
        grams, owners, lengths = [np.empty(0, np.uint64)], [np.empty(0, np.int64)], np.zeros(len(texts), np.int64)
        short: dict[bytes, tuple[int, ...]] = {}
        for item, text in enumerate(texts):
            words = words_of(text)
            lengths[item] = len(words)
            if len(words) >= MIN_WORDS:
                grams.append(np.unique(grams_of(words, WORDS)))
                owners.append(np.full(len(grams[-1]), item))
            elif len(words):
                short[words.tobytes()] = (*short.get(words.tobytes(), ()), item)
        gram, owner = without_common(np.concatenate(grams), np.concatenate(owners))
        seen = np.zeros(FILTER_BITS, bool)
        seen[gram % np.uint64(FILTER_BITS)] = True
        return cls(gram, owner, np.bincount(owner, minlength=len(texts)), lengths, seen, short)

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """(doc_id, text) -> (doc_id, item INTEGER, shared INTEGER, containment REAL, start, stop BIGINT): the documents
        with a passage that is an item, edited or not; the bytes [start, stop) are the passage.
        """
        data, bounds = utf8(batch.column("text"))
        max_words = longest(bounds) // 2 + 1
        document, gram, first = self._matches(data, bounds, max_words)
        owner = self.owners[gram]
        order = np.lexsort((first, owner, document))
        document, owner, gram, first = (one[order] for one in (document, owner, gram, first))
        document, item, shared, first, last = _best_passages(
            document, owner, gram, first, self.counts, self.lengths, len(self.grams)
        )
        starts, stops = np.empty((2, len(document)), np.int64)
        byte_places(data, bounds, word_characters(), document, first, last + WORDS - 1, max_words, starts, stops)
        passages = np.stack([document, item, shared, starts - bounds[document], stops - bounds[document]])
        document, item, shared, start, stop = np.concatenate([passages, self._whole(batch, bounds)], axis=1)
        return pa.record_batch(
            {
                "doc_id": batch.column("doc_id").to_numpy()[document],
                "item": item.astype(np.int32),
                "shared": shared.astype(np.int32),
                "containment": (shared / np.maximum(self.counts[item], 1)).astype(np.float32),
                "start": start,
                "stop": stop,
            }
        )

    def _whole(self, batch: pa.RecordBatch, bounds: np.ndarray) -> np.ndarray:
        """Document, item, shared (1), start and stop of the documents that are a short item; `counts` of it is 0."""
        sizes = np.diff(bounds)
        rows = []
        for place in np.flatnonzero(sizes <= MAX_SHORT_BYTES) if self.short else ():
            text = batch.column("text")[int(place)].as_py() or ""
            for item in self.short.get(words_of(text).tobytes(), ()):
                rows.append((place, item, 1, 0, sizes[place]))
        return np.array(rows, np.int64).reshape(-1, 5).T

    def _matches(self, data: np.ndarray, bounds: np.ndarray, max_words: int) -> np.ndarray:
        """Document, place in `grams` and first word of every sequence of an item, one row each."""
        room, sizes = _FIRST_ROOM, np.array([WORDS])
        while True:
            matches = np.empty((4, room), np.int64)
            n = find_grams(data, bounds, word_characters(), sizes, self.grams, self.seen, max_words, matches)
            if n <= room:
                return matches[:3, :n]
            room = n


@cached
def _best_passages(
    document: np.ndarray, owner: np.ndarray, gram: np.ndarray, first: np.ndarray,
    counts: np.ndarray, lengths: np.ndarray, n_grams: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """For each document and item (rows sorted by document, item and word): the passage with most distinct sequences,
    where it is an edited copy. Document, item, sequences, and the first words of the first and the last sequence.
    """
    within = np.zeros(n_grams, np.int64)
    result = np.empty((5, len(document)), np.int64)
    n_results, start = 0, 0
    while start < len(document):
        stop = start
        while stop < len(document) and document[stop] == document[start] and owner[stop] == owner[start]:
            stop += 1
        item = owner[start]
        width = ROOM * lengths[item] + WORDS
        low, distinct, best, best_low, best_high = start, 0, 0, start, start
        for high in range(start, stop):
            within[gram[high]] += 1
            distinct += within[gram[high]] == 1
            while first[high] - first[low] > width:
                within[gram[low]] -= 1
                distinct -= within[gram[low]] == 0
                low += 1
            if distinct > best:
                best, best_low, best_high = distinct, low, high
        for place in range(low, stop):
            within[gram[place]] -= 1
        is_whole = best == counts[item] and best >= lengths[item] - WORDS + 1
        if best >= MIN_SHARE * counts[item] and (best >= MIN_SHARED or is_whole):
            result[:, n_results] = document[start], item, best, first[best_low], first[best_high]
            n_results += 1
        start = stop
    passages = result[:, :n_results]
    return passages[0], passages[1], passages[2], passages[3], passages[4]
