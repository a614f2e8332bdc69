"""Repeated passages: lines and paragraphs that are in several different texts, and the documents that have them."""

from __future__ import annotations

import numpy as np

from analytics.batch.passages import PassageFinder
from analytics.build import continuation
from analytics.build.passage_continuation import Earlier, with_added
from analytics.build.passage_counts import (
    COUNTS,
    MAX_PASSAGES,
    MIN_TEXTS,
    Counts,
    first_of_each_text,
    hashes_of_texts,
    write_hashes,
)
from analytics.build.passage_tally import PASSAGE_DOCUMENTS, REPEATED_PASSAGES, Tally
from analytics.build.stage import Context, Stage


def run(context: Context) -> None:
    """Count the passages of different texts, then find every occurrence of the frequent ones in all documents. When
    documents were added, only these are read, and the old ones that have a passage which has become frequent.
    """
    is_first = first_of_each_text(context)
    earlier = Earlier.read(context)
    tally = _all(context, is_first) if earlier is None else with_added(context, is_first, earlier)
    context.writer("repeated_passages", REPEATED_PASSAGES).write(tally.passages())
    context.notes |= {
        "min_texts": MIN_TEXTS,
        "max_passages": MAX_PASSAGES,
        "passages": len(tally.hashes),
        "documents": context.rows("documents"),
    }
    continuation.note_source(context, "signatures")


def _all(context: Context, is_first: np.ndarray) -> Tally:
    """Read all documents."""
    batches = context.batches("documents", ["doc_id", "text"])
    counts = Counts.of(hashes_of_texts(write_hashes(context, batches), is_first))
    context.writer("passage_counts", COUNTS).write(counts.table())
    tally = Tally(counts.frequent())
    writer = context.writer("passage_documents", PASSAGE_DOCUMENTS)
    if len(tally.hashes):
        batches = context.batches("documents", ["doc_id", "text"])
        for occurrences in context.engine.map(PassageFinder(tally.hashes), batches):
            writer.write(tally.add(occurrences))
    return tally


STAGE = Stage(
    name="passages",
    title="Find repeated lines and paragraphs",
    reads=("documents", "signatures"),
    writes=("repeated_passages", "passage_documents", "passage_hashes", "passage_counts"),
    run=run,
)
