"""The one-pass scan: every text signal, exact hashes and a MinHash signature of each text, from one compiled walk over
its UTF-8.

A text is read from memory once and decoded into arrays that stay in the cache; each further step walks those. What
repeats within it is found exactly; its words are the words of `shingles`.
"""

from __future__ import annotations

import functools
import hashlib
import threading
import time
from pathlib import Path
from typing import Any

import numba as nb
import numpy as np
import pyarrow as pa

from analytics.batch import (
    bitmaps,
    characters,
    decoding,
    hashing,
    lines,
    phrases,
    repetition,
    shingles,
    signatures,
    words,
)
from analytics.batch.characters import Tables, normalized, tables
from analytics.batch.decoding import COUNTS, Counts, Scratch, count_characters, decode_text, scratch
from analytics.batch.hashing import hash_bytes
from analytics.batch.lines import read_lines
from analytics.batch.repetition import (
    DUPLICATE_GRAMS,
    STOP_WORD_BITS,
    TOP_GRAMS,
    count_ngrams,
    count_stop_words,
    duplicate_lines,
    duplicate_paragraphs,
    entropy,
    stop_word_place,
)
from analytics.batch.shingles import word_characters, word_hashes
from analytics.batch.signatures import PERMUTATIONS, minhash, normalize, read_shingles
from analytics.batch.words import find_words, find_words_of_any_script, read_words

STOP_WORDS = ("the", "be", "to", "of", "and", "that", "have", "with")

OPTIONS: dict[str, Any] = {"nogil": True, "cache": True, "_nrt": False}
"""Of the kernel. It allocates nothing, so numba need not count who holds its arrays, which took a tenth of the time."""

KEPT_BYTES = 1_000_000
_kept = threading.local()

COUNTED = {
    "n_chars": "chars",
    "n_bytes": "bytes",
    "n_words": "words",
    "n_lines": "lines",
    "n_paragraphs": "paragraphs",
    "n_sentences": "sentences",
    "max_word_length": "longest_word",
    "stop_word_count": "stop_words",
    "c4_sentence_count": "c4_sentences",
    "curly_bracket_count": "curlies",
    "lorem_ipsum_count": "lorem_ipsums",
    "control_char_count": "controls",
    "nul_char_count": "nuls",
    "replacement_char_count": "replacements",
}
"""Signals that are counts of the kernel as they are."""

RATIOS = {
    "mean_word_length": ("word_chars", "words"),
    "alpha_word_frac": ("letter_words", "words"),
    "all_caps_word_frac": ("caps_words", "words"),
    "unique_word_frac": ("distinct_words", "words"),
    "hash_to_word_ratio": ("hashes", "words"),
    "newline_to_word_ratio": ("line_feeds", "words"),
    "bullet_line_frac": ("bullet_lines", "lines"),
    "ellipsis_line_frac": ("ellipsis_lines", "lines"),
    "terminal_punct_line_frac": ("terminal_lines", "nonblank_lines"),
    "short_line_frac": ("short_lines", "nonblank_lines"),
    "c4_kept_line_frac": ("c4_lines", "nonblank_lines"),
    "dup_line_frac": ("dup_pieces", "pieces"),
    "dup_line_char_frac": ("dup_piece_chars", "chars"),
    "dup_paragraph_frac": ("dup_paragraphs", "paragraphs"),
    "dup_paragraph_char_frac": ("dup_paragraph_chars", "chars"),
    "letter_char_frac": ("letters", "chars"),
    "upper_char_frac": ("capitals", "chars"),
    "digit_char_frac": ("digits", "chars"),
    "punct_char_frac": ("punctuation", "chars"),
    "whitespace_char_frac": ("spaces", "chars"),
    "url_char_frac": ("url_chars", "chars"),
    "paren_char_frac": ("brackets", "chars"),
}
"""Signals that are one count over another; NULL where the other is zero."""


def _source_digest() -> int:
    modules = (bitmaps, characters, decoding, hashing, lines, phrases, repetition, shingles, signatures, words)
    return int(
        hashlib.sha256(b"".join(Path(str(module.__file__)).read_bytes() for module in modules)).hexdigest()[:15], 16
    )


def _compiled(digest: int):  # type: ignore[no-untyped-def]
    """The kernel. Numba's cache looks only at this file: the digest of the others, bound here, keeps it from running
    what they were.

    It expects `counts` to be zeros.
    """

    @nb.njit(**OPTIONS)
    def kernel(
        data: np.ndarray, offsets: np.ndarray, tables: Tables, s: Scratch, stop_words: np.ndarray,
        counts: np.ndarray, ngrams: np.ndarray, entropies: np.ndarray, hashes: np.ndarray, sketches: np.ndarray,
    ) -> int:  # fmt: skip
        """Fill one row of each output for each text."""
        for i in range(len(offsets) - 1):
            row = counts[i]
            row.bytes = offsets[i + 1] - offsets[i]
            n = decode_text(data, offsets[i], offsets[i + 1], tables, s)
            row.chars = n
            if count_characters(n, tables.properties, s, row):
                n_boundaries, n_events = find_words_of_any_script(n, tables, s)
            else:
                n_boundaries, n_events = find_words(n, s)
            n_words = n_boundaries // 2
            n_unwanted = read_words(n_words, n, tables, s, row)
            n_breaks = read_lines(n, n_boundaries, n_events, n_unwanted, tables, s, row)
            duplicate_lines(n_breaks, n, s, row)
            duplicate_paragraphs(n_breaks, n, s, tables.properties, row)

            row.stop_words = count_stop_words(n_words, s, stop_words)
            entropies[i] = entropy(n_words, s, row)
            count_ngrams(n_words, s, ngrams[i])

            hashes[i, 0], hashes[i, 1] = hash_bytes(data, offsets[i], offsets[i + 1])
            length = normalize(n, tables, s)
            row.joining = length < 0
            hashes[i, 2], hashes[i, 3] = hash_bytes(s.normal, 0, length)
            n_shingles, row.shingles = read_shingles(n_words, s)
            minhash(n_shingles, s.hashes, sketches[i])
        return digest

    return kernel


