"""A log with something to show on every page: topics, labels, duplicates, wordings, addresses, unhappy users, battles
of two models, a trained classifier, annotations of two people and a decision.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analytics.annotations import annotate
from analytics.ask.filters import Contains
from analytics.cli import main
from analytics.recipe.file import NAME, save
from analytics.recipe.model import Recipe, Step
from analytics.recipe.steps import Exclude
from tests.map_stages import SUBJECTS

WORDINGS = (
    "How do I use a {}?",
    "Please explain to me how to use a {}.",
    "how can i use a {}",
    "Tell me: how do I use a {}?",
)
UNHAPPY = ("b", "cooking")
"""The model and the topic with which most users are unhappy; with all others few are."""
MISLABELLED_EVERY = 50


def build_full_log(folder: Path) -> Path:
    """The workspace that `dataloupe build` and `dataloupe train` make of the log, in `folder`, with a recipe of one
    step.
    """
    for name, records in (("log", _answers()), ("battles", _battles())):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    workspace = folder / "full log"
    inputs = [str(folder / "log.jsonl"), str(folder / "battles.jsonl")]
    assert main(["build", *inputs, "--workspace", str(workspace), "--encoder", "static"]) == 0
    unlike = ",".join(topic for topic in SUBJECTS if topic != "cooking")
    assert main(["train", str(workspace), "--like", "label=cooking", "--unlike", f"label={unlike}"]) == 0
    save(Recipe((Step(Exclude((Contains("butter"),))),)), workspace / NAME)
    for document in range(6):
        for person in ("Ana", "Bo"):
            annotate(workspace, "helpful", document, "yes" if document % 2 else "no", person)
    return workspace


def _answers(n: int = 720) -> Iterator[dict[str, Any]]:
    topics = list(SUBJECTS)
    for i in range(n):
        topic, model = topics[i % len(topics)], "ab"[i // len(topics) % 2]
        words = SUBJECTS[topic].split()
        subject, one, other = words[i % 4], words[i % 9], words[i // 9 % 9]
        yield {
            "prompt": WORDINGS[i // 7 % 4].format(subject),
            "response": f"The {subject} and the {one} and the {other} are what you want to see in it."
            + f" Write to u{i}@example.org." * (i % 40 == 0),
            "conversation_id": f"c{i}",
            "model": model,
            "prompt_version": "v1" if i < n // 2 else "v2",
            "user_id": f"u{i % 90}",
            "created_at": (datetime.datetime(2025, 3, 3) + datetime.timedelta(hours=i)).isoformat(),
            "language": "en",
            "topic": topics[(i + 1) % len(topics)] if i % MISLABELLED_EVERY == 0 else topic,
            "thumbs": "down" if (i % 10 < 8) == ((model, topic) == UNHAPPY) else "up",
            "source": ("app", "web")[i // 5 % 2],
            "regenerated": i % 9 == 0,
        }


def _battles(n: int = 60) -> Iterator[dict[str, Any]]:
    for i in range(n):
        models = {"model_a": "red", "model_b": "blue", "winner": ("model_a", "model_b", "tie")[i % 3]}
        conversations = {
            side: [{"role": "user", "content": f"Name fruit {i}."}, {"role": "assistant", "content": fruit}]
            for side, fruit in zip("ab", ("Apple.", "Pear."), strict=True)
        }
        yield {
            **models,
            "judge": f"voter{i % 5}",
            "turn": 1,
            "language": "English",
            "conversation_a": conversations["a"],
            "conversation_b": conversations["b"],
        }
