"""How each container reads files, damaged ones in particular."""

import bz2
import gzip
import lzma

import pytest
import zstandard

from analytics.errors import DataloupeError
from analytics.ingest import delimited_records, find_inputs, formats, json_elements, line_reader
from analytics.ingest.compression import read_blocks


def read(path, content):
    """(records, [(row, reason, raw)]) of a file with this content."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (source,) = find_inputs([str(path)], {})
    chunks = list(formats.containers()[source.format].read(source))
    return [record for chunk in chunks for record in chunk.objects], [
        (one.row, one.reason, one.raw) for chunk in chunks for one in chunk.rejects
    ]


# --- CSV -------------------------------------------------------------------------------------------------------------


def test_quoted_newlines_and_quotes_stay_in_their_field(tmp_path):
    records, rejects = read(tmp_path / "a.csv", '\ufefftext,n\r\n"a\r\nb ""c"", d",1\r\n\r\nx,2\r\n')
    assert records == [{"text": 'a\r\nb "c", d', "n": "1"}, {"text": "x", "n": "2"}]
    assert not rejects


@pytest.mark.parametrize(
    ("name", "delimiter"), [("a.csv", ";"), ("a.csv", "\t"), ("a.tsv", "\t"), ("a.csv", "|"), ("a.csv", ",")]
)
def test_the_delimiter_is_detected(tmp_path, name, delimiter):
    rows = [["text", "a", "b"], ["one, two", "1", "2"], ["three; four | five", "3", "4"]]
    records, _ = read(tmp_path / name, "\n".join(delimiter.join(f'"{value}"' for value in row) for row in rows))
    assert [record["text"] for record in records] == ["one, two", "three; four | five"]


def test_a_single_column_needs_no_delimiter(tmp_path):
    records, rejects = read(tmp_path / "a.csv", "text\none\ntwo\n")
    assert (records, rejects) == ([{"text": "one"}, {"text": "two"}], [])


def test_rows_with_more_or_fewer_fields_than_the_header_are_rejects(tmp_path):
    records, rejects = read(tmp_path / "a.csv", "text,n\na,1\nb\nc,1,2\nd,4\n")
    assert [record["text"] for record in records] == ["a", "d"]
    assert rejects == [(2, "1 fields, but the header has 2", "b\n"), (3, "3 fields, but the header has 2", "c,1,2\n")]


def test_a_quote_that_is_never_closed_costs_one_line(tmp_path):
    records, rejects = read(tmp_path / "a.csv", 'text,n\na,1\n"b,2\nc,3\nd,4\n')
    assert [record["text"] for record in records] == ["a", "c", "d"]
    assert rejects == [(2, "a quote is not closed", '"b,2\n')]


def test_a_quote_that_spans_too_many_characters_costs_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited_records, "MAX_QUOTED_CHARACTERS", 50)
    content = "text,n\n" + '"open,1\n' + "".join(f"row {n},{n}\n" for n in range(200)) + '"closed",2\n'
    records, rejects = read(tmp_path / "a.csv", content)
    assert len(records) == 201
    assert [row for row, _, _ in rejects] == [1]


def test_invalid_utf8_in_a_csv_costs_its_row(tmp_path):
    records, rejects = read(tmp_path / "a.csv", b"text,n\na,1\nb\xff,2\nc\xc3\xa4,3\n")
    assert [record["text"] for record in records] == ["a", "c\u00e4"]
    assert rejects == [(2, "invalid UTF-8", "b\ufffd,2\n")]


def test_headers_with_empty_and_repeated_names(tmp_path):
    records, _ = read(tmp_path / "a.csv", "text,,n,n\na,b,1,2\n")
    assert records == [{"text": "a", "column_2": "b", "n": "1", "n_2": "2"}]


def test_an_unreadable_header_is_an_error_of_one_line(tmp_path):
    with pytest.raises(DataloupeError, match=r"^The header of a.csv cannot be read: invalid UTF-8"):
        read(tmp_path / "a.csv", b"te\xffxt,n\na\xc3\xa4,1\nb\xc3\xa4,2\n")


def test_a_csv_that_is_cut_off_in_a_quoted_field_gives_one_reject(tmp_path):
    content = gzip.compress(b'text,n\n"a",1\n"b and\nmore\nmore', mtime=0)
    records, rejects = read(tmp_path / "a.csv.gz", content[:-9])
    assert [record["text"] for record in records] == ["a"]
    assert [(row, reason) for row, reason, _ in rejects] == [(2, "file ends in the middle (truncated gzip)")]


# --- JSON ------------------------------------------------------------------------------------------------------------


def test_objects_one_after_another_need_no_array(tmp_path):
    records, rejects = read(tmp_path / "a.json", '{\n "text": "a"\n}\n{\n "text": "b"\n},\n{"text": "c"}')
    assert [record["text"] for record in records] == ["a", "b", "c"]
    assert not rejects


def test_broken_elements_are_rejects_and_the_others_are_kept(tmp_path):
    records, rejects = read(tmp_path / "a.json", '[{"text": "a"}, {"text": "b",,}, 5, "x", null, [1], {"text": "c"}]')
    assert [record["text"] for record in records] == ["a", "c"]
    assert [row for row, _, _ in rejects] == [2, 3, 4, 5, 6]
    assert [reason for _, reason, _ in rejects][1:] == [
        f"{kind}, not an object" for kind in ("a number", "a string", "null", "an array")
    ]


def test_an_unclosed_element_costs_only_its_neighbours(tmp_path):
    records, rejects = read(
        tmp_path / "a.json", '[{"text": "a"}, {"text": "b"}, {"text": "b, "n": {"x": 1}, {"text": "c"}, {"text": "d"}]'
    )
    assert [record["text"] for record in records][:2] == ["a", "b"]
    assert records[-1] == {"text": "d"}
    assert rejects


def test_text_after_the_array_is_one_reject(tmp_path):
    assert read(tmp_path / "a.json", '[{"text": "a"}')[1] == [
        (2, "file ends in the middle: the array is not closed", "")
    ]
    assert read(tmp_path / "b.json", '[{"text": "a"}] {"text": "b"}')[1] == [
        (2, "data after the end of the array", '{"text": "b"}')
    ]
    assert read(tmp_path / "c.json", '[{"text": "a"}]\n\n') == ([{"text": "a"}], [])


def test_an_element_that_is_too_long_is_one_reject(tmp_path, monkeypatch):
    monkeypatch.setattr(json_elements, "MAX_RECORD_BYTES", 1000)
    monkeypatch.setattr("analytics.ingest.compression.BLOCK_BYTES", 100)
    records, rejects = read(tmp_path / "a.json", '[{"text": "a"}, {"text": "' + "x" * 5000 + '"}, {"text": "c"}]')
    assert records[0] == {"text": "a"}
    assert "longer than" in rejects[0][1]


def test_a_line_that_is_too_long_is_one_reject(tmp_path, monkeypatch):
    monkeypatch.setattr(line_reader, "MAX_RECORD_BYTES", 1000)
    monkeypatch.setattr("analytics.ingest.compression.BLOCK_BYTES", 100)
    records, rejects = read(tmp_path / "a.jsonl", '{"text": "a"}\n{"text": "' + "x" * 5000 + '"}\n{"text": "c"}\n')
    assert [record["text"] for record in records] == ["a", "c"]
    assert [(row, reason) for row, reason, _ in rejects] == [(2, "longer than 256 MB")]


def test_too_deep_nesting_is_a_reject(tmp_path):
    records, rejects = read(tmp_path / "a.jsonl", '{"text": "a"}\n' + '{"text": ' + "[" * 100_000 + "\n")
    assert len(records) == len(rejects) == 1


# --- compression -----------------------------------------------------------------------------------------------------


COMPRESSIONS = [
    ("gz", gzip.compress), ("zst", zstandard.ZstdCompressor().compress), ("bz2", bz2.compress), ("xz", lzma.compress),
]  # fmt: skip


@pytest.mark.parametrize(("suffix", "compress"), COMPRESSIONS)
def test_several_members_are_one_file(tmp_path, suffix, compress):
    records, rejects = read(
        tmp_path / f"a.jsonl.{suffix}", compress(b'{"text": "a"}\n{"te') + compress(b"") + compress(b'xt": "b"}\n')
    )
    assert ([record["text"] for record in records], rejects) == (["a", "b"], [])


def test_padding_after_a_gzip_file_is_ignored(tmp_path):
    records, rejects = read(tmp_path / "a.jsonl.gz", gzip.compress(b'{"text": "a"}\n') + bytes(512))
    assert (len(records), rejects) == (1, [])


@pytest.mark.parametrize(("suffix", "compress"), COMPRESSIONS)
def test_damage_is_one_reject(tmp_path, suffix, compress):
    records, rejects = read(tmp_path / f"a.jsonl.{suffix}", compress(b'{"text": "a"}\n') + b"this is not compressed")
    assert len(records) == 1
    assert [reason.split(" (")[0] for _, reason, _ in rejects] == ["the file is damaged here"]


def test_a_gz_file_that_is_not_gzip_is_a_reject(tmp_path):
    assert read(tmp_path / "a.jsonl.gz", b'{"text": "a"}\n')[1][0][1].startswith("the file is damaged here (gzip")


def test_blocks_are_bounded(tmp_path):
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(bytes(50 << 20)))
    sizes = [len(block) for block, _ in read_blocks(path)]
    assert sum(sizes) == 50 << 20
    assert max(sizes) <= 16 << 20


# --- text files ------------------------------------------------------------------------------------------------------


def test_text_files_are_decoded_and_bytes_that_are_no_text_are_rejects(tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"\xef\xbb\xbfhello\n")
    (folder / "b.txt").write_bytes(b"caf\xe9")
    (folder / "c.md").write_bytes(b"")
    (folder / "d.txt").write_bytes(b"\0\1")
    (source,) = find_inputs([str(folder)], {})
    (chunk,) = formats.containers()["text"].read(source)
    assert [record["text"] for record in chunk.objects] == ["hello\n", "caf\xe9", ""]
    assert [(one.row, one.reason, one.raw) for one in chunk.rejects] == [(4, "no text, but bytes", "d.txt: \0\1")]
