"""Sources become inputs; an error about a source is one line."""

import os

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.errors import DataloupeError
from analytics.ingest import describe_input, find_inputs


@pytest.fixture
def files(tmp_path):
    """Makes files: `files("a/b.jsonl")` writes one record, or the given content."""

    def make(name, content='{"text": "one two"}\n'):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def names(*sources, **options):
    return [one.name for one in find_inputs([str(source) for source in sources], options)]


def refusal(*sources, **options):
    with pytest.raises(DataloupeError) as error:
        find_inputs([str(source) for source in sources], options)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_files_of_a_directory_are_sorted_by_path(files, tmp_path):
    for name in ("d/b.jsonl", "d/a/2.csv", "d/a/10.csv", "d/.git/x.json", "d/.hidden.csv", "d/picture.png"):
        files(name)
    assert names(tmp_path / "d") == ["d/a/10.csv", "d/a/2.csv", "d/b.jsonl"]


def test_globs_can_match_across_folders(files, tmp_path):
    for name in ("x/1.jsonl", "y/2.jsonl", "y/z/3.jsonl", "y/z/4.csv"):
        files(name)
    assert names(tmp_path / "*" / "*.jsonl") == ["x/1.jsonl", "y/2.jsonl"]
    assert names(tmp_path / "**" / "*.jsonl") == ["x/1.jsonl", "y/2.jsonl", "y/z/3.jsonl"]
    assert refusal(tmp_path / "*.parquet").startswith("No file matches")


def test_a_file_whose_name_looks_like_a_glob_is_the_file(files):
    assert names(files("a[1].jsonl")) == ["a[1].jsonl"]


def test_sources_keep_their_order_and_each_file_is_read_once(files, tmp_path):
    second, first = files("a.jsonl"), files("b.jsonl")
    assert names(first, tmp_path, second) == ["b.jsonl", f"{tmp_path.name}/a.jsonl"]


def test_a_folder_of_texts_is_one_input(files, tmp_path):
    files("notes/a.md", "# A")
    files("notes/deep/b.txt", "B")
    files("notes/code.py", "pass")
    (one,) = find_inputs([str(tmp_path / "notes")], {})
    assert (one.name, one.format, [file.name for file in one.files]) == ("notes", "text", ["a.md", "code.py", "b.txt"])
    preview = describe_input(one, {}).preview
    assert preview.select(["source", "title", "text"]).to_pylist() == [
        {"source": "notes", "title": "a.md", "text": "# A"},
        {"source": "notes", "title": "code.py", "text": "pass"},
        {"source": "deep", "title": "b.txt", "text": "B"},
    ]


def test_with_format_a_folder_can_have_files_of_any_name(files, tmp_path):
    files("code/a.py", "pass")
    (one,) = find_inputs([str(tmp_path / "code")], {"format": "text"})
    assert [file.name for file in one.files] == ["a.py"]


def test_a_readme_next_to_data_files_is_not_data(files, tmp_path):
    files("d/README.md")
    files("d/a.jsonl.gz", b"")
    assert names(tmp_path / "d") == ["d/a.jsonl.gz"]


