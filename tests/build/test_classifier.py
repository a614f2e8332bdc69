import numpy as np
import pyarrow as pa
import pytest

from analytics.ask.filters import KeptByScore, Range
from analytics.ask.selection import Selection, doc_ids
from analytics.batch.features import FEATURES, Scorer, bags
from analytics.batch.ngrams import Surprise
from analytics.build.classifier import train
from analytics.build.examples import Side
from analytics.build.pipeline import downstream, stages
from analytics.cli import main
from analytics.errors import DataloupeError
from tests.two_sides import N, write_two_sides


@pytest.fixture(scope="module")
def learnt(tmp_path_factory):
    """Letters from the sea and notes from a kitchen, with exact and near duplicates, trained on both."""
    workspace = write_two_sides(tmp_path_factory.mktemp("learnt") / "learnt")
    ids = np.arange(2 * N)
    sea, kitchen = Side(ids[:N], "source is sea", "like"), Side(ids[N:], "source is kitchen", "unlike")
    return train(str(workspace.path), sea, kitchen)


def batch(*texts):
    return pa.record_batch({"doc_id": pa.array(range(len(texts)), pa.int64()), "text": pa.array(texts, pa.string())})


def test_a_bag_has_length_one_and_forgets_order_and_case():
    made = bags(batch("one two two", "TWO one two", "", "three")).to_pylist()
    assert sorted(zip(made[0]["features"], made[0]["values"], strict=True)) == sorted(
        zip(made[1]["features"], made[1]["values"], strict=True)
    )
    assert sum(value**2 for value in made[0]["values"]) == pytest.approx(1)
    assert made[2]["features"] == []
    assert set(made[3]["features"]).isdisjoint(made[0]["features"])


def test_a_score_is_what_the_bag_times_the_weights_comes_to():
    weights = np.random.default_rng(1).normal(size=FEATURES).astype(np.float32)
    texts = batch("the sea and the ship and the sea", "salt", "")
    scores = Scorer(weights, 0.25)(texts).column("quality_score").to_pylist()
    for bag, score in zip(bags(texts).to_pylist()[:2], scores[:2], strict=True):
        logit = 0.25 + sum(
            weights[feature] * value for feature, value in zip(bag["features"], bag["values"], strict=True)
        )
        assert score == pytest.approx(1 / (1 + np.exp(-logit)), rel=1e-5)
    assert scores[2] is None


def test_the_same_words_in_another_order_surprise_more():
    read = batch(*["the ship left the harbour in the morning and came back at night"] * 5)
    model = Surprise.of([read.set_column(0, "doc_id", pa.array(range(100, 105), pa.int64()))])
    known, salad, strange = (
        model(batch("the ship left the harbour at night", "night at the left harbour ship the", "zyx wvu tsr qpo nml"))
        .column("perplexity")
        .to_pylist()
    )
    assert known < salad < strange


def test_what_was_learnt_does_not_vouch_for_itself():
    read = batch("alpha beta gamma delta epsilon zeta", "other words altogether here now")
    model = Surprise.of([read])
    fresh = Surprise(model.ones, model.twos, model.threes, model.total)
    assert model(read).column("perplexity")[0].as_py() > fresh(read).column("perplexity")[0].as_py()


def test_every_document_has_a_score_and_the_sides_lie_apart(learnt):
    rows = learnt.connect().execute("SELECT * FROM quality ORDER BY doc_id").df()
    assert len(rows) == 2 * N + 2
    assert rows.quality_score[:N].median() > 0.8
    assert rows.quality_score[N : 2 * N].median() < 0.2
    assert np.isnan(rows.quality_score.iloc[-1])  # the text without a word


def test_duplicates_are_examples_once_and_are_all_held_out_or_none(learnt):
    pairs = learnt.connect().execute(
        """SELECT one.held_out, other.held_out, one.taught_as, other.taught_as
        FROM duplicate_pairs JOIN quality AS one ON one.doc_id = a JOIN quality AS other ON other.doc_id = b
        WHERE one.held_out IS NOT NULL AND other.held_out IS NOT NULL"""
    )
    assert all(held_out[0] == held_out[1] and a != b for *held_out, a, b in pairs.fetchall())
    notes = learnt.read_manifest().stages["classifier"].notes
    assert notes["repeats"] > 0
    assert notes["like_held_out"] and notes["unlike_held_out"]


def test_the_evaluation_uses_the_held_out_rows_of_the_table(learnt):
    rows = (
        learnt.connect().execute("SELECT quality_score AS s, taught_as = 'like' AS p FROM quality WHERE held_out").df()
    )
    liked, unliked = rows.s[rows.p].to_numpy(), rows.s[~rows.p].to_numpy()
    auc = learnt.read_manifest().stages["classifier"].notes["words"]["auc"]
    assert auc[0] == pytest.approx(
        ((liked[:, None] > unliked).mean() + (liked[:, None] == unliked).mean() / 2), abs=1e-5
    )
    assert auc[1] <= auc[0] <= auc[2]


