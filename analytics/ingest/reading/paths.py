"""Paths into nested records: `turns[].content`, `history.*.name`, `train_messages[-1]`.

A step is a key of an object, `[]` for each element of a list, `*` for each value of an object, or `[n]` for one element
(negative from the end). A key that contains a dot, a bracket or a star stands in double quotes.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from analytics.errors import DataloupeError
from analytics.ingest.logs.record_values import decoded_json

EACH = "[]"
VALUES = "*"
Step = str | int
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|\[(-?\d*)\]|(\*)|([^.\[\]*"]+)')


@functools.lru_cache(4096)
def parse(path: str) -> tuple[Step, ...]:
    """The steps of a path; none for the record itself. Raises DataloupeError where the path cannot be understood."""
    steps: list[Step] = []
    place = 0
    while place < len(path):
        if path[place] == ".":
            place += 1
        match = _TOKEN.match(path, place)
        if match is None:
            raise DataloupeError(f"{path!r} is not a path. A path looks like: turns[].content, meta.user, labels.*")
        quoted, index, star, key = match.groups()
        if index is not None:
            steps.append(int(index) if index else EACH)
        else:
            steps.append(VALUES if star else key if key is not None else quoted.replace('\\"', '"'))
        place = match.end()
    return tuple(steps)


def join(*paths: str) -> str:
    """One path from several that follow one another."""
    joined = ""
    for path in paths:
        joined += path if not joined or not path or path.startswith("[") else f".{path}"
    return joined


def key_step(key: str) -> str:
    """The path of one key, quoted where it needs to be."""
    return key if re.fullmatch(r'[^.\[\]*"]+', key) else '"' + key.replace('"', '\\"') + '"'


def values(record: Any, path: str) -> list[Any]:
    """Every value at a path, in order; a missing value or null is left out."""
    return [value for value in _walk(record, parse(path), 0) if value is not None]


def first(record: Any, path: str) -> Any:
    """The first value at a path, None when there is none."""
    if type(record) is dict:
        if path in record and _is_key(path):
            return record[path]
        return getter(path)(record)
    return _first(record, parse(path))


@functools.lru_cache(4096)
def getter(path: str) -> Callable[[Any], Any]:
    """A function that gives the first value at a path: the keys of nested objects without walking over lists."""
    steps = parse(path)
    if len(steps) == 1 and _is_key(path):
        key = steps[0]
        return lambda record: record.get(key) if type(record) is dict else _first(record, steps)
    return lambda record: _first(record, steps)


@functools.lru_cache(4096)
def _is_key(path: str) -> bool:
    """Whether a path is the key of one field."""
    return len(steps := parse(path)) == 1 and steps[0] == path and path != VALUES


def _first(record: Any, steps: Sequence[Step]) -> Any:
    return next((value for value in _walk(record, steps, 0) if value is not None), None)


def items(record: Any, path: str) -> Iterator[tuple[str | None, Any]]:
    """(key, value) of every value at a path: the key of the last `*` on the way, None without one."""
    yield from _items(record, parse(path), 0, None)


def _walk(value: Any, steps: Sequence[Step], place: int) -> Iterator[Any]:
    for _, member in _items(value, steps, place, None):
        yield member


def _items(value: Any, steps: Sequence[Step], place: int, key: str | None) -> Iterator[tuple[str | None, Any]]:
    while place < len(steps):
        step = steps[place]
        value = decoded_json(value) if isinstance(value, str) else value
        place += 1
        if step in (EACH, VALUES):
            members = _members(value, step)
            for name, member in members:
                yield from _items(member, steps, place, key if name is None else name)
            return
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and -len(value) <= step < len(value) else None
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
        if value is None:
            return
    yield key, value


def _members(value: Any, step: Step) -> list[tuple[str | None, Any]]:
    if step == EACH and isinstance(value, list):
        return [(None, member) for member in value]
    if step == VALUES and isinstance(value, Mapping):
        return [(str(name), member) for name, member in value.items()]
    return []
