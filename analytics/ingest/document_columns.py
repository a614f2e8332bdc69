"""Choose which column of an input is the text, and which are the title, language, time and so on of `documents`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from analytics.errors import DataloupeError
from analytics.ingest.arrow_types import storable
from analytics.ingest.guessed_columns import guessed_fields
from analytics.ingest.named_columns import described_columns, listed, named_column
from analytics.ingest.records import Chunk
from analytics.ingest.text_columns import text_values, type_name

ALIASES: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "content", "body", "document", "raw_content", "page_content", "full_text", "article", "passage",
        "markdown", "selftext", "abstract", "sentence", "paragraph", "comment", "review", "message", "tweet", "code",
        "prompt", "question", "instruction", "query",
    ),
    "source": ("source", "subset", "source_name", "dataset", "corpus", "domain", "collection"),
    "title": ("title", "headline", "subject"),
    "lang": ("lang", "language", "lang_code", "language_code"),
    "label": ("label", "category", "class", "labels", "class_label", "topic"),
    "created_at": (
        "created_at", "date", "timestamp", "created_utc", "created", "datetime", "time", "published_at", "published",
        "publish_date", "pub_date",
    ),
    "url": ("url", "link", "uri", "href", "permalink"),
    "score": ("score", "karma", "stars", "rating", "points", "upvotes"),
}  # fmt: skip
"""Column of `documents` -> the names that it has in other data sets, the most likely first."""

LONGEST = "the longest text"
"""Why a text column was chosen that no name speaks for."""

PROSE = re.compile(r"\s|[^\x00-\x7f]")
"""Characters of prose that identifiers, addresses and times do not have."""


@dataclass(frozen=True)
class Columns:
    """The text column of an input, why it was chosen, and the columns for the other fields of `documents`."""

    text: str
    why: str
    fields: Mapping[str, str]

    def describe(self, columns: Mapping[str, str]) -> str:
        """`text in column 'body' (by its name), title from 'headline', 3 more columns`."""
        return f"text in column {self.text!r} ({self.why}){described_columns(self.fields, columns, {self.text})}"


def choose_columns(name: str, sample: Chunk, options: Mapping[str, Any]) -> Columns:
    """The columns of the input `name`: as the options say, else by name, else (text only) by average length.

    Raises DataloupeError for missing columns, for a text column without text, and if no column looks like text.
    """
    schema = sample.table.schema
    chosen = chosen_fields(options)
    for column in chosen.values():
        if column and column not in schema.names:
            raise DataloupeError(f"{name} has no column {column!r}. It has: {listed(schema.names)}.")
    values = text_values(sample)
    if chosen.get("text"):
        text, why = chosen["text"], "as chosen"
        _check_text(name, text, schema, values)
    else:
        text, why = _guess_text(name, schema, values)
    fields = _other_fields(schema, chosen, text)
    missing = set(ALIASES) - set(fields) - set(chosen)
    return Columns(text, why, fields | guessed_fields(sample.table, missing, {text, *fields.values()}))


def chosen_fields(options: Mapping[str, Any]) -> dict[str, str]:
    """{field: column} as the options say; with an empty column, the field stays empty.

    Raises DataloupeError for unknown fields.
    """
    chosen = dict(options.get("map") or {})
    for field in chosen:
        if field not in ALIASES:
            raise DataloupeError(f"--map has no field {field!r}. There are: {', '.join(ALIASES)}.")
    return chosen | {field: options[field] for field in ("text", "source") if options.get(field)}


def _check_text(name: str, column: str, schema: pa.Schema, values: Mapping[str, Sequence[str]]) -> None:
    kind = schema.field(column).type
    if column not in values and not pa.types.is_null(kind):
        available = f"Its text columns are: {listed(values)}." if values else "It has no text column."
        raise DataloupeError(f"Column {column!r} of {name} contains {type_name(kind)}, not text. {available}")


def _guess_text(name: str, schema: pa.Schema, values: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """The text column and why: by its name, else the one with the longest texts."""
    by_name = named_column(ALIASES["text"], list(values))
    if by_name:
        return by_name, "by its name"
    means = {
        column: sum(map(len, texts)) / len(texts)
        for column, texts in values.items()
        if any(PROSE.search(text) for text in texts)
    }
    if not means:
        kinds = {field.name: "no words" if field.name in values else type_name(field.type) for field in schema}
        columns = listed([f"{column} ({kind})" for column, kind in kinds.items()]) or "no columns"
        raise DataloupeError(f"{name} has no column that looks like text. It has: {columns}. Name one with --text.")
    longest = max(means, key=lambda column: means[column])
    return longest, f"{LONGEST}: {means[longest]:,.0f} characters on average"


def _other_fields(schema: pa.Schema, chosen: Mapping[str, str], text: str) -> dict[str, str]:
    """{field: column} without the text: chosen, else by name; a column that is not chosen is used once."""
    candidates = [field.name for field in schema if _is_plain(storable(field.type))]
    fields: dict[str, str] = {}
    for field in [name for name in ALIASES if name != "text"]:
        column = chosen[field] if field in chosen else named_column(ALIASES[field], candidates)
        if column and (field in chosen or column not in {text, *fields.values()}):
            fields[field] = column
    return fields


def _is_plain(kind: pa.DataType) -> bool:
    return not (pa.types.is_nested(kind) or pa.types.is_binary(kind))
