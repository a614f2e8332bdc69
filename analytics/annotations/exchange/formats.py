"""Reads and writes files of annotations, in the format that their records have."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from analytics.annotations.current import current
from analytics.annotations.events import Event, annotate_many, read_events
from analytics.annotations.exchange import argilla, chat, jsonl, label_studio, prodigy
from analytics.annotations.exchange.rows import Context, Record, Row
from analytics.annotations.files import read_schema
from analytics.errors import DataloupeError
from analytics.files import write_atomically

FORMATS: dict[str, ModuleType] = {one.TITLE: one for one in (jsonl, label_studio, argilla, prodigy, chat)}

TEXTS = """SELECT doc_id, text FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[]))"""
PROMPTS = """SELECT turns.doc_id, text FROM turns JOIN documents ON documents.doc_id = turns.parent_doc_id
    WHERE turns.doc_id IN (SELECT unnest(?::BIGINT[]))"""


def export_annotations(connection: Any, folder: Path, schema_name: str, out: Path, title: str) -> int:
    """Write the annotations of a schema that count to a file, and return how many. Raises DataloupeError for a format
    that cannot hold them.
    """
    schema = read_schema(folder, schema_name)
    ids = set(current(folder, schema_name).annotation_id)
    events = [one for one in read_events(folder) if one.annotation_id in ids]
    context = Context(schema)
    records = list(format_named(title).write(_rows(connection, events), context))
    is_list = out.suffix == ".json"
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    text = "[\n" + ",\n".join(lines) + "\n]\n" if is_list else "".join(f"{line}\n" for line in lines)
    write_atomically(out, text.encode("utf-8", "replace"))
    return len(events)


def import_annotations(
    connection: Any, folder: Path, schema_name: str, file: Path, title: str | None = None, annotator: str = "imported"
) -> tuple[int, int]:
    """Add the annotations of a file to a schema: how many are new, and how many records are of no document here.

    Imported twice, they count once. Raises DataloupeError for a file, a format or an answer that is not valid; then
    nothing is added.
    """
    records = read_file(file)
    schema = read_schema(folder, schema_name)
    module = _detected(records, file) if title is None else format_named(title)
    by_md5 = dict(
        connection.execute("SELECT md5(text), list(doc_id ORDER BY doc_id) FROM documents GROUP BY 1").fetchall()
    )
    context = Context(schema, by_md5, file.name, annotator)
    try:
        events: list[Event] = list(module.read(records, context))
        unknown = sum(not list(module.read([record], context)) for record in records)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise DataloupeError(f"{file.name} is not a valid file of the format {module.TITLE}: {error!r}.") from None
    known = {one.annotation_id for one in read_events(folder)}
    new = {one.annotation_id: one for one in events if one.annotation_id not in known}
    annotate_many(folder, new.values())
    return len(new), unknown


def read_file(file: Path) -> list[Record]:
    """The records of a JSONL file, or of a JSON list. Raises DataloupeError that names the line that is wrong."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataloupeError(f"{file} cannot be read: {error}.") from None
    return list(_records(text, file.name))


def format_named(title: str) -> ModuleType:
    """The format with a name. Raises DataloupeError with the names that there are."""
    if title not in FORMATS:
        raise DataloupeError(f"There is no format {title!r}. There are: {', '.join(FORMATS)}.")
    return FORMATS[title]


def _records(text: str, name: str) -> Iterator[Record]:
    lines = [text] if text.lstrip().startswith("[") else text.split("\n")
    values: list[Any] = []
    for number, line in enumerate(lines, 1):
        try:
            values.extend([json.loads(line)] if line.strip() else ())
        except (ValueError, RecursionError) as error:
            raise DataloupeError(f"{name} is not JSON in line {number}: {error}.") from None
    if len(lines) == 1 and values and isinstance(values[0], list):
        values = values[0]
    for value in values:
        if not isinstance(value, dict):
            raise DataloupeError(f"{name} has a record that is not a mapping: {str(value)[:60]!r}.")
        yield value


def _detected(records: list[Record], file: Path) -> ModuleType:
    for module in FORMATS.values():
        if records and module.detect(records[0]):
            return module
    raise DataloupeError(f"{file.name} has no known format. Name it with --format: {', '.join(FORMATS)}.")


def _rows(connection: Any, events: Iterable[Event]) -> Iterator[Row]:
    """The annotations with their texts; one whose document is no longer there is not exported."""
    events = list(events)
    ids = [one for event in events for one in event.item if one is not None]
    texts = dict(connection.execute(TEXTS, [ids]).fetchall())
    has_turns = connection.execute("SELECT 1 FROM duckdb_views() WHERE view_name = 'turns'").fetchall()
    prompts = dict(connection.execute(PROMPTS, [ids]).fetchall()) if has_turns else {}
    for one in events:
        if one.doc_id in texts and (one.other_doc_id is None or one.other_doc_id in texts):
            other = None if one.other_doc_id is None else texts[one.other_doc_id]
            yield Row(one, texts[one.doc_id], other, prompts.get(one.doc_id))
