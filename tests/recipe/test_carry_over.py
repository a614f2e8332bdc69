"""A classifier scores documents of another workspace as it scores the same documents in its own."""

import numpy as np

from analytics.ask.filters import KeptByScore
from analytics.build.carry_over import score
from analytics.build.classifier import train
from analytics.build.examples import Side
from analytics.recipe.model import Recipe, Step
from analytics.recipe.outcome import outcome
from analytics.recipe.steps import KeepOnly
from tests.two_sides import N, write_two_sides

SCORES = "SELECT doc_id, quality_score FROM quality ORDER BY doc_id"


def test_the_same_documents_get_the_same_scores_in_another_workspace(tmp_path):
    trained, other = write_two_sides(tmp_path / "trained"), write_two_sides(tmp_path / "other")
    ids = np.arange(2 * N)
    train(str(trained.path), Side(ids[:N], "one", "like"), Side(ids[N:], "other", "unlike"))
    score(other, trained)
    assert other.connect().execute(SCORES).fetchall() == trained.connect().execute(SCORES).fetchall()
    recipe = Recipe((Step(KeepOnly((KeptByScore("threshold", 0.5),))),))
    assert (outcome(other.connect(), recipe).first == outcome(trained.connect(), recipe).first).all()
