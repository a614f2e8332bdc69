"""The scan against datatrove's filters: `python -m benchmarks.scan [--input FILE.parquet] [--documents N]`.

Both on one core, in CPU seconds, over the same documents in the same run: dataloupe yields every signal, exact hashes
and MinHash signatures; datatrove runs Gopher repetition, Gopher quality and FineWeb, each until its first rule that
fails.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analytics.batch.language import detect
from analytics.batch.scan import compile_kernels, scan
from benchmarks.environments import environment

CORPUS = Path(__file__).parents[2] / "shared" / "data" / "corpus_100k.parquet"
PEER = ("datatrove[processing]==0.10.1", "spacy==3.8.18")
BATCH_ROWS = 4096
LEAST_RATIO, LEAST_MEGABYTES = 100.0, 80.0
"""What must hold: times faster than the filters, and megabytes a second on a core."""


def main() -> int:
    """Measure, print the table, and give 1 when what must hold does not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--input", type=Path, default=CORPUS, help="a Parquet file with a column 'text'")
    parser.add_argument(
        "--documents", type=int, default=5000, help="how many documents, drawn at random, the filters also run on"
    )
    given = parser.parse_args()
    if not given.input.is_file():
        print(f"no input at {given.input} - give --input FILE.parquet, with a column 'text'")
        return 1
    texts = pq.read_table(given.input, columns=["text"])["text"].combine_chunks()
    sample = texts.take(pa.array(np.sort(np.random.default_rng(0).permutation(len(texts))[: given.documents])))
    print(f"kernels ready in {compile_kernels():.1f} s (compiled once on a machine, then read from the cache)\n")

    print(f"{'CPU seconds on one core':44} {'seconds':>9} {'MB/s':>9} {'documents/s':>12} {'ratio':>8}")
    whole, part = (min(_seconds(scan, batches) for _ in range(3)) for batches in (_batches(texts), _batches(sample)))
    _row(f"dataloupe, scan, {len(texts):,} documents", whole, texts)
    _row("dataloupe, language", _seconds(detect, _batches(texts)), texts)
    _row(f"dataloupe, scan, {len(sample):,} documents", part, sample)
    theirs = _datatrove(sample)
    chain = theirs.pop("chain")
    for name, seconds in {
        **theirs,
        "all three": sum(theirs.values()),
        "chain, ends where a filter removes": chain,
    }.items():
        _row(f"datatrove, {name}", seconds, sample, seconds / part)
    return int(sum(theirs.values()) / part < LEAST_RATIO or _megabytes(texts) / whole < LEAST_MEGABYTES)


def _batches(texts: pa.Array) -> list[pa.RecordBatch]:
    return pa.table({"doc_id": pa.array(np.arange(len(texts))), "text": texts}).to_batches(max_chunksize=BATCH_ROWS)


def _seconds(function, batches: list[pa.RecordBatch]) -> float:
    started = time.process_time()
    for batch in batches:
        function(batch)
    return time.process_time() - started


def _megabytes(texts: pa.Array) -> float:
    return pc.sum(pc.binary_length(texts)).as_py() / 1e6


def _row(name: str, seconds: float, texts: pa.Array, ratio: float | None = None) -> None:
    print(
        f"{name:44} {seconds:9.2f} {_megabytes(texts) / seconds:9.1f} {len(texts) / seconds:12,.0f} {f'{ratio:,.0f} x' if ratio else '':>8}",
        flush=True,
    )


def _datatrove(texts: pa.Array) -> dict[str, float]:
    """CPU seconds of each of datatrove's filters, and of the three as a chain."""
    python = environment("datatrove", PEER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.jsonl"
        path.write_text("".join(json.dumps(text) + "\n" for text in texts.to_pylist()), encoding="utf-8")
        ran = subprocess.run(
            [python, Path(__file__).parent / "peers" / "datatrove_filters.py", path],
            capture_output=True,
            text=True,
            check=True,
        )
    return json.loads(ran.stdout.splitlines()[-1])


if __name__ == "__main__":
    raise SystemExit(main())
