"""`import dataloupe as dl`: the page of documentation runs, and the library says clearly what it cannot do."""

import re
import subprocess
import sys

import pandas as pd
import pytest

import dataloupe as dl
from sample_data.simulate_logs import write_logs
from tests.commands import ROOT
from tests.workspaces import HOSTILE

PAGE = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the corpus and the simulated logs that the page reads."""
    folder = tmp_path_factory.mktemp("library")
    texts = [f"Document {number} says what to return. " * (1 + number % 60) for number in range(600)]
    rows = {"text": texts, "source": [f"source {number % 3}" for number in range(600)]}
    pd.DataFrame(rows).to_parquet(folder / "corpus.parquet")
    write_logs(folder / "logs.parquet", turns=3_000)
    return folder


@pytest.fixture
def corpus(small):
    return dl.open(small.path)


def test_the_page_of_documentation_runs_from_top_to_bottom(folder):
    code = "\n".join(re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL))
    ran = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "Workspace 'corpus': 600 documents" in ran.stdout
    assert (folder / "recipe.yaml").is_file() and (folder / "rejected.parquet").is_file()


def test_the_page_names_every_question(corpus):
    questions = [name for name in dir(dl.Workspace) if not name.startswith("_")]
    shown = set(re.findall(r"\.(\w+)\(", PAGE)) | {"columns", "logs", "selection", "path"}
    rest = {"tables", "size", "documents", "rejects", "themes", "similar", "labels", "report", "recipe", "where"}
    assert set(questions) <= shown | rest


def test_values_ranges_missing_values_and_sql_narrow_a_workspace(corpus):
    assert len(corpus) == 60
    assert len(corpus.where(source="a")) == 20
    assert len(corpus.where(source=["a", "b"])) == 40
    assert len(corpus.where(source=None)) == 20
    assert len(corpus.where(n_words=dl.between(100, None))) == len(corpus.where("n_words >= 100"))
    assert len(corpus.where(dl.contains("Document 7."))) == 1
    assert len(corpus.where(dl.sql("SELECT doc_id FROM documents WHERE doc_id < 3"), source="a")) == 1
    assert len(corpus.where(source="a").where(kind="prompt")) == len(corpus.where(source="a", kind="prompt"))


def test_a_condition_over_columns_of_several_tables_joins_them(corpus):
    both = corpus.where("stars >= 30 AND n_words > 20 AND source = 'a'")
    assert len(both) == len(corpus.where("stars >= 30").where("n_words > 20").where(source="a")) > 0


def test_unknown_columns_and_conditions_are_named(corpus):
    with pytest.raises(dl.DataloupeError, match=r"There is no column 'nix'. There are: kind, source"):
        corpus.where(nix=1)
    with pytest.raises(dl.DataloupeError, match="nonsense"):
        corpus.where("nonsense > 1")
    with pytest.raises(dl.DataloupeError, match="not of type int"):
        corpus.where(3)
    with pytest.raises(dl.DataloupeError, match=r"no dataloupe workspace|not a dataloupe workspace"):
        dl.open(corpus.path / "tables")
    with pytest.raises(dl.DataloupeError, match="at least one file"):
        dl.build(workspace="anywhere")


def test_a_notebook_shows_text_from_data_as_text(hostile):
    page = dl.open(hostile.path)._repr_html_()
    assert HOSTILE[0] not in page and "&lt;script&gt;" in page
    answer = dl.Answer(HOSTILE[0], pd.DataFrame({"a": [HOSTILE[0]] * 30}))
    assert "<script>" not in answer._repr_html_() and "10 more rows" in answer._repr_html_()


def test_a_recipe_in_code_is_the_recipe_of_the_file(corpus, tmp_path):
    recipe = (
        dl.Recipe().exclude(corpus.where(source="a"), "not ours").deduplicate(jaccard=0.9).tag("b", dl.contains("fox"))
    )
    recipe.save(tmp_path / "recipe.yaml")
    again = dl.Recipe.load(tmp_path / "recipe.yaml")
    assert again.steps == recipe.steps and len(again) == 3
    assert repr(again).splitlines()[1] == "1. exclude where source is a"
    assert repr(dl.Recipe()) == "Recipe without steps"


def test_what_a_recipe_keeps_and_removes_is_everything(corpus, tmp_path):
    recipe = dl.Recipe().exclude(corpus.where(source="a"))
    written = corpus.export(recipe, tmp_path / "kept.jsonl", tmp_path / "rejected.jsonl")
    assert (written.kept, written.rejected) == (40, 20)


def test_questions_about_logs_need_feedback_and_say_so(corpus, talk):
    with pytest.raises(dl.DataloupeError, match="no feedback"):
        corpus.logs.feedback()
    logs = dl.open(talk.path).logs
    with pytest.raises(dl.DataloupeError, match=r"There is no feedback 'nix'. There are: "):
        logs.feedback("nix")
    assert logs.feedback().table.columns.tolist() == ["measure", "value", "low", "high"]
