"""The scan against datatrove's filters: `python -m benchmarks.scan [--input FILE.parquet] [--documents N]`.

Both on one core, in CPU seconds, over the same documents in the same run. dataloupe computes every signal, exact hashes
and MinHash signatures; datatrove runs Gopher repetition, Gopher quality and FineWeb, each until its first rule that
fails.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analytics.batch.language import detect
from analytics.batch.scan import compile_kernels, scan
from analytics.signals.compute import kernel_columns
from analytics.signals.scan import FAMILIES
from benchmarks.environments import environment

CORPUS = Path(__file__).parents[2] / "shared" / "data" / "corpus_100k.parquet"
PEER = ("datatrove[processing]==0.10.1", "spacy==3.8.18")
BATCH_ROWS = 4096
MIN_RATIO, MIN_MEGABYTES = 100.0, 80.0
"""Limits: how many times faster than the filters, and how many megabytes a second on a core."""


def main() -> int:
    """Measure and print the table; gives 1 when a limit is missed."""
    texts, sample = read_texts(__doc__, "documents, drawn at random, that the filters also read")
    print(f"kernels ready in {compile_kernels():.1f} s (compiled once on a machine, then read from the cache)\n")
    print(f"{'CPU seconds on one core':44} {'seconds':>9} {'MB/s':>9} {'documents/s':>12} {'ratio':>8}")
    whole, sampled = (min(_seconds(_signals, batches(some)) for _ in range(3)) for some in (texts, sample))
    _print_row(f"dataloupe, scan, {len(texts):,} documents", whole, texts)
    _print_row("dataloupe, language", _seconds(detect, batches(texts)), texts)
    _print_row(f"dataloupe, scan, {len(sample):,} documents", sampled, sample)
    filters = _datatrove(sample)
    chain = filters.pop("chain")
    together = sum(filters.values())
    rows = filters | {"all three": together, "chain, ends where a filter removes": chain}
    for name, seconds in rows.items():
        _print_row(f"datatrove, {name}", seconds, sample, seconds / sampled)
    return int(together / sampled < MIN_RATIO or _megabytes(texts) / whole < MIN_MEGABYTES)


def read_texts(description: str | None, documents: str) -> tuple[pa.Array, pa.Array]:
    """The texts of `--input` and a random sample of `--documents` of them. Exits when there is no such file."""
    parser = argparse.ArgumentParser(description=(description or "").splitlines()[0])
    parser.add_argument("--input", type=Path, default=CORPUS, help="a Parquet file with a column 'text'")
    parser.add_argument("--documents", type=int, default=5000, help=f"number of {documents}")
    arguments = parser.parse_args()
    if not arguments.input.is_file():
        raise SystemExit(f"There is no file {arguments.input}. Give --input FILE.parquet with a column 'text'.")
    texts = pq.read_table(arguments.input, columns=["text"])["text"].combine_chunks()
    rows = np.sort(np.random.default_rng(0).permutation(len(texts))[: arguments.documents])
    return texts, texts.take(pa.array(rows))


def batches(texts: pa.Array) -> list[pa.RecordBatch]:
    """(doc_id, text), BATCH_ROWS at a time."""
    return pa.table({"doc_id": pa.array(np.arange(len(texts))), "text": texts}).to_batches(max_chunksize=BATCH_ROWS)


def _signals(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    return kernel_columns(scan(batch), FAMILIES)


def _seconds(function: Callable[[pa.RecordBatch], Any], batches: list[pa.RecordBatch]) -> float:
    started = time.process_time()
    for batch in batches:
        function(batch)
    return time.process_time() - started


def _megabytes(texts: pa.Array) -> float:
    return pc.sum(pc.binary_length(texts)).as_py() / 1e6


def _print_row(name: str, seconds: float, texts: pa.Array, ratio: float | None = None) -> None:
    megabytes, documents = _megabytes(texts) / seconds, len(texts) / seconds
    times = f"{ratio:,.0f} x" if ratio else ""
    print(f"{name:44} {seconds:9.2f} {megabytes:9.1f} {documents:12,.0f} {times:>8}", flush=True)


def _datatrove(texts: pa.Array) -> dict[str, float]:
    """CPU seconds of each of datatrove's filters, and of the three as a chain."""
    python = environment("datatrove", PEER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.jsonl"
        path.write_text("".join(json.dumps(text) + "\n" for text in texts.to_pylist()), encoding="utf-8")
        script = Path(__file__).parent / "peers" / "datatrove_filters.py"
        ran = subprocess.run([python, script, path], capture_output=True, text=True, check=True)
    return json.loads(ran.stdout.splitlines()[-1])


if __name__ == "__main__":
    raise SystemExit(main())
