"""A reading: the paths of the records of an input and of their fields - inferred, written by a person, or known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from analytics.ingest.inputs import Join

KEY_ROLE = "@key"
"""A role that is the key of the turn's object, whose value is the text."""

ACTION_ROLE = "assistant or tool"
"""The role of an action of an assistant: spoken when its value is an utterance, a tool otherwise."""

KINDS = {
    "documents": "each record is a document",
    "conversations": "each record is a conversation with a list of turns",
    "turns": "each record is one turn of a conversation",
    "pairs": "each record is a prompt with its answers",
    "transcripts": "each record is a conversation written into one text",
}


@dataclass(frozen=True)
class Answer:
    """One answer of a record of pairs: where its texts are (one for each text), and which model wrote them."""

    text: str
    model: str | None = None
    model_path: str | None = None


@dataclass(frozen=True)
class RatingField:
    """Where ratings are and how to read them.

    `level` is what they rate: 'record' (a document, or a whole conversation), 'turn', the number of an answer, 'last'
    (the last turn), 'turns' or 'answers' (a list with one value for each), or 'conversation' (a column of turns with
    one value for all turns of a conversation).
    `scale` are the ends (low, high) of numbers, or None where `words` gives the value in [0, 1] of each word. Without
    both, the values are yes and no in their usual words.
    `reverse`: a high number or a yes is bad. `several`: a list with one rating of each rater.
    """

    name: str
    path: str
    level: str = "record"
    scale: tuple[float, float] | None = None
    words: Mapping[str, float] | None = None
    reverse: bool = False
    several: bool = False
    rater: str | None = None
    name_path: str | None = None
    rater_kind: str = "annotator"
    reason: str = ""
    rater_path: str | None = None
    comment_path: str | None = None

    @cached_property
    def memory(self) -> dict[Any, tuple[float | None] | None]:
        """What values mean that were read before: (value in [0, 1],), or None where nothing was rated."""
        return {}


@dataclass(frozen=True)
class Comparisons:
    """Which answer won, among the answers with the numbers `sides`.

    `winner` is the field that says so, `values` what its values mean: the letter of a side ('a' is the first), 'tie' or
    'both_bad'. `ranks` are the fields with the rank of each side (1 is the best), or one field with all ranks. With
    neither, the answers of the first side beat those of the second (chosen and rejected).
    """

    sides: tuple[int, ...] = (0, 1)
    winner: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    judge: str | None = None
    judge_kind: str = "annotator"
    judge_name: str | None = None
    ranks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """How to read the records of an input. All paths are relative to a record, those of a turn to the turn.

    `records`: where the records are in what the container gives; `key`: the field (conversation, source, title) that
    the key of an object of records becomes. `text`: paths of the text of a document, prompt or turn; the texts that are
    there are joined. `fields`: conversation, title, label, source, lang, time, url, model, user ... -> path.
    """

    kind: str
    records: str = ""
    key: str | None = None
    text: tuple[str, ...] = ()
    turns: str | None = None
    replies: str | None = None
    role: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    only_roles: bool = False
    alternate: tuple[str, ...] = ()
    turn_fields: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    system: str | None = None
    grammar: str | None = None
    ratings: tuple[RatingField, ...] = ()
    comparisons: tuple[Comparisons, ...] = ()
    answer_turns: str | None = None
    """A second list of the record with the answers: the n-th answers the n-th turn."""
    continues: bool = False
    """Whether records with the same conversation are its exchanges, one after another."""
    last_answer: str | None = None
    """The answer to the last turn, where a log has the request and its response apart."""
    overall: str | None = None
    """The text of a row that is no turn: its ratings are those of the whole conversation."""
    joins: tuple[Join, ...] = ()
    confidence: float = 1.0
    reasons: tuple[str, ...] = ()
    runner_up: str = ""
