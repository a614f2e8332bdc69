"""Near-duplicates end to end, against text-dedup's MinHash and against brute force: `python -m benchmarks.duplicates
[CORPUS.parquet]`.

Both tools run as whole processes on the same texts, with five-word shingles and a threshold of 0.7, ours with its
kernels compiled: read, sign (dataloupe measures all its signals in that pass), find, verify, join. A pair counts as
false when its true Jaccard is below 0.7, and as missed when it is 0.7 or more and the two documents are in no common
cluster - by both tools' idea of a word, so that neither is blamed for its own. text-dedup leaves texts of fewer than
five words out; here everybody is asked about the others.
"""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numba as nb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.ask.duplicates import KeepPolicy, Thresholds, clusters, decisions, graph, removal_by_threshold, summarize
from analytics.batch.scan import scan
from analytics.batch.verify import ShingleSets, shingle_sets
from analytics.build import duplicates
from analytics.build.engine import ThreadEngine
from analytics.build.stage import Context
from analytics.ingest.tables import DOCUMENTS
from analytics.signals.compute import kernel_columns
from analytics.signals.scan import FAMILIES
from analytics.workspace import Workspace, create_workspace, open_workspace
from tests.workspaces import write_table

CORPUS = Path(__file__).parents[2] / "shared" / "data" / "corpus_100k.parquet"
SIZES = (20_000, 100_000)
THRESHOLD = 0.7
PLANTED = 1_000
EXCERPTS = 1_000
PEER = ("text-dedup==0.4.0",)

LEAST_RATIO, LEAST_RECALL, MOST_SECONDS = 8.0, {0.7: 0.95, 0.8: 0.99}, 0.3
"""What must hold: how much faster than the peer at 100,000, recall by true Jaccard, and the seconds of a moved
threshold.
"""


@dataclass(frozen=True)
class Run:
    """A whole process: seconds on the clock and of CPU, peak memory in MB, and each document's cluster (-1: left
    out).
    """

    name: str
    seconds: float
    cpu: float
    megabytes: float
    cluster: np.ndarray


def main(corpus: Path) -> int:
    """Measure, print the tables, and give 1 when something does not hold."""
    if not corpus.is_file():
        print(f"no corpus at {corpus} - give the path of a Parquet file with a column 'text'")
        return 1
    texts = pq.read_table(corpus, columns=["text"])["text"].combine_chunks()
    sources = pq.read_table(corpus, columns=["source"])["source"].combine_chunks()
    failures = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in SIZES:
            sample = texts.take(pa.array(np.sort(np.random.default_rng(7).permutation(len(texts))[:size])))
            failures += compare(folder / str(size), sample)
        failures += recall(folder / "whole", texts, sources)
        plant(folder / "planted", texts)
        failures += moves(folder / "whole" / "workspace")
    print("\n" + ("\n".join(f"does not hold: {failure}" for failure in failures) or "All of it holds."))
    return bool(failures)


# --- against the peer
# ------------------------------------------------------------------------------------------------------------


