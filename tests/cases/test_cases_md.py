"""The inputs of the list of cases that came out wrong, where they are: each row gives the right value.

The list and its files are data of the people who reported them, and no part of the repository.
"""

import csv
import gzip
import io
import json
import os
from pathlib import Path

import pytest

from analytics.ask import search
from analytics.batch.language import detect_text
from analytics.rules.published import find_rule
from analytics.workspace import open_workspace
from tests.pages.apps import complaints, open_in_dashboard, page_text

INPUTS = Path(os.environ.get("DATALOUPE_CASES", Path(__file__).parents[3] / "shared" / "data" / "cases"))

pytestmark = pytest.mark.skipif(
    not (INPUTS / "CASES.md").exists(), reason="needs the folder of cases, DATALOUPE_CASES names it"
)


def built(case, name, *options, until="documents"):
    stages = ("--until", until) if until else ()
    return case.run("build", INPUTS / name, "--workspace", case.workspace, "--encoder", "none", *stages, *options)


def rows_of(name):
    return [json.loads(line) for line in (INPUTS / name).read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("name", "mean", "rated"),
    [
        ("rate_feedback_1to5.jsonl", 0.4375, 8),
        ("rate_all_one_star.jsonl", 0.0, 12),
        ("rate_max4.jsonl", 0.625, 12),
        ("rate_bool.jsonl", 0.75, 4),
        ("rate_rating_words.jsonl", 0.6083, 12),
    ],
)
def test_ratings_have_their_values_and_the_page_states_the_scale(case, monkeypatch, name, mean, rated):
    printed = built(case, name, until=None)
    assert case.rows("select round(avg(value), 4), count(value) from feedback") == [(mean, rated)]
    app = open_in_dashboard("feedback", open_workspace(case.workspace), monkeypatch)
    assert complaints(app) == []
    assert "Ratings '" in printed
    assert any(scale in page_text(app) for scale in ("scale 1 to 5", "yes or no", "each value by itself"))


@pytest.mark.parametrize(("name", "documents"), [("swallow.tsv", 5), ("r17_quotes.tsv", 7)])
def test_a_quote_in_a_tsv_is_a_character(case, name, documents):
    built(case, name)
    fields = [line.split("\t") for line in (INPUTS / name).read_text().splitlines()]
    place = fields[0].index("text")
    assert case.values("select text from documents order by doc_id") == [row[place] for row in fields[1:]]
    assert case.values("select count(*) from documents") == [documents]


def test_the_recipe_of_january_excludes_two_in_february(case):
    out = case.folder / "out.csv"
    printed = case.run("apply", INPUTS / "replay_feb.csv", "--recipe", INPUTS / "replay1.yaml", "--out", out)
    assert "2 documents removed" in printed
    assert {row["grade"] for row in csv.DictReader(out.open())}.isdisjoint({"1", "1.0"})


def test_versions_are_kept_as_written(case):
    built(case, "versions.csv")
    written = list(csv.DictReader((INPUTS / "versions.csv").open()))
    rows = case.rows('select app_version, "build" from metadata order by doc_id')
    assert rows == [(row["app_version"], row["build"]) for row in written]


def test_values_before_a_late_text_are_not_rewritten(case):
    built(case, "chunks.csv.gz")
    written = list(csv.DictReader(io.StringIO(gzip.decompress((INPUTS / "chunks.csv.gz").read_bytes()).decode())))
    assert case.rows("select price, code from metadata order by doc_id") == [
        (row["price"], row["code"]) for row in written
    ]


def test_languages_are_those_of_the_whole_text():
    rows = [(row.get("truth", row.get("case")), detect_text(row["text"])[0]) for row in rows_of("lang_mix.jsonl")]
    known = [(truth, language) for truth, language in rows if language is not None]
    assert sum(truth == language for truth, language in known) >= 0.94 * len(known)
    assert sum(truth == language for truth, language in rows) >= 0.9 * len(rows)
    short = [(row["truth"], detect_text(row["text"])[0]) for row in rows_of("lang_short.jsonl")]
    assert all(language in (truth, None) for truth, language in short)


def test_rules_know_the_language(case):
    built(case, "rules.jsonl", until="scan")
    names = [row["case"] for row in rows_of("rules.jsonl")]
    words, stop_words = (find_rule("Gopher quality", name).fails for name in ("too few words", "too few stop words"))
    rows = case.rows(f"select {words}, {stop_words} from signals order by doc_id")
    by_case = dict(zip(names, rows, strict=True))
    assert by_case["th"] == (None, None)
    assert by_case["de"] == by_case["de with en header"] == by_case["en"] == (False, False)
    assert by_case["zh"] == (False, None)


@pytest.mark.parametrize(
    ("query", "doc_ids"),
    [
        ("café", [0, 1]),
        ("don't", [2]),
        ("file", [4]),
        ('"non breaking space"', [3]),
        ("zerowidth", [3]),
        ("한국어", [5, 6]),
    ],
)
def test_searches_fold(case, query, doc_ids):
    built(case, "search2.jsonl")
    assert sorted(search.by_words(open_workspace(case.workspace).connect(), query)["doc_id"]) == doc_ids


@pytest.mark.parametrize(
    ("name", "encoding", "text"),
    [("r01_cp949.csv", "cp949", "오늘은"), ("r01b_latin1.csv", "cp1252", "Café crème à Orléans")],
)
def test_the_encoding_is_guessed_and_named(case, name, encoding, text):
    printed = built(case, name)
    assert f"encoding {encoding}" in printed
    assert any(text in one for one in case.values("select text from documents"))
    assert case.values("select count(*) from rejects") == [0]


def test_spaces_after_delimiters_are_skipped(case):
    built(case, "r28_space_after.csv")
    assert case.values("select text from documents order by doc_id") == ["quoted, after space", "plain"]


@pytest.mark.parametrize(("name", "note"), [("r08_wrapped.json", "data[]"), ("r08f_array.jsonl", "json")])
def test_records_are_found_where_they_are(case, name, note):
    printed = built(case, name)
    assert case.values("select count(*) from documents") == [2]
    assert note in printed


def test_only_formulas_get_an_apostrophe(case):
    built(case, "export.jsonl")
    recipe = case.write("r.yaml", "dataloupe: recipe\nsteps: []\n")
    printed = case.run("export", case.workspace, "--recipe", recipe, "--out", case.folder / "out.csv")
    exported = list(csv.DictReader((case.folder / "out.csv").open(newline="")))
    sql = "select text, tags from documents left join metadata using (doc_id) order by doc_id"
    selected = list(csv.DictReader(io.StringIO(case.run("sql", case.workspace, sql, "--format", "csv"), newline="")))
    assert "4 cells have an apostrophe" in printed
    for rows in (exported, selected[: len(exported)]):
        assert [row["text"][:2] for row in rows] == ["'=", "'+", "'@", "'-", ""]
        assert [row["tags"] for row in rows] == ['["a","b"]', "[]", "", '["=1+1"]', '["a,b"]']
