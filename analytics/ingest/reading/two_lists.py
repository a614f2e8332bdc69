"""Candidates in which a record has a list of prompts and a list of their answers: the n-th answers the n-th."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analytics.ingest.reading.candidates import Candidate
from analytics.ingest.reading.documents import WANTED
from analytics.ingest.reading.fields import single_fields
from analytics.ingest.reading.model import Reading
from analytics.ingest.reading.paths import join, values
from analytics.ingest.reading.profile import Field, Profile, prose, relative
from analytics.ingest.reading.vocabulary import TURN_LISTS, name_rank, plain

MAX_HOLDERS = 3
MIN_EVEN = 0.95
RECORD_WANTED = ("conversation", "model", *WANTED)


def candidates(profile: Profile) -> Iterator[Candidate]:
    """A candidate for each two lists of texts with the same lengths, of which one is named for answers or turns."""
    lists = [one for one in profile.fields.values() if "[]" in one.path and one.is_text and one.prose > 0.3]
    inner = sorted({one.path.split("[]")[0] + "[]" for one in lists if profile.records <= MAX_HOLDERS})
    for records in ["", *(path for path in inner if path in profile.objects)]:
        own = [one for one in lists if one.path.startswith(records) and one.path != records]
        for asked in own:
            for answered in own:
                if _are_sides(relative(asked.path, records), relative(answered.path, records)):
                    yield from _candidate(profile, records, asked, answered)


def _are_sides(asked: str, answered: str) -> bool:
    """Whether the names of two lists are those of prompts and answers, or both are turns and the second is deeper."""
    if asked == answered or asked.count("[]") > 1 or asked.count(".") > answered.count("."):
        return False
    if not asked.endswith("[]") and (
        asked.partition("[]")[2] != answered.partition("[]")[2] or answered.count("[]") > 1
    ):
        return False  # two lists of objects have the same fields
    names = [plain(path.rpartition("[]")[0].split(".")[-1].split("[")[0]) for path in (asked, answered)]
    is_prompt = name_rank(_singular(names[0]), "prompt") > 0.5
    is_answer = name_rank(_singular(names[1]), "answer") > 0.5
    is_deeper = answered.count(".") > asked.count(".") and names[1] in TURN_LISTS
    return (
        (is_prompt or names[0] in TURN_LISTS) and (is_answer or is_deeper) and not (is_answer and names[0] == names[1])
    )


def _singular(name: str) -> str:
    return f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")


def _candidate(profile: Profile, records: str, asked: Field, answered: Field) -> Iterator[Candidate]:
    prompts, answers = relative(asked.path, records), _first_choice(relative(answered.path, records))
    both = even = 0
    for record in profile.sample:
        for inner in values(record, records) if records else [record]:
            lengths = len(values(inner, prompts)), len(values(inner, answers))
            both += all(lengths)
            even += all(lengths) and lengths[0] == lengths[1]
    several = _mean_length(profile, join(records, prompts)) > 1
    if not both or even < MIN_EVEN * both or not several or prose_of(answered) < 0.3:
        return
    taken = (asked.path, answered.path)
    fields = [one for one in profile.below(records) if one.path not in taken]
    reading = Reading(
        "conversations", records, turns=prompts, answer_turns=answers, text=("text",), role="role",
        roles={"user": "user", "assistant": "assistant"}, fields=single_fields(fields, records, (), RECORD_WANTED),
    )  # fmt: skip
    yield Candidate(reading, 3.8, (f"{prompts} are prompts and {answers} their answers, one for each",))


def _first_choice(path: str) -> str:
    """A path that takes the first of each outer list: choices[].turns[] -> choices[0].turns[]."""
    head, _, rest = path.rpartition("[]")
    return head.replace("[]", "[0]") + "[]" + rest


def _mean_length(profile: Profile, path: str) -> float:
    lengths = profile.lists.get(path.rpartition("[]")[0], [0])
    return sum(lengths) / len(lengths)


def prose_of(one: Field) -> float:
    """How much the texts of a list look like prose, 0 to 1."""
    texts: list[Any] = one.strings[:50]
    return sum(map(prose, texts)) / max(len(texts), 1)
