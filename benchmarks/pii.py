"""How much personal data is detected, and how much that only looks like it? `python -m benchmarks.pii [--input
FILE.parquet]`.

Precision and recall by kind on generated cases (tests/batch/pii_cases.py and pii_negatives.py), with other seeds than
the tests and with Wilson intervals; then the CPU seconds to count a whole corpus, if there is one.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from analytics.batch.pii import KINDS, count_pii, find
from analytics.statistics.intervals import wilson
from benchmarks.scan import CORPUS
from tests.batch.pii_cases import positives
from tests.batch.pii_negatives import negatives

SEEDS = range(100, 105)
MIN_RATE = 0.95
"""Limit: precision and recall of each kind."""


def main() -> int:
    """Print the table; gives 1 when precision or recall of a kind is below MIN_RATE."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--input", type=Path, default=CORPUS, help="a Parquet file with a column 'text'")
    arguments = parser.parse_args()
    hits, misses, wrong = _count_cases()
    print(f"\n{'kind':<8} {'precision':>22} {'recall':>22}")
    rates = []
    for kind in KINDS:
        precision, recall = (hits[kind], hits[kind] + wrong[kind]), (hits[kind], hits[kind] + misses[kind])
        rates += [hits / n for hits, n in (precision, recall)]
        print(f"{kind:<8} {_interval(*precision)} {_interval(*recall)}")
    if arguments.input.is_file():
        _print_seconds(arguments.input)
    return int(min(rates) < MIN_RATE)


def _count_cases() -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Cases that are detected, missed, and wrongly detected, by kind."""
    hits: Counter[str] = Counter()
    misses: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    cases = [case for seed in SEEDS for case in positives(seed)]
    others = [text for seed in SEEDS for text in negatives(seed)]
    for text, kind, value in cases:
        findings = [(text[start:end], of) for start, end, of in find(text)]
        (hits if (value, kind) in findings else misses)[kind] += 1
        wrong.update(of for other, of in findings if (other, of) != (value, kind))
    wrong.update(kind for text in others for _, _, kind in find(text))
    print(f"{len(cases):,} texts with personal data, {len(others):,} that only look like it")
    return hits, misses, wrong


def _interval(hits: int, n: int) -> str:
    low, high = wilson(hits, n)
    return f"{hits / n:>8.3f} ({float(low):.3f}-{float(high):.3f})"


def _print_seconds(path: Path) -> None:
    batches = pq.read_table(path, columns=["text"]).combine_chunks().to_batches(max_chunksize=4096)
    started = time.process_time()
    for batch in batches:
        count_pii(batch.append_column("doc_id", pc.cast(pc.binary_length(batch.column("text")), "int64")))
    print(f"\n{sum(map(len, batches)):,} documents counted in {time.process_time() - started:.1f} CPU seconds")


if __name__ == "__main__":
    raise SystemExit(main())
