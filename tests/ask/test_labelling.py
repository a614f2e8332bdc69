"""Which item is next, and what the classifier says about the rest."""

import numpy as np
import pyarrow as pa
import pytest

from analytics.annotations import Choice, annotate, save_schema
from analytics.annotations.counting import counting_events
from analytics.ask.labelling import ORDERS, Labelled, fit, items, ranked
from analytics.ask.labelling.orders import EXPLORED, MIN_LABELS, by_group, random_order
from analytics.ask.labelling.propagation import propagate
from analytics.ask.selection import ALL
from analytics.errors import DataloupeError
from tests.workspaces import write_table, write_workspace

N, WIDTH = 200, 16
TOPIC = Choice(name="topic", choices=("yes", "no"))


def clusters():
    random = np.random.default_rng(5)
    centres = random.normal(size=(2, WIDTH))
    codes = np.arange(N) % 2
    vectors = centres[codes] + 0.4 * random.normal(size=(N, WIDTH))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), codes


@pytest.fixture
def workspace(tmp_path):
    made = write_workspace(tmp_path / "w", [f"text {one}" for one in range(N)], scanned=False)
    vectors, _ = clusters()
    column = pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), WIDTH)
    write_table(made, "embeddings", pa.table({"doc_id": range(N), "vector": column}))
    save_schema(made.path, TOPIC)
    return made


def test_a_classifier_learns_from_few_labels():
    vectors, codes = clusters()
    model = fit(vectors[:20], codes[:20], 2, vectors.mean(axis=0))
    probabilities = model.probabilities(vectors)
    assert (probabilities.argmax(axis=1) == codes).mean() > 0.95
    assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("order", ORDERS)
def test_orders_that_learn_ask_about_what_is_between_the_classes(order):
    vectors, codes = clusters()
    between = vectors[:1] + vectors[1:2]
    vectors = np.concatenate([vectors, between / np.linalg.norm(between) + 0.01 * np.eye(WIDTH)[:6]]).astype(np.float32)
    labelled = Labelled(np.arange(40), codes[:40], 2)
    open_rows = np.arange(40, len(vectors))
    first = ranked(order, vectors, open_rows, labelled, 9)
    assert len(set(first)) == 9 and set(first) <= set(open_rows)
    assert set(first[: EXPLORED - 1]) & set(range(N, len(vectors)))
    assert first[EXPLORED - 1] in open_rows[:9]


@pytest.mark.parametrize("order", ORDERS)
def test_before_there_are_labels_of_two_classes_items_are_random(order):
    vectors, _ = clusters()
    open_rows = np.random.default_rng(0).permutation(N)
    one_class = Labelled(open_rows[:MIN_LABELS], np.zeros(MIN_LABELS, np.int64), 2)
    assert ranked(order, vectors, open_rows[MIN_LABELS:], one_class, 5).tolist() == open_rows[MIN_LABELS:][:5].tolist()


def test_the_random_order_is_the_same_for_everybody_and_differs_by_schema(workspace):
    connection = workspace.connect()
    first, again, other = (items(connection, ALL, name, False) for name in ("a", "a", "b"))
    assert first.first.tolist() == again.first.tolist() != other.first.tolist()
    assert sorted(first.first) == list(range(N))
    assert abs(np.corrcoef(np.argsort(random_order(np.arange(5000), 1)), np.arange(5000))[0, 1]) < 0.05


def test_groups_take_turns():
    groups = np.array([7, 7, 7, 7, 3, 3, 5])
    assert groups[by_group(groups)].tolist() == [3, 5, 7, 3, 7, 7, 7] or set(groups[by_group(groups)][:3]) == {3, 5, 7}
    assert sorted(by_group(groups)) == list(range(7))


def test_pairs_need_comparisons_answers_or_neighbours(workspace):
    with pytest.raises(DataloupeError, match="There are no pairs"):
        items(workspace.connect(), ALL, "a", True)
    nearest = pa.table({"doc_id": range(N), "rank": [1] * N, "neighbor_id": [one ^ 1 for one in range(N)]})
    write_table(workspace, "neighbors", nearest)
    pairs = items(workspace.connect(), ALL, "a", True)
    assert len(pairs) == N and (pairs.first ^ 1 == pairs.second).all()


def test_what_nobody_labelled_is_predicted_and_marked(workspace):
    _, codes = clusters()
    connection = workspace.connect()
    events = counting_events(workspace.path, "topic")
    assert "Label at least 20" in propagate(connection, workspace.path, ALL, TOPIC, events)
    for doc_id in range(30):
        annotate(workspace.path, "topic", doc_id, TOPIC.choices[codes[doc_id]], "ana")
    events = counting_events(workspace.path, "topic")
    outcome = propagate(connection, workspace.path, ALL, TOPIC, events)
    assert outcome.documents == N - 30 and outcome.taught_by == 30 and outcome.accuracy > 0.9
    rows = (
        workspace.connect().execute("SELECT doc_id, label, probability, is_predicted FROM predicted_labels").fetchall()
    )
    assert {row[0] for row in rows} == set(range(30, N)) and all(row[3] for row in rows)
    assert np.mean([TOPIC.choices[codes[row[0]]] == row[1] for row in rows]) > 0.95
    assert all(0.5 <= row[2] <= 1 for row in rows)
