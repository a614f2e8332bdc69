"""Documents of a reading: rows of `documents` and `metadata` as of any corpus, and the ratings of each document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from types import NoneType
from typing import Any

import pyarrow as pa

from analytics.ingest.document_columns import Columns
from analytics.ingest.logs.tables import Row, batch_of, feedback_row
from analytics.ingest.reading.apply import flat_document, records_of
from analytics.ingest.reading.model import Reading
from analytics.ingest.reading.rating_values import ratings_of
from analytics.ingest.records import Chunk, Rows
from analytics.ingest.shapes import corpus
from analytics.ingest.tables import LOG_FEEDBACK

FIELDS = ("title", "label", "source", "lang", "url", "score")


def read(chunks: Iterable[Chunk], reading: Reading, default_source: str, first_doc_id: int) -> Iterator[Rows]:
    """Flat records for the shape of corpora: each of the reading's fields becomes a column of the record."""
    fields = {name: f"_{name}" for name in reading.fields if name in FIELDS}
    if "time" in reading.fields:
        fields["created_at"] = "_time"
    columns = Columns("_text", "; ".join(reading.reasons), fields)
    flat = _FlatChunks(chunks, reading)
    for rows in corpus.read(flat, columns, default_source, first_doc_id):
        documents = rows.tables.get("documents")
        if not reading.ratings or documents is None:
            yield rows
        else:
            feedback = batch_of(_feedback(flat, documents, reading), LOG_FEEDBACK)
            yield replace(rows, tables=rows.tables | {"log_feedback": feedback})


class _FlatChunks:
    """Chunks of flat records; `records` are those of the last chunk as they were, `texts` their texts."""

    def __init__(self, chunks: Iterable[Chunk], reading: Reading):
        self._chunks, self._reading = chunks, reading
        self.records: list[Any] = []
        self.texts: list[str | None] = []

    def __iter__(self) -> Iterator[Chunk]:
        for chunk in self._chunks:
            self.records = []
            numbers: list[int] = []
            rejects = list(chunk.rejects)
            for index, (number, record) in enumerate(zip(chunk.numbers, chunk.objects, strict=True)):
                inside = [one for _, one in records_of(record, self._reading)]
                if not inside:
                    rejects.append(chunk.reject(index, f"no record at {self._reading.records}"))
                self.records += inside
                numbers += [int(number)] * len(inside)
            flat = [flat_document(one, self._reading) for one in self.records]
            self.texts = [one["_text"] for one in flat]
            typed = chunk.typed or any(not isinstance(value, (str, NoneType)) for one in flat for value in one.values())
            yield replace(chunk, numbers=numbers, records=flat, rejects=rejects, typed=typed)


def _feedback(flat: _FlatChunks, documents: pa.RecordBatch, reading: Reading) -> list[Row]:
    """The ratings of the documents: the records with a text that was not rejected, in their order."""
    rows: list[Row] = []
    kept = _kept(flat.texts, documents["text"].to_pylist())
    for index, doc_id in zip(kept, documents["doc_id"].to_pylist(), strict=True):
        for one in reading.ratings:
            rows += [feedback_row(rating, None, doc_id) for rating in ratings_of(flat.records[index], one)]
    return rows


def _kept(texts: Sequence[str | None], documents: Sequence[str]) -> list[int]:
    """The places of the documents among the texts, of which some were rejected."""
    if len(texts) == len(documents):
        return list(range(len(texts)))
    places: list[int] = []
    for place, text in enumerate(texts):
        at = len(places)
        if at < len(documents) and text is not None and text.replace("\0", "\ufffd") == documents[at]:
            places.append(place)
    return places
