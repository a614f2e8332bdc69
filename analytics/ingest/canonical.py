"""Which column of an input is the text, and which are the title, language, time and the other columns of `documents`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.errors import DataloupeError
from analytics.ingest.arrow_types import storable
from analytics.ingest.records import Chunk

ALIASES: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "content", "body", "document", "raw_content", "page_content", "full_text", "article", "passage", "markdown", "selftext", "abstract",
        "sentence", "paragraph", "comment", "review", "message", "tweet", "code", "prompt", "question", "instruction", "query",
    ),
    "source": ("source", "subset", "source_name", "dataset", "corpus", "domain", "collection"),
    "title": ("title", "headline", "subject"),
    "lang": ("lang", "language", "lang_code", "language_code"),
    "label": ("label", "category", "class", "labels", "class_label", "topic"),
    "created_at": ("created_at", "date", "timestamp", "created_utc", "created", "datetime", "time", "published_at", "published", "publish_date", "pub_date"),
    "url": ("url", "link", "uri", "href", "permalink"),
    "score": ("score", "karma", "stars", "rating", "points", "upvotes"),
}  # fmt: skip
"""Column of `documents` -> names it goes by elsewhere, the likeliest first; compared without case, with `_` for space and `-`."""

NAMES_SHOWN = 30


@dataclass(frozen=True)
class Columns:
    """The text column of an input, why it is the one, and the columns behind the other fields of `documents`."""

    text: str
    why: str
    fields: Mapping[str, str]


def choose_columns(name: str, sample: Chunk, options: Mapping[str, Any]) -> Columns:
    """The columns of input `name`: as the options say, else by name, else (text only) by average length.

    Raises DataloupeError for columns that are not there, for a text column that holds no text, and when nothing looks like text.
    """
    schema = sample.table.schema
    chosen = chosen_fields(options)
    for field, column in chosen.items():
        if column and column not in schema.names:
            raise DataloupeError(f"{name} has no column {column!r} - it has {_listed(schema.names)}")
    lengths = _text_lengths(sample)
    if chosen.get("text"):
        text, why = chosen["text"], "as you said"
        if text not in lengths and not pa.types.is_null(_field(schema, text).type):
            what = f"its columns of text are {_listed(lengths)}" if lengths else "it has no column of text"
            raise DataloupeError(f"column {text!r} of {name} holds {_field(schema, text).type}, not text - {what}")
    else:
        text, why = _guess_text(name, schema, lengths)
    fields = {"text": text}
    for field in ALIASES:
        column = chosen[field] if field in chosen else _by_name(field, [one.name for one in schema if not pa.types.is_nested(storable(one.type))])
        if column and (field in chosen or column not in fields.values()):
            fields[field] = column
    return Columns(fields.pop("text"), why, fields)


def chosen_fields(options: Mapping[str, Any]) -> dict[str, str]:
    """{field: column} as the options say; an empty column means that the field stays empty. Raises DataloupeError for unknown fields."""
    chosen = dict(options.get("map") or {})
    for field in chosen:
        if field not in ALIASES:
            raise DataloupeError(f"--map knows no field {field!r} - the fields are {', '.join(ALIASES)}")
    return chosen | {field: options[field] for field in ("text", "source") if options.get(field)}


def _guess_text(name: str, schema: pa.Schema, lengths: Mapping[str, float]) -> tuple[str, str]:
    by_name = _by_name("text", [column.name for column in schema if column.name in lengths or pa.types.is_binary(storable(column.type))])
    if by_name:
        return by_name, "by its name"
    if not lengths:
        columns = _listed([f"{column.name} ({column.type})" for column in schema])
        raise DataloupeError(f"{name} has no column of text - its columns are {columns or 'none'}")
    longest = max(lengths, key=lambda column: lengths[column])
    return longest, f"the longest text: {lengths[longest]:,.0f} characters on average"


def _by_name(field: str, names: Sequence[str]) -> str | None:
    plain: dict[str, str] = {}
    for name in names:
        plain.setdefault(name.strip().lower().replace(" ", "_").replace("-", "_"), name)
    return next((alias if alias in names else plain[alias] for alias in ALIASES[field] if alias in plain), None)


def _text_lengths(sample: Chunk) -> dict[str, float]:
    """Mean length of each column that holds text: in characters (bytes in columnar formats)."""
    if isinstance(sample.records, pa.RecordBatch):
        columns = zip(sample.table.schema, sample.table.columns, strict=True)
        return {
            field.name: pc.mean(pc.binary_length(_plain(column))).as_py() or 0.0
            for field, column in columns
            if storable(field.type) == pa.string() and _holds_text(field.type)
        }
    found: dict[str, list[int]] = {}
    for record in sample.records:
        for name, value in record.items():
            if isinstance(value, str):
                found.setdefault(name, []).append(len(value))
    return {name: sum(lengths) / len(lengths) for name, lengths in found.items()}


def _holds_text(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _field(schema: pa.Schema, name: str) -> pa.Field:
    return schema.field(schema.names.index(name))


def _listed(names: Sequence[str] | Mapping[str, Any]) -> str:
    names = list(names)
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return ", ".join(names[:NAMES_SHOWN]) + more
