"""A question is sensitive when its answers depend on the wording, not when they only vary at random."""

import numpy as np
import pyarrow as pa
import pytest
from statsmodels.stats.multitest import multipletests

from analytics.ask.filters import Values
from analytics.ask.logs.prompts import wording_sensitivity, wordings
from analytics.ask.selection import ALL, Selection
from analytics.build.map import vectors
from tests.logs import write_logs
from tests.workspaces import write_table

WORDINGS, TIMES = 4, 6


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    """Six questions in four wordings, each asked six times. Only answers to question 0 depend on the wording."""
    rng = np.random.default_rng(0)
    turns, matrix, questions = [], [], []
    for question in range(6):
        own = len(turns)
        for wording in range(WORDINGS):
            first = len(turns)
            for time in range(TIMES):
                prompt, shared = len(turns), {"conversation_id": f"{question} {wording} {time}"}
                refused = question == 0 and wording == 0
                turns.append({**shared, "role": "user", "text": f"{question} in wording {wording}"})
                text = "I'm sorry, I can't help with that." if refused else "Yes."
                turns.append({**shared, "turn_index": 1, "parent_doc_id": prompt, "model": "m", "text": text})
                direction = np.eye(8)[wording] if question == 0 else np.zeros(8)
                matrix += [np.ones(8), direction + rng.normal(0, 0.1 if question == 0 else 1, 8)]
                questions.append((prompt, first, own))
    workspace = write_logs(tmp_path_factory.mktemp("p") / "w", turns)
    write_table(
        workspace, "embeddings", vectors.rows(np.arange(len(turns)), vectors.unit_length(np.array(matrix, np.float32)))
    )
    columns = dict(zip(("doc_id", "wording_id", "question_id"), np.array(questions).T, strict=True))
    write_table(workspace, "prompts", pa.table(columns))
    return workspace.connect()


def test_the_sensitive_question_is_first_and_the_only_finding(connection):
    sensitivity = wording_sensitivity(connection, ALL)
    first = sensitivity.questions.iloc[0]
    assert (sensitivity.n_sensitive, sensitivity.n_questions, first.question) == (1, 6, "0 in wording 0")
    assert first.answers == WORDINGS * TIMES and first.wordings == WORDINGS
    assert first["between"] > 0.8 and first["within"] < 0.2
    assert (sensitivity.questions.q[1:] > 0.05).all()
    assert "1 of 6 questions" in sensitivity.summary_text()


def test_q_values_are_those_of_statsmodels(connection):
    questions = wording_sensitivity(connection, ALL).questions
    assert questions.q.tolist() == pytest.approx(multipletests(questions.p, method="fdr_bh")[1])


def test_refusals_that_depend_on_the_wording_are_measured(connection):
    row = wording_sensitivity(connection, ALL).features.set_index("feature").loc["refusals"]
    assert row["within"] == 0
    assert row["between"] == pytest.approx(0.5 / 6)  # half of the pairs between wordings of one of six questions


def test_unknown_ratings_are_not_compared(connection):
    row = wording_sensitivity(connection, ALL).features.set_index("feature").loc["ratings"]
    assert row.questions == 0 and np.isnan(row.excess)


def test_the_wordings_of_a_question_have_an_answer(connection):
    frame = wordings(connection, ALL, 0)
    assert frame.prompt.tolist() == [f"0 in wording {wording}" for wording in range(WORDINGS)]
    assert frame.refused.tolist() == [1, 0, 0, 0]
    assert frame.answers.tolist() == [TIMES] * WORDINGS and frame.answer[1] == "Yes."


def test_an_empty_selection_has_no_questions(connection):
    assert wording_sensitivity(connection, Selection((Values("turns", "model", ("none",)),))).questions.empty
