"""An export has all documents and columns, unchanged, and is the same every time."""

import csv
import json

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from analytics.ask.filters import Contains, Range, Rows
from analytics.errors import DataloupeError
from analytics.recipe.export import export
from analytics.recipe.file import parse, to_yaml
from analytics.recipe.formats import FORMATS
from analytics.recipe.model import Recipe, Step
from analytics.recipe.outcome import outcome
from analytics.recipe.steps import Deduplicate, Exclude, Mask, Tag
from analytics.spreadsheets import is_formula
from tests.recipe.conftest import TEXTS, N
from tests.recipe.recipes import RECIPES

RENAMED = {"Title": "metadata_Title"}


def types_of(connection, table):
    return {name: kind for name, kind, *_ in connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()}


@pytest.fixture(scope="module")
def connection(decided):
    return decided.connect()


@pytest.fixture(scope="module")
def read():
    """Another DuckDB, to read back with."""
    return duckdb.connect()


@pytest.fixture(scope="module")
def expected(connection):
    """The columns and types of the input as an export names them."""
    metadata = {
        RENAMED.get(name, name): kind for name, kind in types_of(connection, "metadata").items() if name != "doc_id"
    }
    return types_of(connection, "documents") | metadata


@settings(max_examples=80, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(RECIPES)
def test_kept_and_rejected_are_all_documents_with_all_columns(connection, read, expected, tmp_path_factory, recipe):
    folder = tmp_path_factory.getbasetemp()
    kept, rejected = folder / "kept.parquet", folder / "rejected.parquet"
    result = outcome(connection, recipe)
    written = export(connection, result, kept, rejected)
    ids = [
        {doc_id for (doc_id,) in read.execute(f"SELECT doc_id FROM '{path}'").fetchall()} for path in (kept, rejected)
    ]
    assert (len(ids[0]), len(ids[1])) == (written.kept, written.rejected)
    assert ids[0] | ids[1] == set(range(N))
    assert not ids[0] & ids[1]
    tags = (
        {"dataloupe_tags": "VARCHAR[]"}
        if any(step.active and isinstance(step.action, Tag) for step in recipe.steps)
        else {}
    )
    assert list(types_of(read, f"'{kept}'").items()) == list((expected | tags).items())
    assert types_of(read, f"'{rejected}'") == expected | tags | {"first_reason": "VARCHAR", "all_reasons": "VARCHAR[]"}
    for first, every in read.execute(f"SELECT first_reason, all_reasons FROM '{rejected}'").fetchall():
        assert first in every
    assert parse(to_yaml(result.counted())) == result.counted()


def test_the_values_of_what_is_kept_are_those_of_the_input(connection, tmp_path):
    export(connection, outcome(connection, Recipe()), tmp_path / "all.parquet")
    names = ", ".join(
        f'"{name.replace(chr(34), chr(34) * 2)}"'
        for name in types_of(connection, "metadata")
        if name not in ("doc_id", "Title")
    )
    asked = f"SELECT doc_id, source, text, title, created_at, score, {names} FROM {{}} ORDER BY doc_id"
    joined = 'documents JOIN (SELECT * EXCLUDE ("Title") FROM metadata) USING (doc_id)'
    assert (
        duckdb.connect().execute(asked.format(f"'{tmp_path}/all.parquet'")).fetchall()
        == connection.execute(asked.format(joined)).fetchall()
    )


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_recipe_on_the_same_data_gives_the_same_bytes(connection, decided, tmp_path, ending):
    recipe = Recipe(
        (
            Step(Exclude((Contains("w1"),))),
            Step(Deduplicate()),
            Step(Tag("t", (Contains("example"),))),
            Step(Mask(("email",))),
        )
    )
    for attempt, source in enumerate((connection, decided.connect())):
        export(
            source,
            outcome(source, recipe),
            tmp_path / f"kept{attempt}{ending}",
            tmp_path / f"rejected{attempt}{ending}",
        )
    for name in ("kept", "rejected"):
        assert (tmp_path / f"{name}0{ending}").read_bytes() == (tmp_path / f"{name}1{ending}").read_bytes()


def test_no_cell_of_a_csv_is_a_formula_and_none_is_lost(connection, tmp_path):
    export(connection, outcome(connection, Recipe()), tmp_path / "all.csv")
    with (tmp_path / "all.csv").open(newline="", encoding="utf-8") as file:
        header, *rows = list(csv.reader(file))
    assert len(rows) == N
    assert not [cell for row in [header, *rows] for cell in row if is_formula(cell)]
    texts = [row[header.index("text")] for row in rows]
    assert [text.removeprefix("'") for text in texts] == TEXTS
    assert texts.count("'=cmd|' /C calc'!A0") == 1


def test_json_lines_hold_nested_values_as_they_are(connection, tmp_path):
    export(connection, outcome(connection, Recipe()), tmp_path / "all.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text().splitlines()]
    assert [row["text"] for row in rows] == TEXTS
    assert rows[0]["nested"] == {"a": 1, "b": [{"c": "=1"}]}
    assert (rows[1]["yes"], rows[0]["unsigned"], rows[0]["raw"]) == (True, 2**64 - 1, "AP8=")


def test_personal_data_is_masked_in_both_files(connection, tmp_path):
    recipe = Recipe((Step(Exclude((Rows((17,)),))), Step(Mask(("email",)))))
    written = export(connection, outcome(connection, recipe), tmp_path / "kept.jsonl", tmp_path / "rejected.jsonl")
    text = (tmp_path / "kept.jsonl").read_text() + (tmp_path / "rejected.jsonl").read_text()
    assert "@example.org" not in text
    assert written.masked == sum("@example.org" in text or number % 2 for number, text in enumerate(TEXTS))


def test_every_reason_is_written_the_first_one_first(connection, tmp_path):
    short, few = (
        Exclude((Range("signals", "n_words", None, 3),)),
        Exclude((Range("signals", "n_words", None, 20),)),
    )
    export(
        connection,
        outcome(connection, Recipe((Step(few, "rather short"), Step(short)))),
        tmp_path / "kept.jsonl",
        tmp_path / "rejected.jsonl",
    )
    row = next(
        row for row in map(json.loads, (tmp_path / "rejected.jsonl").read_text().splitlines()) if row["text"] == "+1"
    )
    assert row["first_reason"] == "1. rather short"
    assert row["all_reasons"] == ["1. rather short", "2. exclude where words at most 3"]


@pytest.mark.parametrize(
    ("recipe", "out", "says"),
    [
        (Recipe(), "kept.xlsx", "kept.xlsx has no extension that can be written. There are: .parquet, .jsonl, .csv"),
        (Recipe(), "no/kept.csv", "does not exist"),
        (
            Recipe((Step(Mask(("shoe size",))),)),
            "kept.csv",
            "step 1 (mask): There is no kind of personal data 'shoe size'. There are: email",
        ),
        (
            Recipe((Step(Mask(("email",), ("shoe",))),)),
            "kept.csv",
            "step 1 (mask): There is no column 'shoe' to mask. There are: doc_id, kind",
        ),
        (
            Recipe((Step(Mask(("email",), ("stars",))),)),
            "kept.csv",
            "step 1 (mask): The column 'stars' has the type int32",
        ),
    ],
)
def test_what_cannot_be_written_is_refused_and_leaves_nothing(connection, tmp_path, recipe, out, says):
    with pytest.raises(DataloupeError) as refused:
        export(connection, outcome(connection, recipe), tmp_path / out)
    assert says in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_one_file_cannot_be_both(connection, tmp_path):
    with pytest.raises(DataloupeError, match="Choose two files"):
        export(connection, outcome(connection, Recipe()), tmp_path / "a.csv", tmp_path / "." / "a.csv")
