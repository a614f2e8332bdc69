"""CSV of every command and page: the same values, and an apostrophe only where a spreadsheet would run a text."""

import csv
import io
import json

import pytest

from analytics.ask.sql.result import to_csv
from analytics.csv_text import formulas_note
from analytics.spreadsheets import escape_formula

RECORDS = [
    {"text": "- milk\n- eggs", "list": ["x", "y"], "map": {"k": None, "n": 1}, "big": 2**60 + 1, "when": "2021-03-04"},
    {"text": "-7 degrees at night", "list": [], "map": None, "big": None, "yes": True},
    {"text": "=HYPERLINK('x')", "list": ["=2"], "map": {"k": "q", "n": 2}, "big": 5, "yes": False},
    {"text": "-3*4", "list": None, "map": None, "big": -1},
]


FORMULAS = (
    "=2*3", "+44 20 7946 0000", "@name", "\tx", "\r=1", "-7+1", "-3*A1", "-B7", "-(4+5)", "-MAX(1;2)", "-'my sheet'!B2",
    "-app|'/run'!A1", "- 2 ^ 8", "-1+cmd|' /C calc'!A0", "-@SUM(1)", "＝1+2", "\n=A1", "-1e3/2", "-Sheet2!A1",
)  # fmt: skip
TEXTS = (
    "- tea", "-tea", "-", "---", "--- new chapter ---", "-- Ann", "- [x] done", "-12", "-0.5", "-3,5 %", "-20 °C", "",
    "- 3-4 onions", "- 1/2 cup flour", "-well-known", "- (see below) more", "- len(x) counts", "--help", "-rf /tmp",
    "- and/or", "- a | b", "1-1", " =1", "-=-=-=-", "-1st place", "— dash", "-- 5 stars --",
)  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", TEXTS)
def test_lists_rulers_and_negative_numbers_stay_as_they_are(text):
    assert escape_formula(text) == text


@pytest.mark.parametrize("text", ["-" * 60_000, "-1" + " -" * 30_000, "- 1" + "1" * 60_000 + "x", "-g" * 20_000])
def test_a_long_text_of_signs_is_no_formula(text):
    assert escape_formula(text) == text


def test_export_sql_and_download_write_the_same_cells(case):
    case.build("in.jsonl", RECORDS)
    recipe = case.write("recipe.yaml", "dataloupe: recipe\nsteps: []\n")
    out = case.run("export", case.workspace, "--recipe", recipe, "--out", case.folder / "kept.csv")
    assert "2 cells have an apostrophe before the text" in out
    exported = list(csv.DictReader(io.StringIO((case.folder / "kept.csv").read_bytes().decode(), newline="")))
    assert [row["text"] for row in exported] == [RECORDS[0]["text"], RECORDS[1]["text"], "'=HYPERLINK('x')", "'-3*4"]
    assert [row["list"] for row in exported] == ['["x","y"]', "[]", '["=2"]', ""]
    assert [row["big"] for row in exported] == [str(2**60 + 1), "", "5", "-1"]
    assert json.loads(exported[0]["map"]) == RECORDS[0]["map"]

    statement = "select text, list, map, big, yes from documents join metadata using (doc_id) order by doc_id"
    printed = case.run("sql", case.workspace, statement, "--format", "csv")
    assert "2 cells have an apostrophe" in printed
    names = ("text", "list", "map", "big", "yes")
    rows = list(csv.DictReader(io.StringIO(printed, newline="")))[: len(RECORDS)]
    assert [[row[name] for name in names] for row in rows] == [[row[name] for name in names] for row in exported]

    table = case_table(case, statement)
    assert list(csv.DictReader(io.StringIO(to_csv(table).decode(), newline=""))) == rows


def case_table(case, statement):
    from analytics.workspace import open_workspace

    return open_workspace(case.workspace).connect().sql(statement).to_arrow_table()


@pytest.mark.parametrize(
    ("sql", "cell"),
    [
        ("[1, NULL]", "[1,null]"),
        ("{'a': DATE '2020-01-02'}", '{"a":"2020-01-02"}'),
        ("MAP {'k': 1.5::DOUBLE}", '[["k",1.5]]'),
        ("TIMESTAMP '2020-01-02 03:04:05'", "2020-01-02T03:04:05"),
        ("'ab'::BLOB", "YWI="),
        ("1.50::DECIMAL(9,2)", "1.50"),
        ("true", "true"),
        ("sum(5)", "5"),
        ("170141183460469231731687303715884105727::HUGEINT", "170141183460469231731687303715884105727"),
    ],
)
def test_a_value_of_any_type_is_written_so_that_another_program_reads_it(case, sql, cell):
    case.build("in.jsonl", RECORDS[:1])
    text = to_csv(case_table(case, f"select {sql} as value")).decode()
    assert next(iter(list(csv.reader(io.StringIO(text)))[1])) == cell


def test_the_note_counts_the_cells():
    assert formulas_note(0) == ""
    assert formulas_note(1).startswith("1 cell has an apostrophe")
    assert formulas_note(1234).startswith("1,234 cells have an apostrophe")
