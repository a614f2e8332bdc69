"""Prompts that say the same are one wording, and wordings that ask the same one question; a telling word makes another
one.
"""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.build import prompts
from analytics.build.engine import ThreadEngine
from analytics.build.map import vectors
from analytics.build.stage import Context
from tests.logs import write_logs
from tests.workspaces import write_table

FILLERS = [f"tell me something of subject number{chr(97 + place % 26)}{chr(97 + place // 26)}" for place in range(120)]


def asked(path, texts, near=True):
    """What the stage makes of these prompts: (wording_id, question_id) a prompt. All vectors are one when `near`, else
    all are apart.
    """
    turns = [
        {"conversation_id": f"c{place}", "role": "user", "text": text} for place, text in enumerate([*texts, *FILLERS])
    ]
    workspace = write_logs(path, turns)
    n = len(turns)
    matrix = np.eye(n, n, dtype=np.float32)
    if near:
        matrix[: len(texts)] = matrix[0]
    write_table(workspace, "embeddings", vectors.rows(np.arange(n), matrix))
    context = Context(
        workspace, workspace.read_manifest(), prompts.STAGE, "test", {}, ThreadEngine(1), lambda progress: None
    )
    prompts.run(context)
    context.commit()
    return (
        workspace.connect().sql("SELECT wording_id, question_id FROM prompts ORDER BY doc_id").fetchall()[: len(texts)]
    )


def test_case_and_punctuation_make_no_wording_and_politeness_no_question(tmp_path):
    texts = ["How do I get a refund?", "how do i get a refund", "Please: how do I get a refund?"]
    assert asked(tmp_path / "w", texts) == [(0, 0), (0, 0), (2, 0)]


@pytest.mark.parametrize("other", ["How do I get a refund for 12 seats?", "What is a refund?"])
def test_a_number_or_other_words_make_another_question(tmp_path, other):
    assert [question for _, question in asked(tmp_path / "w", ["How do I get a refund for 2 seats?", other])] == [0, 1]


def test_what_is_far_in_meaning_is_another_question_whatever_its_words(tmp_path):
    assert [question for _, question in asked(tmp_path / "w", ["Man bites dog", "Dog bites man"], near=False)] == [0, 1]


def test_no_prompts_make_no_questions(tmp_path):
    workspace = write_logs(tmp_path / "w", [{"conversation_id": "c"}])
    write_table(
        workspace, "embeddings", pa.table({"doc_id": [0], "vector": pa.array([[1.0]], pa.list_(pa.float32(), 1))})
    )
    context = Context(
        workspace, workspace.read_manifest(), prompts.STAGE, "test", {}, ThreadEngine(1), lambda progress: None
    )
    prompts.run(context)
    assert context.commit().tables["prompts"].rows == 0


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1]), max_size=20))
def test_every_wording_is_led_by_one_it_is_paired_with_and_leaders_lead_themselves(pairs):
    wordings = np.arange(10) * 3
    left, right = (np.array([wordings[pair[end]] for pair in set(pairs)], np.int64) for end in (0, 1))
    leaders = prompts.leaders(wordings, np.ones(10, int), left, right)
    together = {frozenset(pair) for pair in zip(left.tolist(), right.tolist(), strict=True)}
    for wording, leader in zip(wordings.tolist(), leaders.tolist(), strict=True):
        assert wording == leader or frozenset((wording, leader)) in together
        assert leaders[leader // 3] == leader
