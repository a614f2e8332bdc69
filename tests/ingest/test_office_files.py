"""Presentations, text documents and bibliographies: one document a file, or one an entry."""

import io
import zipfile

import pytest

from analytics.errors import DataloupeError
from analytics.ingest import describe_input, find_inputs, formats
from tests.ingest.hostile_files import ENTITIES


def read(path):
    (source,) = find_inputs([str(path)], {})
    chunks = list(formats.containers()[source.format].read(source))
    return [one for chunk in chunks for one in chunk.objects], [
        (one.row, one.reason) for chunk in chunks for one in chunk.rejects
    ]


def slides(path, *texts, notes="", table=(), title="Harbours"):
    pptx = pytest.importorskip("pptx")
    presentation = pptx.Presentation()
    presentation.core_properties.title = title
    for text in texts:
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = text
        group = slide.shapes.add_group_shape()
        group.shapes.add_textbox(0, 5_000_000, 10, 10).text_frame.text = f"grouped under {text}"
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
        if table:
            cells = slide.shapes.add_table(len(table), len(table[0]), 0, 6_000_000, 10, 10).table
            for row, values in enumerate(table):
                for column, value in enumerate(values):
                    cells.cell(row, column).text = value
    presentation.save(path)
    return path


def test_a_presentation_is_one_document_of_slides_tables_and_notes(tmp_path):
    path = slides(
        tmp_path / "a.pptx", "First", "Second", notes="Speak slowly.", table=[["ship", "tons"], ["Ada", "12"]]
    )
    ((record,), _) = read(path)
    first, second = record["text"].split("\n\n")
    assert first.split("\n") == ["First", "grouped under First", "ship\ttons", "Ada\t12", "Speak slowly."]
    assert second.startswith("Second\n")
    assert (record["slides"], record["title"], record["path"]) == (2, "Harbours", "a.pptx")


def test_a_presentation_with_macros_is_no_archive(tmp_path):
    path = slides(tmp_path / "a.pptm", "text")
    (source,) = find_inputs([str(path)], {})
    assert source.format == "slides"


def test_a_presentation_without_text_or_damaged_is_a_reject(tmp_path):
    pptx = pytest.importorskip("pptx")
    presentation = pptx.Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[6])
    presentation.save(tmp_path / "a.pptx")
    assert read(tmp_path / "a.pptx") == ([], [(1, "no text (perhaps only pictures)")])
    content = slides(tmp_path / "b.pptx", "text").read_bytes()
    (tmp_path / "b.pptx").write_bytes(content[: len(content) // 2])
    assert read(tmp_path / "b.pptx")[1][0][1].startswith("a damaged package")


@pytest.mark.parametrize("doctype", ENTITIES.values(), ids=ENTITIES)
def test_entities_of_a_presentation_are_refused(tmp_path, doctype):
    plain = io.BytesIO(slides(tmp_path / "plain.pptx", "PLACE").read_bytes())
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(tmp_path / "a.pptx", "w") as archive:
        for one in source.infolist():
            content = source.read(one).replace(b"PLACE", b"&m;").replace(b"<p:sld ", doctype.encode() + b"<p:sld ", 1)
            archive.writestr(one.filename, content)
    assert read(tmp_path / "a.pptx") == ([], [(1, "XML that defines entities is refused")])


def test_a_missing_parser_is_one_reject_that_names_the_extra(tmp_path, monkeypatch):
    path = slides(tmp_path / "a.pptx", "text")
    monkeypatch.setitem(__import__("sys").modules, "pptx", None)
    reason = "A presentation needs the package python-pptx: pip install 'dataloupe[documents]'"
    assert read(path) == ([], [(1, reason)])


def test_a_text_document_is_its_headings_and_paragraphs(tmp_path):
    names = 'xmlns:o="urn:o" xmlns:text="urn:text" xmlns:dc="urn:dc"'
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as archive:
        body = (
            "<text:h>Harbours</text:h><text:p>The <text:s>ferry</text:s> left.</text:p><text:p>It came back.</text:p>"
        )
        archive.writestr("content.xml", f"<o:document {names}>{body}</o:document>")
        archive.writestr(
            "meta.xml", f"<o:meta {names}><dc:title>On harbours</dc:title><dc:creator>Ada</dc:creator></o:meta>"
        )
    ((record,), _) = read(tmp_path / "a.odt")
    assert record["text"] == "Harbours\nThe ferry left.\nIt came back."
    assert (record["title"], record["author"]) == ("On harbours", "Ada")


BIBLIOGRAPHY = r"""
@comment{exported by hand}
@string{press = "Harbour Press"}
@article{ada2020,
  title = {The {F}erry and the K{\"u}ste},
  author = {Hill, Ada and Tal, Bo},
  year = 2020,
  journal = "Ships \& Sails",
  abstract = {The ferry left the northern harbour at dawn,
     with forty passengers and two horses on board.},
  url = {https://example.org/ferry}
}
@book{bo1999, title = "A history of \'etapes", publisher = press}
"""


def test_each_entry_of_a_bibliography_is_a_record(tmp_path):
    (tmp_path / "a.bib").write_text(BIBLIOGRAPHY)
    (first, second), rejects = read(tmp_path / "a.bib")
    assert rejects == []
    assert first["text"].startswith(
        "The Ferry and the Küste\n\nThe ferry left the northern harbour at dawn, with forty"
    )
    assert (first["id"], first["type"], first["year"], first["journal"]) == (
        "ada2020",
        "article",
        "2020",
        "Ships & Sails",
    )
    assert (second["title"], second["publisher"]) == ("A history of étapes", "Harbour Press")
    (source,) = find_inputs([str(tmp_path / "a.bib")], {})
    (rows,) = describe_input(source, {}).read(0)
    assert rows.kept == 2


@pytest.mark.parametrize(
    "broken", ["@article{x, title = {never closed", "@article{ada2020, title = {a key twice}}", "@book{y, title = }"]
)
def test_a_broken_entry_is_one_reject_and_the_others_stay(tmp_path, broken):
    (tmp_path / "a.bib").write_text(BIBLIOGRAPHY + broken)
    records, rejects = read(tmp_path / "a.bib")
    assert [one["id"] for one in records][:2] == ["ada2020", "bo1999"]
    assert len(records) + len(rejects) == 3


def test_a_bibliography_without_its_parser_is_one_line(tmp_path, monkeypatch):
    (tmp_path / "a.bib").write_text(BIBLIOGRAPHY)
    monkeypatch.setitem(__import__("sys").modules, "bibtexparser.entrypoint", None)
    assert "needs the package bibtexparser: pip install" in read(tmp_path / "a.bib")[1][0][1]


@pytest.mark.parametrize("name", ["a.doc", "a.ppt", "a.rtf", "a.pages"])
def test_other_office_files_are_refused_in_one_line(tmp_path, name):
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0 something")
    with pytest.raises(DataloupeError, match="is in no supported format"):
        find_inputs([str(tmp_path / name)], {})
