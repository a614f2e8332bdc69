"""Neighbours and layouts against peers: `python -m benchmarks.map [--input FILE.parquet] [--documents N ...]`.

All get the same vectors (of the static encoder), each in a new process with cached compiled kernels, one after the
other in the same run: dataloupe with its fast layout, dataloupe with umap-learn (`--layout umap`, default options),
umap-learn with its own search for neighbours (pynndescent), and embedding-atlas's projection. With more documents than
the input has, it is repeated with a third of the words dropped (`benchmarks.scale_sets`). Wall and CPU seconds, and
peak memory, are of the whole process. A true neighbour is one of a document's 15 nearest by exact cosine; it is kept
when it is among the 50 nearest on the map. The share is measured on 1,000 documents. umap-learn compiles its functions
in every process; that is a part of its seconds.
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
from benchmarks.scale_sets import repeated

CORPUS = Path(__file__).parents[2] / "shared" / "data" / "corpus_100k.parquet"
PEER_PACKAGES = ("torch==2.13.0", "embedding-atlas==0.26.0")  # without this torch pip takes gigabytes for GPUs
K, NEAR, SAMPLE = 15, 50, 1000
WARM_UP = 1000
FAST, UMAP = "dataloupe, fast layout", "dataloupe, --layout umap"
LEARN, ATLAS = "umap-learn, its own neighbours", "embedding-atlas, projection"
MIN_RATIO, MIN_RECALL = 3.0, 0.95
"""What must hold: how many times faster than each peer, and the share of true neighbours that the search returns."""


@dataclass(frozen=True)
class Run:
    """What a process needed (wall seconds, CPU seconds, peak gigabytes), and the map that it made."""

    seconds: float
    cpu: float
    memory: float
    positions: np.ndarray


def main() -> int:
    """Measure, print the table, and return 1 when a requirement fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--input", type=Path, default=CORPUS, help="a Parquet file with a column 'text'")
    parser.add_argument("--documents", type=int, nargs="+", default=[100_000, 500_000], help="numbers of documents")
    arguments = parser.parse_args()
    if not arguments.input.is_file():
        print(f"{arguments.input} does not exist. Name a Parquet file with a column 'text': --input FILE.parquet")
        return 1
    return max(_compare(_encode(arguments.input, documents)) for documents in arguments.documents)


def _compare(vectors: np.ndarray) -> int:
    """Measure all on these vectors, print the table, and give 1 when a requirement fails."""
    with tempfile.TemporaryDirectory() as folder:
        runs = {name: _measure(command, vectors, Path(folder)) for name, command in _commands().items()}
        neighbors = np.load(f"{folder}/neighbors.npy")
    sample = np.random.default_rng(0).choice(len(vectors), min(SAMPLE, len(vectors)), replace=False)
    true = _true_neighbors(vectors, sample)
    recall = float(np.mean([np.isin(true[row], neighbors[document]).mean() for row, document in enumerate(sample)]))
    kept = {name: _kept(run.positions, sample, true) for name, run in runs.items()}
    _print_table(vectors, runs, kept, recall)
    is_fast = all(runs[peer].seconds / runs[FAST].seconds >= MIN_RATIO for peer in (LEARN, ATLAS))
    return int(not (is_fast and kept[FAST] >= max(kept.values()) and recall >= MIN_RECALL))


def lay_out(layout: str, vectors_file: str, positions_file: str, neighbors_file: str) -> None:
    """What the stages `neighbors` and `layout` compute, in this process."""
    from analytics.build.engine import ThreadEngine
    from analytics.build.map import canonical, descent, multilevel, nearest, umap_layout
    from analytics.layouts import Umap

    def ignore(done: int, total: int) -> None:
        """Nobody watches the progress."""

    vectors, mapper = np.load(vectors_file), ThreadEngine().map
    graph = nearest.neighbors(vectors, K, mapper, ignore)
    if layout == Umap.name:
        start = descent.principal_components(vectors)
        positions = umap_layout.positions(start, graph.ids, graph.similarities, Umap(), None, ignore)
    else:
        order = canonical.canonical_order(vectors)
        ids = canonical.inverse(order).astype(np.int32)[graph.ids[order]]
        positions = np.empty((len(vectors), 2), np.float32)
        positions[order] = multilevel.lay_out(vectors[order], ids, graph.similarities[order], mapper, ignore)[0]
    np.save(positions_file, positions)
    np.save(neighbors_file, graph.ids)


