import numpy as np
import pyarrow as pa
import pytest

from analytics.ask import labels
from analytics.ask.columns import column
from analytics.ask.parts import Rows
from analytics.ask.selection import ALL, Selection
from tests.workspaces import HOSTILE, write_table, write_workspace

N = 90


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    """Three classes far apart, the first document of the second mislabelled; a class too small to judge; documents without a label or a vector."""
    random = np.random.default_rng(2)
    given = [HOSTILE[number // 30] for number in range(N)] + ["rare", None, HOSTILE[0]]
    given[30] = HOSTILE[2]
    workspace = write_workspace(tmp_path_factory.mktemp("labels") / "labels", [f"text {number}" for number in range(len(given))], label=given, scanned=False)
    vectors = np.eye(4)[np.minimum(np.arange(N + 2) // 30, 3)] + random.normal(0, 0.1, (N + 2, 4))
    write_table(
        workspace,
        "embeddings",
        pa.table({"doc_id": range(N + 2), "vector": pa.FixedSizeListArray.from_arrays(pa.array(vectors.astype(np.float32).ravel()), 4)}),
    )
    edges = [(one, other) for one in range(N) for other in range(N) if one != other and one // 30 == other // 30 and (one + other) % 7 == 0]
    columns = {
        "doc_id": [a for a, _ in edges],
        "rank": [1] * len(edges),
        "neighbor_id": [b for _, b in edges],
        "similarity": pa.array([0.9] * len(edges), pa.float32()),
    }
    write_table(workspace, "neighbors", pa.table(columns))
    return workspace.connect()


def test_the_wrong_label_comes_first_with_the_right_one(connection):
    found = labels.check(connection, ALL, column(connection, "documents", "label"))
    first = found.suspects.iloc[0]
    assert (first.doc_id, first.label, first.suggested, bool(first.is_issue)) == (30, HOSTILE[2], HOSTILE[1], True)
    assert found.found == 1
    assert (found.labelled, found.documents, found.classes) == (N + 2, N, 3)
    assert found.pairs.to_dict("records") == [{"label": HOSTILE[2], "belongs_to": HOSTILE[1], "documents": 1}]
    assert found.balance.documents.sum() == N
    assert "1 of 90 labels" in found.sentence()


def test_the_evidence_is_the_neighbours_and_their_labels(connection):
    near = labels.evidence(connection, 30, column(connection, "documents", "label"))
    assert set(near.label) == {HOSTILE[1]}
    assert list(near.columns) == ["neighbor_id", "similarity", "label", "text"]


def test_beginnings_follow_the_order_asked_for(connection):
    assert labels.beginnings(connection, ALL, (7, 3)) == ["text 7", "text 3"]
    assert labels.beginnings(connection, ALL, ()) == []


def test_one_class_cannot_be_judged(connection):
    found = labels.check(connection, Selection((Rows(tuple(range(20))),)), column(connection, "documents", "label"))
    assert (found.documents, found.found) == (0, 0)
    assert "none can be judged" in found.sentence()


def test_only_columns_with_classes_are_offered(connection):
    assert [one.name for one in labels.choices(connection)] == ["label"]
