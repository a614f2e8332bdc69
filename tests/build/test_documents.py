"""From files to the three tables: every row is kept or rejected with its reason, nothing is lost, and whatever is wrong
is one clear line.
"""

import datetime
import gzip
import json
import string
from pathlib import Path

import duckdb
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from pyarrow import feather

from analytics.build import pipeline
from analytics.errors import DataloupeError
from analytics.ingest import tables
from analytics.workspace import open_workspace

CORPUS = Path(__file__).parents[2].parent / "shared" / "data" / "corpus_100k.parquet"


@pytest.fixture(autouse=True)
def only_documents(monkeypatch):
    monkeypatch.setattr(pipeline, "STAGE_MODULES", ("documents",))


class Built:
    """A built workspace and its answers."""

    def __init__(self, workspace):
        self.workspace = workspace
        self.connection = workspace.connect()
        self.notes = workspace.read_manifest().stages["documents"].notes

    def rows(self, sql):
        return self.connection.execute(sql).fetchall()

    def texts(self):
        return [text for (text,) in self.rows("SELECT text FROM documents ORDER BY doc_id")]

    def rejects(self):
        return self.rows("SELECT input, row, reason, raw FROM rejects")

    def types(self, table="metadata"):
        return {name: kind for name, kind, *_ in self.rows(f"DESCRIBE {table}")}

    def files(self, table):
        return self.workspace.read_manifest().tables[table].files


@pytest.fixture
def build(tmp_path):
    def build(*sources, workspace="workspace", **options):
        return Built(pipeline.build(str(tmp_path / workspace), [str(source) for source in sources], options))

    return build


def write_jsonl(path, *records):
    path.write_bytes(
        b"".join((record if isinstance(record, bytes) else orjson.dumps(record)) + b"\n" for record in records)
    )
    return path


def write_parquet(path, **columns):
    pq.write_table(pa.table(columns), path)
    return path


def refusal(build, *sources, **options):
    with pytest.raises(DataloupeError) as error:
        build(*sources, **options)
    assert "\n" not in str(error.value)
    return str(error.value)


# --- the tables ------------------------------------------------------------------------------------------------------


def test_documents_have_the_columns_of_the_contract_and_dense_ids(build, tmp_path):
    built = build(write_jsonl(tmp_path / "a.jsonl", {"text": "one"}, {"text": None}, {"text": "two"}))
    assert built.types("documents") == {
        "doc_id": "BIGINT",
        "kind": "VARCHAR",
        "source": "VARCHAR",
        "text": "VARCHAR",
        "title": "VARCHAR",
        "lang": "VARCHAR",
        "label": "VARCHAR",
        "created_at": "TIMESTAMP",
        "url": "VARCHAR",
        "score": "DOUBLE",
    }
    assert built.rows("SELECT doc_id, kind, source, text FROM documents") == [
        (0, "document", "a", "one"),
        (1, "document", "a", "two"),
    ]
    assert built.rows("SELECT doc_id FROM metadata") == [(0,), (1,)]


def test_canonical_columns_are_known_by_their_other_names(build, tmp_path):
    record = {
        "Body": "hello there",
        "Headline": "t",
        "Language": "en",
        "Category": 3,
        "created_utc": "1245469958.0",
        "Link": "http://x",
        "karma": "7",
        "Subset": "s",
    }
    built = build(write_jsonl(tmp_path / "a.jsonl", record))
    assert built.rows("SELECT source, text, title, lang, label, created_at, url, score FROM documents") == [
        ("s", "hello there", "t", "en", "3", datetime.datetime(2009, 6, 20, 3, 52, 38), "http://x", 7.0)
    ]
    assert list(built.types()) == ["doc_id"]


def test_options_say_which_column_is_what(build, tmp_path):
    path = write_jsonl(tmp_path / "a.jsonl", {"text": "not this", "b": "this", "place": "here", "n": 4})
    built = build(path, text="b", source="place", map={"score": "n"})
    assert built.rows("SELECT source, text, score FROM documents") == [("here", "this", 4.0)]
    assert built.rows("SELECT text FROM metadata") == [("not this",)]


