"""The compiled kernel: all steps of the scan, fused.

One function calls all steps, and most of them are inlined: the arrays of a text stay in the processor's cache.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from analytics.batch import shingles
from analytics.batch.compiled import fused
from analytics.batch.scan.decoding import count_characters, decode_text
from analytics.batch.scan.hashing import hash_bytes
from analytics.batch.scan.lines import read_lines
from analytics.batch.scan.ngrams import count_ngrams
from analytics.batch.scan.normalize import normalize
from analytics.batch.scan.pieces import duplicate_lines, duplicate_paragraphs
from analytics.batch.scan.repetition import count_stop_words, entropy
from analytics.batch.scan.scratch import Scratch
from analytics.batch.scan.signatures import minhash, read_shingles
from analytics.batch.scan.special_words import read_special_words
from analytics.batch.scan.tables import Tables
from analytics.batch.scan.word_bounds import find_words, find_words_of_any_script
from analytics.batch.scan.words import read_words


def _source_digest() -> int:
    """60 bits of a hash of the kernel's source: every file of this folder, and the shingles."""
    files = [*sorted(Path(__file__).parent.glob("*.py")), Path(str(shingles.__file__))]
    return int(hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:15], 16)


def _compile(digest: int) -> Callable[..., int]:
    """The kernel. It expects `counts` to be zeros.

    Numba's cache notices changes of this file only: the digest of the other files, a constant of the kernel, makes it
    notice theirs.
    """

    @fused
    def kernel(
        data: np.ndarray, bounds: np.ndarray, tables: Tables, s: Scratch, stop_words: np.ndarray,
        counts: np.ndarray, ngrams: np.ndarray, entropies: np.ndarray, hashes: np.ndarray, sketches: np.ndarray,
    ) -> int:  # fmt: skip
        """Fill one row of each output for each text."""
        for i in range(len(bounds) - 1):
            row = counts[i]
            row.bytes = bounds[i + 1] - bounds[i]
            n = decode_text(data, bounds[i], bounds[i + 1], tables, s)
            row.chars = n
            if count_characters(n, tables.properties, s, row):
                n_boundaries, n_events = find_words_of_any_script(n, tables, s)
            else:
                n_boundaries, n_events = find_words(n, s)
            n_words = n_boundaries // 2
            n_unwanted = read_special_words(read_words(n_words, s, row), n, tables, s, row)
            n_breaks = read_lines(n, n_boundaries, n_events, n_unwanted, tables, s, row)
            duplicate_lines(n_breaks, n, s, row)
            duplicate_paragraphs(n_breaks, n, s, tables.properties, row)

            row.stop_words = count_stop_words(n_words, s, stop_words)
            entropies[i] = entropy(n_words, s, row)
            count_ngrams(n_words, s, ngrams[i])

            hashes[i, 0], hashes[i, 1] = hash_bytes(data, bounds[i], bounds[i + 1])
            length = normalize(n, tables, s)
            row.joining = length < 0
            hashes[i, 2], hashes[i, 3] = hash_bytes(s.normal, 0, length)
            n_shingles, row.shingles = read_shingles(n_words, s)
            minhash(n_shingles, s.hashes, sketches[i])
        return digest

    return kernel


kernel = _compile(_source_digest())
