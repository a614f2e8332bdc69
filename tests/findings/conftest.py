"""Small workspaces with planted facts and effects, built whole."""

import json
import random

import pytest

from analytics.build.pipeline import build
from sample_data.simulate_logs import write_logs

SYLLABLES = ["ra", "ter", "mon", "del", "vi", "sto", "ler", "pan", "qui", "bra"]
STOP_WORDS = ["the", "be", "to", "of", "and", "that", "have", "with"]


def write_rows(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def text(rng, n_words=120):
    """Sentences of invented words between stop words, which pass the rules when they are long enough."""
    made = ["".join(rng.choices(SYLLABLES, k=rng.choice((1, 2, 3)))) for _ in range(n_words)]
    words = [word if place % 3 else rng.choice(STOP_WORDS) for place, word in enumerate(made)]
    return ". ".join(" ".join(words[start : start + 12]) for start in range(0, n_words, 12)) + "."


@pytest.fixture(scope="session")
def planted_corpus(tmp_path_factory):
    """300 documents: `copies` repeats `web`, `short` fails rules, one document has a secret, half have no date."""
    rng, folder = random.Random(5), tmp_path_factory.mktemp("planted")
    rows = [{"text": text(rng), "source": "web", "date": "2024-03-01"} for _ in range(150)]
    rows += [{"text": row["text"], "source": "copies", "date": None} for row in rows[:60]]
    rows += [{"text": text(rng, 12), "source": "short", "date": None} for _ in range(60)]
    rows += [{"text": text(rng, 1500), "source": "books", "date": "2024-05-01"} for _ in range(30)]
    rows[3]["text"] += " Authorization key ghp_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6"
    path = write_rows(folder / "planted.jsonl", rows)
    return build(str(folder / "planted"), [str(path)], {"encoder": "none"})


@pytest.fixture(scope="session")
def planted_logs(tmp_path_factory):
    """The simulated logs with their planted findings (sample_data/TRUTH.md)."""
    folder = tmp_path_factory.mktemp("logs")
    write_logs(folder / "logs.parquet")
    return build(str(folder / "logs"), [str(folder / "logs.parquet")], {"encoder": "none"}, until="behaviour")


@pytest.fixture(scope="session")
def null_corpus(tmp_path_factory):
    """600 documents of four sources that do not differ."""
    rng, folder = random.Random(11), tmp_path_factory.mktemp("null")
    rows = [{"text": text(rng, rng.randrange(20, 90)), "source": rng.choice("abcd")} for _ in range(600)]
    path = write_rows(folder / "null.jsonl", rows)
    return build(str(folder / "null"), [str(path)], {"encoder": "none"})