def test_a_missing_source_is_the_name_of_the_file(build, tmp_path):
    built = build(
        write_jsonl(
            tmp_path / "crawl-00000-of-00002.jsonl", {"text": "a", "source": None}, {"text": "b", "source": "s"}
        )
    )
    assert built.rows("SELECT source FROM documents") == [("crawl",), ("s",)]


def test_values_that_do_not_convert_stay_in_metadata(build, tmp_path):
    records = [
        {"text": "a", "score": 3, "date": "2024-01-02"},
        {"text": "b", "score": "n/a", "date": "spring"},
        {"text": "c", "score": None, "date": None},
    ]
    built = build(write_jsonl(tmp_path / "a.jsonl", *records))
    assert built.rows("SELECT score, created_at FROM documents") == [
        (3.0, datetime.datetime(2024, 1, 2)),
        (None, None),
        (None, None),
    ]
    assert built.rows("SELECT score, date FROM metadata") == [(None, None), ("n/a", "spring"), (None, None)]


def test_all_other_columns_keep_their_names_and_types(build, tmp_path):
    vectors = pa.array([[1.0, 2.0], [3.0, 4.0]], pa.list_(pa.float32(), 2))
    nested = pa.array([{"a": 1, "b": ["x"]}, None])
    path = write_parquet(
        tmp_path / "a.parquet",
        text=["one", "two"],
        n=[1, 2],
        ok=[True, None],
        vector=vectors,
        nested=nested,
        kind=pa.array(["x", "y"]).dictionary_encode(),
    )
    built = build(path)
    assert built.types() == {
        "doc_id": "BIGINT",
        "n": "BIGINT",
        "ok": "BOOLEAN",
        "vector": "FLOAT[]",
        "nested": "STRUCT(a BIGINT, b VARCHAR[])",
        "kind": "VARCHAR",
    }
    assert built.rows("SELECT * FROM metadata") == [
        (0, 1, True, [1.0, 2.0], {"a": 1, "b": ["x"]}, "x"),
        (1, 2, None, [3.0, 4.0], None, "y"),
    ]


def test_notes_tell_what_was_understood_and_counted(build, tmp_path):
    built = build(write_jsonl(tmp_path / "a.jsonl", {"body": "one two"}, b"{", {"body": None}, [1]))
    (fact,) = built.notes["inputs"]
    assert (fact["rows"], fact["kept"], fact["text"], fact["format"]) == (4, 1, "body", "jsonl")
    assert fact["rejects"] == {"broken JSON: unexpected end of data": 1, "no text": 1, "an array, not an object": 1}


# --- one after another, and adding more ------------------------------------------------------------------------------


def test_inputs_added_later_get_the_next_ids_and_the_old_ones_are_not_read_again(build, tmp_path):
    first, second = (
        write_jsonl(tmp_path / "a.jsonl", {"text": "one", "n": 1}, b"{"),
        write_jsonl(tmp_path / "b.jsonl", {"text": "two", "m": "x"}, b"["),
    )
    before = build(first)
    after = build(first, second)
    assert after.rows("SELECT doc_id, text, n, m FROM documents JOIN metadata USING (doc_id) ORDER BY doc_id") == [
        (0, "one", 1, None),
        (1, "two", None, "x"),
    ]
    assert after.files("documents")[0] == before.files("documents")[0]
    assert set(before.files("metadata")[1:]) <= set(after.files("metadata"))
    assert [(reject[0], reject[1]) for reject in after.rejects()] == [("a.jsonl", 2), ("b.jsonl", 2)]
    assert [fact["name"] for fact in after.notes["inputs"]] == ["a.jsonl", "b.jsonl"]


def test_a_file_added_to_a_directory_gets_the_next_ids_wherever_it_sorts(build, tmp_path):
    (tmp_path / "data").mkdir()
    write_jsonl(tmp_path / "data" / "b.jsonl", {"text": "one"})
    before = build(tmp_path / "data")
    write_jsonl(tmp_path / "data" / "a.jsonl", {"text": "two"})
    after = build(tmp_path / "data")
    assert after.texts() == ["one", "two"]
    assert after.files("documents")[0] == before.files("documents")[0]
    (tmp_path / "data" / "b.jsonl").unlink()
    assert build(tmp_path / "data").texts() == ["two"]


