"""The document of the truth bench keeps the sections of modules that are not measured again."""

from benchmarks.truth import _document
from benchmarks.truth.table import Row


def section(value):
    return _document.section([Row("q", "g", "m", value, "<=", 1.0)], 3)


def test_a_section_has_its_date_commit_and_rows():
    text = section(0.5)
    assert "Measured on 20" in text and "at commit" in text and "in 3 seconds" in text
    assert "| q | g | m | 0.5 | <= 1 | pass |" in text


def test_other_sections_stay_and_the_same_one_is_replaced(tmp_path):
    file, names = tmp_path / "truth.md", ["slices", "changes"]
    _document.write({"slices": section(0.25)}, names, file)
    _document.write({"changes": section(0.5)}, names, file)
    _document.write({"slices": section(2.0)}, names, file)
    texts = _document.sections(file.read_text())
    assert list(texts) == ["changes", "slices", _document.CLAIMS_TITLE]
    assert "0.5" in texts["changes"] and "FAIL" in texts["slices"] and "0.25" not in texts["slices"]


def test_sections_of_dropped_modules_and_old_claims_go(tmp_path):
    file = tmp_path / "truth.md"
    _document.write({"old": section(0.1), "new": section(0.2)}, ["old", "new"], file)
    _document.write({}, ["new"], file)
    text = file.read_text()
    assert "## old" not in text and text.count("| sentence | test |") == 1


def test_a_document_without_sections_is_a_document(tmp_path):
    file = tmp_path / "truth.md"
    _document.write({}, [], file)
    assert file.read_text().startswith("# Is it true?") and "sentence" in file.read_text()
