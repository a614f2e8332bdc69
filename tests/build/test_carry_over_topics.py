"""New documents in a workspace of their own get the topics that a build would give them which adds them to the old
ones. So a recipe that names topics replays on next month's data.
"""

import json
import shutil

import numpy as np
import pytest

from analytics import encoders
from analytics.ask.filters import Query, Region, Values
from analytics.build.carry_over_topics import Topics
from analytics.build.map import nearest
from analytics.cli import main
from analytics.errors import DataloupeError
from analytics.recipe.binding import bound_to
from analytics.recipe.file import save
from analytics.recipe.model import Recipe, Step
from analytics.recipe.steps import Exclude, KeepOnly
from tests.map_stages import BagOfWords, append_documents, run, texts_about, write_documents
from tests.workspaces import write_workspace

MUSIC = "violin chord melody drummer opera sonata rhythm choir flute"
THAI = [f"ดาวและดวงจันทร์ในท้องฟ้า {number}" for number in range(40)]


class LatinOnly(BagOfWords):
    """Knows nothing in other scripts."""

    def encode(self, texts):
        known = np.array([text.isascii() for text in texts])
        return np.where(known[:, None], super().encode(texts), 0).astype(np.float32)


@pytest.fixture(autouse=True)
def fake(monkeypatch):
    monkeypatch.setattr(encoders, "encoder", lambda name, on_progress=None, digest=None: LatinOnly())