def test_a_changed_input_or_option_is_read_again(build, tmp_path):
    path = write_jsonl(tmp_path / "a.jsonl", {"text": "one", "b": "other"})
    before = build(path)
    assert build(path, text="b").texts() == ["other"]
    write_jsonl(path, {"text": "three", "b": "x"}, {"text": "four", "b": "y"})
    assert build(path).texts() == ["three", "four"]
    assert before.texts() == ["one"]


def test_an_added_input_may_widen_a_column_of_the_earlier_ones(build, tmp_path):
    first, second = (
        write_jsonl(tmp_path / "a.jsonl", {"text": "one", "n": 1}),
        write_jsonl(tmp_path / "b.jsonl", {"text": "two", "n": "many"}),
    )
    build(first)
    built = build(first, second)
    assert built.rows("SELECT n FROM metadata ORDER BY doc_id") == [("1",), ("many",)]


def test_columns_of_several_types_become_the_type_that_holds_all(build, tmp_path):
    sources = [
        write_parquet(tmp_path / "a.parquet", text=["a"], n=[1], m=[1], d=[{"x": 1}], e=pa.array([None], pa.null())),
        write_jsonl(tmp_path / "b.jsonl", {"text": "b", "N": 2.5, "m": "x", "d": {"y": "z"}, "e": []}),
        write_jsonl(tmp_path / "c.jsonl", {"text": "c", "n": 3, "m": True, "d": {"x": 2}, "e": [1]}),
    ]
    built = build(*sources)
    assert built.types() == {
        "doc_id": "BIGINT",
        "n": "DOUBLE",
        "m": "VARCHAR",
        "d": "STRUCT(x BIGINT, y VARCHAR)",
        "e": "BIGINT[]",
    }
    assert built.rows("SELECT n, m, d, e FROM metadata ORDER BY doc_id") == [
        (1.0, "1", {"x": 1, "y": None}, None),
        (2.5, "x", {"x": None, "y": "z"}, []),
        (3.0, "true", {"x": 2, "y": None}, [1]),
    ]


def test_integers_that_a_double_cannot_hold_become_text(build, tmp_path):
    large = 2**60 + 1
    sources = [
        write_jsonl(tmp_path / "a.jsonl", {"text": "a", "n": large}),
        write_jsonl(tmp_path / "b.jsonl", {"text": "b", "n": 0.5}),
    ]
    assert build(*sources).rows("SELECT n FROM metadata ORDER BY doc_id") == [(str(large),), ("0.5",)]


def test_types_may_change_in_the_middle_of_a_file(build, tmp_path):
    path = write_jsonl(
        tmp_path / "a.jsonl",
        *({"text": "t", "v": n} for n in range(5000)),
        {"text": "t", "v": "end", "late": [{"a": {}}]},
    )
    built = build(path)
    assert built.rows("SELECT v FROM metadata WHERE doc_id IN (0, 4999, 5000) ORDER BY doc_id") == [
        ("0",),
        ("4999",),
        ("end",),
    ]
    assert built.rows("SELECT late FROM metadata WHERE late IS NOT NULL") == [('[{"a": {}}]',)]


# --- hostile input, one by one ---------------------------------------------------------------------------------------


def test_a_missing_file(build, tmp_path):
    assert refusal(build, tmp_path / "nowhere.jsonl").endswith("nowhere.jsonl does not exist.")


def test_a_directory_without_data_names_what_is_understood(build, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "picture.png").write_bytes(b"\x89PNG")
    assert "contains no data. Supported: .parquet" in refusal(build, tmp_path / "empty")


