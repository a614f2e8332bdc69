"""Candidates in which a record holds a list of turns: objects with a role and a text, pairs, strings, nested
replies.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from analytics.ingest.logs.record_values import decoded_json
from analytics.ingest.reading import pairs, two_lists
from analytics.ingest.reading.candidates import Candidate
from analytics.ingest.reading.fields import single_fields, texts_of
from analytics.ingest.reading.last_answers import last_answer
from analytics.ingest.reading.model import ACTION_ROLE, KEY_ROLE, Reading
from analytics.ingest.reading.paths import values
from analytics.ingest.reading.profile import Profile, prose, relative
from analytics.ingest.reading.roles import RoleField, meanings, role_field
from analytics.ingest.reading.vocabulary import TURN_LISTS, plain, role_of

ALTERNATE = ("user", "assistant")
KEYED_ROLES = {
    "intent": "user",
    "action": "assistant",
    "q": "user",
    "question": "user",
    "a": "assistant",
    "answer": "assistant",
    "query": "user",
    "utterance": "user",
    "response": "assistant",
    "prompt": "user",
    "completion": "assistant",
}
MIN_SAME = 0.6
"""Replies have this share of the fields of the turns that they answer."""
TURN_WANTED = ("id", "parent", "model", "user", "time", "latency_ms", "cost", "lang")
RECORD_WANTED = ("conversation", "title", "label", "source", "lang", "model", "user", "time", "id", "url")


def candidates(profile: Profile) -> Iterator[Candidate]:
    """One candidate for each list whose elements may be turns, and for two lists that alternate."""
    yield from two_lists.candidates(profile)
    for path, lengths in profile.lists.items():
        if max(lengths) < 1:
            continue
        name = plain(re.split(r"[.\[\]]+", path.rstrip("[]"))[-1].strip('"*')) if path else ""
        lists = [some for record in profile.sample for some in _lists_at(record, path) if some]
        if not lists:
            continue
        first = next((one for some in lists for one in some if one is not None), None)
        if isinstance(first, dict):
            yield from _keyed(profile, path, name, lists)
            yield from _objects(profile, path, name, lists)
        elif isinstance(first, list) and len(first) in (2, 3) and all(isinstance(piece, str) for piece in first):
            yield from _pairs(profile, path, name, lists)
        elif isinstance(first, str):
            yield from _strings(profile, path, name, lists)


def _lists_at(record: Any, path: str) -> list[list[Any]]:
    if not path:
        return [record] if isinstance(record, list) else []
    decoded = (decoded_json(value) for value in values(record, path))
    return [value for value in decoded if isinstance(value, list)]


def _objects(profile: Profile, path: str, name: str, lists: list[list[Any]]) -> Iterator[Candidate]:
    each = f"{path}[]"
    fields = profile.below(each)
    replies = _replies(profile, each)
    turns = [list(_with_replies(some, replies)) for some in lists]
    role = role_field(fields, each, turns)
    texts = texts_of(profile, each, skip=() if role is None else (role.path,))
    texts = [one for one in texts if replies is None or not one[1].startswith(f"{replies}[]")]
    yield from _exchanges(profile, path, name)
    if not texts:
        return
    text_score, text_path, text = texts[0]
    if role is None and not _may_alternate(name, profile, each, text, lists):
        return
    several = sum(len(some) > 1 for some in turns) / len(turns)
    known_name = name in TURN_LISTS
    score = (
        1.0
        + min(text_score, 2.0) * 0.6
        + 0.5 * known_name
        + 0.5 * several
        - 0.12 * path.count(".")
        - 0.25 * path.count("[")
        - 1.6 * max(0, path.count("[].") - 1)
    )
    score += 0.6 * min(1.0, _share(profile, each, text_path)) - 0.6 * _is_inside_turns(path)
    reasons = [f"{path}[] is a list of turns: the text is {text_path!r}"]
    if role is not None:
        score += 0.8 * role.score
        reasons.append(_role_reason(role))
    else:
        reasons.append("no field says who speaks, so the turns alternate between user and assistant")
    reading = _reading(profile, path, text_path, role)
    answer = last_answer(profile, reading, each, lists)
    if answer is not None:
        reasons.append(f"{answer!r} answers the last turn")
        reading = replace(reading, roles={value: role_of(value) or side for value, side in reading.roles.items()})
    yield Candidate(replace(reading, last_answer=answer), score + 0.4 * bool(answer), tuple(reasons))


def _exchanges(profile: Profile, path: str, name: str) -> Iterator[Candidate]:
    """Turns that hold a prompt and its answer each."""
    if name not in TURN_LISTS:
        return
    each = f"{path}[]"
    for one in pairs.single(profile, each):
        records, turns = _split(profile, path)
        outer = [field for field in profile.below(records) if not field.path.startswith(each)]
        wanted = {what: inner for what, inner in one.reading.fields.items() if what in TURN_WANTED}
        reading = replace(
            one.reading, kind="conversations", records=records, key="conversation" if "*" in records else None,
            turns=turns,
            turn_fields=wanted, fields=single_fields(outer, records, (), RECORD_WANTED),
        )  # fmt: skip
        yield Candidate(reading, one.score + 1.2, (f"{path}[] are exchanges: {one.reasons[0]}",))


def _replies(profile: Profile, each: str) -> str | None:
    """The key of the list inside turns that has turns of the same shape: the replies to each."""
    own = {relative(one.path, each) for one in profile.below(each)}
    for path in profile.lists:
        key = relative(path, each)
        if path == f"{each}.{key}" and "." not in key and "[" not in key and f"{path}[]" in profile.objects:
            inner = {relative(one.path, f"{path}[]") for one in profile.below(f"{path}[]")}
            shared = {name for name in inner & own if "." not in name and "[" not in name}
            own_keys = {name for name in own if "." not in name and "[" not in name}
            if len(shared) >= max(2, MIN_SAME * len(own_keys)) and any(
                profile.fields[f"{each}.{name}"].prose > 0.3 for name in shared
            ):
                return key.strip('"')
    return None


def _with_replies(turns: list[Any], replies: str | None) -> Iterator[dict[str, Any]]:
    """Turns and all replies below them."""
    for turn in turns:
        if isinstance(turn, dict):
            yield turn
            if replies is not None and isinstance(turn.get(replies), list):
                yield from _with_replies(turn[replies], replies)


def _reading(profile: Profile, path: str, text_path: str, role: RoleField | None) -> Reading:
    each = f"{path}[]"
    records, turns = _split(profile, path)
    fields = profile.below(each)
    taken = {text_path} | ({role.path} if role else set())
    outer = [one for one in profile.below(records) if not one.path.startswith(each)]
    return Reading(
        kind="conversations",
        records=records,
        key="conversation" if "*" in records else None,
        turns=turns,
        replies=_replies(profile, each),
        text=(text_path,),
        role=role.path if role else None,
        roles=role.roles if role else {},
        alternate=() if role else ALTERNATE,
        turn_fields=single_fields(fields, each, taken, TURN_WANTED),
        fields=single_fields(outer, records, (), RECORD_WANTED),
    )


def _split(profile: Profile, path: str) -> tuple[str, str]:
    """Where the records are and where a record's turns are: the outer list holds records, the inner one turns.

    A list of lists of turns, each the beginning of the next, is one conversation: its last list.
    """
    each = f"{path}[]"
    outer = max(path.rfind("[]."), path.rfind("*."))
    if path.endswith("[]"):
        holder = path.removesuffix("[]")
        records, inner = _split(profile, holder)
        prefixes = all(_is_prefixed(some) for record in profile.sample for some in _lists_at(record, holder))
        return records, (inner.removesuffix("[]") + "[-1][]") if prefixes else inner + "[]"
    if outer < 0:
        return ("", each) if not path.endswith("*") else (path, "[]")
    end = outer + (2 if path[outer] == "[" else 1)
    return path[:end], relative(each, path[:end])


def _is_prefixed(some: list[Any]) -> bool:
    return len(some) > 1 and all(
        isinstance(a, list) and isinstance(b, list) and len(a) < len(b) and b[: min(len(a), 1)] == a[:1]
        for a, b in itertools.pairwise(some)
    )


def _is_inside_turns(path: str) -> bool:
    """Whether a list lies inside another list that is named like turns: a property of a turn."""
    return any(plain(step.strip('"')) in TURN_LISTS for step in re.split(r"[.\[\]*]+", path.rstrip("[]"))[:-1] if step)


def _may_alternate(name: str, profile: Profile, each: str, text: Any, lists: list[list[Any]]) -> bool:
    """Whether turns without a role may alternate: the list is named like a conversation, and holds most of the
    prose.
    """
    enough = sum(len(some) >= 2 for some in lists) >= 0.6 * len(lists)
    return (
        name in TURN_LISTS
        and enough
        and _share(profile, each, relative(text.path, each)) > 0.2
        and text.mean_length < 2000
    )


def _share(profile: Profile, each: str, text_path: str) -> float:
    """The share of the sample's characters that the texts of the turns hold."""
    start = f"{each}.{text_path}"
    total = sum(one.characters for one in profile.fields.values() if one.is_text and one.prose > 0.2)
    own = sum(
        one.characters
        for one in profile.fields.values()
        if one.path == start or one.path.startswith((f"{start}[", f"{start}."))
    )
    return own / total if total else 0.0


