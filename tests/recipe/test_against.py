"""A recipe that removes what another corpus has already: by `apply --against`, and as a step that remembers it."""

import json
import shutil

import pytest

from analytics.ask.filters import InCorpus
from analytics.cli import main
from analytics.recipe.file import load, save
from analytics.recipe.model import Recipe, Step
from analytics.recipe.steps import Deduplicate, Exclude
from tests.duplicate_stages import near, prose

FEBRUARY = [prose(1), near(2, 50), prose(7), prose(8), prose(8)]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """The workspace of January, by the command."""
    folder = tmp_path_factory.mktemp("against")
    write(folder / "january.jsonl", [prose(number) for number in range(4)])
    command = ["build", str(folder / "january.jsonl"), "--workspace", str(folder / "january"), "--encoder", "none"]
    assert main(command) == 0
    write(folder / "february.jsonl", FEBRUARY)
    return folder


def write(path, texts):
    path.write_text("".join(json.dumps({"text": text, "source": "ab"[len(text) % 2]}) + "\n" for text in texts))
    return path


def apply(folder, recipe, *arguments, rows=FEBRUARY):
    save(recipe, folder / "recipe.yaml")
    out = folder / "out.jsonl"
    command = ["apply", str(folder / "february.jsonl"), "--recipe", str(folder / "recipe.yaml"), "--out", str(out)]
    status = main([*command, "--rejected", str(folder / "removed.jsonl"), *map(str, arguments)])
    return status, [json.loads(line)["text"] for line in out.read_text().splitlines()] if not status else None


@pytest.mark.parametrize("engine", ["threads", "processes"])
def test_apply_against_a_workspace_removes_what_it_has(corpus, capsys, engine):
    arguments = ["--against", corpus / "january", "--engine", engine]
    status, kept = apply(corpus, Recipe((Step(Deduplicate(), "copies"),)), *arguments)
    assert (status, kept) == (0, [prose(7), prose(8)])
    streams = capsys.readouterr()
    assert "already in january" in streams.out
    assert "2 of 5 documents (40.0%) repeat documents of january" in streams.err
    removed = [json.loads(line) for line in (corpus / "removed.jsonl").read_text().splitlines()]
    assert len(removed) == 3


def test_a_step_of_the_recipe_decides_what_counts(corpus, capsys):
    recipe = Recipe((Step(Exclude((InCorpus(None),)), "copies of January"),))
    status, kept = apply(corpus, recipe, "--against", corpus / "january", "--remember")
    assert (status, kept) == (0, FEBRUARY[1:])
    remembered = load(corpus / "recipe.yaml")
    assert remembered.steps[0].action == Exclude((InCorpus(None),))
    assert remembered.steps[0].counts.documents == 1
    status, _ = apply(corpus, remembered, "--against", corpus / "january")
    assert "Nothing differs from the last run" in capsys.readouterr().out


def test_a_recipe_remembers_the_corpus_of_its_workspace(corpus):
    recipe = Recipe((Step(Exclude((InCorpus(0.8),))),), read_with={"corpora": [[str(corpus / "january"), "old"]]})
    assert apply(corpus, recipe) == (0, FEBRUARY[2:])


def test_a_step_without_a_corpus_names_the_option(corpus, capsys):
    assert apply(corpus, Recipe((Step(Exclude((InCorpus(0.8),))),)))[0] == 2
    error = capsys.readouterr().err.splitlines()[-1]
    assert error.endswith(
        "step 1 (exclude) needs another corpus to compare the documents with. Name its workspace: --against WORKSPACE."
    )


def test_a_corpus_that_is_gone_is_one_line(corpus, capsys, tmp_path):
    recipe = Recipe((Step(Exclude((InCorpus(0.8),))),), read_with={"corpora": [[str(tmp_path / "gone"), "old"]]})
    assert apply(corpus, recipe)[0] == 2
    errors = capsys.readouterr().err
    assert "Traceback" not in errors and "gone" in errors.splitlines()[-1]


def test_a_build_against_a_workspace_says_how_much_it_has(corpus, tmp_path, capsys):
    command = ["build", str(corpus / "february.jsonl"), "--workspace", str(tmp_path / "ws"), "--encoder", "none"]
    assert main([*command, "--against", str(corpus / "january")]) == 0
    both = capsys.readouterr()
    assert "2 of 5 documents (40.0%) repeat documents of january" in both.out + both.err
    assert main([*command, "--against", str(tmp_path / "ws")]) == 2
    assert "cannot be compared with itself" in capsys.readouterr().err
    shutil.rmtree(tmp_path / "ws")