def test_the_top_features_are_words_of_their_side(learnt):
    words = learnt.connect().execute("SELECT word, weight FROM classifier_words").fetchall()
    assert {"ship", "sea"} & {word for word, weight in words if weight > 0}
    assert {"salt", "butter"} & {word for word, weight in words if weight < 0}


def test_the_same_sides_give_the_same_scores(learnt, tmp_path):
    again = write_two_sides(tmp_path / "again")
    ids = np.arange(2 * N)
    train(str(again.path), Side(ids[:N], "", ""), Side(ids[N:], "", ""))
    scores = [
        one.connect().execute("SELECT quality_score FROM quality ORDER BY doc_id").fetchall() for one in (learnt, again)
    ]
    assert scores[0] == scores[1]


@pytest.mark.parametrize(
    "kept",
    [
        KeptByScore("threshold", 0.5),
        KeptByScore("percentile", 0.3),
        KeptByScore("pareto", 9.0),
        KeptByScore("pareto", 2.5, "quality_score", False),
    ],
)
def test_a_keep_rule_survives_the_link_and_splits_the_documents(learnt, kept):
    connection = learnt.connect()
    selection = Selection((kept,))
    assert Selection.from_url(selection.to_url()) == selection
    chosen = set(doc_ids(connection, selection))
    rest = set(doc_ids(connection, Selection((KeptByScore(kept.rule, kept.value, kept.column, not kept.kept),))))
    assert chosen.isdisjoint(rest)
    assert len(chosen | rest) == 2 * N + 2


def test_keep_rules_keep_what_they_say(learnt):
    connection = learnt.connect()
    rows = connection.execute("SELECT doc_id, quality_score AS s FROM quality").df()
    assert set(doc_ids(connection, Selection((KeptByScore("threshold", 0.5),)))) == set(rows.doc_id[rows.s >= 0.5])
    best = doc_ids(connection, Selection((KeptByScore("percentile", 0.25),)))
    assert abs(len(best) / rows.s.notna().sum() - 0.25) < 0.01
    assert len(doc_ids(connection, Selection((KeptByScore("pareto", 0.0),)))) == rows.s.notna().sum()


@pytest.mark.parametrize(
    "broken",
    [
        '[{"is":"kept","rule":"best","value":1}]',
        '[{"is":"kept","rule":"pareto","value":-1}]',
        '[{"is":"kept","rule":"pareto","value":"x"}]',
        '[{"is":"kept","rule":"pareto","value":1,"column":"text"}]',
        '[{"is":"kept","rule":"percentile","value":2}]',
    ],
)
def test_a_keep_rule_that_is_none_is_one_clear_line(broken):
    with pytest.raises(DataloupeError):
        Selection.from_url(broken)


def test_a_score_can_be_selected_by_its_range(learnt):
    assert len(doc_ids(learnt.connect(), Selection((Range("quality", "quality_score", 0.9, None),)))) > 0
    assert Range("quality", "quality_score", 0.9, None).describe() == "quality score at least 0.9"


def test_a_build_of_other_documents_hides_the_scores():
    every = {stage.name: stage for stage in stages()}
    assert "classifier" in downstream(every["documents"])
    assert "classifier" in downstream(every["scan"])
    assert "classifier" not in downstream(every["topics"])
    assert "classifier" not in every


def test_too_few_documents_are_said_and_nothing_changes(learnt):
    before = learnt.read_manifest().generation
    with pytest.raises(DataloupeError, match="needs at least"):
        train(str(learnt.path), Side(np.arange(5), "five documents", ""), Side(np.arange(N, 2 * N), "", ""))
    assert learnt.read_manifest().generation == before


def test_the_command_trains_and_says_how_good_it_is(tmp_path, capsys):
    workspace = write_two_sides(tmp_path / "command")
    assert (
        main(
            [
                "train",
                str(workspace.path),
                "--like",
                "source=sea",
                "--unlike",
                '[{"is":"values","table":"documents","column":"source","values":["kitchen"]}]',
            ]
        )
        == 0
    )
    assert "AUC" in capsys.readouterr().out
    assert workspace.read_manifest().tables["quality"].rows == 2 * N + 2


@pytest.mark.parametrize(
    ("side", "message"),
    [
        ("sea", "A group of documents cannot be 'sea'"),
        ("score>=x", "is not a number"),
        ("[]]", "cannot be read"),
        ("source=nowhere", "needs at least"),
        ("nothing=1", "does not fit"),
    ],
)
def test_a_side_that_cannot_be_read_is_one_clear_line(learnt, side, message, capsys):
    assert main(["train", str(learnt.path), "--like", side, "--unlike", "source=kitchen"]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert len(error.splitlines()) == 1


def test_a_workspace_that_is_being_built_is_one_clear_line(learnt, capsys):
    with learnt.lock():
        assert main(["train", str(learnt.path), "--like", "source=sea", "--unlike", "source=kitchen"]) == 2
    assert "being built by another process" in capsys.readouterr().err
