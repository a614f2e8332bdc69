"""Repetition as datatrove counts it, with our words; runs where datatrove is installed."""

from __future__ import annotations

import re

import pytest

from analytics.batch.scan import scan
from analytics.signals.compute import kernel_columns
from analytics.signals.scan import FAMILIES
from tests.batch.texts import ADVERSARIAL, text_batch
from tests.signals.plain_text import split_words

datatrove = pytest.importorskip(
    "datatrove.pipeline.filters.gopher_repetition_filter", reason="datatrove is not installed"
)

REPETITIVE = [" ".join(f"{kind} {number % 7} of {number % 3}" for number in range(60)) for kind in ("line", "word")]


@pytest.mark.parametrize("text", [text for text in (*ADVERSARIAL.values(), *REPETITIVE) if text.strip()])
def test_repetition_equals_datatrove(text: str) -> None:
    columns = kernel_columns(scan(text_batch([text])), FAMILIES)
    row = {name: column[0].as_py() for name, column in columns.items()}
    words = split_words(text)
    paragraphs, lines = re.split(r"\n{2,}", text.strip()), re.split(r"\n+", text)
    repeated, repeated_chars = datatrove.find_duplicates(lines)
    assert row["dup_line_frac"] == pytest.approx(repeated / len(lines))
    assert row["dup_line_char_frac"] == pytest.approx(repeated_chars / len(text))
    repeated, repeated_chars = datatrove.find_duplicates(paragraphs)
    assert row["dup_paragraph_frac"] == pytest.approx(repeated / len(paragraphs))
    assert row["dup_paragraph_char_frac"] == pytest.approx(repeated_chars / len(text))
    for size in (2, 3, 4):
        grams = datatrove.get_n_grams(words, size)
        top = datatrove.find_top_duplicate(grams) if grams else 0
        assert row[f"top_{size}gram_char_frac"] == pytest.approx(top / len(text))
    for size in range(5, 11):
        assert row[f"dup_{size}gram_char_frac"] == pytest.approx(datatrove.find_all_duplicate(words, size) / len(text))