kernel = _compiled(_source_digest())


def scan(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Signals and signatures of each text.

    `batch` has `doc_id` and `text` (string or large_string, sliced or not, without nulls). The result has `doc_id`, the
    columns of `signals` but for the language, and those of `signatures`; its rows depend on nothing but their own text.
    """
    data, offsets = _utf8(batch.column("text"))
    n = len(offsets) - 1
    counts = np.zeros(n, Counts)
    ngrams = np.zeros((n, DUPLICATE_GRAMS[-1] + 1), np.int64)
    entropies = np.zeros(n)
    hashes = np.zeros((n, 4), np.uint64)
    sketches = np.zeros((n, PERMUTATIONS), np.uint32)
    kernel(
        data,
        offsets,
        tables(),
        _scratch(int(np.diff(offsets).max(initial=0))),
        _stop_words(),
        counts,
        ngrams,
        entropies,
        hashes,
        sketches,
    )
    for i in np.flatnonzero(counts["joining"]):
        hashes[i, 2:] = _normalized_hash(batch.column("text")[int(i)].as_py())
    columns = (
        {"doc_id": batch.column("doc_id")} | _signals(counts, ngrams, entropies) | _signatures(counts, hashes, sketches)
    )
    return pa.RecordBatch.from_pydict(columns)


def compile_kernels() -> float:
    """Make the kernels ready: compiled (about half a minute, once on a machine) or read from numba's cache. Gives the
    seconds it took.
    """
    started = time.perf_counter()
    scan(pa.RecordBatch.from_pydict({"doc_id": pa.array([0]), "text": pa.array(["e\u0301"])}))
    return time.perf_counter() - started


def _utf8(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The bytes of all texts (uint8, not copied), and where each starts and the last one ends (int64[n + 1])."""
    _, offsets, data = texts.buffers()
    width = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    bounds = np.frombuffer(offsets, width)[texts.offset : texts.offset + len(texts) + 1] if len(texts) else np.zeros(1)
    found = np.frombuffer(data or b"", np.uint8)
    found.flags.writeable = False  # one array type, one compilation
    return found, bounds.astype(np.int64)


def _scratch(longest: int) -> Scratch:
    """Working memory for texts of up to `longest` bytes: each thread keeps its own, as fresh pages cost a twentieth of
    the scan, but none that a giant has filled.
    """
    if longest > KEPT_BYTES:
        return scratch(longest)
    if not hasattr(_kept, "scratch"):
        _kept.scratch = scratch(KEPT_BYTES)
    return _kept.scratch


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
    found = np.frombuffer(normalized(text).encode(), np.uint8)
    return hash_bytes(found, 0, len(found))


def _signals(counts: np.ndarray, ngrams: np.ndarray, entropies: np.ndarray) -> dict[str, pa.Array]:
    count = dict(
        zip(COUNTS, np.ascontiguousarray(counts.view(np.int64).reshape(len(counts), len(COUNTS)).T), strict=True)
    )
    gram = np.ascontiguousarray(ngrams.T)
    words, chars = count["words"], count["chars"]
    found = {name: pa.array(count[of]) for name, of in COUNTED.items()}
    found |= {name: _ratio(count[above], count[below]) for name, (above, below) in RATIOS.items()}
    found["n_tokens"] = pa.array(count["subwords"] + count["punctuation"])
    found["unigram_entropy"] = _known(entropies, words)
    found["ellipsis_to_word_ratio"] = _ratio(count["dotted_ellipses"] + count["ellipses"], words)
    found["dup_nonblank_line_char_frac"] = _ratio(count["dup_nonblank_chars"], chars - count["line_feeds"])
    found["non_alphanumeric_char_frac"] = _ratio(chars - count["alphanumerics"], chars)
    found |= {f"top_{size}gram_char_frac": _ratio(gram[size], chars) for size in TOP_GRAMS}
    found |= {f"dup_{size}gram_char_frac": _ratio(gram[size], chars) for size in DUPLICATE_GRAMS}
    return found


def _ratio(above: np.ndarray, below: np.ndarray) -> pa.Array:
    return _known(above / np.maximum(below, 1), below)


def _known(values: np.ndarray, below: np.ndarray) -> pa.Array:
    """The values (float64), NULL where what they were divided by is zero."""
    validity = None if below.all() else pa.py_buffer(np.packbits(below != 0, bitorder="little"))
    return pa.Array.from_buffers(pa.float64(), len(values), [validity, pa.py_buffer(values)])


def _signatures(counts: np.ndarray, hashes: np.ndarray, sketches: np.ndarray) -> dict[str, pa.Array]:
    return {
        "raw_hash": _binary(hashes[:, :2]),
        "normalized_hash": _binary(hashes[:, 2:]),
        "n_shingles": pa.array(counts["shingles"].astype(np.int32)),
        "minhash": _binary(sketches, missing=counts["shingles"] == 0),
    }


def _binary(rows: np.ndarray, missing: np.ndarray | None = None) -> pa.Array:
    """Each row's bytes, little endian, as one fixed-size binary value."""
    data = np.ascontiguousarray(rows, rows.dtype.newbyteorder("<"))
    validity = None if missing is None else pa.array(~missing).buffers()[1]
    return pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(data.itemsize * data.shape[1]), len(data), [validity, pa.py_buffer(data)]
    )