def compare(folder: Path, texts: pa.Array) -> list[str]:
    """Both tools on the same texts, and what each calls a duplicate that is none, and the other way round."""
    folder.mkdir()
    pq.write_table(pa.table({"text": texts}), folder / "texts.parquet")
    ours(folder)  # compile
    runs = [ours(folder), theirs(folder, len(texts))]
    truth = brute_force(texts, THRESHOLD)
    both = np.flatnonzero(runs[1].cluster >= 0)
    print(f"\n{len(texts):,} documents, Jaccard {THRESHOLD}, {len(both):,} of them of five words or more")
    print(f"{'':12}{'seconds':>9}{'CPU':>8}{'peak MB':>9}{'pairs':>9}{'false':>8}{'true':>8}{'missed':>8}")
    for run in runs:
        claimed = pairs_of(run.cluster, both)
        scores = fair_scores(texts, claimed)
        wanted = truth[np.isin(truth, both).all(axis=1)]
        wanted = wanted[fair_scores(texts, wanted).min(axis=1) >= THRESHOLD]
        false, missed = (
            int((scores.max(axis=1) < THRESHOLD).sum()),
            int((run.cluster[wanted[:, 0]] != run.cluster[wanted[:, 1]]).sum()),
        )
        print(
            f"{run.name:12}{run.seconds:>9.1f}{run.cpu:>8.1f}{run.megabytes:>9,.0f}{len(claimed):>9,}{false:>8,}{len(wanted):>8,}{missed:>8,}"
        )
    ratio, cpu_ratio = runs[1].seconds / runs[0].seconds, runs[1].cpu / runs[0].cpu
    print(
        f"dataloupe is {ratio:.1f} times faster on the clock, {cpu_ratio:.1f} times in CPU seconds; its false pairs are chains, each of whose links is true"
    )
    return [f"{ratio:.1f} times faster at {len(texts):,}"] if len(texts) == SIZES[-1] and ratio < LEAST_RATIO else []


def ours(folder: Path) -> Run:
    """dataloupe in a process of its own."""
    out = folder / f"ours-{time.monotonic_ns()}"
    seconds, cpu, megabytes = measured(
        [sys.executable, "-m", "benchmarks.duplicates", "--find", str(folder / "texts.parquet"), str(out)]
    )
    return Run("dataloupe", seconds, cpu, megabytes, np.load(out / "clusters.npy"))


def theirs(folder: Path, n: int) -> Run:
    """text-dedup in a process of its own."""
    from benchmarks.environments import environment

    python, out = environment("text-dedup", PEER), folder / "theirs"
    options = {
        "path": "parquet",
        "data_files": folder / "texts.parquet",
        "split": "train",
        "cache_dir": folder / "cache",
        "output": out,
        "column": "text",
    }
    options |= {
        "threshold": THRESHOLD,
        "ngram": 5,
        "hash_func": "xxh3",
        "use_auth_token": "false",
        "num_proc": os.cpu_count(),
    }
    command = [
        str(python),
        "-m",
        "text_dedup.minhash",
        "--debug",
        *(str(part) for name, value in options.items() for part in (f"--{name}", value)),
    ]
    seconds, cpu, megabytes = measured(
        command, HF_HOME=str(folder / "cache"), HF_DATASETS_OFFLINE="1", HF_HUB_OFFLINE="1"
    )
    load = f"import pickle, sys; u = pickle.load(open({str(out / 'uf.pkl')!r}, 'rb')); pickle.dump({{x: u.find(x) for x in list(u.parent)}}, sys.stdout.buffer)"
    found = pickle.loads(subprocess.run([str(python), "-c", load], capture_output=True, check=True).stdout)
    texts = pq.read_table(folder / "texts.parquet")["text"].to_pylist()
    cluster = np.array(
        [found.get(i, i) if len(re.split(r"\W", text.lower())) >= 5 else -1 for i, text in enumerate(texts)]
    )
    return Run("text-dedup", seconds, cpu, megabytes, cluster)


