"""Is a choice better than chance, is it the best one that greed can make, and how long does it take?

    python -m benchmarks.choice classifier --banking FOLDER --corpus CORPUS.parquet
    python -m benchmarks.choice apricot [--documents 5000]
    python -m benchmarks.choice speed WORKSPACE...
    python -m benchmarks.choice flips --banking FOLDER

`classifier` trains a classifier on 1 % of labelled documents, chosen or drawn at random 20 times, and tests it on
others. `apricot` compares the choice with that of apricot-select, in an environment of its own. `speed` chooses 1,000
documents of workspaces. `flips` gives 4 % of the labels another value, and asks whether these have the lowest values.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse, stats

from analytics.batch.facility_location import Objective, choose, similarity_graph
from analytics.batch.knn_shapley import knn_shapley, same_label
from analytics.statistics.classification import auc
from analytics.statistics.intervals import wilson
from benchmarks.environments import environment

K, DRAWS, SHARE, FLIPPED = 15, 20, 0.01, 0.04
REQUIREMENTS = ("apricot-select==0.6.1", "scikit-learn")
"""apricot imports scikit-learn and does not ask for it."""
PEER = Path(__file__).parent / "peers" / "apricot_choice.py"


@dataclass(frozen=True)
class Task:
    """Labelled documents as vectors: those to choose from, and those to test with."""

    name: str
    vectors: np.ndarray
    labels: np.ndarray
    test_vectors: np.ndarray
    test_labels: np.ndarray


def tasks(banking: Path | None, corpus: Path | None) -> Iterator[Task]:
    """The intents of banking77, and the categories, sources and emotions of a corpus."""
    if banking is not None:
        yield banking_task(banking)
    if corpus is not None:
        import pyarrow.parquet as pq

        rows = pq.read_table(corpus, columns=["text", "source", "label"]).to_pandas()
        arxiv = rows[rows.source == "arxiv"].assign(label=lambda own: own.label.str.split(".").str[0])
        for name, own in (
            ("goemotions: emotion", rows[rows.source == "goemotions"]),
            ("corpus: source", rows.assign(label=rows.source)),
            ("arxiv: archive", arxiv),
        ):
            yield _split(name, own.dropna(subset=["text", "label"]))


def banking_task(folder: Path) -> Task:
    """banking77 with its own split."""
    sides = []
    for name in ("train", "test"):
        with (folder / f"{name}.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        sides += [encode([row["text"] for row in rows]), np.array([row["category"] for row in rows])]
    return Task("banking77: intent", *sides)


def _split(name: str, rows: object, limit: int = 20_000) -> Task:
    import pandas as pd

    assert isinstance(rows, pd.DataFrame)
    counts = rows.label.value_counts()
    rows = rows[rows.label.isin(counts.index[counts >= 50])].sample(frac=1, random_state=0).head(limit)
    vectors, labels = encode([text[:2000] for text in rows.text]), rows.label.to_numpy(str)
    cut = len(rows) * 3 // 4
    return Task(name, vectors[:cut], labels[:cut], vectors[cut:], labels[cut:])


def encode(texts: list[str]) -> np.ndarray:
    """Unit vectors of the encoder of the product."""
    from analytics.encoders import encoder

    return encoder("static").encode(texts)


def neighbour_graph(vectors: np.ndarray) -> sparse.csr_array:
    """The exact nearest neighbours, as the product has them for a selection."""
    left, right, scores = [], [], []
    for start in range(0, len(vectors), 2048):
        block = vectors[start : start + 2048] @ vectors.T
        own = np.arange(len(block))
        block[own, start + own] = -2
        nearest = np.argpartition(-block, K - 1, axis=1)[:, :K]
        left.append(np.repeat(start + own, K))
        right.append(nearest.ravel())
        scores.append(np.take_along_axis(block, nearest, 1).ravel())
    return similarity_graph(np.concatenate(left), np.concatenate(right), np.concatenate(scores), len(vectors))


def objective(graph: sparse.csr_array, group: np.ndarray | None = None, size: int = 0) -> Objective:
    """Diversity alone, or with equal shares of groups."""
    n = graph.shape[0]
    codes = np.full(n, -1, np.int32) if group is None else group.astype(np.int32)
    quotas = np.zeros(0) if group is None else np.full(int(codes.max()) + 1, size / (int(codes.max()) + 1))
    weight = 0.0 if group is None else n / max(size, 1) / 4
    return Objective(graph, 1.0, np.zeros(n), codes, quotas, weight, np.full(n, -1, np.int32))


def accuracy(task: Task, rows: np.ndarray) -> np.ndarray:
    """Whether a classifier that is trained on these rows is right about each document of the test."""
    from sklearn.linear_model import LogisticRegression

    labels = task.labels[rows]
    if len(np.unique(labels)) == 1:
        return np.asarray(task.test_labels == labels[0])
    model = LogisticRegression(C=10, max_iter=500).fit(task.vectors[rows], labels)
    return np.asarray(model.predict(task.test_vectors) == task.test_labels)


def compare(task: Task) -> None:
    """Print the accuracy of each choice, of random draws, and the difference with its interval over the draws."""
    size = round(SHARE * len(task.labels))
    graph, codes = neighbour_graph(task.vectors), np.unique(task.labels, return_inverse=True)[1]
    choices = {
        "diversity": choose(objective(graph), size).rows,
        "diversity, balanced over labels": choose(objective(graph, codes, size), size).rows,
    }
    random = np.random.default_rng(0)
    draws = np.array([accuracy(task, random.choice(len(codes), size, replace=False)).mean() for _ in range(DRAWS)])
    shares = f"{draws.mean():.3f} ({draws.min():.3f} to {draws.max():.3f})"
    for name, rows in choices.items():
        right = accuracy(task, rows)
        low, high = wilson(right.sum(), len(right))
        gap, half = (
            right.mean() - draws.mean(),
            stats.t.ppf(0.975, DRAWS - 1) * draws.std(ddof=1) * np.sqrt(1 + 1 / DRAWS),
        )
        verdict = "wins" if gap > half else "loses" if gap < -half else "no significant difference"
        print(
            f"| {task.name} | {name} | {size} of {len(codes):,} | {len(np.unique(codes))} | {right.mean():.3f} "
            f"({low:.3f} to {high:.3f}) | {shares} | {gap:+.3f} (± {half:.3f}) | {(draws < right.mean()).mean():.0%} | "
            f"{verdict} |",
            flush=True,
        )


def run_classifier(arguments: argparse.Namespace) -> None:
    """The table of all tasks."""
    print("| task | choice | documents | labels | accuracy | 20 random draws | difference (of one draw) | beats | |")
    print("|---|---|---|---|---|---|---|---|---|")
    for task in tasks(arguments.banking, arguments.corpus):
        compare(task)


def run_apricot(arguments: argparse.Namespace) -> None:
    """The same rows, with the same gains, as apricot chooses."""
    random = np.random.default_rng(0)
    centres = random.normal(size=(60, 32))
    vectors = centres[random.integers(0, 60, arguments.documents)] + random.normal(size=(arguments.documents, 32))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    graph = neighbour_graph(vectors)
    ours = choose(objective(graph), 100)
    python = environment("apricot", REQUIREMENTS)
    with tempfile.TemporaryDirectory() as folder:
        matrix, out = Path(folder, "similarity.npz"), Path(folder, "chosen.npz")
        sparse.save_npz(matrix, sparse.csr_matrix(graph.astype(np.float64)))
        subprocess.run([python, PEER, matrix, "100", out], check=True)
        theirs = np.load(out)
        for optimizer in ("naive", "lazy"):
            same = (theirs[optimizer] == ours.rows).mean()
            gap = np.abs(theirs[f"{optimizer}_gains"] - ours.gains).max()
            score = theirs[f"{optimizer}_gains"].sum()
            print(
                f"apricot ({optimizer}): {same:.0%} of 100 rows in the same place, largest difference of a gain "
                f"{gap:.2g}, score {score:.4f} against {ours.score:.4f}"
            )


def run_speed(arguments: argparse.Namespace) -> None:
    """Seconds for 1,000 documents of each workspace."""
    from analytics.ask import choice
    from analytics.ask.selection import ALL
    from analytics.workspace import open_workspace

    choose(objective(neighbour_graph(np.eye(20, dtype=np.float32))), 3)  # compiles
    for path in arguments.workspaces:
        connection, request = open_workspace(path).connect(), choice.Request(1000)
        start = time.perf_counter()
        evidence = choice.evidence(connection, ALL, request)
        read = time.perf_counter()
        chosen = choice.choose(evidence, request)
        end = time.perf_counter()
        print(
            f"{path}: {len(chosen.doc_ids):,} of {len(evidence):,}: {read - start:.1f} s to read the neighbours, "
            f"{end - read:.1f} s to choose",
            flush=True,
        )


def run_flips(arguments: argparse.Namespace) -> None:
    """The AUC with which a low value finds a flipped label, over five draws."""
    task = banking_task(arguments.banking)
    codes, wanted = (np.unique(labels, return_inverse=True)[1] for labels in (task.labels, task.test_labels))
    for seed in range(5):
        random = np.random.default_rng(seed)
        flipped = random.random(len(codes)) < FLIPPED
        labels = np.where(flipped, (codes + random.integers(1, codes.max() + 1, len(codes))) % (codes.max() + 1), codes)
        values = knn_shapley(task.vectors, task.test_vectors, same_label(labels, wanted), 10)
        print(
            f"seed {seed}: {flipped.sum()} of {len(codes):,} flipped, AUC {auc(-values, flipped).value:.3f}", flush=True
        )


def main() -> None:
    """Run one of the benchmarks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(required=True)
    for name, run in (
        ("classifier", run_classifier),
        ("apricot", run_apricot),
        ("speed", run_speed),
        ("flips", run_flips),
    ):
        one = kinds.add_parser(name)
        one.set_defaults(run=run)
        one.add_argument("--banking", type=Path, help="a folder with train.csv and test.csv of banking77")
        one.add_argument("--corpus", type=Path, help="a Parquet file with text, source and label")
        one.add_argument("--documents", type=int, default=5000)
        if name == "speed":
            one.add_argument("workspaces", nargs="+")
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
