"""The records of an input: of one file, of several files one after another, or with those of joined files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from analytics.ingest import formats
from analytics.ingest.inputs import Input, Join
from analytics.ingest.reading.paths import first
from analytics.ingest.records import Chunk

Index = dict[Any, list[dict[str, Any]]]


def chunks_of(source: Input) -> Iterator[Chunk]:
    """The chunks of an input; those of several files of one format follow one another, numbered on."""
    read = formats.containers()[source.format].read
    if source.joins:
        yield from _joined(source)
        return
    if source.group is None:
        yield from read(source)
        return
    rows = consumed = 0
    for file in source.files:
        last = 0
        for chunk in read(replace(source, path=file, files=(file,), group=None, size=file.stat().st_size)):
            numbers = [number + rows for number in chunk.numbers]
            rejects = [replace(one, row=one.row + rows) for one in chunk.rejects]
            last = max([last, *(number - rows for number in numbers), *(one.row - rows for one in rejects)])
            yield replace(chunk, numbers=numbers, rejects=rejects, consumed=consumed + chunk.consumed)
        rows, consumed = rows + last, consumed + file.stat().st_size


def _joined(source: Input) -> Iterator[Chunk]:
    """The chunks of an input; each record has the records of the joined files as fields."""
    indexes = [(join, *_index(join, other)) for join, other in source.joins]
    for chunk in chunks_of(replace(source, joins=())):
        records: list[dict[str, Any]] = []
        for number, record in zip(chunk.numbers, chunk.objects, strict=True):
            merged = dict(record)
            for join, index, has_several in indexes:
                key = str(first(record, join.key)) if join.key else int(number)
                inside = index.get(key, [])
                merged[join.name] = inside if has_several else next(iter(inside), None)
            records.append(merged)
        yield replace(chunk, records=records, typed=True)


def _index(join: Join, other: Input) -> tuple[Index, bool]:
    """{key or record number: records} of a joined file, and whether a key has several."""
    index: Index = {}
    for chunk in chunks_of(other):
        for number, record in zip(chunk.numbers, chunk.objects, strict=True):
            key = str(first(record, join.other)) if join.other else int(number)
            index.setdefault(key, []).append({name: value for name, value in record.items() if name != join.other})
    return index, any(len(records) > 1 for records in index.values())