def test_a_table_of_a_duckdb_file(tmp_path):
    path = tmp_path / "crawl.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """
            CREATE TABLE pages AS SELECT 'some words' AS text;
            CREATE SCHEMA s;
            CREATE VIEW s."a""b" AS SELECT 'more words' AS body
            """
        )
    assert refusal(path) == 'crawl.duckdb has 2 tables: pages, s.a"b. Name one of them, such as crawl.duckdb::pages.'
    assert refusal(f"{path}::page") == "crawl.duckdb has no table 'page'. It has: pages, s.a\"b."
    assert names(f"{path}::pages", f'{path}::s.a"b') == ["crawl.duckdb::pages", 'crawl.duckdb::s.a"b']
    (view,) = find_inputs([f'{path}::s.a"b'], {})
    assert describe_input(view, {}).preview.column("text").to_pylist() == ["more words"]


def test_a_duckdb_file_with_one_table_needs_no_name(tmp_path):
    with duckdb.connect(str(tmp_path / "a.db")) as connection:
        connection.execute("CREATE TABLE t AS SELECT range AS n, 'words and ' || range AS body FROM range(10000)")
    (one,) = find_inputs([str(tmp_path / "a.db")], {})
    texts = [
        text for rows in describe_input(one, {}).read(0) for text in rows.tables["documents"].column("text").to_pylist()
    ]
    assert texts == [f"words and {n}" for n in range(10000)]


def test_a_wrong_source_is_an_error_of_one_line(files, tmp_path):
    assert refusal(tmp_path / "nowhere.csv") == f"{tmp_path}/nowhere.csv does not exist."
    assert refusal(files("a.xyz", b"\x00\x01")).startswith("a.xyz is in no supported format. Supported: .parquet")
    assert refusal(files("d.jsonl"), format="fancy").startswith("There is no format 'fancy'. There are: ")
    assert refusal().startswith("No source is given.")
    assert "cannot be opened as a DuckDB file" in refusal(files("e.duckdb", b"\0" * 8 + b"DUCK" + b"\0" * 5000))


def test_without_a_known_extension_the_content_decides_the_format(files, tmp_path):
    pq.write_table(pa.table({"text": ["a b"]}), tmp_path / "x.data")
    assert [one.format for one in find_inputs([str(tmp_path / "x.data")], {})] == ["parquet"]
    lines, array = files("y.dump", '{"text": "a"}\n{"text": "b"}\n'), files("z.dump", '[{"text": "a"}]')
    assert [one.format for one in find_inputs([str(lines), str(array)], {})] == ["jsonl", "json"]


def test_json_files_that_are_jsonl_are_read_as_lines(files):
    (one,) = find_inputs([str(files("a.json", '{"text": "a b"}\n{"text": \n{"text": "c"}\n'))], {})
    assert one.format == "jsonl"


def test_the_fingerprint_changes_with_content_time_and_place(files, tmp_path):
    path = files("a.jsonl", b"x" * 200_000)

    def fingerprint(path=path):
        return find_inputs([str(path)], {"format": "jsonl"})[0].fingerprint

    before, stat = fingerprint(), path.stat()
    assert fingerprint() == before
    path.write_bytes(b"x" * 199_999 + b"y")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert (changed := fingerprint()) != before
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))
    assert fingerprint() != changed
    assert fingerprint(files("b.jsonl", path.read_bytes())) != fingerprint()


def test_the_description_says_how_the_input_will_be_read(files):
    (one,) = find_inputs([str(files("reviews.csv", "id,Body,headline,stars,other\n1,good thing,t,5,x\n"))], {})
    description = describe_input(one, {})
    assert (
        description.summary_text()
        == "reviews.csv: csv, text in column 'Body' (by its name), title from 'headline', score from 'stars', "
        "2 more columns"
    )
    assert description.preview.select(["source", "text", "title", "score"]).to_pylist() == [
        {"source": "reviews", "text": "good thing", "title": "t", "score": 5.0}
    ]


def test_without_a_known_name_the_longest_text_is_the_text(files):
    (one,) = find_inputs([str(files("a.csv", f"key,short,long\n{'k' * 90},a b,a much longer text\n"))], {})
    assert (
        describe_input(one, {}).summary_text()
        == "a.csv: csv, text in column 'long' (the longest text: 18 characters on average), 2 more columns"
    )


def test_identifiers_are_not_text(files):
    (one,) = find_inputs([str(files("a.csv", "id,sha\n1,0a1b2c\n"))], {})
    with pytest.raises(
        DataloupeError,
        match=r"^a.csv has no column that looks like text. It has: id \(no words\), sha \(no words\). Name one with ",
    ):
        describe_input(one, {})
