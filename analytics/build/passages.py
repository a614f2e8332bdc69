"""Repeated parts: lines and paragraphs that stand in several different texts, and the documents they stand in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.batch.passages import PARAGRAPH, PassageFinder, passage_hashes
from analytics.build.stage import Context, Stage

MIN_TEXTS = 5
"""Different texts (copies of one count once) in which a part stands before it counts as repeated."""
MAX_PASSAGES = 5_000
"""Only the most frequent parts are kept."""
SHOWN_CHARACTERS = 1_000

REPEATED_PASSAGES = pa.schema(
    {
        "passage_id": pa.int32(),
        "kind": pa.string(),
        "text": pa.string(),
        "documents": pa.int64(),
        "occurrences": pa.int64(),
        "characters": pa.int64(),
    }
)
"""`text` is cut to its first 1,000 characters; `characters` is what all occurrences hold together."""
PASSAGE_DOCUMENTS = pa.schema({"passage_id": pa.int32(), "doc_id": pa.int64(), "occurrences": pa.int32()})


@dataclass
class Tally:
    """What is known of each chosen part so far."""

    kind: np.ndarray
    text: list[str]
    documents: np.ndarray
    occurrences: np.ndarray
    length: np.ndarray


def run(context: Context) -> None:
    """Count all parts of different texts, then find the occurrences of the frequent ones in all documents."""
    hashes = _frequent(context)
    writer = context.writer("passage_documents", PASSAGE_DOCUMENTS)
    n = len(hashes)
    tally = Tally(np.zeros(n, np.uint8), [""] * n, np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64))
    if n:
        for found in context.engine.map(PassageFinder(hashes), context.batches("documents", ["doc_id", "text"])):
            writer.write(_count(found, hashes, tally))
    kinds = np.where(tally.kind == PARAGRAPH, "paragraph", "line")
    columns = {
        "passage_id": np.arange(n),
        "kind": kinds,
        "text": tally.text,
        "documents": tally.documents,
        "occurrences": tally.occurrences,
    }
    columns["characters"] = tally.length * tally.occurrences
    context.writer("repeated_passages", REPEATED_PASSAGES).write(pa.table(columns).cast(REPEATED_PASSAGES))
    context.notes |= {"min_texts": MIN_TEXTS, "max_passages": MAX_PASSAGES, "passages": n}


def _frequent(context: Context) -> np.ndarray:
    """The hashes (ascending) of the parts that stand in at least MIN_TEXTS different texts; of too many the most
    frequent.
    """
    first = _first_of_each_text(context)
    different = (
        batch.filter(pa.array(first[batch.column("doc_id").to_numpy()]))
        for batch in context.batches("documents", ["doc_id", "text"])
    )
    found = [batch.column("passage").to_numpy() for batch in context.engine.map(passage_hashes, different)]
    hashes, texts = np.unique(np.concatenate([np.empty(0, np.uint64), *found]), return_counts=True)
    hashes, texts = hashes[texts >= MIN_TEXTS], texts[texts >= MIN_TEXTS]
    return np.sort(hashes[np.lexsort((hashes, -texts))[:MAX_PASSAGES]])


def _first_of_each_text(context: Context) -> np.ndarray:
    """bool[documents]: the first document of each text, equal up to case, white space and compatibility forms."""
    chunks = [batch.column("normalized_hash") for batch in context.batches("signatures", ["normalized_hash"])]
    first = np.zeros(context.rows("documents"), bool)
    if chunks:
        encoded = pa.chunked_array(chunks).combine_chunks().dictionary_encode()
        first[np.unique(encoded.indices.to_numpy(), return_index=True)[1]] = True
    return first


def _count(found: pa.RecordBatch, hashes: np.ndarray, tally: Tally) -> pa.Table:
    """Add the occurrences of one batch to `tally`; gives its rows of `passage_documents`."""
    part = np.searchsorted(hashes, found.column("passage").to_numpy())
    for at in np.flatnonzero(tally.occurrences[part] == 0):
        if not tally.text[part[at]]:
            text = found.column("text")[int(at)].as_py()
            tally.text[part[at]], tally.length[part[at]], tally.kind[part[at]] = (
                text[:SHOWN_CHARACTERS],
                len(text),
                found.column("kind")[int(at)].as_py(),
            )
    rows = pa.table({"passage_id": pa.array(part, pa.int32()), "doc_id": found.column("doc_id")})
    rows = (
        rows.group_by(["passage_id", "doc_id"], use_threads=False)
        .aggregate([([], "count_all")])
        .rename_columns(PASSAGE_DOCUMENTS.names)
        .cast(PASSAGE_DOCUMENTS)
    )
    np.add.at(tally.documents, rows["passage_id"].to_numpy(), 1)
    np.add.at(tally.occurrences, rows["passage_id"].to_numpy(), rows["occurrences"].to_numpy())
    return rows


STAGE = Stage(
    name="passages",
    title="Find repeated lines and paragraphs",
    reads=("documents", "signatures"),
    writes=("repeated_passages", "passage_documents"),
    run=run,
)
