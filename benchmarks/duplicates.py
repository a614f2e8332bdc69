"""Near-duplicates end to end, against text-dedup's MinHash and brute force.

    python -m benchmarks.duplicates [CORPUS.parquet]

Both tools run as whole processes on the same texts, with five-word shingles and a threshold of 0.7; dataloupe's kernels
are compiled before. A pair is false if its true Jaccard is below 0.7, and missed if it is at least 0.7 and the two
documents are in no common cluster - with the words of both tools, because they split words differently. text-dedup
ignores texts of fewer than five words; both tools are compared on the others.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks._duplicate_checks import check_new_threshold, check_planted, check_recall
from benchmarks._duplicate_runs import THRESHOLD, Run, run_dataloupe, run_text_dedup
from benchmarks._duplicate_truth import pairs_of, scores_by_both, similar_pairs

CORPUS = Path(__file__).parents[2] / "shared" / "data" / "corpus_100k.parquet"
SIZES = (20_000, 100_000)
MIN_RATIO = 8.0
"""How many times faster than the peer dataloupe must be on the largest sample."""


def main(corpus: Path) -> int:
    """Measure and print the tables; gives 1 if a requirement does not hold."""
    if not corpus.is_file():
        print(f"{corpus} does not exist. Give the path of a Parquet file with a column 'text'.")
        return 1
    texts = pq.read_table(corpus, columns=["text"])["text"].combine_chunks()
    sources = pq.read_table(corpus, columns=["source"])["source"].combine_chunks()
    failures = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in SIZES:
            sample = texts.take(pa.array(np.sort(np.random.default_rng(7).permutation(len(texts))[:size])))
            failures += compare(folder / str(size), sample)
        failures += check_recall(folder / "whole", texts, sources)
        check_planted(folder / "planted", texts)
        failures += check_new_threshold(folder / "whole" / "workspace")
    print("\n" + ("\n".join(f"Does not hold: {failure}" for failure in failures) or "All requirements hold."))
    return bool(failures)


def compare(folder: Path, texts: pa.Array) -> list[str]:
    """Run both tools on the same texts, and count the false and the missed pairs of each."""
    folder.mkdir()
    pq.write_table(pa.table({"text": texts}), folder / "texts.parquet")
    run_dataloupe(folder)  # compiles the kernels
    own, peer = run_dataloupe(folder), run_text_dedup(folder)
    compared = np.flatnonzero(peer.cluster >= 0)
    true = similar_pairs(texts, THRESHOLD)
    true = true[np.isin(true, compared).all(axis=1)]
    true = true[scores_by_both(texts, true).min(axis=1) >= THRESHOLD]
    print(f"\n{len(texts):,} documents, Jaccard {THRESHOLD}, {len(compared):,} of them with five words or more")
    print(f"{'':12}{'seconds':>9}{'CPU':>8}{'peak MB':>9}{'pairs':>9}{'false':>8}{'true':>8}{'missed':>8}")
    for run in (own, peer):
        _print_run(run, texts, true, compared)
    ratio = peer.seconds / own.seconds
    print(
        f"dataloupe is {ratio:.1f} times faster by the clock, {peer.cpu / own.cpu:.1f} times in CPU seconds. "
        "Its false pairs are ends of chains whose links are all true."
    )
    is_too_slow = len(texts) == SIZES[-1] and ratio < MIN_RATIO
    return [f"{ratio:.1f} times faster on {len(texts):,} documents"] if is_too_slow else []


def _print_run(run: Run, texts: pa.Array, true: np.ndarray, compared: np.ndarray) -> None:
    pairs = pairs_of(run.cluster, compared)
    false = int((scores_by_both(texts, pairs).max(axis=1) < THRESHOLD).sum())
    missed = int((run.cluster[true[:, 0]] != run.cluster[true[:, 1]]).sum())
    print(
        f"{run.name:12}{run.seconds:>9.1f}{run.cpu:>8.1f}{run.megabytes:>9,.0f}"
        f"{len(pairs):>9,}{false:>8,}{len(true):>8,}{missed:>8,}"
    )


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if sys.argv[1:] else CORPUS))
