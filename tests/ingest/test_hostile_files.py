"""Files of an attacker: nothing in them runs, nothing explodes, and the reason is one line."""

import bz2
import gzip
import lzma
import os
import tarfile
import zipfile

import pytest

from analytics.ingest import archives
from tests.ingest.hostile_files import (
    LINE,
    cell,
    open_document,
    pdf,
    read,
    refusal,
    word,
    workbook,
    write,
)


@pytest.fixture(autouse=True)
def own_folder(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("unpacked")
    monkeypatch.setattr(archives, "_private_folder", lambda: folder)


def test_an_archive_in_an_archive_is_not_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "inner.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.jsonl", "0" * (10 << 20))
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
        archive.write(tmp_path / "inner.zip", "inner.zip")
        archive.writestr("a.jsonl", LINE)
    assert len(read(tmp_path / "outer.zip")[0]) == 1
    with zipfile.ZipFile(tmp_path / "only.zip", "w") as archive:
        archive.write(tmp_path / "inner.zip", "inner.zip")
    assert refusal(tmp_path / "only.zip").startswith(f"{tmp_path / 'only.zip'} contains no data.")


@pytest.mark.parametrize(("suffix", "compress"), [("bz2", bz2.compress), ("xz", lzma.compress), ("gz", gzip.compress)])
def test_a_compressed_file_that_becomes_huge_is_one_reject(tmp_path, suffix, compress):
    path = write(tmp_path / f"a.jsonl.{suffix}", compress(b'{"text": "' + b"0" * (257 << 20)))
    assert "longer than 256 MB" in refusal(path) or "ends in the middle" in refusal(path)


def test_a_file_that_wants_all_memory_to_be_decompressed_is_one_reject(tmp_path):
    content = lzma.compress(LINE.encode(), filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}])
    assert "the file is damaged here (xz: Memory usage limit exceeded" in refusal(
        write(tmp_path / "a.jsonl.xz", content)
    )


def test_files_of_an_archive_that_overlap_count_each_time(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "SMALL_BYTES", 4 << 20)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.jsonl", "0" * (1 << 20))
        first = archive.infolist()[0]
        for number in range(1, 50):
            copy = zipfile.ZipInfo(f"{number}.jsonl")
            for name in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(copy, name, getattr(first, name))
            archive.filelist.append(copy)
            archive.NameToInfo[copy.filename] = copy
        archive._didModify = True
    reason = refusal(path)
    assert "a.zip" in reason
    assert "times its size" in reason or "cannot be unpacked" in reason


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_of_an_archive_are_never_made(tmp_path, kind):
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        one = tarfile.TarInfo("b.jsonl")
        one.type, one.linkname, one.devmajor, one.devminor = kind, "/etc/passwd", 1, 5
        archive.addfile(one)
    assert "contains no data" in refusal(tmp_path / "a.tar")


def test_a_link_of_a_zip_is_never_made(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        link = zipfile.ZipInfo("b.jsonl")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.jsonl", LINE)
    assert [record["text"] for record in read(tmp_path / "a.zip")[0]] == ["A sentence about harbours and ships."]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.jsonl")
    write(tmp_path / "b.jsonl", LINE)
    assert len(read(tmp_path)[0]) == 1


def test_formulas_are_not_evaluated_and_a_cell_shows_its_last_value(tmp_path):
    rows = (
        f'<row r="1">{cell("A1", "text")}{cell("B1", "sum")}{cell("C1", "link")}</row>'
        f'<row r="2">{cell("A2", "=cmd|calc")}<c r="B2"><f>1+1</f><v>2</v></c>'
        '<c r="C2"><f>WEBSERVICE("http://127.0.0.1:9/")</f></c></row>'
    )
    records, _ = read(workbook(tmp_path / "a.xlsx", rows))
    assert records == [{"text": "=cmd|calc", "sum": 2}]


@pytest.mark.parametrize("last", ['<c r="XFD1048576"><v>1</v></c>', '<c r="ZZ1000000"><v>1</v></c>'])
def test_a_sheet_whose_last_cell_is_far_away_is_refused(tmp_path, last):
    rows = f'<row r="1">{cell("A1", "text")}</row><row>{last}</row>'
    assert "which a few bytes stand for" in refusal(workbook(tmp_path / "a.xlsx", rows))


def test_repeated_cells_of_ods_are_refused_when_they_have_values(tmp_path):
    full = "<table:table-cell table:number-columns-repeated='16000' office:value-type='float' office:value='1'/>"
    bomb = open_document(
        tmp_path / "a.ods", f"<table:table-row table:number-rows-repeated='1000000'>{full}</table:table-row>"
    )
    assert "which a few bytes stand for" in refusal(bomb)
    text_cell = "<table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell>"
    rows = "".join(f"<table:table-row>{text_cell.format(value)}</table:table-row>" for value in ("text", "hello"))
    empty = (
        "<table:table-row table:number-rows-repeated='1048000'>"
        "<table:table-cell table:number-columns-repeated='16384'/></table:table-row>"
    )
    assert read(open_document(tmp_path / "b.ods", rows + empty))[0] == [{"text": "hello"}]


def test_a_package_that_becomes_huge_is_refused(tmp_path):
    bomb = b"0" * (300 << 20)
    assert "as a zip bomb does" in refusal(word(tmp_path / "a.docx", more=bomb))
    with zipfile.ZipFile(tmp_path / "a.epub", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("chapter.xhtml", bomb)
    assert "as a zip bomb does" in refusal(tmp_path / "a.epub")
    rows = "<row><c><v>1</v></c></row>" * 2_000_000
    assert "as a zip bomb does" in refusal(workbook(tmp_path / "a.xlsx", rows))


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.epub"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 500, b"no package"])
def test_a_damaged_package_is_one_reject(tmp_path, name, content):
    assert refusal(write(tmp_path / name, content))


def test_nothing_in_a_pdf_runs_and_its_size_does_not_matter(tmp_path):
    script = '/OpenAction<</S/JavaScript/JS(this.submitForm("http://127.0.0.1:9/"))>>'
    for number, path in enumerate(
        [pdf(tmp_path / "a.pdf", more=script), pdf(tmp_path / "b.pdf", box="0 0 1e9 1e9"), pdf(tmp_path / "c.pdf")]
    ):
        ((record,), _) = read(path)
        assert (number, record["text"], record["pages"]) == (number, "Hello harbour", 1)


@pytest.mark.parametrize("filters", [1, 2, 3])
def test_a_pdf_that_becomes_huge_is_refused(tmp_path, filters):
    bomb = pdf(tmp_path / "a.pdf", b"BT (x) Tj ET" + b" " * (40 << 20), filters=filters)
    assert refusal(bomb) == "a PDF whose text becomes more than 32 MB, as in a decompression bomb"


def test_a_pdf_compressed_many_times_is_refused(tmp_path):
    assert refusal(pdf(tmp_path / "a.pdf", filters=9)) == "a PDF whose streams are compressed 9 times"


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\xff" * 3000, b"%PDF-1.4\nstream\n"])
def test_a_damaged_pdf_is_one_reject(tmp_path, content):
    assert refusal(write(tmp_path / "a.pdf", content)).startswith("not readable as pdf")