def music(n, seed):
    random = np.random.default_rng(seed)
    return [f"the {' and the '.join(random.choice(MUSIC.split(), 5))} {n}" for n in range(n)]


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """Sixty texts about each of four subjects, some in a script without vectors, and their topics."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoders, "encoder", lambda name, on_progress=None, digest=None: LatinOnly())
        workspace = write_documents(tmp_path_factory.mktemp("topics") / "old", [*texts_about(), *THAI])
        run(workspace)
    return workspace


def topics_of(workspace, first=0):
    query = f"SELECT topic_id FROM map WHERE doc_id >= {first} ORDER BY doc_id"
    return [number for (number,) in workspace.connect().execute(query).fetchall()]


@pytest.mark.parametrize(("seed", "is_large"), [(0, False), (1, True)])
def test_documents_get_the_topics_that_adding_them_would_give(old, tmp_path, monkeypatch, seed, is_large):
    if is_large:
        monkeypatch.setattr(nearest, "EXACT_UP_TO", 50)
    texts = [*texts_about(each=9, seed=seed + 5), *THAI[:3], "", *music(30, seed), *texts_about(each=2)]
    shutil.copytree(old.path, tmp_path / "both")
    both = type(old)(tmp_path / "both")
    append_documents(both, texts)
    new_topics = run(both)["new_topics"]
    expected = [-1 if number in new_topics else number for number in topics_of(both, 280)]
    new = write_documents(tmp_path / "new", texts)
    Topics.of(old).place(new)
    assert topics_of(new) == expected
    assert len(set(expected)) >= 5 and -1 in expected
    known = dict(old.connect().execute("SELECT topic_id, label FROM topics").fetchall())
    labels = new.connect().execute("SELECT topic_id, label, size FROM topics").fetchall()
    assert {number for number in expected if number >= 0} <= {number for number, *_ in labels}
    assert all(known[number] == label for number, label, _ in labels)
    reasons = new.connect().execute("SELECT topic_id = -1, no_topic_reason IS NULL FROM map").fetchall()
    assert all(has_none != has_no_reason for has_none, has_no_reason in reasons)


def test_no_documents_and_documents_without_words_are_placed_nowhere(old, tmp_path):
    new = write_documents(tmp_path / "new", ["", "  "])
    Topics.of(old).place(new)
    assert topics_of(new) == [-1, -1]


def write(path, texts):
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    return path


@pytest.fixture
def recipe(old, tmp_path):
    """A workspace whose recipe keeps only the topics of astronomy, and new texts."""
    shutil.copytree(old.path, tmp_path / "ws")
    astronomy = tuple(sorted({number for number in topics_of(old)[:60] if number >= 0}))
    action = KeepOnly((Values("map", "topic_id", astronomy),))
    bound = bound_to(old.connect(), old.read_manifest(), action)
    save(Recipe((Step(action, "stars", bound_to=bound),)), tmp_path / "ws" / "recipe.yaml")
    write(tmp_path / "new.jsonl", texts_about(each=15, seed=9))
    return tmp_path / "ws" / "recipe.yaml"


def apply(folder, recipe, *arguments):
    out = folder / "out.jsonl"
    out.unlink(missing_ok=True)
    command = ["apply", folder / "new.jsonl", "--recipe", recipe, "--out", out, *arguments]
    status = main([str(one) for one in command])
    return (
        status,
        [json.loads(line)["text"] for line in out.read_text().splitlines()] if out.exists() else None,
    )


def test_a_step_that_names_topics_replays_on_new_files(recipe, tmp_path):
    status, kept = apply(tmp_path, recipe)
    astronomy = texts_about(each=15, seed=9)[:15]
    assert status == 0
    assert set(kept) <= set(astronomy) and len(kept) >= 11


def test_a_copy_of_the_recipe_needs_the_workspace_named(recipe, tmp_path, capsys):
    (tmp_path / "copies").mkdir()
    copy = shutil.copy(recipe, tmp_path / "copies" / "copy.yaml")
    assert apply(tmp_path, copy) == (2, None)
    line = capsys.readouterr().err.splitlines()[-1]
    assert "step 1: The filter" in line and line.endswith("Name the workspace with these topics: --topics DIR.")
    assert apply(tmp_path, copy, "--topics", recipe.parent) == apply(tmp_path, recipe)


def test_topics_of_another_clustering_are_refused(recipe, tmp_path, capsys):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoders, "encoder", lambda name, on_progress=None, digest=None: LatinOnly())
        other = write_documents(tmp_path / "other", [*texts_about(seed=3), *music(60, 1)])
        run(other, recluster=True)
    assert apply(tmp_path, recipe, "--topics", other.path) == (2, None)
    assert "This data does not have them" in capsys.readouterr().err


def test_a_step_by_hand_names_the_topics_of_its_workspace_and_places_are_refused(old, recipe, tmp_path, capsys):
    label = old.connect().execute("SELECT label FROM topics WHERE parent_id IS NOT NULL ORDER BY size DESC").fetchone()
    query = f"SELECT doc_id FROM map JOIN topics USING (topic_id) WHERE label = '{label[0]}'"
    numbers = tuple({one for one in topics_of(old) if one >= 0})
    save(Recipe((Step(Exclude((Query(query),))), Step(Exclude((Values("map", "topic_id", numbers),))))), recipe)
    status, kept = apply(tmp_path, recipe)
    assert status == 0 and len(kept) <= 20
    save(Recipe((Step(Exclude((Region(((0, 0), (1, 0), (1, 1))),))),)), recipe)
    assert apply(tmp_path, recipe) == (2, None)
    assert "This data does not have them" in capsys.readouterr().err


def test_a_workspace_without_topics_or_with_another_encoder_says_so(old, tmp_path, monkeypatch):
    plain = write_workspace(tmp_path / "plain", ["a", "b"])
    with pytest.raises(DataloupeError, match="has no topics that new documents can join"):
        Topics.of(plain)
    monkeypatch.setattr(LatinOnly, "digest", "fake-2")
    with pytest.raises(DataloupeError, match="was built with another version of the encoder fake"):
        Topics.of(old)

    def gone(name, on_progress=None, digest=None):
        raise DataloupeError("There is no model here.")

    monkeypatch.setattr(encoders, "encoder", gone)
    with pytest.raises(DataloupeError, match="encoder fake, which cannot be loaded: There is no model here"):
        Topics.of(old)
