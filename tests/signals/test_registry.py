"""The registry: one definition a column, found by listing folders."""

import importlib
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from analytics.batch.pii import KINDS
from analytics.batch.scan import lines as kernel_lines
from analytics.batch.scan import run
from analytics.signals.compute import Measure, schema
from analytics.signals.registry import FAMILIES, SIGNAL_TABLES, SIGNALS, answer_signals, find_signal
from analytics.signals.scan.lines import SHORT_LINE_CHARS
from analytics.signals.scan.words import STOP_WORDS
from tests.batch.texts import text_batch

NEW_FAMILY = """
from analytics.signals.family import Family
from analytics.signals.signal import Signal


def count_questions(batch):
    return {"question_count": [text.count("?") for text in batch["text"].to_pylist()]}


FAMILY = Family(
    (Signal.count("question_count", "Questions", "occurrences of ?", "characters", "a test"),),
    compute=count_questions,
)
"""


def test_no_name_is_in_two_tables():
    names = [name for signals in SIGNAL_TABLES.values() for name in signals]
    assert len(names) == len(set(names)) == len(SIGNALS)


def test_a_column_has_a_definition_only_in_its_table():
    assert find_signal("content", "pii_count").title == "Personal data"
    assert find_signal("quality", "quality_score") == SIGNALS["quality_score"]
    assert find_signal("signals", "n_words") == SIGNALS["n_words"]
    assert find_signal("behaviour", "refused") == SIGNALS["refused"]
    assert find_signal("metadata", "n_words") is None


@pytest.mark.parametrize("name", SIGNALS)
def test_every_signal_says_what_it_is(name):
    signal = SIGNALS[name]
    assert signal.title and signal.formula and signal.unit and signal.origin
    assert signal.is_fraction <= (signal.dtype == "DOUBLE")


def test_one_thing_computes_each_signal():
    for table, families in FAMILIES.items():
        for family in families:
            for signal in family.signals:
                ways = [family.compute, family.prepare, signal.kernel, signal.sql]
                assert sum(map(bool, ways)) == (table != "quality"), signal.name


def test_families_of_the_scan_need_no_other_table():
    assert [family.reads for family in FAMILIES["signals"] if family.reads] == []


def test_answers_are_described_by_how_they_read_what_the_reader_did_and_the_prompt():
    described = [signal.name for about in ("answer", "reader", "prompt") for signal in answer_signals(about)]
    assert sorted(described) == sorted(SIGNAL_TABLES["behaviour"])
    assert [signal.name for signal in answer_signals("prompt")] == ["mentions"]


def test_definitions_and_kernels_agree_on_their_constants():
    assert run.STOP_WORDS == STOP_WORDS
    assert kernel_lines.SHORT_LINE_CHARS == SHORT_LINE_CHARS
    assert {f"{kind}_count" for kind in KINDS} < SIGNAL_TABLES["content"].keys()


def test_a_new_file_in_a_folder_is_a_new_column(tmp_path, monkeypatch):
    folder = tmp_path / "new_signals"
    folder.mkdir()
    listing = Path(importlib.import_module("analytics.signals.content").__file__)
    (folder / "__init__.py").write_text(listing.read_text(encoding="utf-8"))
    (folder / "questions.py").write_text(NEW_FAMILY)
    monkeypatch.syspath_prepend(str(tmp_path))
    families = importlib.import_module("new_signals").FAMILIES
    rows = Measure.of(families)(text_batch(["What? Why?", "No."]))
    assert rows.to_pylist() == [{"doc_id": 0, "question_count": 2}, {"doc_id": 1, "question_count": 0}]
    assert rows.schema == schema(families)
    for name in ("new_signals", "new_signals.questions"):
        sys.modules.pop(name)


def test_a_signal_whose_tables_are_missing_is_null():
    rows = Measure.of(FAMILIES["content"])(text_batch(["one text"]))
    assert rows["neighbor_distance"].null_count == rows["boilerplate_char_frac"].null_count == 1
    assert pc.sum(rows["pii_count"]).as_py() == 0
    assert pa.types.is_boolean(rows["unfinished"].type)
