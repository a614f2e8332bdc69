"""Inputs that are added or change later, and columns whose type differs between inputs."""

import pyarrow as pa

from tests.input_files import write_jsonl, write_parquet


def test_added_inputs_get_the_next_ids_and_the_others_are_not_read_again(build, tmp_path):
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


def test_a_file_added_to_a_directory_gets_the_next_ids_in_any_sort_order(build, tmp_path):
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


def test_an_added_input_can_widen_the_type_of_a_column(build, tmp_path):
    first, second = (
        write_jsonl(tmp_path / "a.jsonl", {"text": "one", "n": 1}),
        write_jsonl(tmp_path / "b.jsonl", {"text": "two", "n": "many"}),
    )
    build(first)
    built = build(first, second)
    assert built.rows("SELECT n FROM metadata ORDER BY doc_id") == [("1",), ("many",)]


def test_columns_of_several_types_get_their_common_type(build, tmp_path):
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


def test_integers_too_large_for_a_double_become_text(build, tmp_path):
    large = 2**60 + 1
    sources = [
        write_jsonl(tmp_path / "a.jsonl", {"text": "a", "n": large}),
        write_jsonl(tmp_path / "b.jsonl", {"text": "b", "n": 0.5}),
    ]
    assert build(*sources).rows("SELECT n FROM metadata ORDER BY doc_id") == [(str(large),), ("0.5",)]


def test_types_can_change_in_the_middle_of_a_file(build, tmp_path):
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
