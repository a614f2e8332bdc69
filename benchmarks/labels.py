"""How many wrong labels are detected? 4 % of the labels are changed at random, three times.

    python -m benchmarks.labels [--input FILE.csv ...]

A label changes to any other class with equal probability. dataloupe and cleanlab use the same labels and the same
class probabilities.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pyarrow.parquet import ParquetFile

from analytics.build.labels import edges, labelled_documents
from analytics.build.map.vectors import matrix
from analytics.build.pipeline import build
from analytics.statistics.labels import (
    combine_probabilities,
    confident_classes,
    label_issues,
    neighbour_votes,
    out_of_fold_probabilities,
)
from benchmarks.environments import environment

BANKING77 = Path(__file__).parents[2] / "shared" / "data" / "logs" / "banking77"
PEER = ("cleanlab==2.9.0",)
PEER_SCRIPT = Path(__file__).parent / "peers" / "cleanlab_labels.py"
CHANGED_SHARE, SEEDS = 0.04, (0, 1, 2)


@dataclass(frozen=True)
class Labelled:
    """Documents with true labels (as codes), their vectors, and their neighbour graph."""

    n_classes: int
    truth: np.ndarray
    vectors: np.ndarray
    graph: tuple[np.ndarray, np.ndarray, np.ndarray]


def main() -> int:
    """Print the table; gives 1 if cleanlab detects more among the top 4 %."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    default = sorted(BANKING77.glob("*.csv"))
    parser.add_argument("--input", type=Path, nargs="+", default=default, help="files with a text and a label")
    files = parser.parse_args().input
    if not files or not all(path.is_file() for path in files):
        print("There is no input. Use --input FILE.csv with a text and a label.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        documents = _documents(files, Path(folder))
        share = f"{CHANGED_SHARE:.0%} of the labels changed"
        print(f"{len(documents.truth):,} documents, {documents.n_classes} classes, {share}\n")
        print(f"{'seed':<5} {'tool':<10} {'method':<32} {'flagged':>8} {'precision':>10} {'recall':>8}")
        is_worse = [_compare(seed, documents, Path(folder)) for seed in SEEDS]
    return int(any(is_worse))


def _documents(files: Sequence[Path], folder: Path) -> Labelled:
    workspace = build(f"{folder}/labels", [str(path) for path in files], {}, until="neighbors")
    connection = workspace.connect()
    batches = (batch for file in workspace.files("embeddings") for batch in ParquetFile(file).iter_batches())
    embedded = matrix(batches, workspace.read_manifest().tables["embeddings"].rows)
    doc_ids, names, truth, vectors = labelled_documents(connection, "documents", "label", embedded)
    return Labelled(len(names), truth, vectors, edges(connection, doc_ids))


def _compare(seed: int, documents: Labelled, folder: Path) -> bool:
    """Print one row per method; gives whether cleanlab has the higher precision among the top 4 %."""
    labels = _with_changes(documents, seed)
    is_wrong = labels != documents.truth
    votes = neighbour_votes(labels, documents.n_classes, *documents.graph)
    probabilities = combine_probabilities(out_of_fold_probabilities(documents.vectors, labels), votes)
    top = np.argsort(probabilities[np.arange(len(labels)), labels])[: is_wrong.sum()]
    issues = label_issues(labels, probabilities, confident_classes(labels, probabilities))
    methods = {
        "top 4 % by probability": np.isin(np.arange(len(labels)), top),
        "confident learning": issues,
        "and the neighbours agree": issues & (votes.argmax(axis=1) == probabilities.argmax(axis=1)),
    }
    for method, flagged in methods.items():
        true = is_wrong[flagged]
        _print_row(
            seed, "dataloupe", method, int(flagged.sum()), float(true.mean()), float(true.sum() / is_wrong.sum())
        )
    peer_methods = _run_cleanlab(folder, probabilities=probabilities, labels=labels, wrong=is_wrong)
    for method, figures in peer_methods.items():
        _print_row(seed, "cleanlab", method, *figures)
    return bool(peer_methods["top by self_confidence"][1] > is_wrong[top].mean() + 1e-9)


def _with_changes(documents: Labelled, seed: int) -> np.ndarray:
    """The labels with CHANGED_SHARE of them wrong."""
    random, n, n_classes = np.random.default_rng(seed), len(documents.truth), documents.n_classes
    changed = random.choice(n, round(CHANGED_SHARE * n), replace=False)
    labels = documents.truth.copy()
    labels[changed] = (labels[changed] + random.integers(1, n_classes, len(changed))) % n_classes
    return labels


def _run_cleanlab(folder: Path, **arrays: np.ndarray) -> Mapping[str, tuple[int, float, float]]:
    np.savez(folder / "labels.npz", **arrays)
    command = [environment("cleanlab", PEER), PEER_SCRIPT, folder / "labels.npz"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    methods: Mapping[str, tuple[int, float, float]] = json.loads(ran.stdout.splitlines()[-1])
    return methods


def _print_row(seed: int, tool: str, method: str, flagged: int, precision: float, recall: float) -> None:
    print(f"{seed:<5} {tool:<10} {method:<32} {flagged:>8,} {precision:>10.3f} {recall:>8.3f}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
