"""The first records of an input as objects, and the reading that is inferred from them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from analytics.ingest.reading.infer import infer
from analytics.ingest.reading.model import Reading
from analytics.ingest.reading.profile import MAX_RECORDS
from analytics.ingest.records import Chunk

_last: list[tuple[Chunk, Reading | None]] = []
"""The last sample and its reading: detection and planning ask for the same one after another."""


def first_objects(sample: Chunk) -> list[Any]:
    """The first records as Python objects; none when a column is no valid UTF-8."""
    if isinstance(sample.records, pa.RecordBatch):
        try:
            return list(sample.records.slice(0, MAX_RECORDS).to_pylist())
        except UnicodeDecodeError:
            return []
    return list(sample.records[:MAX_RECORDS])


def inferred(sample: Chunk) -> Reading | None:
    """The best reading of a sample, inferred once; None without text."""
    for chunk, reading in list(_last):
        if chunk is sample:
            return reading
    reading = infer(first_objects(sample))
    _last[:] = [(sample, reading)]
    return reading
