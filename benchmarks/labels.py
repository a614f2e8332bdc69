"""Are wrong labels found? `python -m benchmarks.labels [--input FILE.csv ...]`: 4 % of the labels are changed at
random, three times.

The change is to any other class, evenly. dataloupe and cleanlab judge the same labels by the same probabilities.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
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

BANKING = Path(__file__).parents[2] / "shared" / "data" / "logs" / "banking77"
PEER = ("cleanlab==2.9.0",)
SHARE, SEEDS = 0.04, (0, 1, 2)


def main() -> int:
    """Print the table; gives 1 when cleanlab finds more among the top 4 %."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--input", type=Path, nargs="+", default=sorted(BANKING.glob("*.csv")), help="files with a text and a label"
    )
    given = parser.parse_args()
    if not given.input or not all(path.is_file() for path in given.input):
        print("no input - give --input FILE.csv with a text and a label")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        workspace = build(f"{folder}/labels", [str(path) for path in given.input], {}, until="neighbors")
        connection = workspace.connect()
        embedded = matrix(
            (batch for file in workspace.files("embeddings") for batch in ParquetFile(file).iter_batches()),
            workspace.read_manifest().tables["embeddings"].rows,
        )
        doc_ids, names, truth, vectors = labelled_documents(connection, "documents", "label", embedded)
        graph = edges(connection, doc_ids)
        print(f"{len(truth):,} documents, {len(names)} classes, {SHARE:.0%} of the labels changed\n")
        print(f"{'seed':<5} {'who':<10} {'how':<32} {'flagged':>8} {'precision':>10} {'recall':>8}")
        worse = [_compare(seed, names, truth, vectors, graph, Path(folder)) for seed in SEEDS]
    return int(any(worse))


def _compare(
    seed: int,
    names: np.ndarray,
    truth: np.ndarray,
    vectors: np.ndarray,
    graph: tuple[np.ndarray, np.ndarray, np.ndarray],
    folder: Path,
) -> bool:
    random = np.random.default_rng(seed)
    changed = random.choice(len(truth), round(SHARE * len(truth)), replace=False)
    labels = truth.copy()
    labels[changed] = (truth[changed] + random.integers(1, len(names), len(changed))) % len(names)
    wrong = labels != truth
    votes = neighbour_votes(labels, len(names), *graph)
    probabilities = combine_probabilities(out_of_fold_probabilities(vectors, labels), votes)
    top = np.argsort(probabilities[np.arange(len(labels)), labels])[: len(changed)]
    found = label_issues(labels, probabilities, confident_classes(labels, probabilities))
    agreed = found & (votes.argmax(axis=1) == probabilities.argmax(axis=1))
    ours = {
        "top 4 % by probability": np.isin(np.arange(len(labels)), top),
        "confident learning": found,
        "and the neighbours agree": agreed,
    }
    for how, flagged in ours.items():
        _row(
            seed,
            "dataloupe",
            how,
            int(flagged.sum()),
            float(wrong[flagged].mean()),
            float(wrong[flagged].sum() / wrong.sum()),
        )
    np.savez(folder / "given.npz", probabilities=probabilities, labels=labels, wrong=wrong)
    peer = [environment("cleanlab", PEER), Path(__file__).parent / "peers" / "cleanlab_labels.py", folder / "given.npz"]
    theirs = json.loads(subprocess.run(peer, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
    for how, figures in theirs.items():
        _row(seed, "cleanlab", how, *figures)
    return bool(theirs["top by self_confidence"][1] > wrong[top].mean() + 1e-9)


def _row(seed: int, who: str, how: str, flagged: int, precision: float, recall: float) -> None:
    print(f"{seed:<5} {who:<10} {how:<32} {flagged:>8,} {precision:>10.3f} {recall:>8.3f}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
