"""Laws for any file: rows in = rows kept + rejects, and the rows kept are the rows written."""

import csv
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.ingest import describe_input, find_inputs

UTF8 = st.text(st.characters(codec="utf-8"), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | UTF8,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(UTF8, inner, max_size=3),
    max_leaves=6,
)
RECORDS = st.fixed_dictionaries(
    {"text": st.one_of(UTF8, UTF8, VALUES)},
    optional={"a": VALUES, "B": VALUES, "b": VALUES, "date": VALUES, "score": VALUES, "label": VALUES},
)
LINES = st.one_of(
    RECORDS.map(lambda record: json.dumps(record).encode()),
    VALUES.map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=20).map(lambda line: line.replace(b"\n", b"")),
    st.text(max_size=5).map(lambda text: json.dumps({"text": text}).encode()),
)
FIRST = b'{"text": "first"}'


def read(name, content):
    """(texts, metadata rows as dictionaries, rejects) of a file with this name and content."""
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        if callable(content):
            content(path)
        else:
            path.write_bytes(content)
        (source,) = find_inputs([str(path)], {})
        texts, metadata, rejects, kept, ids = [], [], [], 0, []
        for rows in describe_input(source, {}).read(10):
            if rows.tables:
                texts += rows.tables["documents"].column("text").to_pylist()
                ids += rows.tables["documents"].column("doc_id").to_pylist()
                metadata += rows.tables["metadata"].to_pylist()
            rejects += rows.rejects
            kept += rows.kept
    assert kept == len(texts) == len(metadata)
    assert ids == [row["doc_id"] for row in metadata] == list(range(10, 10 + kept))
    return texts, metadata, rejects


def text_of(line):
    """The text of a line by the standard library; None if it has none that can be stored."""
    try:
        record = json.loads(line.decode("utf-8"))
        json.dumps(record, ensure_ascii=False).encode()
        text = record["text"]
    except (ValueError, TypeError, KeyError):
        return None
    return text if isinstance(text, str) and "\0" not in text else None


@settings(max_examples=80, deadline=None)
@given(st.lists(LINES, max_size=25), st.integers(1, 7))
def test_each_line_is_a_document_or_a_reject(lines, chunk_rows):
    lines = [FIRST, *lines]
    with patch("analytics.ingest.containers.json_lines.CHUNK_ROWS", chunk_rows):
        texts, _, rejects = read("a.jsonl", b"\n".join(lines))
    rows = [number for number, line in enumerate(lines, 1) if line.strip()]
    kept = [number for number in rows if text_of(lines[number - 1]) is not None]
    assert texts == [text_of(lines[number - 1]) for number in kept]
    assert sorted(reject.row for reject in rejects) == sorted(set(rows) - set(kept))
    assert all(reject.reason and len(reject.raw) <= 1000 and reject.raw.encode() is not None for reject in rejects)


@settings(max_examples=50, deadline=None)
@given(st.lists(VALUES, max_size=12), st.sampled_from([None, 1, 4]), st.integers(1, 40))
def test_a_json_array_gives_what_json_loads_gives(values, indent, block):
    values = [{"text": "first"}, *values]
    content = json.dumps(values, indent=indent).encode()
    with patch("analytics.ingest.compression.BLOCK_BYTES", block):
        texts, _, rejects = read("a.json", content)
    good = [
        value["text"]
        for value in values
        if isinstance(value, dict) and isinstance(value.get("text"), str) and "\0" not in value["text"]
    ]
    assert texts == good
    assert len(rejects) == len(values) - len(good)


@settings(max_examples=50, deadline=None)
@given(st.lists(RECORDS, max_size=8), st.integers(0, 400), st.integers(1, 40))
def test_a_json_array_that_is_cut_off_keeps_its_complete_elements(records, cut, block):
    pieces = [FIRST, *(json.dumps({**record, "text": "t"}).encode() for record in records)]
    content = b"[" + b",".join(pieces)
    content = content[: max(1 + len(FIRST), len(content) - cut)]
    with patch("analytics.ingest.compression.BLOCK_BYTES", block):
        texts, _, rejects = read("a.json", content)
    ends = [len(b",".join(pieces[:n])) + 1 for n in range(1, len(pieces) + 1)]
    assert texts == [json.loads(piece)["text"] for piece, end in zip(pieces, ends, strict=True) if end <= len(content)]
    assert rejects


FIELDS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(FIELDS, FIELDS), min_size=1, max_size=20), st.sampled_from([",", ";", "\t", "|"]))
def test_what_the_csv_module_writes_is_read_back(rows, delimiter):
    def write(path):
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter=delimiter).writerows([("text", "other"), *rows])

    texts, metadata, rejects = read("a.csv", write)
    assert texts == [text for text, _ in rows]
    assert [row["other"] is None for row in metadata] == [other == "" for _, other in rows]
    assert not rejects


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text('a",\n', max_size=12).filter(lambda line: line.strip("\n")), max_size=12))
def test_a_wrong_quote_in_a_csv_costs_its_own_lines_only(lines):
    content = "text,b\nfirst,1\n" + "\n".join(lines) + "\nlast,2\n"
    texts, _, rejects = read("a.csv", content.encode())
    assert texts[0] == "first"
    assert "last" in texts or any("last,2" in reject.raw for reject in rejects)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.none(), UTF8.map(str.encode), st.binary(max_size=6)), min_size=1, max_size=30),
    st.integers(1, 7),
)
def test_parquet_rows_are_documents_or_rejects(values, chunk_rows):
    def write(path):
        pq.write_table(
            pa.table(
                {"text": pa.array([b"first", *values], pa.binary()).view(pa.string()), "n": range(len(values) + 1)}
            ),
            path,
        )

    with patch("analytics.ingest.containers.parquet.CHUNK_ROWS", chunk_rows):
        texts, metadata, rejects = read("a.parquet", write)
    good = {
        n: value.decode()
        for n, value in enumerate([b"first", *values])
        if value is not None and b"\0" not in value and is_utf8(value)
    }
    assert dict(zip((row["n"] for row in metadata), texts, strict=True)) == good
    assert sorted(reject.row - 1 for reject in rejects) == sorted(set(range(len(values) + 1)) - set(good))


def is_utf8(value):
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True