def _commands() -> dict[str, list[str]]:
    own = [sys.executable, "-m", "benchmarks.map", "--lay-out"]
    peer = str(environment("embedding-atlas", PEER_PACKAGES))
    peers = Path(__file__).parent / "peers"
    return {
        FAST: [*own, "fast"],
        UMAP: [*own, "umap"],
        LEARN: [sys.executable, str(peers / "umap_learn_projection.py")],
        ATLAS: [peer, str(peers / "atlas_projection.py")],
    }


def _measure(command: list[str], vectors: np.ndarray, folder: Path) -> Run:
    """One process lays the vectors out, after another one has compiled what can be cached."""
    np.save(folder / "warm.npy", vectors[:WARM_UP])
    np.save(folder / "vectors.npy", vectors)
    third = "neighbors.npy" if "benchmarks.map" in command else "cache"
    _run([*command, f"{folder}/warm.npy", f"{folder}/positions.npy", f"{folder}/warm-{third}"])
    usage = _run([*command, f"{folder}/vectors.npy", f"{folder}/positions.npy", f"{folder}/{third}"])
    return Run(*usage, np.load(folder / "positions.npy"))


def _print_table(vectors: np.ndarray, runs: dict[str, Run], kept: dict[str, float], recall: float) -> None:
    print(f"{len(vectors):,} vectors of {vectors.shape[1]}\n")
    print(f"{'':30} {'seconds':>9} {'CPU':>9} {'GB':>6} {'true neighbours kept':>22}")
    for name, run in runs.items():
        print(f"{name:30} {run.seconds:9.1f} {run.cpu:9.1f} {run.memory:6.2f} {kept[name]:22.3f}")
    fast = runs[FAST]
    for name in (LEARN, ATLAS):
        peer = runs[name]
        ratios = f"{peer.seconds / fast.seconds:.1f} x faster ({peer.cpu / fast.cpu:.1f} x in CPU seconds)"
        print(f"\n{ratios} than {name}")
    print(f"recall@{K} of the neighbours: {recall:.3f}")


def _encode(file: Path, documents: int) -> np.ndarray:
    from analytics import encoders

    encoder, corpus = encoders.encoder("static"), pq.read_table(file)
    pieces: list[np.ndarray] = []
    for table in repeated(corpus, -(-documents // max(len(corpus), 1))):
        left = documents - sum(map(len, pieces))
        texts = [text or "" for text in table["text"].slice(0, left).to_pylist()]
        starts = range(0, len(texts), encoder.batch_rows)
        pieces += [np.asarray(encoder.encode(texts[start : start + encoder.batch_rows])) for start in starts]
    vectors = np.concatenate(pieces)
    return np.asarray(vectors[vectors.any(axis=1)])


def _run(command: list[str]) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and peak gigabytes of a command."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    with process.stderr as errors:  # type: ignore[union-attr]
        output = errors.read().decode(errors="replace").strip()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command[:4])} failed: {output.splitlines()[-1] if output else status}")
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e6


def _true_neighbors(vectors: np.ndarray, sample: np.ndarray) -> np.ndarray:
    """int64[sample, K]: the nearest by exact cosine."""
    true = []
    for rows in np.array_split(sample, max(1, len(sample) // 50)):
        similarity = vectors[rows] @ vectors.T
        similarity[np.arange(len(rows)), rows] = -np.inf
        true.append(np.argpartition(-similarity, K, axis=1)[:, :K])
    return np.concatenate(true)


def _kept(positions: np.ndarray, sample: np.ndarray, true: np.ndarray) -> float:
    """The share of true neighbours that are among the NEAR nearest on the map."""
    from scipy.spatial import cKDTree

    _, near = cKDTree(positions).query(positions[sample], k=NEAR + 1)
    return float(np.mean([np.isin(true[row], near[row]).mean() for row in range(len(sample))]))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--lay-out"]:
        lay_out(*sys.argv[2:])
    else:
        sys.exit(main())
