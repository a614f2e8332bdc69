"""Repeated passages when documents were added: only these are read, and the old ones that have a passage which has
become frequent. The tables are those that all documents at once give.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.batch.distinct import distinct
from analytics.batch.membership import HashSet, is_among
from analytics.batch.passages import PassageFinder
from analytics.build import continuation
from analytics.build.hash_lists import hashes_of, read
from analytics.build.passage_counts import COUNTS, Counts, hashes_of_texts, write_hashes
from analytics.build.passage_tally import PASSAGE_DOCUMENTS, Tally
from analytics.build.stage import Context
from analytics.build.text_batches import texts_of


@dataclass(frozen=True)
class Earlier:
    """The last result, and the files of `passage_hashes`. Documents from `first_added` on were added since."""

    first_added: int
    counts: Counts
    passages: pa.Table
    documents: pa.Table
    hashes: Sequence[Path]

    @classmethod
    def read(cls, context: Context) -> Earlier | None:
        """The last result; None when there is none that can be kept."""
        run = continuation.previous_run(context, "signatures")
        files = {name: context.previous(name) for name in context.stage.writes}
        if run is None or any(one is None for one in files.values()):
            return None
        paths = {name: one[0] for name, one in files.items() if one is not None}
        passages, documents, counts = (
            pa.concat_tables([pq.read_table(file, use_threads=False) for file in paths[name]])
            for name in ("repeated_passages", "passage_documents", "passage_counts")
        )
        stored = Counts(counts["passage"].to_numpy(), counts["texts"].to_numpy())
        return cls(run[1].notes["documents"], stored, passages, documents, paths["passage_hashes"])

    def holding(self, hashes: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Document and hash wherever an old document has one of these passages."""
        wanted = HashSet(hashes)
        for batch in read(self.hashes):
            offsets, passages = hashes_of(batch["passages"])
            places = np.flatnonzero(wanted.contains(passages))
            yield batch["doc_id"].to_numpy()[np.searchsorted(offsets, places, side="right") - 1], passages[places]


def with_added(context: Context, is_first: np.ndarray, earlier: Earlier) -> Tally:
    """Write all tables but `repeated_passages`; gives what is known about the frequent passages."""
    added = list(texts_of(context, np.arange(earlier.first_added, len(is_first))))
    continuation.keep_rows(context, "passage_hashes")
    counts = _counts(earlier, hashes_of_texts(write_hashes(context, added), is_first), is_first)
    context.writer("passage_counts", COUNTS).write(counts.table())
    tally, before = Tally(counts.frequent()), earlier.counts.frequent()
    stays = is_among(before, tally.hashes)
    places = np.searchsorted(tally.hashes, before[stays])
    tally.describe_as(places, earlier.passages.filter(pa.array(stays)))
    number = np.full(len(before), -1, np.int32)
    number[stays] = places
    kept = _renumbered(earlier.documents, number)
    tally.count(kept)
    old = pa.concat_tables([kept, *_entered(context, tally, before, earlier)]).sort_by("doc_id")
    writer = context.writer("passage_documents", PASSAGE_DOCUMENTS)
    writer.write(old)
    if len(tally.hashes):
        for occurrences in context.engine.map(PassageFinder(tally.hashes), added):
            writer.write(tally.add(occurrences))
    return tally


def _counts(earlier: Earlier, added: np.ndarray, is_first: np.ndarray) -> Counts:
    """The counts with the passages of `added` texts, one for each text."""
    hashes, texts = np.unique(added, return_counts=True)
    for documents, passages in earlier.holding(hashes):
        np.add.at(texts, np.searchsorted(hashes, passages[is_first[documents]]), 1)
    is_same = ~is_among(earlier.counts.hashes, hashes)
    every = np.r_[earlier.counts.hashes[is_same], hashes], np.r_[earlier.counts.texts[is_same], texts]
    order = np.argsort(every[0])
    return Counts(every[0][order], every[1][order]).repeated()


def _renumbered(documents: pa.Table, number: np.ndarray) -> pa.Table:
    """Rows of `passage_documents` with the new numbers of their passages, without those that have none (-1)."""
    ids = number[documents["passage_id"].to_numpy()]
    rows = documents.set_column(0, PASSAGE_DOCUMENTS.field("passage_id"), pa.array(ids, pa.int32()))
    return rows.filter(pa.array(ids >= 0))


def _entered(context: Context, tally: Tally, before: np.ndarray, earlier: Earlier) -> Iterator[pa.Table]:
    """The rows of `passage_documents` of old documents for passages that were not frequent `before`."""
    entered = tally.hashes[~is_among(tally.hashes, before)]
    if not len(entered):
        return
    documents = distinct(np.concatenate([ids for ids, _ in earlier.holding(entered)]))
    finder = PassageFinder(entered)
    for occurrences in context.engine.map(finder, texts_of(context, documents)):
        yield tally.add(occurrences)
