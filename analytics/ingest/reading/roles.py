"""Which field says who speaks, and what do its values mean?"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.ingest.reading.paths import first
from analytics.ingest.reading.profile import Field, relative
from analytics.ingest.reading.vocabulary import PART_TYPES, name_rank, plain, role_of

MAX_ROLES = 12
MAX_SPEAKERS = 400
MAX_NAME = 30
MIN_LISTS = 3
PERSON_KEYS = frozenset({"name", "username", "display_name", "nickname", "login", "handle", "email"})
"""Names of the name of a person inside an object that is the person."""
MIN_EVENT_SHARE = 0.1
"""The least share of the records of a log of events that says who speaks; the others are other events."""


@dataclass(frozen=True)
class RoleField:
    """A field that tells who speaks: what each value means, how often values alternate, and how sure that is (0-1)."""

    path: str
    roles: Mapping[str, str]
    known: float
    alternation: float
    score: float
    are_people: bool


def role_field(
    fields: Sequence[Field], parent: str, turns: Sequence[Sequence[Any]], are_events: bool = False
) -> RoleField | None:
    """The best role field among `fields` of the turns at `parent`; `turns` are the lists of turns of the sample.

    In a log of events few records are turns: a field that only these have is a role field too.
    """
    candidates = [candidate for one in fields if (candidate := _candidate(one, parent, turns, are_events)) is not None]
    return max(candidates, key=lambda one: one.score, default=None)


def _candidate(one: Field, parent: str, turns: Sequence[Sequence[Any]], are_events: bool) -> RoleField | None:
    path = relative(one.path, parent)
    if "[" in path or "*" in path or not one.count:
        return None
    flag = one.types["bool"] == one.count
    if not flag and (one.n_distinct > MAX_SPEAKERS or (one.mean_length > 40 and one.is_text)):
        return None
    if not one.is_text and not flag and one.n_distinct > 6:
        return None
    sequences = [[_key(first(turn, path)) for turn in some] for some in turns]
    values = [value for some in sequences for value in some if value is not None]
    if not values or set(map(plain, values)) & {"input_text", "output_text", "tool_use", "tool_result"}:
        return None
    if set(map(plain, values)) <= PART_TYPES:
        return None
    roles = meanings(one.name, values, flag)
    speak = {"user", "assistant"} <= set(roles.values())
    share = len(values) / max(sum(map(len, turns)), 1)
    if share < (MIN_EVENT_SHARE if are_events and speak else 0.3):
        return None
    known = sum(value in roles for value in values) / len(values)
    if are_events and speak:
        known = max(known, 0.6)
    if flag and len(set(values)) == 1:
        return None  # all are people, or none is: it tells nobody apart
    name = max(_role_rank(path, one.name), 0.6 if flag and roles else 0.0)
    several = len(set(values)) > 1 or known > 0
    alternation = _alternation(sequences)
    is_named = name >= 0.45 or (not are_events and _are_speakers(one, sequences, alternation))
    if not several or (known < 0.3 and (not is_named or len(set(values)) > 0.5 * len(values) + 2)):
        return None
    if flag and not roles:
        return None
    if known < 0.3 and (
        plain(one.name) in ("type", "source", "status", "kind", "id")
        or (plain(path) == "name" and not _are_speakers(one, sequences, alternation))
        or not _speakers_return(sequences)
    ):
        return None
    if len(set(values)) == 1 and set(roles.values()) == {"assistant"}:
        return None  # one speaker only: a property, such as the name of an agent
    if len(set(roles.values())) == 1 and "user" not in roles.values():
        known *= 0.2  # one side only: a property of some messages, not who speaks
    score = 1.6 * known + 0.8 * alternation + 0.8 * name - 0.15 * path.count(".")
    return RoleField(path, roles, known, alternation, score, are_people=known < 0.3)


def _role_rank(path: str, name: str) -> float:
    """How well a name fits a role: that of the object around it for `author.name`."""
    steps = path.split(".")
    above = name_rank(steps[-2], "role") - 0.05 if len(steps) > 1 and plain(name) in PERSON_KEYS else 0.0
    return max(name_rank(name, "role"), above)


def meanings(name: str, values: Sequence[str], flag: bool = False) -> dict[str, str]:
    """value -> user, assistant, system or tool, for the values that have a usual meaning."""
    counts = {value: values.count(value) for value in dict.fromkeys(values)}
    if flag:
        words = plain(name)
        side = (
            "user"
            if re.search(r"user|human|customer", words)
            else "assistant"
            if re.search(r"bot|agent|assistant|ai\b|model", words)
            else None
        )
        other = {"user": "assistant", "assistant": "user"}
        return {"true": side, "false": other[side]} if side else {}
    roles = {value: role for value in counts if (role := role_of(value) or _first_word_role(value)) is not None}
    taken = set(roles.values())
    total = sum(counts.values())
    if "assistant" not in taken and "user" in taken:
        bots = [value for value, role in roles.items() if role == "system" and counts[value] >= 0.25 * total]
        others = [value for value in counts if value not in roles and counts[value] >= 0.1 * total]
        for value in bots or others[:1]:
            roles[value] = "assistant"
    elif "user" not in taken and "assistant" in taken:
        others = [value for value in counts if value not in roles and counts[value] >= 0.2 * total]
        if len(others) == 1:
            roles[others[0]] = "user"
    return roles


def _speakers_return(sequences: Sequence[Sequence[str | None]]) -> bool:
    """Whether people speak more than once: a name that never returns is a property, no speaker."""
    spoken = [value for some in sequences for value in some if value is not None]
    distinct = sum(len(set(some)) for some in sequences)
    return len(spoken) <= 4 or distinct <= 0.7 * len(spoken)


def _are_speakers(one: Field, sequences: Sequence[Sequence[str | None]], alternation: float) -> bool:
    """Whether short words without a usual name are names of people: at least two in most lists, and mostly in turn."""
    if not one.is_text or one.mean_length > MAX_NAME or alternation < 0.5 or one.prose > 0.5:
        return False
    several = [len(set(some) - {None}) > 1 for some in sequences if len(some) > 1]
    is_time = any(re.search(r"\d[:\-/]\d", value) for value in one.strings[:20])
    return len(several) >= MIN_LISTS and sum(several) >= 0.8 * len(several) and not is_time


def _first_word_role(value: str) -> str | None:
    """The role in `user.message` or `assistant_message`."""
    words = re.split(r"[._:\s/-]+", value.strip().lower())
    if len(words) > 1 and words[-1] in {"message", "msg", "turn", "text", "prompt", "response", "reply"}:
        return role_of(words[0])
    return None


def _key(value: Any) -> str | None:
    if value is None or isinstance(value, (dict, list)) or (isinstance(value, str) and not value.strip()):
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _alternation(sequences: Sequence[Sequence[str | None]]) -> float:
    pairs = [(a, b) for some in sequences for a, b in itertools.pairwise(some)]
    return sum(a != b for a, b in pairs) / len(pairs) if pairs else 0.0
