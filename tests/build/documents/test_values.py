"""Values of any kind: wrong types, hostile text, invalid UTF-8, JSON of other programs."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.input_files import write_jsonl, write_parquet


def test_a_text_column_of_numbers_is_an_error_of_one_line(error_line, tmp_path):
    path = write_parquet(tmp_path / "a.parquet", n=[1, 2], text=["a", "b"])
    assert error_line(path, text="n") == "Column 'n' of a.parquet contains int64, not text. Its text columns are: text."
    assert "has no column that looks like text. It has: n (int64)" in error_line(
        write_parquet(tmp_path / "b.parquet", n=[1, 2])
    )


def test_a_number_among_texts_is_a_reject(build, tmp_path):
    built = build(
        write_jsonl(
            tmp_path / "a.jsonl", {"text": "a"}, {"text": 5}, {"text": {"x": 1}}, {"text": ["y"]}, {"text": True}
        )
    )
    assert built.texts() == ["a"]
    assert [reason for _, _, reason, _ in built.rejects()] == [
        f"text is {kind}, not a string" for kind in ("a number", "an object", "an array", "true or false")
    ]


def test_digits_with_leading_zeros_in_a_csv_stay_text(build, tmp_path):
    (tmp_path / "a.csv").write_text("text,n\n007,007\n8,8\n")
    built = build(tmp_path / "a.csv")
    assert built.texts() == ["007", "8"]
    assert built.rows("SELECT n FROM metadata") == [("007",), ("8",)]


def test_hostile_text_is_stored_unchanged(build, tmp_path):
    texts = [
        "<script>alert(1)</script>",
        "'; drop table documents; --",
        "",
        " \n ",
        "\u202eabc",
        "e\u0301\u200d\U0001f468",
        "x" * 1_000_000,
    ]
    built = build(write_jsonl(tmp_path / "a.jsonl", *({"text": text} for text in texts)))
    assert built.texts() == texts


def test_invalid_utf8_lone_surrogates_and_nul_are_rejects(build, tmp_path):
    built = build(
        write_jsonl(
            tmp_path / "a.jsonl",
            b'{"text": "\xff"}',
            b'{"text": "\\ud800"}',
            {"text": "a\0b"},
            {"text": "ok", "note": "a\0b"},
        )
    )
    assert built.texts() == ["ok"]
    assert [reason.split(":")[0] for _, _, reason, _ in built.rejects()] == [
        "invalid UTF-8",
        "lone surrogate",
        "NUL byte in text",
    ]
    assert built.rows("SELECT note FROM metadata") == [("a\0b",)]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary()])
def test_invalid_utf8_in_parquet_costs_only_its_row(build, tmp_path, kind):
    values = pa.array(
        [b"good", b"\xff\xfe", None, b"a\0b", b"fine"], pa.large_binary() if kind == pa.large_string() else pa.binary()
    )
    notes = pa.array([b"x", b"y", b"z", b"u", b"\xc3"]).view(pa.string())
    pq.write_table(pa.table({"text": values.view(kind), "note": notes}), tmp_path / "a.parquet")
    built = build(tmp_path / "a.parquet")
    assert built.texts() == ["good"]
    assert [(row, reason) for _, row, reason, _ in built.rejects()] == [
        (2, "invalid UTF-8 in column 'text'"),
        (3, "no text"),
        (4, "NUL byte in text"),
        (5, "invalid UTF-8 in column 'note'"),
    ]


def test_the_raw_text_of_a_reject_is_short_and_valid(build, tmp_path):
    ((_, _, _, raw),) = build(
        write_jsonl(tmp_path / "a.jsonl", {"text": "a"}, b'{"text": "' + b"\xc3\xa4\xff" * 5000)
    ).rejects()
    assert len(raw) == 1000
    assert raw.startswith('{"text": "\u00e4\ufffd')


def test_json_of_other_programs_is_read(build, tmp_path):
    built = build(
        write_jsonl(
            tmp_path / "a.jsonl",
            b'\xef\xbb\xbf{"text": "a", "x": NaN}',
            b"",
            b'  {"text": "b", "x": 2.5, "big": 18446744073709551615}\r',
        )
    )
    assert built.texts() == ["a", "b"]
    assert built.rows("SELECT isnan(x), big FROM metadata") == [(True, None), (False, "18446744073709551615")]
