"""What the stored pairs contain: recall against brute force, planted duplicates, and the speed of a new threshold."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.ask.duplicates import KeepPolicy, Thresholds, clusters, decisions, graph, removal_by_threshold, summarize
from analytics.build import duplicates
from analytics.workspace import open_workspace
from benchmarks._duplicate_runs import build, run_dataloupe
from benchmarks._duplicate_truth import all_scores, plain_jaccard

PLANTED = 1_000
EXCERPTS = 1_000
CHECKED_PAIRS = 1_000
MIN_RECALL = {0.5: 0.0, 0.6: 0.0, 0.7: 0.95, 0.8: 0.99}
"""True Jaccard of at least -> the recall that must hold."""

CONTAINMENTS = ((0.4, 0.5), (0.5, 0.6), (0.6, 0.8), (0.8, 1.01))
MAX_THRESHOLD_SECONDS = 0.3


def check_recall(folder: Path, texts: pa.Array, sources: pa.Array) -> list[str]:
    """The share of all true pairs of the whole corpus that is stored, and whether the stored scores are right."""
    connection = build(folder / "workspace", texts, sources).connect()
    pairs, jaccard, containment, shared = all_scores(texts)
    is_stored = _stored(connection, pairs, len(texts))
    failures = []
    print(f"\nRecall on all {len(texts):,} documents, by brute force")
    for least, min_recall in MIN_RECALL.items():
        stored = is_stored[jaccard >= np.float32(least)]
        print(f"  Jaccard >= {least}: {stored.mean():.5f} of {len(stored):,} pairs")
        if stored.mean() < min_recall:
            failures.append(f"recall is {stored.mean():.4f} at {least}")
    is_excerpt = (jaccard < 0.5) & (shared >= duplicates.MIN_EXCERPT)
    for low, high in CONTAINMENTS:
        stored = is_stored[is_excerpt & (containment >= np.float32(low)) & (containment < np.float32(high))]
        recall = f"{stored.mean():.4f}" if len(stored) else "-"
        print(f"  Jaccard < 0.5, containment {low} to {min(high, 1)}: {recall} of {len(stored):,} pairs")
    wrong, checked = _count_wrong_scores(connection, texts)
    print(f"  stored Jaccard differs from plain Python in {wrong} of {checked:,} sampled pairs")
    return failures + ([f"{wrong} stored scores are wrong"] if wrong else [])


def check_planted(folder: Path, texts: pa.Array) -> None:
    """Plant copies, one-word variants and excerpts: time, memory, clusters, and the share that is stored."""
    folder.mkdir()
    rng = np.random.default_rng(3)
    candidates = (texts[int(i)].as_py() for i in rng.permutation(len(texts))[: 20 * EXCERPTS])
    long = [text for text in candidates if 80 <= len(text.split()) <= 2000]
    originals = long[2 : 2 + EXCERPTS]
    excerpts = [_with_half(host, text) for host, text in zip(long[-EXCERPTS:], originals, strict=True)]
    planted = [*[long[0]] * PLANTED, *_variants(long[1]), *excerpts]
    all_texts = pa.concat_arrays([texts, pa.array(planted, texts.type)])
    pq.write_table(pa.table({"text": all_texts}), folder / "texts.parquet")
    run, first = run_dataloupe(folder), len(texts)
    copies, variants = run.cluster[first : first + PLANTED], run.cluster[first + PLANTED : first + 2 * PLANTED]
    print(
        f"\n{PLANTED:,} copies and {PLANTED:,} one-word variants planted among {first:,}: "
        f"{run.seconds:.1f} s, {run.cpu:.1f} CPU s, {run.megabytes:,.0f} MB"
    )
    print(f"  clusters: {len(np.unique(copies))} of the copies, {len(np.unique(variants))} of the variants")
    connection = open_workspace(next(folder.glob("dataloupe-*")) / "workspace").connect()
    _print_planted_pairs(connection, texts, originals)


def check_new_threshold(path: Path) -> list[str]:
    """Seconds for a new threshold: clusters, summary and decisions; and for the curve over all thresholds."""
    connection = open_workspace(path).connect()
    started = time.process_time()
    pairs = graph(connection)
    loaded = time.process_time() - started
    policy, seconds = KeepPolicy("longest"), []
    for thresholds in _thresholds():
        started = time.process_time()
        decided = decisions(connection, pairs, thresholds, policy)
        summarize(connection, decided, thresholds)
        clusters(decided)
        seconds.append(time.process_time() - started)
    started = time.process_time()
    removal_by_threshold(connection, pairs, Thresholds(), policy)
    swept = time.process_time() - started
    slow = float(np.quantile(seconds, 0.95))
    print(
        f"\nA new threshold, CPU seconds: median {np.median(seconds):.3f}, 95th percentile {slow:.3f}; "
        f"the graph {loaded:.3f} once; the curve {swept:.3f}"
    )
    return [f"a new threshold takes {slow:.2f} s"] if slow > MAX_THRESHOLD_SECONDS else []


def _stored(connection: duckdb.DuckDBPyConnection, pairs: np.ndarray, n: int) -> np.ndarray:
    """Whether each pair is stored: as a near pair of their texts, or because both documents have the same text."""
    label = graph(connection).documents.set_index("doc_id").text
    text = label.reindex(range(n)).fillna(-1).to_numpy(int)
    text = np.where(text < 0, np.arange(n) + n, text)
    near = connection.execute("SELECT a, b FROM duplicate_pairs WHERE kind = 'near'").fetchnumpy()
    stored = {tuple(sorted(pair)) for pair in zip(text[near["a"]].tolist(), text[near["b"]].tolist(), strict=True)}
    text_pairs = zip(text[pairs[:, 0]].tolist(), text[pairs[:, 1]].tolist(), strict=True)
    return np.array([a == b or (min(a, b), max(a, b)) in stored for a, b in text_pairs])


def _count_wrong_scores(connection: duckdb.DuckDBPyConnection, texts: pa.Array) -> tuple[int, int]:
    """The stored scores of a sample that are wrong, and the size of the sample."""
    sample = connection.execute(
        f"""
        SELECT a, b, jaccard FROM duplicate_pairs WHERE kind = 'near'
        ORDER BY hash(a * 7 + b) LIMIT {CHECKED_PAIRS}
        """
    ).fetchall()
    errors = (abs(plain_jaccard(texts[a].as_py(), texts[b].as_py()) - score) for a, b, score in sample)
    return sum(error > 1e-6 for error in errors), len(sample)


def _variants(text: str) -> list[str]:
    """PLANTED variants of the beginning of `text`, each with one other word."""
    words = text.split()[:200]
    places = [(number, number % len(words)) for number in range(PLANTED)]
    return [" ".join([*words[:place], f"variant{number}", *words[place + 1 :]]) for number, place in places]


def _with_half(host: str, text: str) -> str:
    """`host` with the first half of `text` at its end."""
    words = text.split()
    return f"{host}\n{' '.join(words[: len(words) // 2])}"


def _print_planted_pairs(connection: duckdb.DuckDBPyConnection, texts: pa.Array, originals: list[str]) -> None:
    first = len(texts)
    rows = connection.execute(
        "SELECT count(*), count(*) FILTER (linked) FROM duplicate_pairs WHERE b >= ? AND b < ?",
        [first, first + 2 * PLANTED],
    ).fetchone()
    print(f"  pairs stored for them: {rows[0]:,}, of which {rows[1]:,} link a hot group")
    doc_ids = {text.as_py(): i for i, text in enumerate(texts)}
    pairs = [(doc_ids[text], first + 2 * PLANTED + number) for number, text in enumerate(originals)]
    query = "SELECT count(*) FROM duplicate_pairs WHERE a = ? AND b = ?"
    stored = sum(bool(connection.execute(query, pair).fetchone()[0]) for pair in pairs)
    print(f"  excerpts of {len(pairs):,} documents in others: {stored / len(pairs):.3f} are stored by containment")


def _thresholds() -> Iterator[Thresholds]:
    for jaccard in np.arange(0.5, 1.001, 0.02).round(2).tolist():
        yield Thresholds(jaccard, 0.8 if jaccard < 0.7 else None)
