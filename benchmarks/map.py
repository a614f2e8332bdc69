"""Neighbours and layout against embedding-atlas's projection: `python -m benchmarks.map [--input FILE.parquet]
[--documents N]`.

Both get the same vectors (the static encoder's), each in a new process that has its compiled kernels cached, one after
the other in the same run. Wall and CPU seconds are of the whole process, peak memory too. A true neighbour is kept when
one of a document's 15 nearest by exact cosine is among its 50 nearest on the map; 1,000 documents are asked.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from benchmarks.environments import environment

CORPUS = Path(__file__).parents[2] / "shared" / "data" / "corpus_100k.parquet"
PEER = ("embedding-atlas==0.26.0",)
K, NEAR, ASKED = 15, 50, 1000
WARM_UP = 1000
LEAST_RATIO, LEAST_RECALL = 2.0, 0.95
"""What must hold: times faster, and the share of exact neighbours that the search finds."""


@dataclass(frozen=True)
class Run:
    """What a process took: wall seconds, CPU seconds, peak gigabytes."""

    seconds: float
    cpu: float
    memory: float


def main() -> int:
    """Measure, print the table, and give 1 when what must hold does not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--input", type=Path, default=CORPUS, help="a Parquet file with a column 'text'")
    parser.add_argument("--documents", type=int, default=100_000, help="how many of its documents")
    given = parser.parse_args()
    if not given.input.is_file():
        print(f"no input at {given.input} - give --input FILE.parquet, with a column 'text'")
        return 1
    peer = environment("embedding-atlas", PEER)
    with tempfile.TemporaryDirectory() as folder:
        vectors = _encoded(given.input, given.documents)
        np.save(f"{folder}/vectors.npy", vectors)
        np.save(f"{folder}/warm.npy", vectors[:WARM_UP])
        ours = [sys.executable, "-m", "benchmarks.map", "--lay-out"]
        theirs = [str(peer), str(Path(__file__).parent / "peers" / "atlas_projection.py")]
        for command in (ours, theirs):
            _run([*command, f"{folder}/warm.npy", f"{folder}/warm-out.npy", f"{folder}/cache-warm"])
        mine = _run([*ours, f"{folder}/vectors.npy", f"{folder}/ours.npy", f"{folder}/neighbors.npy"])
        other = _run([*theirs, f"{folder}/vectors.npy", f"{folder}/theirs.npy", f"{folder}/cache"])
        found, positions, their_positions = (
            np.load(f"{folder}/{name}.npy") for name in ("neighbors", "ours", "theirs")
        )
    asked = np.random.default_rng(0).choice(len(vectors), min(ASKED, len(vectors)), replace=False)
    true = _true_neighbors(vectors, asked)
    recall = np.mean([np.isin(true[row], found[document]).mean() for row, document in enumerate(asked)])
    kept, their_kept = (_kept(places, asked, true) for places in (positions, their_positions))
    print(f"{len(vectors):,} vectors of {vectors.shape[1]}\n")
    print(f"{'':36} {'seconds':>9} {'CPU':>9} {'GB':>6} {'true neighbours kept':>22}")
    for name, run, share in (
        ("dataloupe, neighbours + layout", mine, kept),
        ("embedding-atlas, projection", other, their_kept),
    ):
        print(f"{name:36} {run.seconds:9.1f} {run.cpu:9.1f} {run.memory:6.2f} {share:22.3f}")
    print(
        f"\n{other.seconds / mine.seconds:.1f} x faster ({other.cpu / mine.cpu:.1f} x in CPU seconds); neighbours' recall@{K} {recall:.3f}"
    )
    return int(other.seconds / mine.seconds < LEAST_RATIO or kept < their_kept or recall < LEAST_RECALL)


def lay_out(vectors_file: str, positions_file: str, neighbors_file: str) -> None:
    """dataloupe's half, in a process of its own: what the stages `neighbors` and `layout` compute."""
    from analytics.build.engine import ThreadEngine
    from analytics.build.map import descent, fuzzy, nearest

    vectors = np.load(vectors_file)
    call = ThreadEngine().map
    found = nearest.neighbors(vectors, K, call, lambda done, total: None)
    ties = fuzzy.fuzzy_graph(found.ids, found.similarities)
    rows = np.arange(len(vectors))
    np.save(
        positions_file,
        descent.descend(
            descent.principal_components(vectors),
            ties,
            rows,
            descent.default_epochs(len(rows)),
            call,
            lambda done, total: None,
        ),
    )
    np.save(neighbors_file, found.ids)


def _encoded(file: Path, documents: int) -> np.ndarray:
    from analytics import encoders

    encoder = encoders.encoder("static")
    texts = pq.read_table(file, columns=["text"])["text"].slice(0, documents)
    vectors = np.concatenate(
        [
            encoder.encode(texts.slice(start, encoder.batch_rows).to_pylist())
            for start in range(0, len(texts), encoder.batch_rows)
        ]
    )
    return vectors[vectors.any(axis=1)]


def _run(command: list[str]) -> Run:
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    with process.stderr as errors:  # type: ignore[union-attr]
        last_words = errors.read().decode(errors="replace").strip()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command[:4])} failed: {last_words.splitlines()[-1] if last_words else status}")
    return Run(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e6)


def _true_neighbors(vectors: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """int64[asked, K]: the nearest by exact cosine."""
    similarity = vectors[asked] @ vectors.T
    similarity[np.arange(len(asked)), asked] = -np.inf
    return np.argpartition(-similarity, K, axis=1)[:, :K]


def _kept(positions: np.ndarray, asked: np.ndarray, true: np.ndarray) -> float:
    """The share of true neighbours that are among the NEAR nearest on the map."""
    from scipy.spatial import cKDTree

    _, near = cKDTree(positions).query(positions[asked], k=NEAR + 1)
    return float(np.mean([np.isin(true[row], near[row]).mean() for row in range(len(asked))]))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--lay-out"]:
        lay_out(*sys.argv[2:])
    else:
        sys.exit(main())