MEASURE = """
import json, resource, subprocess, sys, time
started = time.monotonic()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([code, time.monotonic() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""


def measured(command: list[str], **variables: str) -> tuple[float, float, float]:
    """Run a command: seconds, CPU seconds of it and its children, and the peak megabytes of the largest of them.

    A small process in between measures: a child's peak counts from what its parent held when it forked.
    """
    ran = subprocess.run(
        [sys.executable, "-S", "-c", MEASURE, *command],
        env={**os.environ, **variables},
        capture_output=True,
        check=True,
    )
    code, seconds, cpu, megabytes = json.loads(ran.stdout)
    if code:
        raise SystemExit(f"failed: {' '.join(command)}")
    return seconds, cpu, megabytes


def find(parquet: Path, out: Path) -> None:
    """What `ours` times: read, sign, find, verify, join."""
    workspace = build(out / "workspace", pq.read_table(parquet)["text"].combine_chunks())
    found = graph(workspace.connect())
    cluster = np.arange(workspace.read_manifest().tables["documents"].rows)
    members = found.clusters(Thresholds(THRESHOLD))
    cluster[members.doc_id] = members.cluster
    np.save(out / "clusters.npy", cluster)


def build(path: Path, texts: pa.Array, sources: pa.Array | None = None) -> Workspace:
    """A workspace with the duplicates of these texts."""
    workspace, engine = create_workspace(path), ThreadEngine()
    given = {"doc_id": pa.array(np.arange(len(texts))), "text": texts, "kind": pa.repeat("document", len(texts))} | (
        {} if sources is None else {"source": sources}
    )
    table = pa.table([given.get(field.name, pa.nulls(len(texts), field.type)) for field in DOCUMENTS], schema=DOCUMENTS)
    batches = table.select(["doc_id", "text"]).to_batches(max_chunksize=4096)
    with ThreadPoolExecutor(1) as aside:
        written = aside.submit(write_table, workspace, "documents", table, stage="documents")
        scanned = pa.Table.from_batches(list(engine.map(scan, batches)))
        written.result()
    signatures = ["doc_id", "raw_hash", "normalized_hash", "n_shingles", "minhash"]
    write_table(workspace, "signatures", scanned.select(signatures), stage="scan")
    signals = {"doc_id": scanned["doc_id"]} | kernel_columns(scanned, FAMILIES)
    write_table(workspace, "signals", pa.table(signals), stage="scan")
    context = Context(
        workspace, workspace.read_manifest(), duplicates.STAGE, "bench", {}, engine, lambda progress: None
    )
    duplicates.STAGE.run(context)
    context.commit()
    return workspace


def pairs_of(cluster: np.ndarray, among: np.ndarray) -> np.ndarray:
    """All pairs of documents (of `among`) in a common cluster."""
    members = pd.Series(among).groupby(cluster[among]).agg(list)
    found = [pair for group in members[members.str.len() > 1] for pair in combinations(group, 2)]
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def fair_scores(texts: pa.Array, pairs: np.ndarray) -> np.ndarray:
    """The true Jaccard of each pair by our words and by text-dedup's: two columns."""
    sets = {i: peer_shingles(texts[i].as_py()) for i in np.unique(pairs).tolist()}
    peer = [len(sets[a] & sets[b]) / max(len(sets[a] | sets[b]), 1) for a, b in pairs.tolist()]
    if not len(pairs):
        return np.empty((0, 2))
    named = np.unique(pairs)
    own = ShingleSets.of([shingle_sets(pa.record_batch({"doc_id": named, "text": texts.take(pa.array(named))}))])
    return np.c_[own.compare(pa.record_batch({"a": pairs[:, 0], "b": pairs[:, 1]})).column("jaccard").to_numpy(), peer]


def peer_shingles(text: str) -> set[str]:
    """Shingles as text-dedup makes them: five pieces between single non-word characters, empty ones too."""
    words = re.split(r"\W", text.lower())
    return {" ".join(words[at : at + 5]) for at in range(len(words) - 4)}


# --- against brute force
# ---------------------------------------------------------------------------------------------------------


def brute_force(texts: pa.Array, least: float) -> np.ndarray:
    """All pairs of documents with a true Jaccard of `least` or more: every pair that shares any shingle is counted
    out.
    """
    pairs, jaccard, _, _ = all_scores(texts)
    return pairs[jaccard >= np.float32(least)]


