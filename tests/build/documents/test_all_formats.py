"""Files of all formats in one build, and a real corpus."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from pyarrow import feather

from tests.input_files import write_jsonl, write_parquet

CORPUS = Path(__file__).parents[4] / "shared" / "data" / "corpus_100k.parquet"


@pytest.fixture
def folders(tmp_path):
    """A folder with a data file of each format, and a folder with a text file."""
    data, texts = tmp_path / "data", tmp_path / "texts"
    data.mkdir()
    texts.mkdir()
    write_jsonl(data / "a.jsonl", {"text": "jsonl"})
    (data / "b.json").write_text('[{"content": "json"}]')
    (data / "c.tsv").write_text("text\tn\ncsv\t1\n")
    (data / "README.md").write_text("no data")
    write_parquet(data / "d.parquet", text=["parquet"])
    with duckdb.connect(str(data / "e.duckdb")) as connection:
        connection.execute("CREATE TABLE t (text VARCHAR, u BOOLEAN)")
        connection.execute("INSERT INTO t VALUES ('duckdb', true)")
    feather.write_feather(pa.table({"text": ["feather"]}), data / "f.feather")
    (texts / "g.md").write_text("markdown")
    return data, texts


def test_one_build_reads_files_of_all_formats(build, folders):
    built = build(*folders)
    assert built.texts() == ["jsonl", "json", "csv", "parquet", "duckdb", "feather", "markdown"]
    sources = [source for (source,) in built.rows("SELECT source FROM documents")]
    assert sources == ["a", "b", "c", "d", "t", "f", "texts"]


def test_the_real_corpus_is_read_completely(build):
    if not CORPUS.is_file():
        pytest.skip("the shared corpus is not on this machine")
    built = build(CORPUS)
    counts = "count(*), count(DISTINCT source), count(DISTINCT doc_id), max(doc_id)"
    assert built.rows(f"SELECT {counts} FROM documents") == [(101_818, 15, 101_818, 101_817)]
    assert built.rows("SELECT count(*) FROM rejects") == [(0,)]
    digest = "md5(string_agg(md5(text) || coalesce(title, ''), '' ORDER BY id))"
    original = duckdb.connect().execute(f"SELECT {digest} FROM read_parquet(?)", [str(CORPUS)]).fetchall()
    assert built.rows(f"SELECT {digest} FROM documents JOIN metadata USING (doc_id)") == original