def _keyed(profile: Profile, path: str, name: str, lists: list[list[Any]]) -> Iterator[Candidate]:
    """Turns whose key says who speaks: [{"user": "..."}, {"bot": "..."}]."""
    turns = [turn for some in lists for turn in some if isinstance(turn, dict)]
    keys = Counter(next(iter(turn)) for turn in turns if turn and isinstance(next(iter(turn.values())), str))
    roles = {key: role for key in keys if (role := role_of(key) or KEYED_ROLES.get(plain(key))) is not None}
    if "assistant" not in roles.values():
        roles |= {key: ACTION_ROLE for key in roles if plain(key) in ("action", "actions")}
    known = sum(keys[key] for key in roles) / max(len(turns), 1)
    if known < 0.8 or "user" not in roles.values() or not {"assistant", ACTION_ROLE} & set(roles.values()):
        return
    records, inner = _split(profile, path)
    outer = [one for one in profile.below(records) if not one.path.startswith(path)]
    reading = Reading(
        "conversations", records, "conversation" if "*" in records else None, ("",), inner, None, KEY_ROLE, roles,
        fields=single_fields(outer, records, (), RECORD_WANTED),
    )  # fmt: skip
    yield Candidate(reading, 3.4 + known, (f"{path}[] are turns whose key says who speaks",))


