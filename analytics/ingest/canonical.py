"""Which column of an input is the text, and which are the title, language, time and the other columns of
`documents`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

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
"""Column of `documents` -> names it goes by elsewhere, the likeliest first; compared without case, with `_` for space
and `-`.
"""

SAMPLE_ROWS = 1000
WRITING = re.compile(r"\s|[^\x00-\x7f]")
"""What is in writing, but not in identifiers, addresses and times."""

NAMES_SHOWN = 30


@dataclass(frozen=True)
class Columns:
    """The text column of an input, why it is the one, and the columns behind the other fields of `documents`."""

    text: str
    why: str
    fields: Mapping[str, str]

    def describe(self, columns: Mapping[str, str]) -> str:
        """`text in column 'body' (by its name), title from 'headline', 3 more columns`."""
        rest = len(columns) - 1 - len({*self.fields.values()} - {self.text})
        more = [f"{rest} more column{'s' * (rest != 1)}"] if rest else []
        return ", ".join(
            [
                f"text in column {self.text!r} ({self.why})",
                *(f"{field} from {column!r}" for field, column in self.fields.items()),
                *more,
            ]
        )


def choose_columns(name: str, sample: Chunk, options: Mapping[str, Any]) -> Columns:
    """The columns of input `name`: as the options say, else by name, else (text only) by average length.

    Raises DataloupeError for columns that are not there, for a text column that holds no text, and when nothing looks
    like text.
    """
    schema = sample.table.schema
    chosen = chosen_fields(options)
    for asked in chosen.values():
        if asked and asked not in schema.names:
            raise DataloupeError(f"{name} has no column {asked!r} - it has {_listed(schema.names)}")
    values = _strings(sample)
    if chosen.get("text"):
        text, why = chosen["text"], "as you said"
        if text not in values and not pa.types.is_null(schema.field(text).type):
            what = f"its columns of text are {_listed(values)}" if values else "it has no column of text"
            raise DataloupeError(f"column {text!r} of {name} holds {_kind(schema.field(text).type)}, not text - {what}")
    else:
        text, why = _guess_text(name, schema, values)
    fields: dict[str, str] = {}
    for field in [name for name in ALIASES if name != "text"]:
        column: str | None = (
            chosen[field]
            if field in chosen
            else _by_name(field, [one.name for one in schema if _is_plain(storable(one.type))])
        )
        if column and (field in chosen or column not in {text, *fields.values()}):
            fields[field] = column
    return Columns(text, why, fields)


def chosen_fields(options: Mapping[str, Any]) -> dict[str, str]:
    """{field: column} as the options say; an empty column means that the field stays empty. Raises DataloupeError for
    unknown fields.
    """
    chosen = dict(options.get("map") or {})
    for field in chosen:
        if field not in ALIASES:
            raise DataloupeError(f"--map knows no field {field!r} - the fields are {', '.join(ALIASES)}")
    return chosen | {field: options[field] for field in ("text", "source") if options.get(field)}


def _guess_text(name: str, schema: pa.Schema, values: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    by_name = _by_name("text", list(values))
    if by_name:
        return by_name, "by its name"
    means = {
        column: sum(map(len, some)) / len(some)
        for column, some in values.items()
        if any(WRITING.search(value) for value in some)
    }
    if not means:
        columns = _listed(
            [
                f"{column.name} ({'text without words' if column.name in values else _kind(column.type)})"
                for column in schema
            ]
        )
        raise DataloupeError(
            f"{name} has no column that looks like text - it has {columns or 'no columns'}; name one with --text"
        )
    longest = max(means, key=lambda column: means[column])
    return longest, f"the longest text: {means[longest]:,.0f} characters on average"


def _by_name(field: str, names: Sequence[str]) -> str | None:
    plain: dict[str, str] = {}
    for name in names:
        plain.setdefault(name.strip().lower().replace(" ", "_").replace("-", "_"), name)
    return next((alias if alias in names else plain[alias] for alias in ALIASES[field] if alias in plain), None)


def _is_plain(kind: pa.DataType) -> bool:
    return not (pa.types.is_nested(kind) or pa.types.is_binary(kind))


def _strings(sample: Chunk) -> dict[str, list[str]]:
    """Values of each column that holds text, from the first rows; a column of bytes counts when most are UTF-8."""
    if isinstance(sample.records, list):
        found: dict[str, list[str]] = {}
        for record in sample.records[:SAMPLE_ROWS]:
            for name, value in record.items():
                if isinstance(value, str):
                    found.setdefault(name, []).append(value)
        return found
    first = sample.table.slice(0, SAMPLE_ROWS)
    return {
        field.name: _decoded(column)
        for field, column in zip(first.schema, first.columns, strict=True)
        if _may_be_text(field.type, column)
    }


def _may_be_text(kind: pa.DataType, column: pa.Array) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    if kind in (pa.string(), pa.large_string(), pa.string_view()):
        return True
    if kind not in (pa.binary(), pa.large_binary(), pa.binary_view()):
        return False
    values = _decoded(column)
    return 2 * sum("\ufffd" in value for value in values) < len(values)


def _decoded(column: pa.Array) -> list[str]:
    column = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    return [
        value.decode("utf-8", "replace") for value in column.cast(pa.large_binary()).to_pylist() if value is not None
    ]


def _kind(kind: pa.DataType) -> str:
    """The type in a word, also for deeply nested ones."""
    return (
        "objects"
        if pa.types.is_struct(kind)
        else "lists"
        if pa.types.is_nested(kind)
        else "nothing"
        if pa.types.is_null(kind)
        else str(kind)
    )


def _listed(names: Sequence[str] | Mapping[str, Any]) -> str:
    names = list(names)
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return ", ".join(names[:NAMES_SHOWN]) + more
