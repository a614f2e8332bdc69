"""Which documents hold items of an evaluation set? By shared 13-grams of words, as GPT-3's authors looked (Brown et al.
2020, appendix C).

An item of fewer than 13 words counts as one n-gram when it has 8 words or more; shorter ones cannot be told from
chance. n-grams that stand in more than ten items (instructions, answer formats) say nothing about any of them and are
left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numba as nb
import numpy as np
import pyarrow as pa

from analytics.batch.shingles import shingle_hash, word_characters, word_hashes, word_places

GRAM_WORDS, LEAST_WORDS = 13, 8
MOST_ITEMS = 10

_FILTER_BITS = 1 << 24


@dataclass(frozen=True)
class Items:
    """The n-grams of an evaluation set, to be looked for: `grams` (ascending) with the item `owners` of each; `counts`
    n-grams of every item, 0 where it cannot be checked.
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
            data = np.frombuffer(text.encode(), np.uint8)
            words = np.empty(len(data) // 2 + 1, np.uint64)
            n = word_hashes(data, 0, len(data), word_characters(), words)
            size = min(n, GRAM_WORDS)
            if size >= LEAST_WORDS:
                sizes.add(size)
                found = np.unique(_grams(words, n, size))
                grams.append(found)
                owners.append(np.full(len(found), item))
        every, owner = np.concatenate(grams), np.concatenate(owners)
        order = np.lexsort((owner, every))
        every, owner = every[order], owner[order]
        _, group, count = np.unique(every, return_inverse=True, return_counts=True)
        telling = count[group] <= MOST_ITEMS if len(every) else np.empty(0, bool)
        every, owner = every[telling], owner[telling]
        seen = np.zeros(_FILTER_BITS, bool)
        seen[every % np.uint64(_FILTER_BITS)] = True
        return cls(every, owner, np.bincount(owner, minlength=len(texts)), np.array(sorted(sizes)), seen)

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """(doc_id, text) -> (doc_id, item INTEGER, shared INTEGER, containment REAL, start, stop BIGINT): documents and
        the items they share n-grams with.

        `containment` is the share of the item's n-grams that stand in the document; the bytes [start, stop) of the text
        are the longest passage whose n-grams are all the item's.
        """
        texts = batch.column("text").cast(pa.large_string())
        _, offsets, buffer = texts.buffers()
        ends = (
            np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
            if len(texts)
            else np.zeros(1, np.int64)
        )
        data, longest = np.frombuffer(buffer or b"", np.uint8), int(np.diff(ends).max(initial=0)) // 2 + 1
        room = 1 << 14
        while True:
            hits = np.empty((4, room), np.int64)
            found = _hits(data, ends, word_characters(), self.sizes, self.grams, self.seen, longest, hits)
            if found <= room:
                break
            room = found
        document, gram, first, size = hits[:, :found]
        rows = _passages(document, self.owners[gram], gram, first, size)
        starts, stops = np.empty(len(rows["document"]), np.int64), np.empty(len(rows["document"]), np.int64)
        _places(data, ends, word_characters(), rows["document"], rows["first"], rows["last"], longest, starts, stops)
        containment = rows["shared"] / np.maximum(self.counts[rows["item"]], 1)
        begins = ends[rows["document"]]
        return pa.record_batch(
            {
                "doc_id": batch.column("doc_id").to_numpy()[rows["document"]],
                "item": rows["item"].astype(np.int32),
                "shared": rows["shared"].astype(np.int32),
                "containment": containment.astype(np.float32),
                "start": starts - begins,
                "stop": stops - begins,
            }
        )


def _passages(
    document: np.ndarray, item: np.ndarray, gram: np.ndarray, first: np.ndarray, size: np.ndarray
) -> dict[str, np.ndarray]:
    """One row for each document and item that share n-grams: how many different ones, and the words of the longest run
    of them.
    """
    order = np.lexsort((first, item, document))
    document, item, gram, first, size = (column[order] for column in (document, item, gram, first, size))
    new_pair = np.ones(len(item), bool)
    new_pair[1:] = (document[1:] != document[:-1]) | (item[1:] != item[:-1])
    new_run = new_pair.copy()
    new_run[1:] |= first[1:] != first[:-1] + 1
    pair = np.cumsum(new_pair) - 1
    starts = np.flatnonzero(new_run)
    lengths = np.diff(np.r_[starts, len(item)])
    longest = np.lexsort((starts, -lengths, pair[starts]))
    longest = longest[np.unique(pair[starts][longest], return_index=True)[1]]
    different = np.unique(np.c_[pair, gram], axis=0)[:, 0] if len(pair) else pair
    at = starts[longest]
    last = first[at] + lengths[longest] - 1 + size[at] - 1
    return {
        "document": document[at],
        "item": item[at],
        "shared": np.bincount(different, minlength=len(at)),
        "first": first[at],
        "last": last,
    }


@nb.njit(nogil=True)
def _grams(words: np.ndarray, n: int, size: int) -> np.ndarray:
    found = np.empty(n - size + 1, np.uint64)
    for first in range(n - size + 1):
        found[first] = shingle_hash(words, first, size)
    return found


@nb.njit(nogil=True)
def _hits(
    data: np.ndarray, ends: np.ndarray, characters: np.ndarray, sizes: np.ndarray, grams: np.ndarray, seen: np.ndarray, longest: int, out: np.ndarray
) -> int:  # fmt: skip
    """Write document, place in `grams`, first word and size of each n-gram that an item has, while there is room; gives
    how many there are.
    """
    words = np.empty(longest, np.uint64)
    count = 0
    mask = np.uint64(len(seen) - 1)
    for document in range(len(ends) - 1):
        n = word_hashes(data, ends[document], ends[document + 1], characters, words)
        for size in sizes:
            for first in range(n - size + 1):
                gram = shingle_hash(words, first, size)
                if not seen[gram & mask]:
                    continue
                at = np.searchsorted(grams, gram)
                while at < len(grams) and grams[at] == gram:
                    if count < out.shape[1]:
                        out[0, count], out[1, count], out[2, count], out[3, count] = document, at, first, size
                    count += 1
                    at += 1
    return count


@nb.njit(nogil=True)
def _places(
    data: np.ndarray, ends: np.ndarray, characters: np.ndarray, documents: np.ndarray, first: np.ndarray, last: np.ndarray, longest: int,
    starts: np.ndarray, stops: np.ndarray,
) -> None:  # fmt: skip
    """The bytes at which the words `first` begin and the words `last` end; `documents` ascending."""
    begins, finishes = np.empty(longest, np.int64), np.empty(longest, np.int64)
    present = -1
    for row in range(len(documents)):
        if documents[row] != present:
            present = documents[row]
            word_places(data, ends[present], ends[present + 1], characters, begins, finishes)
        starts[row], stops[row] = begins[first[row]], finishes[last[row]]
