"""Columns know whether they are fixed before the answer, and only those explain ratings."""

import numpy as np
import pyarrow as pa
import pytest

from analytics.ask.logs.causality import AFTER, ANSWER, BEFORE, UNKNOWN, RowContext, role_of_column
from analytics.ask.logs.change import change
from analytics.ask.logs.compared_groups import comparable_levels, stratifiers, two_levels
from analytics.ask.logs.ratings import load_ratings
from analytics.ask.logs.slices import default_dimensions
from analytics.ask.selection import Selection, doc_ids
from analytics.errors import DataloupeError
from tests.logs import write_logs
from tests.workspaces import write_table

N = 120
"""Conversations, each with two exchanges."""


def roles(name, codes, users=None, answers_only=False):
    conversations = np.repeat(np.arange(N), 2)
    users = np.full(2 * N, -1) if users is None else users
    return role_of_column(name, np.asarray(codes), RowContext(conversations, users), answers_only)[0]


PER_CONVERSATION = np.repeat(np.arange(N) % 3, 2)
PER_ANSWER = np.arange(2 * N) % 2


@pytest.mark.parametrize(
    ("name", "codes", "role"),
    [
        ("flavour", PER_CONVERSATION, BEFORE),
        ("flavour", PER_ANSWER, ANSWER),
        ("answer_style", PER_CONVERSATION, ANSWER),
        ("responseTime", PER_CONVERSATION, ANSWER),
        ("total_tokens", PER_CONVERSATION, ANSWER),
        ("prompt_tokens", PER_ANSWER, BEFORE),
        ("was_regenerated", PER_CONVERSATION, AFTER),
        ("csat-score", PER_CONVERSATION, AFTER),
        ("task_resolved", PER_ANSWER, AFTER),
        ("country", PER_ANSWER, BEFORE),
        ("customer plan", PER_ANSWER, BEFORE),
        ("model_latency", PER_CONVERSATION, ANSWER),
    ],
)
def test_a_column_has_the_role_of_its_name_or_of_where_it_varies(name, codes, role):
    assert roles(name, codes) == role


def test_a_value_that_only_answers_have_belongs_to_the_answer():
    assert roles("flavour", PER_CONVERSATION, answers_only=True) == ANSWER


def test_without_evidence_a_column_explains_nothing():
    context = RowContext(np.arange(2 * N), np.full(2 * N, -1))
    assert role_of_column("flavour", PER_ANSWER, context, False)[0] == UNKNOWN


def test_a_property_of_the_user_is_fixed_before_the_answer():
    context = RowContext(np.arange(2 * N), np.repeat(np.arange(N), 2))
    assert role_of_column("flavour", PER_CONVERSATION, context, False)[0] == BEFORE
    assert role_of_column("flavour", PER_ANSWER, context, False)[0] == UNKNOWN


@pytest.fixture(scope="module")
def stubs(tmp_path_factory):
    """Two models get the same prompts. Model `b` gives stubs in half of the exchanges, which are rated negatively and
    have a topic of their own.
    """
    rng = np.random.default_rng(0)
    turns, feedback, topics, styles = [], [], [], []
    for place in range(600):
        model, theme = "ab"[place % 2], int(rng.integers(0, 2))
        is_stub = model == "b" and rng.random() < 0.5
        shared = {"conversation_id": f"c{place}", "user_id": f"u{place // 2}"}
        answer = {**shared, "turn_index": 1, "parent_doc_id": 2 * place, "model": model}
        turns += [{**shared, "role": "user", "turn_index": 0}, answer]
        value = float(rng.random() < (0.1 if is_stub else 0.8))
        feedback.append({"doc_id": 2 * place + 1, "conversation_id": f"c{place}", "name": "thumbs", "value": value})
        topics += [theme, 2 if is_stub else theme]
        styles += [None, "stub" if is_stub else "full"]
    workspace = write_logs(tmp_path_factory.mktemp("logs") / "w", turns, feedback, metadata={"style": styles})
    ids = pa.array(range(len(turns)), pa.int64())
    write_table(workspace, "map", pa.table({"doc_id": ids, "topic_id": pa.array(topics, pa.int32())}))
    labels = {"topic_id": pa.array([0, 1, 2], pa.int32()), "parent_id": pa.nulls(3, pa.int32())}
    write_table(workspace, "topics", pa.table({**labels, "label": ["cats", "dogs", "stubs"]}))
    connection = workspace.connect()
    return connection, load_ratings(connection, "thumbs")


def test_worse_answers_are_not_attributed_to_traffic(stubs):
    _, ratings = stubs
    pair = two_levels(ratings, "model", 0, 1)
    names = stratifiers(ratings, pair)
    assert "topic of the prompt" in names
    assert not {"topic of the answer", "style", "length (words)"} & set(names)
    answer = change(ratings, pair, "topic of the prompt")
    components = answer.decomposition
    assert components.total.value < -0.25 and abs(components.mix.value) < 0.03 and not answer.is_traffic
    assert answer.is_quality and answer.warnings() == [] and "cannot explain" in answer.selection_text()


def test_a_property_of_the_answer_cannot_stratify_or_be_compared_or_searched(stubs):
    _, ratings = stubs
    pair = two_levels(ratings, "model", 0, 1)
    with pytest.raises(
        DataloupeError, match=r"'style' cannot explain a change: its role is 'the answer'.*topic of the"
    ):
        change(ratings, pair, "style")
    assert "style" not in comparable_levels(ratings) and "style" not in default_dimensions(ratings)


def test_a_person_can_choose_the_role_of_a_column(stubs):
    _, ratings = stubs
    chosen = ratings.with_roles({"style": BEFORE})
    assert "style" in default_dimensions(chosen) and "style" not in default_dimensions(ratings)
    with pytest.raises(
        DataloupeError, match=r"There is no role 'cause' for the dimension 'style'\. There are: before the answer"
    ):
        ratings.with_roles({"style": "cause"})


def test_the_filters_of_a_prompts_topic_select_the_answers(stubs):
    connection, ratings = stubs
    dimension = ratings.dimension("topic of the prompt")
    for level, one in enumerate(dimension.filters):
        selected = set(doc_ids(connection, Selection.from_url(Selection((one,)).to_url())))
        assert selected == set(ratings.doc_ids[dimension.codes == level])
        assert one.describe().startswith("prompt's ")
