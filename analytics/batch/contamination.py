"""Which documents contain items of an evaluation set? They share 13-grams of words, as in GPT-3 (Brown et al. 2020,
appendix C).

An item of fewer than 13 words counts as one n-gram if it has 8 words or more; a shorter item could match by chance.
n-grams that are in more than ten items (instructions, answer formats) identify none of them and do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.batch import shingles, word_places
from analytics.batch.compiled import cached_with
from analytics.batch.shingles import shingle_hash, word_hashes
from analytics.batch.texts import longest, utf8
from analytics.batch.word_characters import word_characters

places_of = word_places.word_places
GRAM_WORDS, MIN_WORDS = 13, 8
MAX_ITEMS = 10

FILTER_BITS = 1 << 24
_FIRST_ROOM = 1 << 14


@dataclass(frozen=True)
class Items:
    """The n-grams of an evaluation set: `grams` (ascending) with the item that has each (`owners`).

    `counts` is the number of n-grams of each item, 0 for an item that cannot be checked; `sizes` are the sizes of the
    n-grams in words; `seen` is true for the low bits of every n-gram, which excludes most other n-grams at once.
    """

    grams: np.ndarray
    owners: np.ndarray
    counts: np.ndarray
    sizes: np.ndarray
    seen: np.ndarray

    @classmethod
    def of(cls, texts: Sequence[str]) -> Items:
        """The items with these texts, numbered in their order."""
        grams, owners, sizes = [np.empty(0, np.uint64)], [np.empty(0, np.int64)], {GRAM_WORDS}
        for item, text in enumerate(texts):
            words = words_of(text)
            size = min(len(words), GRAM_WORDS)
            if size >= MIN_WORDS:
                sizes.add(size)
                grams.append(np.unique(grams_of(words, size)))
                owners.append(np.full(len(grams[-1]), item))
        gram, owner = without_common(np.concatenate(grams), np.concatenate(owners))
        seen = np.zeros(FILTER_BITS, bool)
        seen[gram % np.uint64(FILTER_BITS)] = True
        return cls(gram, owner, np.bincount(owner, minlength=len(texts)), np.array(sorted(sizes)), seen)

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """(doc_id, text) -> (doc_id, item INTEGER, shared INTEGER, containment REAL, start, stop BIGINT): the documents
        and the items with which they share n-grams.

        `containment` is the share of the item's n-grams that are in the document; the bytes [start, stop) of the text
        are the longest passage of which all n-grams are the item's.
        """
        data, bounds = utf8(batch.column("text"))
        max_words = longest(bounds) // 2 + 1
        document, gram, first, size = self._matches(data, bounds, max_words)
        rows = _passages(document, self.owners[gram], gram, first, size)
        starts, stops = np.empty((2, len(rows["document"])), np.int64)
        spans = rows["document"], rows["first"], rows["last"]
        byte_places(data, bounds, word_characters(), *spans, max_words, starts, stops)
        containment = rows["shared"] / np.maximum(self.counts[rows["item"]], 1)
        return pa.record_batch(
            {
                "doc_id": batch.column("doc_id").to_numpy()[rows["document"]],
                "item": rows["item"].astype(np.int32),
                "shared": rows["shared"].astype(np.int32),
                "containment": containment.astype(np.float32),
                "start": starts - bounds[rows["document"]],
                "stop": stops - bounds[rows["document"]],
            }
        )

    def _matches(self, data: np.ndarray, bounds: np.ndarray, max_words: int) -> np.ndarray:
        """Document, place in `grams`, first word and size of every n-gram of an item, one row each."""
        room = _FIRST_ROOM
        while True:
            matches = np.empty((4, room), np.int64)
            n = find_grams(data, bounds, word_characters(), self.sizes, self.grams, self.seen, max_words, matches)
            if n <= room:
                return matches[:, :n]
            room = n


def words_of(text: str) -> np.ndarray:
    """The hash of each word of a text, in order: uint64."""
    data = np.frombuffer(text.encode(), np.uint8)
    words = np.empty(len(data) // 2 + 1, np.uint64)
    return words[: word_hashes(data, 0, len(data), word_characters(), words)]


def without_common(grams: np.ndarray, owners: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The n-grams, ascending, that are in at most MAX_ITEMS items, and the item that has each."""
    order = np.lexsort((owners, grams))
    grams, owners = grams[order], owners[order]
    _, group, count = np.unique(grams, return_inverse=True, return_counts=True)
    is_rare = count[group] <= MAX_ITEMS if len(grams) else np.empty(0, bool)
    return grams[is_rare], owners[is_rare]


