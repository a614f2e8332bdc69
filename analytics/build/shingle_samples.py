"""The sampled shingles of different texts, stored: added documents are compared with them, and no old text is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from analytics.batch.membership import HashSet, is_among
from analytics.batch.verify import sampled_shingles
from analytics.build.distinct_texts import Texts
from analytics.build.hash_lists import hashes_of, read, to_rows
from analytics.build.sample_pairs import compared_bits
from analytics.build.stage import Context

TABLE = "shingle_samples"
SCHEMA = pa.schema({"doc_id": pa.int64(), "shingles": pa.binary()})
"""The sampled shingles of a text that once represented its copies, as they are compared: uint64, little endian."""


@dataclass(frozen=True)
class Samples:
    """`shingles[i]` (uint64) is sampled in the text with the number `numbers[i]` (int64)."""

    numbers: np.ndarray
    shingles: np.ndarray

    @classmethod
    def concat(cls, many: Iterable[Samples]) -> Samples:
        some = [cls(np.empty(0, np.int64), np.empty(0, np.uint64)), *many]
        return cls(np.concatenate([one.numbers for one in some]), np.concatenate([one.shingles for one in some]))

    def where(self, keep: np.ndarray) -> Samples:
        return Samples(self.numbers[keep], self.shingles[keep])

    def in_large_groups(self, size: int) -> Samples:
        """Those of shingles that more than `size` texts have."""
        values, counts = np.unique(self.shingles, return_counts=True)
        return self.where(is_among(self.shingles, values[counts > size]))


@dataclass(frozen=True)
class StoredSamples:
    """The rows of TABLE in `files` and in `written`, read batch after batch; rows of documents that represent no text
    any more are skipped.
    """

    texts: Texts
    files: Sequence[Path]
    written: list[pa.RecordBatch]

    @classmethod
    def write(
        cls, context: Context, texts: Texts, batches: Iterable[pa.RecordBatch], files: Sequence[Path] = ()
    ) -> StoredSamples:
        """Write the samples of batches (doc_id, text), which come after those in `files`."""
        return cls(texts, files, list(write_samples(context, texts, batches)))

    def of(self, is_selected: np.ndarray) -> Samples:
        """Those of the selected texts: bool[n]."""
        return Samples.concat(
            Samples(np.repeat(numbers, np.diff(offsets)), shingles).where(
                np.repeat(is_selected[numbers], np.diff(offsets))
            )
            for numbers, offsets, shingles in self._batches()
            if is_selected[numbers].any()
        )

    def sharing(self, wanted: np.ndarray) -> Samples:
        """Those that are among `wanted` (uint64), of all texts."""
        among = HashSet(wanted)
        return Samples.concat(
            _at(numbers, offsets, shingles, np.flatnonzero(among.contains(shingles)))
            for numbers, offsets, shingles in self._batches()
        )

    @cached_property
    def counts(self) -> np.ndarray:
        """int64[n]: how many each text has."""
        counts = np.zeros(len(self.texts.distinct), np.int64)
        for numbers, offsets, _ in self._batches():
            counts[numbers] = np.diff(offsets)
        return counts

    @property
    def of_added(self) -> np.ndarray:
        """The sampled shingles of the texts that were added."""
        return np.concatenate([np.empty(0, np.uint64), *(hashes_of(one["shingles"])[1] for one in self.written)])

    def _batches(self) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        for batch in self._rows():
            numbers, offsets, shingles = by_text(self.texts, batch)
            if len(numbers):
                yield numbers, offsets, shingles

    def _rows(self) -> Iterator[pa.RecordBatch]:
        yield from read(self.files)
        yield from self.written


def write_samples(context: Context, texts: Texts, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Write the samples of batches (doc_id, text); gives the rows that are written."""
    writer = context.writer(TABLE, SCHEMA)
    for sampled in context.engine.map(sampled_shingles, batches):
        shingles = compared_bits(sampled["shingle"].to_numpy(), len(texts.distinct))
        rows = to_rows(sampled["doc_id"].to_numpy(), shingles, SCHEMA)
        writer.write(rows)
        if len(rows):
            yield rows


def by_text(texts: Texts, rows: pa.RecordBatch) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """From rows of TABLE, without those of documents that represent no text any more: the numbers of the texts, and
    their shingles. Those of text i are shingles[offsets[i] : offsets[i + 1]].
    """
    is_text = (numbers := texts.place(rows["doc_id"].to_numpy())) >= 0
    column = rows["shingles"] if is_text.all() else rows["shingles"].filter(pa.array(is_text))
    if not len(column):
        return numbers[:0], np.zeros(1, np.int64), np.empty(0, np.uint64)
    return numbers[is_text], *hashes_of(column)


def _at(numbers: np.ndarray, offsets: np.ndarray, shingles: np.ndarray, places: np.ndarray) -> Samples:
    return Samples(numbers[np.searchsorted(offsets, places, side="right") - 1], shingles[places])
