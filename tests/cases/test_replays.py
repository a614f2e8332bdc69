"""A recipe or a link made on one month's data means the same on the next, whose columns have other types."""

import csv

import duckdb
import numpy as np
import pytest

from analytics.ask.filters import Mislabelled, PromptRange, PromptValues, Range, Values
from analytics.ask.selection import Selection, doc_ids
from analytics.cli import main
from analytics.workspace import open_workspace
from tests.pages.apps import complaints, open_in_dashboard, page_text

COLUMNS = {
    "integers": "BIGINT", "doubles": "DOUBLE", "decimals": "DECIMAL(9, 2)", "texts": "VARCHAR", "short": "FLOAT"
}  # fmt: skip


def selected(values, kind, one):
    """The places of the values that a filter on column `c` of this type selects."""
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE metadata (doc_id BIGINT, c {kind})")
    connection.execute("CREATE TABLE documents (doc_id BIGINT, text VARCHAR)")
    connection.execute("CREATE TABLE turns (doc_id BIGINT, parent_doc_id BIGINT)")
    for place, value in enumerate(values):
        connection.execute("INSERT INTO metadata VALUES (?, ?)", [place, value])
        connection.execute("INSERT INTO documents VALUES (?, 'x')", [place])
        connection.execute("INSERT INTO turns VALUES (?, ?)", [place, place])
    return doc_ids(connection, Selection((one,))).tolist()


@pytest.mark.parametrize("kind", COLUMNS.values(), ids=COLUMNS)
@pytest.mark.parametrize("given", [3, 3.0, "3", "3.0"])
@pytest.mark.parametrize("filter_kind", [Values, PromptValues])
def test_a_number_is_itself_in_a_column_of_any_type(kind, given, filter_kind):
    values = [3, 4, 33, None]
    assert selected(values, kind, filter_kind("metadata", "c", (given,))) == [0]


def test_texts_that_look_like_numbers_stay_different_texts():
    versions = ["2.1", "2.10", "2.2", "2", "2.0", "007", "7", "1e1", "10", "+5", "5"]
    for place, version in enumerate(versions):
        assert selected(versions, "VARCHAR", Values("metadata", "c", (version,))) == [place]


@pytest.mark.parametrize("given", ["007", "+7", "7.00", "7e0", "seven"])
def test_a_text_that_no_program_writes_for_a_number_is_no_number(given):
    assert selected([7, 8], "BIGINT", Values("metadata", "c", (given,))) == ([0] if given == "7e0" else [])


def test_a_long_id_is_not_rounded():
    ids = [2**60, 2**60 + 1, 2**60 + 2]
    for kind in ("BIGINT", "VARCHAR", "HUGEINT"):
        for given in (2**60 + 1, str(2**60 + 1)):
            assert selected(ids, kind, Values("metadata", "c", (given,))) == [1]


@pytest.mark.parametrize("given", [True, "true", "True", "TRUE"])
def test_a_truth_is_itself_as_boolean_and_as_text(given):
    assert selected([True, False, None], "BOOLEAN", Values("metadata", "c", (given,))) == [0]
    spellings = ["true", "True", "TRUE", "false", "yes"]
    expected = [0, 1, 2] if given is True else [spellings.index(given)]
    assert selected(spellings, "VARCHAR", Values("metadata", "c", (given,))) == expected


@pytest.mark.parametrize("given", ["2023-05-06", "2023-05-06 00:00:00", "2023-05-06T00:00:00", "2023-05-06T00:00:00Z"])
@pytest.mark.parametrize("kind", ["DATE", "TIMESTAMP", "TIMESTAMP_NS", "VARCHAR"])
def test_a_day_is_itself_as_date_time_and_text(given, kind):
    values = ["2023-05-06", "2023-05-07", None, *(["n/a"] if kind == "VARCHAR" else [])]
    assert selected(values, kind, Values("metadata", "c", (given,))) == [0]


@pytest.mark.parametrize("kind", COLUMNS.values(), ids=COLUMNS)
@pytest.mark.parametrize("filter_kind", [Range, PromptRange])
def test_a_range_of_numbers_reads_numbers_in_a_column_of_any_type(kind, filter_kind):
    values = [2, 10, 30, None, *(["n/a", ""] if kind == "VARCHAR" else [])]
    assert selected(values, kind, filter_kind("metadata", "c", 3, 10)) == [1]
    assert selected(values, kind, filter_kind("metadata", "c", None, 2.5)) == [0]
    assert selected(values, kind, filter_kind("metadata", "c", 10.0)) == [1, 2]


@pytest.mark.parametrize("kind", ["DATE", "TIMESTAMP", "VARCHAR"])
def test_a_range_of_days_reads_days_in_a_column_of_any_type(kind):
    values = ["2023-01-31", "2023-02-01", "2023-03-05", None, *(["soon"] if kind == "VARCHAR" else [])]
    assert selected(values, kind, Range("metadata", "c", "2023-02-01", "2023-02-28 23:59:59.999999")) == [1]


