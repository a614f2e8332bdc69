"""Files of one folder or archive that belong together: texts and their ratings, questions and their answers.

Two files are joined by an id that both have, or by the position of their records, never when they have the same fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path

from analytics.errors import DataloupeError
from analytics.ingest.chunks import chunks_of
from analytics.ingest.compression import read_head, uncompressed_name
from analytics.ingest.formats import container_of, is_grouped
from analytics.ingest.inputs import Input, Join, digest, file_fingerprint
from analytics.ingest.reading.model import Reading
from analytics.ingest.reading.paths import first
from analytics.ingest.reading.profile import Field, Profile, profile
from analytics.ingest.reading.ratings import with_ratings
from analytics.ingest.reading.samples import first_objects
from analytics.ingest.reading.vocabulary import plain

MAX_FILES = 8
MAX_BYTES = 256 << 20
"""A joined file is held in memory; a larger one is read by itself."""
MAX_SHARED_FIELDS = 0.8
"""Files with this share of fields in common are of one kind, and follow one another."""
MIN_RECORDS = 5
MIN_UNIQUE, MIN_MATCHED = 0.98, 0.9
PROSE = 0.35


@dataclass(frozen=True)
class _File:
    """An input that may be joined, its first records, and all values of a field."""

    source: Input

    @cached_property
    def sample(self) -> Profile:
        try:
            chunk = next((chunk for chunk in chunks_of(self.source) if len(chunk.records)), None)
        except DataloupeError:
            chunk = None
        return profile([] if chunk is None else first_objects(chunk))

    @cached_property
    def fields(self) -> frozenset[str]:
        return frozenset(path for path, one in self.sample.fields.items() if one.count)

    @cached_property
    def has_prose(self) -> bool:
        return any(one.is_text and one.prose > PROSE for one in self.sample.fields.values())

    @cached_property
    def has_ratings(self) -> bool:
        return bool(with_ratings(self.sample, Reading("documents")).ratings)

    @cached_property
    def records(self) -> int:
        """How many records the file has, broken ones too."""
        return sum(len(chunk.records) + len(chunk.rejects) for chunk in chunks_of(self.source))

    def values(self, path: str) -> list[str]:
        objects = (record for chunk in chunks_of(self.source) for record in chunk.objects)
        return [str(value) for record in objects if (value := first(record, path)) is not None]


def joined(inputs: Sequence[Input]) -> list[Input]:
    """The inputs; those that belong to another are its joins, and no inputs of their own."""
    files = [_File(one) for one in inputs if _may_be_joined(one)]
    if not 2 <= len(files) <= MAX_FILES or len(files) < len(inputs):
        return list(inputs)
    joins: dict[Path, list[tuple[Join, Input]]] = {}
    taken: set[Path] = set()
    for main in sorted(files, key=lambda one: (not one.has_prose, one.source.name)):
        for other in files:
            is_free = other is not main and not {main.source.path, other.source.path} & taken
            if is_free and other.source.path not in joins and (join := _join(main, other)) is not None:
                joins.setdefault(main.source.path, []).append((join, other.source))
                taken.add(other.source.path)
    return [_with_joins(one, joins.get(one.path, [])) for one in inputs if one.path not in taken]


def joined_as_said(source: Input, joins: Sequence[Join]) -> Input:
    """An input with the joins of a reading. Raises DataloupeError when a file is missing."""
    others = []
    for join in joins:
        path = source.path.parent / join.file
        if not path.is_file():
            raise DataloupeError(f"{source.name} is joined with {join.file}, which does not exist.")
        container = container_of(path, read_head(path), join.file)
        others.append((join, Input(path, join.file, container, path.stat().st_size, file_fingerprint(path))))
    return _with_joins(source, others)


def _with_joins(source: Input, joins: Sequence[tuple[Join, Input]]) -> Input:
    if not joins:
        return source
    fingerprint = digest([source.fingerprint, *((str(join), other.fingerprint) for join, other in joins)])
    return replace(source, joins=tuple(joins), fingerprint=fingerprint)


def _may_be_joined(one: Input) -> bool:
    return one.is_one_of_many and not one.group and not is_grouped(one.format) and one.size <= MAX_BYTES


def _join(main: _File, other: _File) -> Join | None:
    """How the records of a file belong to those of another; None when they do not."""
    if not main.fields or not other.fields or not main.has_prose:
        return None
    shared = len(main.fields & other.fields) / max(len(main.fields), len(other.fields))
    if shared >= MAX_SHARED_FIELDS:
        return None
    name = _name(main, other)
    for key, other_key in _keys(main, other):
        if _is_matched(main, other, key, other_key):
            return Join(_relative(main, other), name, key, other_key)
    is_rated = not other.has_prose and other.has_ratings and not main.has_ratings
    if is_rated and main.records == other.records >= MIN_RECORDS:
        return Join(_relative(main, other), name)
    return None


def _keys(main: _File, other: _File) -> Iterator[tuple[str, str]]:
    """Pairs of fields that may be one id: of one name, unique in the first file."""
    for one in main.sample.fields.values():
        other_field = other.sample.fields.get(one.path)
        if other_field is None or not (_may_be_id(one) and _may_be_id(other_field)):
            continue
        is_unique = one.count == main.sample.records and one.distinct >= MIN_UNIQUE
        if is_unique and (re.search(r"id$|key$|idx$|index$", plain(one.name)) or one.path.startswith("column_")):
            yield one.path, other_field.path


def _may_be_id(one: Field) -> bool:
    is_plain = "[" not in one.path and "*" not in one.path and one.mean_length < 80
    return is_plain and bool(one.types["str"] or one.types["int"]) and one.prose < PROSE


def _is_matched(main: _File, other: _File, key: str, other_key: str) -> bool:
    """Whether nearly all ids of the other file are in the first; numbers from 0 or 1 must be the same in both."""
    sample = {str(value) for value in islice(other.sample.fields[other_key].values, 50)}
    ids = main.values(key)
    own = set(ids)
    if len(ids) < MIN_RECORDS or len(own) < MIN_UNIQUE * len(ids) or len(sample & own) < MIN_MATCHED * len(sample):
        return False
    others = set(other.values(other_key))
    if len(others & own) < MIN_MATCHED * len(others):
        return False
    is_counter = plain(key.split(".")[-1]) in ("id", "index", "idx", "column_1") and all(one.isdigit() for one in own)
    return not is_counter or (own == others and not other.has_prose)


def _name(main: _File, other: _File) -> str:
    """The name of the joined file as a field, which the records do not have."""
    name = plain(uncompressed_name(other.source.path).stem).replace(".", "_") or "joined"
    return f"{name}_joined" if name in {path.split(".")[0].split("[")[0] for path in main.fields} else name


def _relative(main: _File, other: _File) -> str:
    folder = main.source.path.parent
    path = other.source.path
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else f"../{path.relative_to(folder.parent)}"
