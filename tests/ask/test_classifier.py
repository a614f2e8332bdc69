"""The scores of a classifier by source, and what a keep rule keeps of them."""

import numpy as np
import pytest

from analytics.ask import classifier, score_retention
from analytics.ask.filters import KeptByScore, Values
from analytics.ask.selection import ALL, Selection
from analytics.build.classifier import train
from analytics.build.examples import Side
from analytics.errors import DataloupeError
from tests.two_sides import N, write_two_sides


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Letters from the sea and notes from a kitchen, and a classifier that likes the sea."""
    path = write_two_sides(tmp_path_factory.mktemp("classifier") / "w").path
    ids = np.arange(2 * N)
    return train(str(path), Side(ids[:N], "source is sea", "like"), Side(ids[N:], "source is kitchen", "unlike"))


@pytest.fixture(scope="module")
def connection(workspace):
    return workspace.connect()


def test_the_training_has_its_sides_and_an_evaluation(workspace, small):
    training = classifier.training(workspace.read_manifest())
    assert (training.like, training.unlike) == ("source is sea", "source is kitchen")
    assert training.summary_text().startswith(f"Of {sum(training.held_out)} held-out documents, it puts ")
    assert classifier.training(small.read_manifest()) is None


def test_top_features_are_ordered_by_their_contribution(connection):
    features = classifier.top_features(connection, ALL)
    assert features.contribution.is_monotonic_decreasing
    assert list(features.columns) == ["word", "weight", "contribution", "like_share", "unlike_share"]


def test_scores_by_source_count_the_scored_documents_of_each(connection):
    scores = classifier.scores_by_source(connection, ALL).set_index("source")
    counts = connection.execute(
        """SELECT source, count(quality_score) FROM documents JOIN quality USING (doc_id)
        WHERE source IS NOT NULL GROUP BY source"""
    ).fetchall()
    assert {source: scores.documents[source] for source, _ in counts} == dict(counts)
    assert scores.index[0] == "sea"
    assert (scores.p05 <= scores["median"]).all()
    assert (scores["median"] <= scores.p95).all()


def test_a_threshold_keeps_what_sql_counts(connection):
    rule = KeptByScore("threshold", 0.5)
    kept = score_retention.kept_by_group(connection, ALL, rule).set_index("name")
    (expected,) = connection.execute("SELECT count(*) FROM quality WHERE quality_score >= 0.5").fetchone()
    assert kept.kept["all"] == kept.expected["all"] == kept.kept.drop("all").sum() == expected
    assert kept.tokens["all"] == kept.tokens.drop("all").sum()
    with pytest.raises(DataloupeError, match=r"cannot be grouped by 'x'. There are: source"):
        score_retention.kept_by_group(connection, ALL, rule, "x")


def test_a_retention_curve_falls_from_all_documents(connection):
    curve = score_retention.retention_curve(connection, ALL, "threshold")
    assert curve.share.iloc[0] == 1
    assert curve.share.is_monotonic_decreasing
    assert (curve.liked >= curve.unliked).all()
    with pytest.raises(DataloupeError, match="'percentile' has no curve"):
        score_retention.retention_curve(connection, ALL, "percentile")


def test_the_fitted_alpha_is_unknown_when_nothing_else_is_selected(connection):
    kitchen = Selection((Values("documents", "source", ("kitchen",)),))
    assert score_retention.fitted_alpha(connection, kitchen) > 0
    assert np.isnan(score_retention.fitted_alpha(connection, Selection((Values("documents", "source", ("x",)),))))
