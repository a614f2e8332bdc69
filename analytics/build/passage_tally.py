"""What is known about repeated passages, and their tables."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from analytics.batch.passages import LINE, PARAGRAPH

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
"""`text` is cut to its first 1,000 characters; `characters` counts those of all occurrences."""
PASSAGE_DOCUMENTS = pa.schema({"passage_id": pa.int32(), "doc_id": pa.int64(), "occurrences": pa.int32()})


class Tally:
    """What is known so far about the passages with these hashes (ascending). A passage has the place of its hash."""

    def __init__(self, hashes: np.ndarray):
        n = len(hashes)
        self.hashes = hashes
        self.kind = np.zeros(n, np.uint8)
        self.text = [""] * n
        self.length = np.zeros(n, np.int64)
        self.documents = np.zeros(n, np.int64)
        self.occurrences = np.zeros(n, np.int64)

    def describe_as(self, places: np.ndarray, passages: pa.Table) -> None:
        """Take the text, kind and length of the passages at `places` from rows of `repeated_passages`, which have one
        occurrence or more.
        """
        for place, row in zip(places.tolist(), passages.to_pylist(), strict=True):
            self.text[place] = row["text"]
            self.kind[place] = PARAGRAPH if row["kind"] == "paragraph" else LINE
            self.length[place] = row["characters"] // row["occurrences"]

    def count(self, rows: pa.Table) -> None:
        """Count rows of `passage_documents`."""
        np.add.at(self.documents, rows["passage_id"].to_numpy(), 1)
        np.add.at(self.occurrences, rows["passage_id"].to_numpy(), rows["occurrences"].to_numpy())

    def add(self, batch: pa.RecordBatch) -> pa.Table:
        """Count the occurrences in one batch; gives its rows of `passage_documents`."""
        passage = np.searchsorted(self.hashes, batch.column("passage").to_numpy())
        for at in np.flatnonzero(self.occurrences[passage] == 0):
            self._describe(int(passage[at]), batch, int(at))
        rows = pa.table({"passage_id": pa.array(passage, pa.int32()), "doc_id": batch.column("doc_id")})
        groups = rows.group_by(["passage_id", "doc_id"], use_threads=False).aggregate([([], "count_all")])
        rows = groups.rename_columns(PASSAGE_DOCUMENTS.names).cast(PASSAGE_DOCUMENTS)
        self.count(rows)
        return rows

    def _describe(self, passage: int, batch: pa.RecordBatch, row: int) -> None:
        if not self.text[passage]:
            text = batch.column("text")[row].as_py()
            self.text[passage] = text[:SHOWN_CHARACTERS]
            self.length[passage] = len(text)
            self.kind[passage] = batch.column("kind")[row].as_py()

    def passages(self) -> pa.Table:
        """The rows of `repeated_passages`."""
        columns = {
            "passage_id": np.arange(len(self.hashes)),
            "kind": np.where(self.kind == PARAGRAPH, "paragraph", "line"),
            "text": self.text,
            "documents": self.documents,
            "occurrences": self.occurrences,
            "characters": self.length * self.occurrences,
        }
        return pa.table(columns).cast(REPEATED_PASSAGES)
