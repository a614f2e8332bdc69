"""A reading as YAML, that a person can read, correct and give to a build."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from typing import Any

import msgspec
import yaml

from analytics.errors import DataloupeError
from analytics.ingest.reading.model import KINDS, Reading
from analytics.ingest.reading.paths import parse

HEAD = """# How dataloupe reads this input. Correct it, and use it with: dataloupe build ... --reading reading.yaml
# Paths: turns[].content is the content of each turn, by_id.*.text the text of each value, list[-1] the last element.
"""


def to_yaml(reading: Reading) -> str:
    """The reading without what is as usual."""
    return HEAD + str(yaml.safe_dump(_plain(reading), sort_keys=False, allow_unicode=True, width=110))


def from_yaml(text: str, name: str = "the reading") -> Reading:
    """The reading that a YAML text describes. Raises DataloupeError with the field that is wrong."""
    try:
        reading = msgspec.convert(yaml.safe_load(text), Reading)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise DataloupeError(f"{name} cannot be read: {' '.join(str(error).split())}") from None
    if reading.kind not in KINDS:
        raise DataloupeError(f"{name} has no known kind: {reading.kind!r}. The kinds are: {', '.join(KINDS)}.")
    for path in (
        reading.records,
        reading.turns or "",
        *reading.text,
        *reading.fields.values(),
        *reading.turn_fields.values(),
    ):
        parse(path)
    return reading


def _plain(value: Any) -> Any:
    """Dataclasses as dictionaries without default values, tuples as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            one.name: _plain(getattr(value, one.name))
            for one in fields(value)
            if getattr(value, one.name) != _default(one)
        }
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return value


def _default(one: Any) -> Any:
    return one.default_factory() if one.default_factory is not MISSING else one.default