def test_an_unknown_column_names_those_there_are(build, tmp_path):
    path = tmp_path / "corpus.csv"
    path.write_text("id,text,date\n1,a,2024\n")
    assert refusal(build, path, text="body") == "corpus.csv has no column 'body'. It has: id, text, date."
    assert refusal(build, path, map={"title": "name"}) == "corpus.csv has no column 'name'. It has: id, text, date."
    assert "--map has no field 'colour'. The fields are: text, source, title" in refusal(
        build, path, map={"colour": "id"}
    )


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.parquet", "a.arrow", "a.jsonl.gz", "a.jsonl.zst"])
def test_an_empty_file(build, tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    assert refusal(build, tmp_path / name) == f"{name} has no rows"


def test_files_with_a_schema_and_no_rows(build, tmp_path):
    (tmp_path / "a.csv").write_text("text,date\n")
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "b.parquet")
    assert refusal(build, tmp_path / "a.csv", tmp_path / "b.parquet") == "the 2 inputs have no rows"
    assert build(tmp_path / "a.csv", write_jsonl(tmp_path / "c.jsonl", {"text": "x"})).texts() == ["x"]


def test_an_input_whose_rows_are_all_rejected_gives_an_empty_table_and_readable_rejects(build, tmp_path):
    built = build(write_jsonl(tmp_path / "a.jsonl", b"{", b"nonsense"))
    assert built.texts() == []
    assert [row for _, row, _, _ in built.rejects()] == [1, 2]
    assert built.rows("SELECT * FROM metadata") == []


def test_a_truncated_parquet_is_one_clear_line(build, tmp_path):
    path = write_parquet(tmp_path / "a.parquet", text=[string.ascii_letters * n for n in range(500)])
    path.write_bytes(path.read_bytes()[:-100])
    assert refusal(build, path).startswith("a.parquet cannot be read as Parquet")


def test_a_parquet_damaged_in_the_middle_is_one_clear_line(build, tmp_path):
    path = write_parquet(tmp_path / "a.parquet", text=[string.ascii_letters * (n % 97) + str(n) for n in range(5000)])
    content = bytearray(path.read_bytes())
    content[200:5000] = bytes(4800)
    path.write_bytes(content)
    assert refusal(build, path).startswith("a.parquet cannot be read as Parquet")