def _pairs(profile: Profile, path: str, name: str, lists: list[list[Any]]) -> Iterator[Candidate]:
    """Turns written as [role, text]."""
    turns = [some for some in lists if all(isinstance(one, list) and len(one) >= 2 for one in some)]
    speakers = [str(one[0]) for some in turns for one in some]
    roles = meanings("role", speakers)
    known = sum(speaker in roles for speaker in speakers) / max(len(speakers), 1)
    texts = [one[1] for some in turns for one in some if isinstance(one[1], str)]
    quality = sum(map(prose, texts)) / max(len(texts), 1)
    if known < 0.5 or quality < 0.2 or len(set(speakers)) > 12:
        return
    records, inner = _split(profile, path)
    outer = [one for one in profile.below(records) if not one.path.startswith(path)]
    reading = Reading(
        "conversations", records, "conversation" if "*" in records else None, ("[1]",), inner, None, "[0]", roles,
        fields=single_fields(outer, records, (), RECORD_WANTED),
    )  # fmt: skip
    score = 2.0 + quality + 1.6 * known + 0.5 * (name in TURN_LISTS)
    yield Candidate(reading, score, (f"{path}[] are pairs of a role and a text",))


def _strings(profile: Profile, path: str, name: str, lists: list[list[Any]]) -> Iterator[Candidate]:
    """Turns written as a list of strings, in turn."""
    strings = [one for some in lists for one in some if isinstance(one, str)]
    quality = sum(map(prose, strings)) / max(len(strings), 1)
    several = sum(len(some) > 1 for some in lists) / len(lists)
    if name not in TURN_LISTS - {"content", "log", "events", "story", "text"} or quality < 0.3 or several < 0.5:
        return
    records, inner = _split(profile, path)
    outer = [one for one in profile.below(records) if not one.path.startswith(path)]
    reading = Reading(
        "conversations", records, "conversation" if "*" in records else None, ("",), inner, alternate=ALTERNATE,
        fields=single_fields(outer, records, (), RECORD_WANTED),
    )  # fmt: skip
    yield Candidate(reading, 1.6 + quality + 0.5 * several, (f"{path}[] is a list of texts that take turns",))


def _role_reason(role: RoleField) -> str:
    if role.are_people:
        return f"{role.path!r} names the people who speak"
    shown = ", ".join(f"{value} = {meaning}" for value, meaning in list(role.roles.items())[:4])
    return f"{role.path!r} says who speaks ({shown})"
