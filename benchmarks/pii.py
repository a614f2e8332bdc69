"""How much personal data is found, and how much that only looks like it? `python -m benchmarks.pii [--input
FILE.parquet]`.

Precision and recall by kind on generated cases (tests/batch/pii_cases.py) of other seeds than the tests use, each rate
with Wilson's interval; then the CPU seconds of counting all of a corpus, where there is one.
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
from tests.batch.pii_cases import negatives, positives

SEEDS = range(100, 105)
LEAST = 0.95


def main() -> int:
    """Print the table; gives 1 when precision or recall of a kind is below LEAST."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--input", type=Path, default=CORPUS, help="a Parquet file with a column 'text'")
    given = parser.parse_args()
    hits, misses, wrong = Counter(), Counter(), Counter()
    for seed in SEEDS:
        for text, kind, value in positives(seed):
            found = [(text[start:end], of) for start, end, of in find(text)]
            (hits if (value, kind) in found else misses)[kind] += 1
            wrong.update(of for other, of in found if (other, of) != (value, kind))
        wrong.update(kind for text in negatives(seed) for _, _, kind in find(text))
    cases, others = sum(len(positives(seed)) for seed in SEEDS), sum(len(negatives(seed)) for seed in SEEDS)
    print(
        f"{cases:,} texts with personal data, {others:,} that only look like it\n\n{'kind':<8} {'precision':>22} {'recall':>22}"
    )
    rates = []
    for kind in KINDS:
        both = (hits[kind], hits[kind] + wrong[kind]), (hits[kind], hits[kind] + misses[kind])
        rates += [good / n for good, n in both]
        print(
            f"{kind:<8} "
            + " ".join(
                f"{good / n:>8.3f} ({float(wilson(good, n)[0]):.3f}-{float(wilson(good, n)[1]):.3f})"
                for good, n in both
            )
        )
    if given.input.is_file():
        batches = pq.read_table(given.input, columns=["text"]).combine_chunks().to_batches(max_chunksize=4096)
        started = time.process_time()
        for batch in batches:
            count_pii(batch.append_column("doc_id", pc.cast(pc.binary_length(batch.column("text")), "int64")))
        print(f"\n{sum(map(len, batches)):,} documents counted in {time.process_time() - started:.1f} CPU seconds")
    return int(min(rates) < LEAST)


if __name__ == "__main__":
    raise SystemExit(main())