def test_a_truncated_arrow_file_is_one_clear_line(build, tmp_path):
    with (
        pa.OSFile(str(tmp_path / "a.arrow"), "wb") as file,
        pa.ipc.new_file(file, pa.schema([("text", pa.string())])) as writer,
    ):
        writer.write(pa.record_batch({"text": ["hello there"] * 1000}))
    content = (tmp_path / "a.arrow").read_bytes()
    (tmp_path / "a.arrow").write_bytes(content[: len(content) // 2])
    assert refusal(build, tmp_path / "a.arrow").startswith("a.arrow cannot be read as Arrow")


@pytest.mark.parametrize(
    ("suffix", "compress"), [("gz", gzip.compress), ("zst", zstandard.ZstdCompressor(level=1).compress)]
)
def test_rows_before_the_cut_of_a_compressed_file_are_kept(build, tmp_path, suffix, compress):
    import random

    noise = random.Random(0)
    lines = [
        orjson.dumps({"text": f"{n} " + "".join(noise.choices(string.printable[:90], k=300))}) for n in range(3000)
    ]
    content = compress(b"\n".join(lines) + b"\n")
    path = tmp_path / f"a.jsonl.{suffix}"
    path.write_bytes(content[: len(content) * 2 // 3])
    built = build(path)
    kept = built.texts()
    assert 1000 < len(kept) < 3000
    assert kept == [orjson.loads(line)["text"] for line in lines[: len(kept)]]
    ((name, row, reason, raw),) = built.rejects()
    assert (name, row) == (path.name, len(kept) + 1)
    assert reason == f"file ends in the middle (truncated {'gzip' if suffix == 'gz' else 'zstd'})"
    assert lines[len(kept)].decode().startswith(raw)


def test_a_broken_line_in_the_middle_is_one_reject(build, tmp_path):
    built = build(write_jsonl(tmp_path / "a.jsonl", {"text": "one"}, b'{"text": "tw', {"text": "three"}))
    assert built.texts() == ["one", "three"]
    assert built.rejects() == [("a.jsonl", 2, "broken JSON: unexpected end of data", '{"text": "tw')]


def test_a_text_column_of_numbers_is_one_clear_line_where_types_say_so(build, tmp_path):
    path = write_parquet(tmp_path / "a.parquet", n=[1, 2], text=["a", "b"])
    assert (
        refusal(build, path, text="n")
        == "Column 'n' of a.parquet contains int64, not text. Its text columns are: text."
    )
    assert "has no column that looks like text. It has: n (int64)" in refusal(
        build, write_parquet(tmp_path / "b.parquet", n=[1, 2])
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


def test_digits_in_a_csv_are_text(build, tmp_path):
    (tmp_path / "a.csv").write_text("text,n\n007,007\n8,8\n")
    built = build(tmp_path / "a.csv")
    assert built.texts() == ["007", "8"]
    assert built.rows("SELECT n FROM metadata") == [("007",), ("8",)]


def test_a_thousand_columns(build, tmp_path):
    built = build(write_parquet(tmp_path / "a.parquet", text=["a", "b"], **{f"c{n}": [n, n + 1] for n in range(1000)}))
    assert len(built.types()) == 1001
    assert built.rows("SELECT c999 FROM metadata") == [(999,), (1000,)]


NAMES = [
    '"; drop table x; --',
    "größe",
    "a b",
    "doc_id",
    "DOC_ID",
    "n",
    "N",
    "",
    "n_2",
    "a.b",
    "\U0001f600",
    "select",
    "a\0b",
    "<script>alert(1)</script>",
]


def test_columns_of_any_name_are_kept_and_renaming_is_told(build, tmp_path):
    built = build(
        write_jsonl(tmp_path / "a.jsonl", {"text": "t", **{name: number for number, name in enumerate(NAMES)}})
    )
    assert built.rows("SELECT * FROM metadata") == [(0, *range(len(NAMES)))]
    names = list(built.types())
    assert '"; drop table x; --' in names
    assert len({name.lower() for name in names}) == len(names)
    assert built.notes["inputs"][0]["renamed"] == {
        "doc_id": "doc_id_2",
        "DOC_ID": "DOC_ID_3",
        "N": "N_2",
        "": "column",
        "n_2": "n_2_2",
        "a\0b": "a\ufffdb",
    }


def test_two_columns_of_one_name_are_both_kept(build, tmp_path):
    pq.write_table(
        pa.Table.from_arrays(
            [pa.array(["t"]), pa.array([1]), pa.array([2]), pa.array(["u"])], names=["text", "n", "n", "text"]
        ),
        tmp_path / "a.parquet",
    )
    built = build(tmp_path / "a.parquet")
    assert built.rows("SELECT * FROM metadata") == [(0, 1, 2, "u")]


def test_hostile_text_is_kept_as_it_is(build, tmp_path):
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
def test_invalid_utf8_in_parquet_costs_its_row_alone(build, tmp_path, kind):
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


def test_the_raw_of_a_reject_is_cut_and_valid(build, tmp_path):
    ((_, _, _, raw),) = build(
        write_jsonl(tmp_path / "a.jsonl", {"text": "a"}, b'{"text": "' + b"\xc3\xa4\xff" * 5000)
    ).rejects()
    assert len(raw) == 1000
    assert raw.startswith('{"text": "\u00e4\ufffd')


def test_a_column_of_a_thousand_keys_is_kept_as_json(build, tmp_path):
    record = {"text": "t", "scores": {f"user{n}": n for n in range(1000)}}
    ((value,),) = build(write_jsonl(tmp_path / "a.jsonl", record)).rows("SELECT scores FROM metadata")
    assert json.loads(value) == record["scores"]


def test_json_as_others_write_it(build, tmp_path):
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


def test_mixed_formats_in_one_build(build, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    write_jsonl(data / "a.jsonl", {"text": "jsonl"})
    (data / "b.json").write_text('[{"content": "json"}]')
    (data / "c.tsv").write_text("text\tn\ncsv\t1\n")
    (data / "README.md").write_text("no data")
    write_parquet(data / "d.parquet", text=["parquet"])
    with duckdb.connect(str(data / "e.duckdb")) as connection:
        connection.execute(
            "CREATE TABLE t AS SELECT 'duckdb' AS text, 'e'::UUID IS NULL AS u FROM (SELECT 1) WHERE false"
        )
        connection.execute("INSERT INTO t VALUES ('duckdb', true)")
    feather.write_feather(pa.table({"text": ["feather"]}), data / "f.feather")
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "g.md").write_text("markdown")
    built = build(data, texts)
    assert built.texts() == ["jsonl", "json", "csv", "parquet", "duckdb", "feather", "markdown"]
    assert [source for (source,) in built.rows("SELECT source FROM documents")] == [
        "a",
        "b",
        "c",
        "d",
        "t",
        "f",
        "texts",
    ]


def test_the_real_corpus_is_read_whole(build):
    if not CORPUS.is_file():
        pytest.skip("the shared corpus is not on this machine")
    built = build(CORPUS)
    assert built.rows(
        "SELECT count(*), count(DISTINCT source), count(DISTINCT doc_id), max(doc_id) FROM documents"
    ) == [(101_818, 15, 101_818, 101_817)]
    assert built.rows("SELECT count(*) FROM rejects") == [(0,)]
    original = (
        duckdb.connect()
        .execute(
            "SELECT md5(string_agg(md5(text) || coalesce(title, ''), '' ORDER BY id)) FROM read_parquet(?)",
            [str(CORPUS)],
        )
        .fetchall()
    )
    assert (
        built.rows(
            "SELECT md5(string_agg(md5(text) || coalesce(title, ''), '' ORDER BY id)) FROM documents JOIN metadata USING (doc_id)"
        )
        == original
    )


def test_the_workspace_opens_again(build, tmp_path):
    built = build(write_jsonl(tmp_path / "a.jsonl", {"text": "one"}))
    assert open_workspace(built.workspace.path).connect().execute("SELECT text FROM documents").fetchall() == [("one",)]
    assert set(tables.SCHEMAS) < set(built.workspace.read_manifest().tables)


def test_a_workspace_below_a_folder_named_like_a_partition_gets_no_extra_column(build, tmp_path):
    built = build(write_jsonl(tmp_path / "a.jsonl", {"text": "one"}), workspace="year=2024/workspace")
    assert list(built.types()) == ["doc_id"]


def test_arrow_columns_of_any_type_are_kept(build, tmp_path):
    columns = {
        "zoned": pa.array([datetime.datetime(2020, 1, 1), None], pa.timestamp("us", "Europe/Berlin")),
        "view": pa.array(["a", None], pa.string_view()),
        "list_view": pa.array([[1], None], pa.list_view(pa.int8())),
        "nothing": pa.nulls(2),
        "empty": pa.array([{}, None], pa.struct([])),
        "clashing": pa.StructArray.from_arrays([pa.array([1, 2]), pa.array([3, 4])], names=["a", "A"]),
        "interval": pa.array([pa.MonthDayNano([1, 2, 3]), None]),
        "runs": pa.RunEndEncodedArray.from_arrays(pa.array([2], pa.int32()), pa.array(["z"])),
        "uuid": pa.array([bytes(16), None], pa.uuid()),
        "union": pa.UnionArray.from_sparse(pa.array([0, 1], pa.int8()), [pa.array([1, 2]), pa.array(["a", "b"])]),
        "large": pa.array([2**64 - 1, None], pa.uint64()),
    }
    batch = pa.record_batch([pa.array(["one", "two"]), *columns.values()], names=["text", *columns])
    with pa.OSFile(str(tmp_path / "a.arrow"), "wb") as file, pa.ipc.new_file(file, batch.schema) as writer:
        writer.write(batch)
    built = build(tmp_path / "a.arrow")
    first, second = built.rows("SELECT * EXCLUDE (doc_id) FROM metadata ORDER BY doc_id")
    assert first[:6] == (datetime.datetime(2020, 1, 1), "a", [1], None, "{}", '{"a": 1, "A": 3}')
    assert first[7:] == ("z", "00000000-0000-0000-0000-000000000000", "1", 2**64 - 1)
    assert second == (None, None, None, None, None, '{"a": 2, "A": 4}', None, "z", None, "b", None)
