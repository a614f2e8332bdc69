"""YAML and XML of an attacker: nothing runs, nothing is fetched, nothing explodes."""

import pytest

from tests.ingest.hostile_files import (
    ENTITIES,
    YAML_BOMB,
    cell,
    read,
    refusal,
    word,
    workbook,
    write,
)


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.system ['touch {}']",
        "!!python/object/new:os.system ['touch {}']",
        "!!python/name:os.system",
        "!!python/module:os",
        "!!python/object/apply:subprocess.check_output [['touch', '{}']]",
    ],
)
def test_tags_of_yaml_run_nothing(tmp_path, tag):
    path = write(tmp_path / "a.yaml", f"- text: {tag.format(tmp_path / 'made')}\n")
    assert "could not determine a constructor for the tag" in refusal(path)
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (YAML_BOMB, "YAML that stands for more than 10,000,000 values is refused"),
        ("a: &a [*a]\n", "YAML that contains itself is refused"),
        ("a: &a {b: {c: *a}}\n", "YAML that contains itself is refused"),
        ("a: " + "[" * 100_000, "YAML nested deeper than 200 levels is refused"),
        ("\n".join(" " * depth + "a:" for depth in range(1000)), "YAML nested deeper than 200 levels is refused"),
    ],
)
def test_yaml_that_explodes_is_refused(tmp_path, content, reason):
    assert refusal(write(tmp_path / "a.yaml", content)) == reason


def test_aliases_of_honest_yaml_are_values(tmp_path):
    records, _ = read(write(tmp_path / "a.yaml", "- &one {text: hello}\n- {text: bye, like: *one}\n"))
    assert records == [{"text": "hello"}, {"text": "bye", "like": {"text": "hello"}}]


def test_front_matter_that_explodes_is_text(tmp_path):
    ((record,), _) = read(write(tmp_path / "a.md", f"---\n{YAML_BOMB}---\nThe text."))
    assert record["text"].endswith("The text.")
    assert set(record) == {"text", "title", "source", "path"}


@pytest.mark.parametrize("doctype", ENTITIES.values(), ids=ENTITIES)
def test_entities_of_xml_are_refused(tmp_path, doctype):
    path = write(tmp_path / "a.xml", f'<?xml version="1.0"?>{doctype}<r><item><text>&m;</text></item></r>')
    assert refusal(path) == "XML that defines entities is refused"


@pytest.mark.parametrize("doctype", ENTITIES.values(), ids=ENTITIES)
def test_entities_of_office_documents_are_refused(tmp_path, doctype):
    assert refusal(word(tmp_path / "a.docx", "&m;", doctype)) == "XML that defines entities is refused"
    rows = f'<row r="1">{cell("A1", "&m;")}</row>'
    assert refusal(workbook(tmp_path / "a.xlsx", rows, doctype)) == "XML that defines entities is refused"


def test_a_document_type_at_an_address_is_not_fetched(tmp_path):
    doctype = '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">'
    items = "<item><text>one</text></item><item><text>two</text></item>"
    records, _ = read(write(tmp_path / "a.xml", f'<?xml version="1.0"?>{doctype}<r>{items}</r>'))
    assert [record["text"] for record in records] == ["one", "two"]
