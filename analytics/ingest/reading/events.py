"""Candidates in which each record is one turn: a line of an event log, a row of a table, a message of a day's file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, pairwise

from analytics.ingest.reading.candidates import Candidate
from analytics.ingest.reading.fields import single_fields, texts_of
from analytics.ingest.reading.model import Reading
from analytics.ingest.reading.paths import first, values
from analytics.ingest.reading.profile import Field, Profile, profile, relative
from analytics.ingest.reading.roles import RoleField, role_field
from analytics.ingest.reading.turn_lists import _role_reason
from analytics.ingest.reading.vocabulary import name_rank, plain

WANTED = ("conversation", "id", "parent", "model", "user", "time", "latency_ms", "cost", "lang", "label", "title")

MIN_RUNS = 3
MAX_HOLDERS = 3
"""So many records or fewer may be objects that have all turns of a file in one list."""


def candidates(sample: Profile) -> Iterator[Candidate]:
    """A candidate in which the records are turns, also where one object has a list of all of them."""
    yield from _candidates(sample)
    if sample.records > MAX_HOLDERS:
        return
    for path in [path for path in sample.lists if f"{path}[]" in sample.objects and "[" not in path]:
        inner = profile([value for record in sample.sample for value in values(record, f"{path}[]")])
        for one in _candidates(inner):
            if "conversation" in one.reading.turn_fields:
                yield replace(one, reading=replace(one.reading, records=f"{path}[]"), score=one.score + 1.5)


def _candidates(sample: Profile) -> Iterator[Candidate]:
    """A candidate in which the records are turns, where a field says who speaks and the text is short enough."""
    if len(sample.sample) < 2 or not all(isinstance(record, dict) for record in sample.sample):
        return
    fields = [one for one in sample.below("") if "[" not in one.path]
    role = role_field(fields, "", [sample.sample], are_events=True)
    if role is None:
        return
    speaks = {"user", "assistant"} <= set(role.roles.values()) and role.known > 0.2
    texts = texts_of(_of_turns(sample, role) if speaks else sample, "", skip=(role.path,))
    if not texts:
        return
    text_score, text_path, text = texts[0]
    conversation = _conversation(sample, fields, {role.path, text_path}, role)
    if (
        not speaks
        and not (conversation and name_rank(role.path.split(".")[-1], "role") > 0.4)
        and not _is_chat(sample, fields, role, text)
    ):
        return
    taken = {role.path, text_path} | ({conversation} if conversation else set())
    own = single_fields(fields, "", taken, WANTED)
    if conversation:
        own["conversation"] = conversation
    else:
        own.pop("conversation", None)
    reading = Reading(
        kind="turns", text=(text_path,), role=role.path, roles=role.roles, only_roles=speaks,
        turn_fields=own, fields={}, overall=_overall(sample, conversation, text_path),
    )  # fmt: skip
    reasons = [f"each record is a turn: the text is {text_path!r}", _role_reason(role)]
    reasons.append(
        f"{conversation!r} holds the conversation"
        if conversation
        else "no field holds the conversation: the file is one"
    )
    score = 1.0 + 0.6 * min(text_score, 2.0) + 0.8 * role.score + 0.6 * bool(conversation)
    yield Candidate(reading, score, tuple(reasons))


def _of_turns(sample: Profile, role: RoleField) -> Profile:
    """The profile of the records that are turns: those whose role has a meaning."""
    return profile([record for record in sample.sample if str(first(record, role.path)) in role.roles])


def _conversation(sample: Profile, fields: list[Field], taken: set[str], role: RoleField) -> str | None:
    """The field with the id of the conversation: its values come in runs, and are named so or are few."""
    best, best_score = None, 0.0
    for one in fields:
        path = relative(one.path, "")
        if (
            path in taken
            or not one.count
            or one.count < 0.4 * sample.records
            or one.types["float"]
            or one.types["bool"]
            or one.prose > 0.5
        ):
            continue
        sequence = [str(value) for record in sample.sample if (value := first(record, path)) is not None]
        runs = sum(1 for _ in groupby(sequence))
        repeats = 1 - one.n_distinct / max(len(sequence), 1)
        name = name_rank(one.name, "conversation")
        if repeats < 0.2 or (name < 0.25 and not _holds_dialogues(sample, path, role)):
            continue
        score = name + 0.5 * repeats + 0.3 * (runs <= 1.2 * one.n_distinct) - 0.1 * path.count(".")
        if plain(one.name) in ("channel", "thread", "session") and one.n_distinct == 1:
            score -= 0.2
        if score > best_score:
            best, best_score = path, score
    return best


def _holds_dialogues(sample: Profile, path: str, role: RoleField) -> bool:
    """Whether a field without a usual name has one value for all turns of a dialogue: its values come in runs that do
    not return, and most runs have both sides.
    """
    rows = [(first(record, path), role.roles.get(str(first(record, role.path)))) for record in sample.sample]
    runs = [(value, {side for _, side in group}) for value, group in groupby(rows, key=lambda row: row[0])]
    values_of_runs = [value for value, _ in runs]
    if len(runs) < MIN_RUNS or len(set(map(str, values_of_runs))) < len(runs) or None in values_of_runs:
        return False
    two_sided = sum({"user", "assistant"} <= sides for _, sides in runs)
    return two_sided >= 0.7 * len(runs) and len(rows) >= 2 * len(runs)


def _overall(sample: Profile, conversation: str | None, text_path: str) -> str | None:
    """The one word that stands for the text in the last row of most conversations: that row rates all of it."""
    if conversation is None:
        return None
    last = {str(first(record, conversation)): str(first(record, text_path)) for record in sample.sample}
    word, count = Counter(last.values()).most_common(1)[0]
    return word if len(last) > 1 and count >= 0.5 * len(last) and re.fullmatch(r"overall\W*", word, re.I) else None


def _is_chat(sample: Profile, fields: list[Field], role: RoleField, text: Field) -> bool:
    """Whether the records look like messages of people: speakers that return, times that rise, texts that are short."""
    times = [one for one in fields if name_rank(one.name, "time") > 0.3]
    if not times or text.mean_length > 1000 or role.alternation < 0.1:
        return False
    speakers = [value for record in sample.sample for value in values(record, role.path)]
    written = [str(value) for record in sample.sample if (value := first(record, times[0].path)) is not None]
    rising = sum(a <= b for a, b in pairwise(written)) / max(len(written) - 1, 1)
    returning = len(set(map(str, speakers))) <= 0.5 * len(speakers) + 2
    titled = any(
        plain(one.name) in ("title", "url", "headline", "label") and one.count > 0.5 * sample.records for one in fields
    )
    return rising > 0.9 and returning and not titled and name_rank(role.path.split(".")[-1], "role") > 0.3
