"""Run the kernel over a batch of texts: counts and signatures, one row a text."""

from __future__ import annotations

import functools
import threading
import time
import unicodedata

import numpy as np
import pyarrow as pa

from analytics.batch.columns import fixed_size_binary, float_array, int_array, validity
from analytics.batch.scan.hashing import hash_bytes
from analytics.batch.scan.kernel import kernel
from analytics.batch.scan.ngrams import DUPLICATE_GRAMS
from analytics.batch.scan.normalization import normalized
from analytics.batch.scan.repetition import STOP_WORD_BITS, stop_word_place
from analytics.batch.scan.scratch import COUNTS, COUNTS_OF_WORDS, Counts, Scratch, scratch
from analytics.batch.scan.signatures import PERMUTATIONS
from analytics.batch.scan.tables import tables
from analytics.batch.shingles import word_hashes
from analytics.batch.texts import longest, utf8
from analytics.batch.token_estimate import estimate_tokens
from analytics.batch.word_characters import word_characters

STOP_WORDS = ("the", "be", "to", "of", "and", "that", "have", "with")

SCRATCH_BYTES = 1_000_000
_thread = threading.local()


def scan(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Count everything in each text, and sign it.

    `batch` has `doc_id` and `text` (string or large_string, sliced or not, without nulls). The result has `doc_id`, the
    counts that signals are made of (`Signal.kernel` names them), and the columns of `signatures`. A row depends only on
    its own text.
    """
    data, bounds = utf8(batch.column("text"))
    n = len(bounds) - 1
    counts = np.zeros(n, Counts)
    ngrams = np.zeros((n, DUPLICATE_GRAMS[-1] + 1), np.int64)
    entropies = np.zeros(n)
    hashes = np.zeros((n, 4), np.uint64)
    sketches = np.zeros((n, PERMUTATIONS), np.uint32)
    inputs = data, bounds, tables(), _scratch(longest(bounds)), _stop_words()
    kernel(*inputs, counts, ngrams, entropies, hashes, sketches)
    for i in np.flatnonzero(counts["joining"]):
        text = batch.column("text")[int(i)].as_py()
        hashes[i, 2:] = _normalized_hash(text)
        if not unicodedata.is_normalized("NFC", text):
            composed = unicodedata.normalize("NFC", text)
            _count_words(composed, counts[i], entropies[i : i + 1], sketches[i])
    columns = _counts(counts, estimate_tokens(data, bounds), ngrams, entropies) | _signatures(
        counts["shingles"], hashes, sketches
    )
    return pa.RecordBatch.from_arrays([batch.column("doc_id"), *columns.values()], ["doc_id", *columns])


def _count_words(text: str, counts: np.void, word_entropy: np.ndarray, sketch: np.ndarray) -> None:
    """Write the counts, the entropy and the signature of words from `text`, which is composed."""
    data, bounds = utf8(pa.array([text]))
    row, hashes, sketches = np.zeros(1, Counts), np.zeros((1, 4), np.uint64), np.zeros((1, PERMUTATIONS), np.uint32)
    inputs = data, bounds, tables(), _scratch(longest(bounds)), _stop_words()
    kernel(*inputs, row, np.zeros((1, DUPLICATE_GRAMS[-1] + 1), np.int64), word_entropy, hashes, sketches)
    for name in COUNTS_OF_WORDS:
        counts[name] = row[name][0]
    sketch[:] = sketches[0]


def compile_kernels() -> float:
    """Make the kernels ready: compile them (about half a minute, once on a machine) or read them from numba's cache.
    Gives the seconds it took.
    """
    started = time.perf_counter()
    scan(pa.RecordBatch.from_pydict({"doc_id": pa.array([0]), "text": pa.array(["e\u0301"])}))
    return time.perf_counter() - started


def _scratch(n_bytes: int) -> Scratch:
    """Working memory for texts of up to `n_bytes` bytes. Each thread keeps its own, because fresh pages cost a
    twentieth of the scan, but not the memory for a giant text.
    """
    if n_bytes > SCRATCH_BYTES:
        return scratch(n_bytes)
    if not hasattr(_thread, "scratch"):
        _thread.scratch = scratch(SCRATCH_BYTES)
    memory: Scratch = _thread.scratch
    return memory


@functools.cache
def _stop_words() -> np.ndarray:
    """The hashes of STOP_WORDS, which are the same written and folded, each at its `stop_word_place`."""
    data = np.frombuffer(" ".join(STOP_WORDS).encode(), np.uint8)
    hashes = np.empty(len(data), np.uint64)
    placed = np.zeros(1 << STOP_WORD_BITS, np.uint64)
    for word in hashes[: word_hashes(data, 0, len(data), word_characters(), hashes)]:
        if placed[stop_word_place(word)]:
            raise RuntimeError("two of the stop words share a place")
        placed[stop_word_place(word)] = word
    return placed


def _normalized_hash(text: str) -> tuple[np.uint64, np.uint64]:
    data = np.frombuffer(normalized(text).encode(), np.uint8)
    return hash_bytes(data, 0, len(data))


def _counts(counts: np.ndarray, tokens: np.ndarray, ngrams: np.ndarray, entropies: np.ndarray) -> dict[str, pa.Array]:
    """The counts of the kernel as columns, and those that follow from them."""
    rows = np.ascontiguousarray(counts.view(np.int64).reshape(len(counts), len(COUNTS)).T)
    count = dict(zip(COUNTS, rows, strict=True))
    count["tokens"] = tokens
    count["all_ellipses"] = count["dotted_ellipses"] + count["ellipses"]
    count["line_chars"] = count["chars"] - count["line_feeds"]
    count["non_alphanumerics"] = count["chars"] - count["alphanumerics"]
    count |= {f"gram_{size}_chars": chars for size, chars in enumerate(np.ascontiguousarray(ngrams.T)) if size > 1}
    columns = {name: int_array(values) for name, values in count.items()}
    return columns | {"entropy": float_array(entropies, validity(count["words"] != 0))}


def _signatures(shingles: np.ndarray, hashes: np.ndarray, sketches: np.ndarray) -> dict[str, pa.Array]:
    return {
        "raw_hash": fixed_size_binary(hashes[:, :2]),
        "normalized_hash": fixed_size_binary(hashes[:, 2:]),
        "n_shingles": pa.array(shingles.astype(np.int32)),
        "minhash": fixed_size_binary(sketches, valid=shingles != 0),
    }
