"""The table of the truth bench states what holds and what fails."""

from benchmarks.truth.__main__ import question_names
from benchmarks.truth.table import Row, markdown


def test_a_row_passes_when_its_relation_holds():
    assert Row("q", "g", "m", 0.04, "<=", 0.05).is_passed
    assert not Row("q", "g", "m", 0.06, "<=", 0.05).is_passed
    assert Row("q", "g", "m", 0.06).is_passed


def test_the_table_names_failures():
    table = markdown([Row("Are slices false?", "habits", "share", 0.06, "<=", 0.05), Row("q", "g", "m", 1.0)])
    assert "| Are slices false? | habits | share | 0.06 | <= 0.05 | FAIL |" in table
    assert table.splitlines()[-1] == "| q | g | m | 1 |  |  |"


def test_helpers_are_no_questions():
    assert "table" not in question_names()
    assert not any(name.startswith("_") for name in question_names())
