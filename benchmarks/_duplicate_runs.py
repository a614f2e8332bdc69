"""Near-duplicate detection as a whole process: dataloupe and its peer, text-dedup, on the same texts.

`python -m benchmarks._duplicate_runs TEXTS.parquet OUT` is the process of dataloupe.
"""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.ask.duplicates import Thresholds, graph
from analytics.batch.scan import scan
from analytics.build import duplicates
from analytics.build.engine import ThreadEngine
from analytics.build.stage import Context
from analytics.ingest.tables import DOCUMENTS
from analytics.signals.compute import kernel_columns
from analytics.signals.scan import FAMILIES
from analytics.workspace import Workspace, create_workspace
from benchmarks.environments import environment
from tests.workspaces import write_table

THRESHOLD = 0.7
PEER = ("text-dedup==0.4.0",)
MIN_PEER_WORDS = 5
"""text-dedup ignores texts with fewer words."""

BATCH_ROWS = 4096
SIGNATURE_COLUMNS = ["doc_id", "raw_hash", "normalized_hash", "n_shingles", "minhash"]


@dataclass(frozen=True)
class Run:
    """One process: elapsed seconds, CPU seconds, peak memory in MB, and the cluster of each document (-1: ignored)."""

    name: str
    seconds: float
    cpu: float
    megabytes: float
    cluster: np.ndarray


def run_dataloupe(folder: Path) -> Run:
    """dataloupe in a process of its own, on `folder`/texts.parquet."""
    out = folder / f"dataloupe-{time.monotonic_ns()}"
    command = [sys.executable, "-m", "benchmarks._duplicate_runs", str(folder / "texts.parquet"), str(out)]
    return Run("dataloupe", *_measure(command), np.load(out / "clusters.npy"))


def run_text_dedup(folder: Path) -> Run:
    """text-dedup in a process of its own, on `folder`/texts.parquet."""
    python, out, cache = environment("text-dedup", PEER), folder / "text-dedup", folder / "cache"
    options = {
        "path": "parquet",
        "data_files": folder / "texts.parquet",
        "split": "train",
        "cache_dir": cache,
        "output": out,
        "column": "text",
        "threshold": THRESHOLD,
        "ngram": 5,
        "hash_func": "xxh3",
        "use_auth_token": "false",
        "num_proc": os.cpu_count(),
    }
    arguments = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
    command = [str(python), "-m", "text_dedup.minhash", "--debug", *arguments]
    used = _measure(command, HF_HOME=str(cache), HF_DATASETS_OFFLINE="1", HF_HUB_OFFLINE="1")
    return Run("text-dedup", *used, _peer_clusters(python, out / "uf.pkl", folder / "texts.parquet"))


def build(path: Path, texts: pa.Array, sources: pa.Array | None = None) -> Workspace:
    """A workspace with the duplicates of these texts."""
    workspace, engine = create_workspace(path), ThreadEngine()
    columns = {"doc_id": pa.array(np.arange(len(texts))), "text": texts, "kind": pa.repeat("document", len(texts))}
    if sources is not None:
        columns["source"] = sources
    arrays = [columns.get(field.name, pa.nulls(len(texts), field.type)) for field in DOCUMENTS]
    table = pa.table(arrays, schema=DOCUMENTS)
    batches = table.select(["doc_id", "text"]).to_batches(max_chunksize=BATCH_ROWS)
    with ThreadPoolExecutor(1) as pool:
        written = pool.submit(write_table, workspace, "documents", table, stage="documents")
        scanned = pa.Table.from_batches(list(engine.map(scan, batches)))
        written.result()
    write_table(workspace, "signatures", scanned.select(SIGNATURE_COLUMNS), stage="scan")
    signals = {"doc_id": scanned["doc_id"]} | kernel_columns(scanned, FAMILIES)
    write_table(workspace, "signals", pa.table(signals), stage="scan")
    stage, manifest = duplicates.STAGE, workspace.read_manifest()
    context = Context(workspace, manifest, stage, "bench", {}, engine, lambda progress: None)
    stage.run(context)
    context.commit()
    return workspace


def _find(texts: Path, out: Path) -> None:
    """The measured process: read, scan, find, verify, join."""
    workspace = build(out / "workspace", pq.read_table(texts)["text"].combine_chunks())
    cluster = np.arange(workspace.read_manifest().tables["documents"].rows)
    members = graph(workspace.connect()).clusters(Thresholds(THRESHOLD))
    cluster[members.doc_id] = members.cluster
    np.save(out / "clusters.npy", cluster)


def _peer_clusters(python: Path, union_find: Path, texts: Path) -> np.ndarray:
    """The cluster of each document, from text-dedup's union-find, which only its own environment can load."""
    load = (
        f"import pickle, sys; u = pickle.load(open({str(union_find)!r}, 'rb')); "
        "pickle.dump({x: u.find(x) for x in list(u.parent)}, sys.stdout.buffer)"
    )
    roots = pickle.loads(subprocess.run([str(python), "-c", load], capture_output=True, check=True).stdout)
    word_counts = [len(re.split(r"\W", text.lower())) for text in pq.read_table(texts)["text"].to_pylist()]
    return np.array([roots.get(i, i) if words >= MIN_PEER_WORDS else -1 for i, words in enumerate(word_counts)])


_MEASURE = """
import json, resource, subprocess, sys, time
started = time.monotonic()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([code, time.monotonic() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""


def _measure(command: list[str], **variables: str) -> tuple[float, float, float]:
    """Run a command: elapsed seconds, CPU seconds of it and its children, peak megabytes of the largest of them.

    A small process measures it, because the peak of a child includes the memory of its parent at the fork.
    """
    ran = subprocess.run(
        [sys.executable, "-S", "-c", _MEASURE, *command],
        env={**os.environ, **variables},
        capture_output=True,
        check=True,
    )
    code, seconds, cpu, megabytes = json.loads(ran.stdout)
    if code:
        raise SystemExit(f"This command failed: {' '.join(command)}")
    return seconds, cpu, megabytes


if __name__ == "__main__":
    _find(Path(sys.argv[1]), Path(sys.argv[2]))
