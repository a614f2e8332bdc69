"""Files of a test as their reading reads them: turns, ratings and comparisons, without a build."""

import csv
import io
import json
import random
from dataclasses import dataclass, field

from analytics.ingest import describe_input, find_inputs

NOUNS = [
    "order",
    "parcel",
    "account",
    "password",
    "refund",
    "invoice",
    "train",
    "ticket",
    "hotel",
    "movie",
    "recipe",
    "doctor",
    "garden",
    "window",
]
VERBS = [
    "need",
    "want",
    "cannot",
    "find",
    "would",
    "like",
    "to",
    "change",
    "please",
    "explain",
    "how",
    "when",
    "where",
    "because",
    "before",
    "together",
]


class Writer:
    """Sentences, ratings and files with a seed."""

    def __init__(self, seed=3):
        self.random = random.Random(seed)

    def text_line(self, low=5, high=14):
        count = self.random.randint(low, high)
        words = [self.random.choice(NOUNS if place % 2 else VERBS) for place in range(count)]
        return " ".join(words).capitalize() + self.random.choice(".?!")

    def answer(self):
        return f"{self.text_line()} {self.text_line()}"

    def dialogues(self, count=20):
        """(number, list of (question, answer)) of each dialogue."""
        return [
            (n, [(self.text_line(), self.answer()) for _ in range(self.random.randint(2, 4))]) for n in range(count)
        ]

    def one_of(self, *values):
        return self.random.choice(values)

    def grade(self, high=5):
        return self.random.randint(1, high)


@dataclass
class Result:
    """What the file says: rows as dictionaries, and the lines that describe the inputs."""

    turns: list = field(default_factory=list)
    texts: dict = field(default_factory=dict)
    ratings: list = field(default_factory=list)
    comparisons: list = field(default_factory=list)
    rejects: list = field(default_factory=list)
    lines: list = field(default_factory=list)

    @property
    def roles(self):
        return [turn["role"] for turn in self.turns]

    @property
    def conversations(self):
        return len({turn["conversation_id"] for turn in self.turns})

    @property
    def winners(self):
        return [one["winner"] for one in self.comparisons]

    def rated(self, name, of="turn"):
        """The raw values of the ratings with a name, of turns or documents, or of whole conversations."""
        return [one["raw"] for one in self.ratings if one["name"] == name and (one["doc_id"] is None) == (of != "turn")]

    def values(self, name):
        return [one["value"] for one in self.ratings if one["name"] == name]


def read_inputs(paths, options=None):
    """All rows of the inputs of some paths."""
    result, first = Result(), 0
    for one in find_inputs([str(path) for path in paths], options or {}):
        description = describe_input(one, options or {})
        result.lines.append(description.summary_text())
        for rows in description.read(first):
            tables = {name: batch.to_pylist() for name, batch in rows.tables.items()}
            result.turns += tables.get("log_turns", [])
            result.texts |= {row["doc_id"]: row["text"] for row in tables.get("documents", [])}
            result.ratings += tables.get("log_feedback", [])
            result.comparisons += tables.get("log_comparisons", [])
            result.rejects += rows.rejects
        first = len(result.texts)
    return result


def as_text(name, rows):
    """Rows in the container that the name of a file says: .jsonl, .json, .csv or .tsv."""
    if name.endswith(".jsonl"):
        return "\n".join(map(json.dumps, rows))
    if name.endswith(".json"):
        return json.dumps(rows)
    text = io.StringIO()
    table = csv.writer(text, delimiter="\t" if name.endswith(".tsv") else ",")
    table.writerows([list(rows[0]), *(list(row.values()) for row in rows)])
    return text.getvalue()