def test_a_range_or_value_of_another_kind_matches_nothing_and_does_not_fail():
    assert selected([True, False], "BOOLEAN", Range("metadata", "c", "2023-02-01")) == []
    assert selected([1, 2], "BIGINT", Values("metadata", "c", ("red", "2023-02-01"))) == []
    assert selected(["a", "b"], "VARCHAR", Range("metadata", "c", 1, 5)) == []
    assert selected([[1], [2]], "BIGINT[]", Range("metadata", "c", 1, 5)) == []
    assert selected([1, 0], "BIGINT", Values("metadata", "c", (True,))) == []


def test_a_label_is_itself_as_integer_and_as_double():
    connection = duckdb.connect()
    connection.execute("CREATE TABLE label_checks AS SELECT 0 AS doc_id, 'metadata.c' AS labels_in, '1' AS label")
    connection.execute("ALTER TABLE label_checks ADD COLUMN belongs_to VARCHAR DEFAULT '2.0'")
    sql, parameters = Mislabelled("metadata", "c", "1.0", "2").query()
    assert connection.execute(sql, parameters).fetchall() == [(0,)]
    sql, parameters = Mislabelled("metadata", "c", "10", "2").query()
    assert connection.execute(sql, parameters).fetchall() == []


RECIPE = """dataloupe: recipe
steps:
- do: {do}
  reason: bad
  {name}
  - {filter}
"""
JANUARY = "text,grade,sent\nfirst of January,2,2024-01-03\nsecond of January,5,2024-01-04\n"
FEBRUARY = "text,grade,sent\na of February,2,2024-02-03\nb of February,3.5,2024-02-04\nc of February,{},2024-02-05\n"


@pytest.mark.parametrize("last", ["2", "2.25", "none", "", "02"])
@pytest.mark.parametrize("value", ["2", "2.0", "'2'"])
def test_an_excluded_value_is_excluded_next_month(case, last, value):
    february = case.write("february.csv", FEBRUARY.format(last))
    where = f"{{is: values, table: metadata, column: grade, values: [{value}]}}"
    recipe = case.write("r.yaml", RECIPE.format(do="exclude", name="where:", filter=where))
    out = case.folder / "out.csv"
    printed = case.run("apply", february, "--recipe", recipe, "--out", out)
    kept = [row["text"] for row in csv.DictReader(out.open())]
    is_two_as_number = last == "2" or (last == "02" and value != "'2'")
    assert kept == ["b of February", *([] if is_two_as_number else ["c of February"])]
    assert "matches no document" not in printed


@pytest.mark.parametrize(
    ("do", "name", "filter"),
    [
        ("exclude", "where:", "{is: values, table: metadata, column: grade, values: [9]}"),
        ("exclude", "where:", "{is: range, table: metadata, column: grade, low: 50}"),
        ("keep only", "where:", "{is: contains, pattern: nowhere}"),
        ("fail rules", "rules:", "{is: range, table: documents, column: created_at, low: '2031-01-01'}"),
        ("tag", "tag: odd\n  where:", "{is: values, table: documents, column: source, values: [nothing]}"),
    ],
)
def test_a_step_that_matches_nothing_is_named(case, do, name, filter):
    january = case.write("january.csv", JANUARY)
    recipe = case.write("r.yaml", RECIPE.format(do=do, name=name, filter=filter))
    printed = case.run("apply", january, "--recipe", recipe, "--out", case.folder / "out.csv")
    assert "Step 1 matches no document: " in printed


@pytest.mark.parametrize(
    "filter",
    [
        "{is: values, table: metadata, column: votes, values: [9]}",
        "{is: range, table: metadata, column: votes, low: 50}",
        "{is: range, table: signals, column: n_nothing, low: 50}",
        "{is: mislabelled, table: metadata, column: votes}",
        "{is: prompt values, table: metadata, column: votes, values: [1]}",
    ],
)
@pytest.mark.parametrize(("do", "name"), [("exclude", "where:"), ("keep only", "where:"), ("fail rules", "rules:")])
def test_a_step_whose_column_is_missing_is_named_with_the_columns(case, do, name, filter):
    january = case.write("january.csv", JANUARY)
    recipe = case.write("r.yaml", RECIPE.format(do=do, name=name, filter=filter))
    assert main(["apply", str(january), "--recipe", str(recipe), "--out", str(case.folder / "out.csv")]) == 2
    error = case.capsys.readouterr().err.splitlines()[-1]
    assert error.startswith("dataloupe: step 1")
    assert "no column" in error
    assert not (case.folder / "out.csv").exists()


def test_a_selection_in_a_link_selects_the_same_values(case):
    link = Selection((Values("metadata", "grade", (2,)),)).to_url()
    case.build("february.csv", FEBRUARY.format("2"))
    assert np.array_equal(doc_ids(open_workspace(case.workspace).connect(), Selection.from_url(link)), [0, 2])


def test_the_decisions_page_names_a_step_that_matches_nothing(case, monkeypatch):
    case.build("january.csv", JANUARY, until="scan")
    where = "{is: values, table: metadata, column: grade, values: [9]}"
    recipe = RECIPE.format(do="exclude", name="where:", filter=where)
    (case.workspace / "recipe.yaml").write_text(recipe)
    app = open_in_dashboard("decisions", open_workspace(case.workspace), monkeypatch)
    assert complaints(app) == []
    assert "Its filters match no document." in page_text(app)
