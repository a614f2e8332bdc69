"""Candidates in which each record is one turn: a line of an event log, a row of a table, a message of a day's file."""

from __future__ import annotations

from collections.abc import Iterator
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


def candidates(sample: Profile) -> Iterator[Candidate]:
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
    conversation = _conversation(sample, fields, {role.path, text_path})
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
        turn_fields=own, fields={},
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


def _conversation(sample: Profile, fields: list[Field], taken: set[str]) -> str | None:
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
        name = max(name_rank(one.name, "conversation"), 0.0)
        if name < 0.25 or repeats < 0.2:
            continue
        score = name + 0.5 * repeats + 0.3 * (runs <= 1.2 * one.n_distinct) - 0.1 * path.count(".")
        if plain(one.name) in ("channel", "thread", "session") and one.n_distinct == 1:
            score -= 0.2
        if score > best_score:
            best, best_score = path, score
    return best


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
