"""Files of a folder that only repeat texts of another file with more in it: summaries and reductions of a log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from analytics.ingest.description import InputDescription, first_chunk
from analytics.ingest.reading.samples import first_objects

MAX_INPUTS = 20
MAX_BYTES = 16 << 20
MIN_CHARACTERS = 40
MAX_SHARED_FIELDS = 0.5
"""Files that share more of their fields are of one kind; equal texts in them are duplicates, which a person sees."""


def extracts(descriptions: Sequence[InputDescription]) -> dict[str, str]:
    """{name: reason} of the inputs whose first texts are all in a larger file of another structure."""
    files = [one for one in descriptions if one.input.is_one_of_many and one.input.size <= MAX_BYTES and one.is_log]
    if not 2 <= len(files) <= MAX_INPUTS:
        return {}
    facts = {one.input.name: _facts(one) for one in files}
    reasons: dict[str, str] = {}
    for one in sorted(files, key=lambda one: (one.input.size, one.input.name)):
        texts = {text for text in _texts(one) if len(text) >= MIN_CHARACTERS}
        for other in files:
            is_larger = other.input.size > one.input.size and other.input.name not in reasons
            fields, strings = facts[other.input.name]
            shared = len(fields & facts[one.input.name][0]) / max(len(fields), 1)
            if is_larger and texts and shared <= MAX_SHARED_FIELDS and texts <= strings:
                reasons[one.input.name] = f"All its texts are in {other.input.name}, which says more."
                break
    return reasons


def _facts(one: InputDescription) -> tuple[frozenset[str], frozenset[str]]:
    """The paths of the first records, and all their strings."""
    chunk = first_chunk(one.input)
    records = [] if chunk is None else first_objects(chunk)
    pairs = [pair for record in records for pair in _strings(record, "")]
    return frozenset(path for path, _ in pairs), frozenset(text for _, text in pairs)


def _strings(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value.strip()
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, f"{path}[]")


def _texts(one: InputDescription) -> list[str]:
    return [] if one.preview is None else [str(text).strip() for text in one.preview.column("text").to_pylist() if text]
