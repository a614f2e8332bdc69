"""The threat model names code and tests that exist, and the document has its table."""

import pytest

from tests.server.defences import DEFENCES, DOCUMENT, ROOT, document


@pytest.mark.parametrize("defence", DEFENCES, ids=lambda defence: defence.threat)
def test_a_defence_has_its_code_and_its_test(defence):
    assert (ROOT / defence.file).read_text(encoding="utf-8").count(defence.code) >= 1
    file, _, name = defence.test.partition("::")
    assert not name or f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")
    assert defence.code != defence.without


def test_the_document_has_the_table():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert document(text) == text
