"""The compiled scan against the definition of every signal that it computes."""

from __future__ import annotations

import random
import unittest.mock
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

from analytics.batch.scan import scan
from analytics.signals.compute import kernel_columns, signals_of
from analytics.signals.scan import FAMILIES
from tests.batch.texts import ADVERSARIAL, text_batch, texts, texts_of_length
from tests.signals.definitions import DEFINITIONS, define

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "corpus_100k.parquet"


def assert_as_defined(texts: list[str]) -> None:
    columns = kernel_columns(scan(text_batch(texts)), FAMILIES)
    for text, row in zip(texts, pa.RecordBatch.from_pydict(columns).to_pylist(), strict=True):
        for name, value in define(text).items():
            assert row[name] == (value if value is None else pytest.approx(value, rel=1e-12, abs=1e-12)), (name, text)


def test_every_signal_of_the_kernel_has_a_definition() -> None:
    assert [signal.name for signal in signals_of(FAMILIES) if signal.kernel] == list(DEFINITIONS)


@pytest.mark.parametrize("name", ADVERSARIAL)
def test_adversarial_texts_measure_as_they_are_defined(name: str) -> None:
    assert_as_defined([ADVERSARIAL[name]])


@given(texts)
@settings(max_examples=250, deadline=None)
def test_any_text_measures_as_they_are_defined(text: str) -> None:
    assert_as_defined([text])


def test_documentation_measures_as_they_are_defined() -> None:
    members = [member for module in (np, pd, np.linalg, pa, random, unittest.mock) for member in vars(module).values()]
    docstrings = [member.__doc__ for member in members if isinstance(getattr(member, "__doc__", None), str)]
    assert len(docstrings) > 300
    assert_as_defined([text[:2000] for text in docstrings[:250]])


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not on this machine")
def test_real_texts_of_every_source_measure_as_they_are_defined() -> None:
    table = pq.read_table(CORPUS, columns=["source", "text"])
    rows = [
        row
        for source in table["source"].unique().to_pylist()
        for row in np.flatnonzero(np.asarray(table["source"]) == source)[::97][:8]
    ]
    assert_as_defined([text[:3000] for text in table["text"].take(rows).to_pylist()])


@pytest.mark.parametrize("length", [*range(1, 20), 31, 32, 33, 63, 64, 65, 127, 128, 129, 200])
def test_texts_that_end_within_a_step_of_the_kernel_measure_as_they_are_defined(length: int) -> None:
    assert_as_defined(texts_of_length(length))
