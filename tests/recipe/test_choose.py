"""Is a choice a step that can be saved, repeated and combined with others?"""

import numpy as np
import pyarrow as pa
import pytest

from analytics.ask.filters import Values
from analytics.cli import main
from analytics.errors import DataloupeError
from analytics.recipe.file import load, save
from analytics.recipe.model import Recipe, Step
from analytics.recipe.outcome import outcome
from analytics.recipe.steps import Exclude
from analytics.recipe.steps.choose import Choose
from tests.mapped import write_vectors
from tests.workspaces import write_workspace

N = 120


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    rng = np.random.default_rng(3)
    workspace = write_workspace(
        tmp_path_factory.mktemp("choose") / "w",
        [f"text number {i}" for i in range(N)],
        metadata={"stars": pa.array(range(N))},
        source=["a" if i % 3 else "b" for i in range(N)],
    )
    write_vectors(workspace, rng.normal(size=(N, 8)), k=10)
    return workspace


def kept(workspace, *actions):
    return outcome(workspace.connect(), Recipe(tuple(map(Step, actions)))).kept


def test_a_choice_keeps_as_many_documents_as_it_says(workspace):
    assert kept(workspace, Choose(25, jaccard=None)).sum() == 25


def test_a_choice_follows_the_steps_before_it(workspace):
    exclude = Exclude((Values("documents", "source", ("a",)),))
    remaining = kept(workspace, exclude, Choose(25, jaccard=None))
    assert remaining.sum() == 25 and not np.flatnonzero(remaining).astype(int).tolist()[0] % 3
    assert (np.flatnonzero(remaining) % 3 == 0).all()


def test_a_choice_among_a_filter_removes_all_others(workspace):
    only = Choose(10, jaccard=None, where=(Values("documents", "source", ("b",)),))
    assert (np.flatnonzero(kept(workspace, only)) % 3 == 0).all()


def test_a_file_gives_the_step_back(workspace, tmp_path):
    step = Step(
        Choose(
            7,
            "tokens",
            0.5,
            1.0,
            1.0,
            0.5,
            "metadata",
            "stars",
            True,
            (Values("documents", "source", ("b",)),),
            "source",
            0.9,
        )
    )
    path = str(tmp_path / "recipe.yaml")
    save(Recipe((step,)), path)
    assert load(path).steps == (step,)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"size": 0}, "at least 1"),
        ({"size": 5, "quality_weight": 1.0}, "This needs a column with a score"),
        ({"size": 5, "unit": "words"}, "documents, tokens"),
    ],
)
def test_a_step_that_cannot_choose_is_refused(arguments, message):
    with pytest.raises(DataloupeError, match=message):
        Choose(**arguments)


def test_the_command_writes_the_chosen_documents_and_adds_the_step(workspace, tmp_path, capsys):
    out, recipe = tmp_path / "out.jsonl", tmp_path / "recipe.yaml"
    command = ["choose", str(workspace.path), "--n", "12", "--quality", "stars", "--balance", "source"]
    command += ["--keep-duplicates", "--recipe", str(recipe), "--out", str(out)]
    assert main(command) == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == 12
    (step,) = load(str(recipe)).steps
    assert step.action.describe() == "choose 12 documents by diversity 1, quality 1, balance 1"
    assert "12 documents kept" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--weights", "speed=1"], "The aims are: diversity, quality, closeness, balance."),
        (["--quality", "nothing"], "There is no column of numbers 'nothing'."),
        (["--balance", "colour"], "Documents cannot be grouped by 'colour'."),
        (["--target", "x"], "A group of documents cannot be 'x'."),
    ],
)
def test_what_the_command_cannot_do_is_one_clear_line(options, message, workspace, tmp_path, capsys):
    command = ["choose", str(workspace.path), "--n", "5", "--keep-duplicates", "--out", str(tmp_path / "o.csv")]
    assert main([*command, *options]) == 2
    assert message in capsys.readouterr().err
