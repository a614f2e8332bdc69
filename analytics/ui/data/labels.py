"""The names of what a reading has, for people: kinds of records, fields of the form, counts of a preview."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.ui.components.text import counted

KINDS = {
    "documents": "Documents: each record has one text",
    "conversations": "Conversations: each record has a list of turns",
    "turns": "Turns: each record is one turn of a conversation",
    "exchanges": "Exchanges: each record has a prompt and an answer",
    "pairs": "Comparisons: each record has a prompt with its answers",
    "transcripts": "Transcripts: each record is a conversation in one text",
}
FIELDS = {
    "kind": "What is a record?",
    "records": "Where are the records?",
    "turns": "List of turns",
    "text": "Text",
    "content": "Text",
    "role": "Role (who speaks)",
    "prompt": "Prompt",
    "response": "Answer",
    "conversation": "Conversation id",
    "conversation_id": "Conversation id",
    "user": "User id",
    "model": "Model",
    "time": "Time",
    "created_at": "Time",
    "latency_ms": "Latency (ms)",
    "cost": "Cost",
    "title": "Title",
    "label": "Label",
    "source": "Source",
    "lang": "Language",
    "url": "URL",
    "score": "Score",
    "winner": "Winner",
    "judge": "Judge",
    "thumbs": "Rating: thumbs",
    "rating": "Rating: score",
    "comment": "Comment of the user",
    "turn": "Position of the turn",
    "message_id": "Message id",
    "prompt_version": "Version of the system prompt",
    "regenerated": "Regenerated",
}
FILE_OPTIONS = {
    "encoding": ("Encoding", ("", "utf-8", "cp1252", "latin-1", "utf-16", "gb18030", "shift_jis", "cp949")),
    "delimiter": ("Delimiter", ("", ",", ";", "\t", "|")),
    "header": ("First row names the columns", ("", "yes", "no")),
    "extractor": ("Content of a page", ("trafilatura", "resiliparse", "none")),
}
"""{option of the file: its label and values}; "" is what is assumed from the file."""

MARKS = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar", "": "detected"}
SCALES = ("0 to 1", "-1 to 1", "1 to 5", "1 to 7", "1 to 10", "0 to 4", "0 to 5", "0 to 10", "0 to 100")
NONE = "none"
NO_PATH = {"records": "each record of the file", "role": "none: speakers alternate", "value": "as it is"}
"""What a field without a path means, where it is not that the field is missing."""


def kind_label(kind: str, title: str = "") -> str:
    """What a record is; the title of the format where it is known by its keys."""
    known = kind.removeprefix("known:")
    return f"Known format: {title or known}" if known != kind else KINDS.get(kind, kind)


def alternative_label(other: Mapping[str, Any]) -> str:
    """`Conversations: turns in messages[], text in content, ratings in score`."""
    places = {"records": other["records"], "turns": other["turns"], "text": " and ".join(filter(None, other["texts"]))}
    facts = [f"{name} in {place}" for name, place in places.items() if place]
    facts += [f"ratings in {', '.join(other['ratings'][:3])}"] * bool(other["ratings"])
    return f"{KINDS[other['kind']].partition(':')[0]}: {', '.join(facts)}"


def field_label(name: str, kind: str = "") -> str:
    """The label of a field of the form of this kind of records: `Answer 2`, `Who is "bot"?`."""
    if (name, kind) == ("text", "pairs"):
        return FIELDS["prompt"]
    if name.startswith("role of "):
        return f'Who is "{name.removeprefix("role of ")[:30]}"?'
    return FIELDS.get(name, name.capitalize())


def counts_text(counts: Mapping[str, int]) -> str:
    """`60 records: 60 conversations with 240 messages, 120 ratings. 2 records are rejected.`"""
    if counts["conversations"]:
        items = [f"{counted(counts['conversations'], 'conversation')} with {counted(counts['documents'], 'message')}"]
    else:
        items = [counted(counts["documents"], "document")]
    items += [counted(counts[name], name[:-1]) for name in ("ratings", "comparisons") if counts[name]]
    rejected = f" {counted(counts['rejects'], 'record')} rejected." if counts["rejects"] else ""
    return f"{counted(counts['records'], 'record')}: {', '.join(items)}.{rejected}"
