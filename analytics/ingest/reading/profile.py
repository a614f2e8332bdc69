"""What the fields of a sample hold: types, lengths, prose, repetition - the facts that a reading is inferred from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from analytics.ingest.logs.record_values import decoded_json
from analytics.ingest.reading.paths import key_step

MAX_RECORDS, MAX_NODES, MAX_DEPTH, MAX_VALUES = 200, 40_000, 9, 400
_SPLIT_KEY = re.compile(r"(?:train|test|val|valid|validation|dev|eval)(?:ing|uation)?(?:[_-].*|\d*)$", re.IGNORECASE)
_ID_KEY = re.compile(r"\d|^[0-9a-f-]{8,}$")
_TIME = re.compile(r"^\d{4}-\d\d-\d\d|^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|^\d{1,2}:\d\d")
_ADDRESS = re.compile(r"^(?:https?://|www\.|/|[\w.+-]+@)\S*$|^[\w.+-]+@[\w-]+\.\w+$")
_CODE = re.compile(r"^[\w.:+/=#-]+$")
_WIDE = re.compile(r"[぀-ヿ㐀-鿿가-힯฀-๿]")


@dataclass
class Field:
    """The values at one path of the sample. `records` counts the sample's records that have it, `parents` the
    objects.
    """

    path: str
    name: str
    parents: int = 0
    records: int = 0
    count: int = 0
    empty: int = 0
    characters: int = 0
    types: Counter[str] = field(default_factory=Counter)
    values: list[Any] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)

    @property
    def strings(self) -> list[str]:
        return [value for value in self.values if isinstance(value, str)]

    @property
    def numbers(self) -> list[float]:
        return [float(v) for v in self.values if isinstance(v, (int, float)) and not isinstance(v, bool)]

    @property
    def is_text(self) -> bool:
        return self.types["str"] > 0 and self.types["str"] >= 0.5 * max(self.count, 1)

    @property
    def mean_length(self) -> float:
        return self.characters / max(self.types["str"], 1)

    @property
    def distinct(self) -> float:
        """Share of different values among the kept ones."""
        kept = [str(value) for value in self.values]
        return len(set(kept)) / len(kept) if kept else 0.0

    @property
    def n_distinct(self) -> int:
        return len({str(value) for value in self.values})

    @property
    def prose(self) -> float:
        """0 to 1: how much the strings look like something that a person or a model wrote."""
        strings = [value.strip() for value in self.strings if value.strip()]
        if not strings:
            return 0.0
        return sum(map(prose, strings)) / len(strings) * (0.4 + 0.6 * min(1.0, 2 * len(set(strings)) / len(strings)))


def prose(text: str) -> float:
    """0 to 1 for one string: words with spaces (or a script without spaces) that are no time, address or code."""
    head = text[:600]
    if (_TIME.match(head) and len(head) < 40) or _ADDRESS.match(head):
        return 0.0
    wide = len(_WIDE.findall(head))
    words = head.split()
    if len(words) < 2 and wide < 4:
        return 0.05 if _CODE.match(head) else 0.15
    letters = sum(map(str.isalpha, head)) / len(head)
    if letters < 0.35:
        return 0.1
    length = min(1.0, (len(words) + wide / 2) / 8)
    return min(1.0, 0.25 + 0.75 * length) * min(1.0, letters / 0.6)


@dataclass
class Profile:
    """Fields by path, the lists by path (lengths of each), and how many records were looked at."""

    records: int
    fields: dict[str, Field]
    lists: dict[str, list[int]]
    objects: Counter[str]
    sample: list[Any]

    def below(self, path: str) -> list[Field]:
        """The fields below a path, nearest first."""
        inside = [one for one in self.fields.values() if is_below(one.path, path)]
        return sorted(inside, key=lambda one: (one.path.count("."), one.path))


def is_below(path: str, parent: str) -> bool:
    """Whether a path leads further from another one."""
    return not parent or path.startswith((f"{parent}.", f"{parent}["))


def relative(path: str, parent: str) -> str:
    """A path as seen from a parent."""
    return path[len(parent) :].removeprefix(".") if parent else path


def profile(records: Iterable[Any]) -> Profile:
    """Walk a sample of records. Values of objects that are used as maps share one path (`labels.*`)."""
    sample = []
    for record in records:
        sample.append(record)
        if len(sample) >= MAX_RECORDS:
            break
    result = Profile(len(sample), {}, {}, Counter(), sample)
    budget = [MAX_NODES]
    for record in sample:
        seen: set[str] = set()
        _visit(result, "", "", record, 0, seen, budget)
        for path in seen:
            result.fields[path].records += 1
    return result


def is_map(value: Mapping[str, Any]) -> bool:
    """Whether an object is used as a map: keys that are ids, values that are objects or lists of one shape."""
    if not value or not all(isinstance(one, (dict, list)) for one in value.values()):
        return False
    if len(value) > 1 and all(isinstance(one, list) and _SPLIT_KEY.match(key) for key, one in value.items()):
        return True
    ids = sum(bool(_ID_KEY.search(key)) for key in value)
    kinds = {type(one) for one in value.values()}
    if len(kinds) > 1 or ids < 0.8 * len(value):
        return False
    shapes = [frozenset(one) for one in value.values() if isinstance(one, dict)]
    if not shapes:
        return len(value) > 1
    common = Counter(key for shape in shapes for key in shape)
    shared = sum(common[key] for key in common) / (len(common) * len(shapes)) if common else 0
    return (len(value) > 1 and shared >= 0.4) or (len(value) == 1 and ids == 1 and len(next(iter(value))) >= 8)


def _visit(result: Profile, path: str, name: str, value: Any, depth: int, seen: set[str], budget: list[int]) -> None:
    budget[0] -= 1
    if budget[0] < 0 or depth > MAX_DEPTH:
        return
    if isinstance(value, str) and value[:1] in "[{" and len(value) > 1:
        inner = decoded_json(value)
        if isinstance(inner, (dict, list)) and inner:
            value = inner
    if isinstance(value, Mapping):
        result.objects[path] += 1
        mapped = is_map(value)
        for key, one in value.items():
            step = "*" if mapped else key_step(str(key))
            _visit(
                result, f"{path}.{step}" if path else step, name if mapped else str(key), one, depth + 1, seen, budget
            )
        return
    if isinstance(value, list):
        result.lists.setdefault(path, []).append(len(value))
        for one in value[:200]:
            _visit(result, f"{path}[]", name, one, depth + 1, seen, budget)
        return
    field_of = result.fields.setdefault(path, Field(path, name))
    field_of.parents += 1
    if value is None:
        field_of.empty += 1
        return
    seen.add(path)
    field_of.count += 1
    field_of.types[type(value).__name__] += 1
    if isinstance(value, str):
        field_of.characters += len(value)
        field_of.empty += not value.strip()
    if len(field_of.values) < MAX_VALUES:
        field_of.values.append(value[:2000] if isinstance(value, str) else value)