def all_scores(texts: pa.Array) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Every pair that shares a shingle, with its Jaccard, containment and number of shared shingles."""
    batches = (
        pa.record_batch({"doc_id": np.arange(at, min(at + 4096, len(texts))), "text": texts[at : at + 4096]})
        for at in range(0, len(texts), 4096)
    )
    sets = ShingleSets.of(shingle_sets(batch) for batch in batches)
    sizes = np.diff(sets.offsets)
    document = np.repeat(np.arange(len(sizes)), sizes)
    order = np.argsort(sets.hashes, kind="stable")
    document, shingle = document[order].astype(np.uint64), sets.hashes[order]
    starts = np.flatnonzero(np.r_[True, shingle[1:] != shingle[:-1]])
    lengths = np.diff(np.r_[starts, len(shingle)])
    codes = np.empty(int((lengths * (lengths - 1) // 2).sum()), np.uint64)
    _square(document, starts, lengths, codes)
    codes, shared = np.unique(codes, return_counts=True)
    pairs = np.c_[codes >> np.uint64(32), codes & np.uint64(0xFFFFFFFF)].astype(np.int64)
    a, b = sizes[pairs[:, 0]], sizes[pairs[:, 1]]
    return pairs, (shared / (a + b - shared)).astype(np.float32), (shared / np.minimum(a, b)).astype(np.float32), shared


@nb.njit(cache=True)
def _square(document: np.ndarray, starts: np.ndarray, lengths: np.ndarray, out: np.ndarray) -> None:
    filled = 0
    for group in range(len(starts)):
        for i in range(starts[group], starts[group] + lengths[group]):
            for j in range(i + 1, starts[group] + lengths[group]):
                out[filled] = (document[i] << np.uint64(32)) | document[j]
                filled += 1


def recall(folder: Path, texts: pa.Array, sources: pa.Array) -> list[str]:
    """Which share of all true pairs of the whole corpus is stored, and whether the stored scores are those of plain
    Python.
    """
    workspace = build(folder / "workspace", texts, sources)
    connection = workspace.connect()
    label = graph(connection).documents.set_index("doc_id").text
    text = label.reindex(range(len(texts))).fillna(-1).to_numpy(int)
    text = np.where(text < 0, np.arange(len(texts)) + len(texts), text)
    near = connection.execute("SELECT a, b FROM duplicate_pairs WHERE kind = 'near'").fetchnumpy()
    stored = {tuple(sorted(pair)) for pair in zip(text[near["a"]].tolist(), text[near["b"]].tolist(), strict=True)}
    pairs, jaccard, containment, shared = all_scores(texts)
    found = np.array(
        [
            a == b or (min(a, b), max(a, b)) in stored
            for a, b in zip(text[pairs[:, 0]].tolist(), text[pairs[:, 1]].tolist(), strict=True)
        ]
    )
    failures = []
    print(f"\nRecall on all {len(texts):,} documents, by brute force")
    for least in (0.5, 0.6, 0.7, 0.8):
        true = jaccard >= np.float32(least)
        print(f"  Jaccard >= {least}: {found[true].mean():.5f} of {true.sum():,} pairs")
        if found[true].mean() < LEAST_RECALL.get(least, 0):
            failures.append(f"recall {found[true].mean():.4f} at {least}")
    for low, high in ((0.4, 0.5), (0.5, 0.6), (0.6, 0.8), (0.8, 1.01)):
        true = (
            (jaccard < 0.5)
            & (shared >= duplicates.MIN_EXCERPT)
            & (containment >= np.float32(low))
            & (containment < np.float32(high))
        )
        print(f"  Jaccard < 0.5, containment {low} to {min(high, 1)}: {found[true].mean():.4f} of {true.sum():,} pairs")
    sample = connection.execute(
        "SELECT a, b, jaccard FROM duplicate_pairs WHERE kind = 'near' ORDER BY hash(a * 7 + b) LIMIT 1000"
    ).fetchall()
    wrong = sum(
        abs(plain_jaccard(texts[a].as_py(), texts[b].as_py()) - stored_value) > 1e-6 for a, b, stored_value in sample
    )
    print(f"  stored Jaccard differs from plain Python in {wrong} of {len(sample):,} sampled pairs")
    return failures + ([f"{wrong} stored scores are wrong"] if wrong else [])


def plain_jaccard(one: str, other: str) -> float:
    """The Jaccard of two texts, straight from the definition."""
    from tests.batch.test_verify import shingles

    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b)


# --- planted, and moved
# ----------------------------------------------------------------------------------------------------------


def plant(folder: Path, texts: pa.Array) -> None:
    """1,000 copies, 1,000 variants in one word, and excerpts of half a document pasted into another: time, memory,
    clusters, share found.
    """
    folder.mkdir()
    rng = np.random.default_rng(3)
    long = [
        text
        for text in (texts[int(i)].as_py() for i in rng.permutation(len(texts))[: 20 * EXCERPTS])
        if 80 <= len(text.split()) <= 2000
    ]
    copied, varied = long[0], long[1].split()[:200]
    variants = [
        " ".join([*varied[: i % len(varied)], f"variant{i}", *varied[i % len(varied) + 1 :]]) for i in range(PLANTED)
    ]
    halves = [
        (source, f"{host}\n{' '.join(source.split()[: len(source.split()) // 2])}")
        for source, host in zip(long[2 : 2 + EXCERPTS], long[-EXCERPTS:], strict=True)
    ]
    planted = pa.concat_arrays(
        [texts, pa.array([*[copied] * PLANTED, *variants, *(half for _, half in halves)], texts.type)]
    )
    pq.write_table(pa.table({"text": planted}), folder / "texts.parquet")
    run = ours(folder)
    first = len(texts)
    same, near = run.cluster[first : first + PLANTED], run.cluster[first + PLANTED : first + 2 * PLANTED]
    print(
        f"\n{PLANTED:,} copies and {PLANTED:,} one-word variants planted among {first:,}: {run.seconds:.1f} s, {run.cpu:.1f} CPU s, {run.megabytes:,.0f} MB"
    )
    print(f"  clusters: {len(np.unique(same))} of the copies, {len(np.unique(near))} of the variants")
    connection = open_workspace(next(folder.glob("ours-*")) / "workspace").connect()
    rows = connection.execute(
        "SELECT count(*), count(*) FILTER (linked) FROM duplicate_pairs WHERE b >= ? AND b < ?",
        [first, first + 2 * PLANTED],
    ).fetchone()
    print(f"  pairs stored for them: {rows[0]:,}, of which {rows[1]:,} link a hot group")
    found = 0
    where = {text.as_py(): i for i, text in enumerate(texts)}
    for number, (source, _) in enumerate(halves):
        pair = (where[source], first + 2 * PLANTED + number)
        found += bool(
            connection.execute("SELECT count(*) FROM duplicate_pairs WHERE a = ? AND b = ?", pair).fetchone()[0]
        )
    print(
        f"  halves of {len(halves):,} documents pasted into others: {found / len(halves):.3f} of them found by containment"
    )


def moves(path: Path) -> list[str]:
    """A moved threshold: clusters, findings and decisions anew, and the curve over all thresholds."""
    connection = open_workspace(path).connect()
    started = time.process_time()
    found = graph(connection)
    loaded = time.process_time() - started
    keep, seconds = KeepPolicy("longest"), []
    for thresholds in steps():
        started = time.process_time()
        decided = decisions(connection, found, thresholds, keep)
        summarize(connection, decided, thresholds)
        clusters(decided)
        seconds.append(time.process_time() - started)
    started = time.process_time()
    removal_by_threshold(connection, found, Thresholds(), keep)
    swept = time.process_time() - started
    worst = float(np.quantile(seconds, 0.95))
    print(
        f"\nA moved threshold, CPU seconds: median {np.median(seconds):.3f}, 95 % {worst:.3f}; the graph {loaded:.3f} once; the curve {swept:.3f}"
    )
    return [f"{worst:.2f} s a moved threshold"] if worst > MOST_SECONDS else []


def steps() -> Iterator[Thresholds]:
    for jaccard in np.arange(0.5, 1.001, 0.02).round(2).tolist():
        yield Thresholds(jaccard, 0.8 if jaccard < 0.7 else None)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--find"]:
        find(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        sys.exit(main(Path(sys.argv[1]) if sys.argv[1:] else CORPUS))
