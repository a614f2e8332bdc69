"""Fields that are answers to the same prompt: opposed words, letters or numbers after a common stem, model names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analytics.ingest.reading.paths import values
from analytics.ingest.reading.profile import Field, Profile, prose
from analytics.ingest.reading.vocabulary import OPPOSED, name_rank, plain

LETTERS = "abcdefghijkl"
MAX_SIDES = len(LETTERS)
TEXT_KEYS = frozenset({"text", "content", "value", "message", "response", "output", "answer", "body"})
"""Names of the text inside an object that is an answer: the object's name says which answer it is."""
ANSWER_NAMES = frozenset(
    [
        "response",
        "answer",
        "output",
        "completion",
        "reply",
        "generation",
        "summary",
        "candidate",
        "system",
        "prediction",
    ]
)
NO_MODELS = frozenset(
    [
        "user",
        "prompt",
        "question",
        "gold",
        "reference",
        "ref",
        "human",
        "expected",
        "correct",
        "incorrect",
        "target",
        "true",
        "best",
        "source",
        "input",
        "final",
        "raw",
        "full",
        "short",
        "long",
        "original",
        "first",
        "last",
        "previous",
        "context",
        "old",
        "new",
        "model",
    ]
)
"""Words before or after `response` that are no names of models."""
_DIGITS = re.compile(r"(?<=[a-z])(?=\d+$)|(?<=[a-z])(?=\d+_)")


@dataclass(frozen=True)
class Side:
    """One of several answers: its path, and what distinguishes its name: a letter, a number or the name of a model."""

    path: str
    token: str
    model: str | None = None


def name_of(path: str) -> str:
    """The name that says which answer a path leads to: the last step, or the one before `text` or `content`."""
    steps = [step.strip('"') for step in re.sub(r"\[-?\d*\]", "", path).split(".")]
    leaf = steps[-2] if len(steps) > 1 and plain(steps[-1]) in TEXT_KEYS and not steps[-1].isdigit() else steps[-1]
    return plain(re.sub(r"[()]", " ", leaf))


def tokens(name: str) -> list[str]:
    """The words of a plain name; a final number is a word of its own: `response1` -> response, 1."""
    return [token for token in _DIGITS.sub("_", name).split("_") if token]


def opposed(names: Mapping[str, Field]) -> Iterator[tuple[str, str]]:
    """Pairs of paths of which the first is better, by their names: chosen and rejected, right and wrong."""
    named = {path: name_of(path).split("_") for path in names}
    for good, bad in OPPOSED:
        for a in named:
            if good not in named[a] or "not" in named[a]:
                continue
            for b in named:
                if a != b and bad in named[b] and set(named[a]) - {good} == set(named[b]) - {bad}:
                    yield a, b


def numbered(names: Mapping[str, Field]) -> Iterator[tuple[Side, ...]]:
    """Groups of paths whose names differ in one letter or number only, in an unbroken row from a, 0 or 1."""
    groups: dict[tuple[str, ...], dict[str, str]] = {}
    for path in names:
        own = tokens(name_of(path))
        for place, token in enumerate(own):
            if len(own) > 1 and (token.isdigit() or (len(token) == 1 and token in LETTERS)):
                stem = tuple(
                    "answer" if word in ANSWER_NAMES else word for word in (*own[:place], "*", *own[place + 1 :])
                )
                groups.setdefault(stem, {}).setdefault(token, path)
    for sides in groups.values():
        keys = sorted(sides, key=lambda key: (len(key), key))
        if 2 <= len(keys) <= MAX_SIDES and keys[0] in ("a", "0", "1") and _is_row(keys):
            yield tuple(Side(sides[key], key) for key in keys)


def _is_row(keys: Sequence[str]) -> bool:
    if all(key.isdigit() for key in keys):
        return all(int(b) == int(a) + 1 for a, b in pairwise(keys))
    return all(not key.isdigit() for key in keys) and all(ord(b) == ord(a) + 1 for a, b in pairwise(keys))


def by_model(names: Mapping[str, Field]) -> Iterator[tuple[Side, ...]]:
    """Groups of paths whose names are a model's name before or after one usual word: gpt_output, llama_output."""
    groups: dict[tuple[str, str], dict[str, str]] = {}
    for path in names:
        own = plain(name_of(path)).split("_")
        if len(own) > 1 and own[-1] in ANSWER_NAMES:
            groups.setdefault(("*", own[-1]), {})["_".join(own[:-1])] = path
        elif len(own) > 1 and own[0] in ANSWER_NAMES and not own[-1].isdigit() and len(own[-1]) > 1:
            groups.setdefault((own[0], "*"), {})["_".join(own[1:])] = path
    for sides in groups.values():
        models = {token: path for token, path in sides.items() if not set(token.split("_")) & NO_MODELS}
        if 2 <= len(models) <= MAX_SIDES:
            yield tuple(Side(path, token, token) for token, path in models.items())


def inside_object(profile: Profile, records: str) -> Iterator[tuple[Side, ...]]:
    """Groups of paths inside one object of answers whose keys are models: {"answers": {"gpt-4": ..., "llama": ...}}."""
    start = f"{records}." if records else ""
    holders: dict[str, list[Field]] = {}
    for one in profile.below(records):
        path = one.path.removeprefix(start)
        steps = path.split(".")
        if "[" in path or "*" in path or len(steps) not in (2, 3):
            continue
        if len(steps) == 2 or plain(steps[-1]) in TEXT_KEYS:
            holders.setdefault(steps[0], []).append(one)
    for holder, members in holders.items():
        name = plain(holder.strip('"')).rstrip("s")
        texts = [one for one in members if one.is_text and one.prose > 0.3]
        if name_rank(name, "answer") < 0.4 or not 2 <= len(texts) <= MAX_SIDES or len(texts) < len(members):
            continue
        paths = [one.path.removeprefix(start) for one in texts]
        keys = [path.split(".")[1].strip('"') for path in paths]
        if len(set(keys)) == len(keys) and not any(plain(key) in TEXT_KEYS for key in keys):
            yield tuple(Side(path, plain(key), key) for path, key in zip(paths, keys, strict=True))


def listed(profile: Profile, records: str, path: str) -> tuple[Side, ...]:
    """The elements of a list of answers, where all lists have one length from 2 on."""
    holder, _, rest = path.partition("[]")
    lists = [value for record in profile.sample for one in _at(record, records) for value in values(one, holder)]
    lengths = Counter(len(value) for value in lists if isinstance(value, list))
    length = next(iter(lengths)) if len(lengths) == 1 else 0
    if not 2 <= length <= MAX_SIDES:
        return ()
    return tuple(Side(f"{holder}[{place}]{rest}", str(place)) for place in range(length))


def of_paths(paths: Sequence[str]) -> tuple[Side, ...]:
    """The sides at some paths: what distinguishes the name of each from the others."""
    named = [tokens(name_of(path)) for path in paths]
    shared = set(named[0]).intersection(*named[1:]) if named else set()
    own = ["_".join(token for token in one if token not in shared) for one in named]
    return tuple(Side(path, token or str(place)) for place, (path, token) in enumerate(zip(paths, own, strict=True), 1))


def _at(record: object, records: str) -> list[object]:
    return values(record, records) if records else [record]


def is_prose(one: Field) -> bool:
    """Whether a field has texts that a person or a model wrote."""
    return bool(one.strings) and sum(map(prose, one.strings[:40])) / len(one.strings[:40]) > 0.25
