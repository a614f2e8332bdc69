"""Does anything stand out where nothing does? Null corpora and null logs, and the planted findings of the simulator."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable
from pathlib import Path

from analytics.build.pipeline import build
from analytics.findings import Finding, search_findings
from benchmarks.truth.table import Row
from sample_data.simulate_logs import write_logs

QUESTION = "what stands out"
NULL_DATASETS, PLANTED_DATASETS = 30, 6
DOCUMENTS, TURNS = 500, 3000
SHOWN = 6
"""Findings on the start page."""

SYLLABLES = ["ra", "ter", "mon", "del", "vi", "sto", "ler", "pan", "qui", "bra", "nu", "fo"]
STOP_WORDS = ["the", "be", "to", "of", "and", "that", "have", "with"]


def null_corpus(folder: Path, seed: int) -> Path:
    """Documents of invented words with lengths of a heavy tail, assigned to five sources at random."""
    rng = random.Random(seed)
    rows = []
    for _ in range(DOCUMENTS):
        n_words = int(20 + rng.paretovariate(1.3) * 15) % 2000
        made = ["".join(rng.choices(SYLLABLES, k=rng.choice((1, 2, 3)))) for _ in range(n_words)]
        words = [word if place % 3 else rng.choice(STOP_WORDS) for place, word in enumerate(made)]
        rows.append({"text": " ".join(words) + ".", "source": f"source {rng.randrange(5)}"})
    path = folder / "null.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def logs(folder: Path, seed: int, turns: int = TURNS, effect: bool = False) -> Path:
    """Simulated logs; without an effect, users have moods and habits, and no column matters."""
    path = folder / "logs.parquet"
    write_logs(path, turns, seed, effect)
    return path


def findings(make: Callable[[Path, int], Path], seed: int, until: str) -> list[Finding]:
    """The findings of one generated dataset."""
    with tempfile.TemporaryDirectory(prefix="dataloupe-truth-") as name:
        folder = Path(name)
        workspace = build(str(folder / "workspace"), [str(make(folder, seed))], {"encoder": "none"}, until=until)
        return search_findings(workspace.connect())


def share_with_a_claim(make: Callable[[Path, int], Path], until: str, n: int = NULL_DATASETS) -> float:
    """In how many of `n` null datasets anything is claimed; counted facts are no claims."""
    return sum(any(one.p_value is not None for one in findings(make, seed, until)) for seed in range(n)) / n


def planted(n: int) -> dict[str, list[bool]]:
    """For each planted finding of the simulated logs (sample_data/TRUTH.md), whether each of `n` seeds shows it."""
    signs = {
        "the regression": lambda text: "swift-2" in text or "billing" in text,
        "Simpson's paradox": lambda text: "is rated lower than" in text and "sage-1" in text,
        "who rates": lambda text: "different answers are rated" in text,
    }
    shown = [
        [
            one.sentence
            for one in findings(lambda folder, seed: logs(folder, seed, 20_000, True), seed, "behaviour")[:SHOWN]
        ]
        for seed in range(n)
    ]
    return {name: [any(map(sign, texts)) for texts in shown] for name, sign in signs.items()}


def check(n: int = NULL_DATASETS, n_planted: int | None = None) -> list[Row]:
    """Claims on null data, and planted findings among those that are shown."""
    rows = [
        Row(
            QUESTION,
            "null corpora, 5 sources",
            f"share with a claim, n = {n}",
            share_with_a_claim(null_corpus, "scan", n),
            "<=",
            0.05,
        ),
        Row(
            QUESTION, "null logs", f"share with a claim, n = {n}", share_with_a_claim(logs, "behaviour", n), "<=", 0.05
        ),
    ]
    shown = planted(PLANTED_DATASETS if n_planted is None else n_planted)
    return rows + [
        row
        for name, seeds in shown.items()
        for row in (
            Row(QUESTION, "simulated logs, the default ones", f"{name} among the first six", seeds[0], ">=", 1),
            Row(
                QUESTION,
                "simulated logs, other seeds",
                f"{name} among the first six, n = {len(seeds)}",
                sum(seeds) / len(seeds),
            ),
        )
    ]
