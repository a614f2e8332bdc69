"""What must not change the results of the scan: batches, types of strings, threads, and size."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa

from analytics.batch.scan import scan
from tests.batch.texts import ADVERSARIAL, text_batch

TEXTS = list(ADVERSARIAL.values())


def test_results_do_not_depend_on_batch_boundaries() -> None:
    whole = scan(text_batch(TEXTS)).to_pylist()
    for size in (1, 3, 7):
        slices = [text_batch(TEXTS).slice(start, size) for start in range(0, len(TEXTS), size)]
        assert [row for batch in slices for row in scan(batch).to_pylist()] == whole


def test_large_strings_and_slices_measure_the_same() -> None:
    whole = scan(text_batch(TEXTS)).to_pylist()
    assert scan(text_batch(TEXTS, pa.large_string())).to_pylist() == whole
    assert scan(text_batch(TEXTS, pa.large_string()).slice(5, 9)).to_pylist() == whole[5:14]


def test_results_do_not_depend_on_threads() -> None:
    shuffled = [random.Random(seed).sample(TEXTS * 20, len(TEXTS) * 20) for seed in range(8)]
    alone = [scan(text_batch(texts)).to_pylist() for texts in shuffled]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda texts: scan(text_batch(texts)).to_pylist(), shuffled)) == alone


def test_no_rows_are_no_rows() -> None:
    assert len(scan(text_batch([]))) == 0


def test_ten_megabytes_on_one_line() -> None:
    sentence = "The quick brown fox is here. "
    repeats = 10_000_000 // len(sentence)
    row = scan(text_batch([sentence * repeats])).to_pylist()[0]
    assert (row["lines"], row["sentences"], row["words"]) == (1, repeats, 6 * repeats)
    assert row["gram_10_chars"] > 0.7 * row["chars"]
    assert row["n_shingles"] == 6