def _passages(
    document: np.ndarray, item: np.ndarray, gram: np.ndarray, first: np.ndarray, size: np.ndarray
) -> dict[str, np.ndarray]:
    """One row for each document and item that share n-grams: the number of distinct ones, and the words of the longest
    run of them.
    """
    columns = np.stack([document, item, gram, first, size])
    document, item, gram, first, size = columns[:, np.lexsort((first, item, document))]
    is_new_pair = np.ones(len(item), bool)
    is_new_pair[1:] = (document[1:] != document[:-1]) | (item[1:] != item[:-1])
    is_new_run = is_new_pair.copy()
    is_new_run[1:] |= first[1:] != first[:-1] + 1
    pair = np.cumsum(is_new_pair) - 1
    starts = np.flatnonzero(is_new_run)
    lengths = np.diff(np.r_[starts, len(item)])
    by_length = np.lexsort((starts, -lengths, pair[starts]))
    longest_run = by_length[np.unique(pair[starts][by_length], return_index=True)[1]]
    distinct = np.unique(np.c_[pair, gram], axis=0)[:, 0] if len(pair) else pair
    at = starts[longest_run]
    return {
        "document": document[at],
        "item": item[at],
        "shared": np.bincount(distinct, minlength=len(at)),
        "first": first[at],
        "last": first[at] + lengths[longest_run] - 1 + size[at] - 1,
    }


@cached_with(shingles.__file__)
def grams_of(words: np.ndarray, size: int) -> np.ndarray:
    """The hash of each sequence of `size` words, in order: uint64."""
    grams = np.empty(len(words) - size + 1, np.uint64)
    for first in range(len(grams)):
        grams[first] = shingle_hash(words, first, size)
    return grams


@cached_with(shingles.__file__)
def find_grams(
    data: np.ndarray, bounds: np.ndarray, characters: np.ndarray, sizes: np.ndarray, grams: np.ndarray,
    seen: np.ndarray, max_words: int, matches: np.ndarray,
) -> int:  # fmt: skip
    """Write document, place in `grams`, first word and size of each n-gram of an item while there is room; gives the
    number of all of them.
    """
    words = np.empty(max_words, np.uint64)
    count = 0
    mask = np.uint64(len(seen) - 1)
    for document in range(len(bounds) - 1):
        n = word_hashes(data, bounds[document], bounds[document + 1], characters, words)
        for size in sizes:
            for first in range(n - size + 1):
                gram = shingle_hash(words, first, size)
                if not seen[gram & mask]:
                    continue
                at = np.searchsorted(grams, gram)
                while at < len(grams) and grams[at] == gram:
                    if count < matches.shape[1]:
                        matches[0, count], matches[1, count] = document, at
                        matches[2, count], matches[3, count] = first, size
                    count += 1
                    at += 1
    return count


@cached_with(shingles.__file__, word_places.__file__)
def byte_places(
    data: np.ndarray, bounds: np.ndarray, characters: np.ndarray, documents: np.ndarray, first: np.ndarray,
    last: np.ndarray, max_words: int, starts: np.ndarray, stops: np.ndarray,
) -> None:  # fmt: skip
    """The bytes at which the words `first` start and the words `last` end; `documents` are ascending."""
    word_starts, word_stops = np.empty(max_words, np.int64), np.empty(max_words, np.int64)
    current = -1
    for row in range(len(documents)):
        if documents[row] != current:
            current = documents[row]
            places_of(data, bounds[current], bounds[current + 1], characters, word_starts, word_stops)
        starts[row], stops[row] = word_starts[first[row]], word_stops[last[row]]
