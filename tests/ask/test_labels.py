import numpy as np
import pyarrow as pa
import pytest

from analytics.ask import labels
from analytics.ask.columns import column
from analytics.ask.filters import Mislabelled, Rows
from analytics.ask.selection import ALL, Selection, doc_ids
from analytics.build.engine import ThreadEngine
from analytics.build.labels import STAGE
from analytics.build.stage import Context
from tests.workspaces import HOSTILE, write_table, write_workspace

N = 90


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    """Three classes far apart, the first document of the second mislabelled; a class too small to judge; documents
    without a label or a vector.
    """
    random = np.random.default_rng(2)
    given = [HOSTILE[number // 30] for number in range(N)] + ["rare", None, HOSTILE[0]]
    given[30] = HOSTILE[2]
    workspace = write_workspace(
        tmp_path_factory.mktemp("labels") / "labels",
        [f"text {number}" for number in range(len(given))],
        label=given,
        scanned=False,
    )
    vectors = np.eye(4)[np.minimum(np.arange(N + 2) // 30, 3)] + random.normal(0, 0.1, (N + 2, 4))
    write_table(
        workspace,
        "embeddings",
        pa.table(
            {
                "doc_id": range(N + 2),
                "vector": pa.FixedSizeListArray.from_arrays(pa.array(vectors.astype(np.float32).ravel()), 4),
            }
        ),
    )
    edges = [
        (one, other)
        for one in range(N)
        for other in range(N)
        if one != other and one // 30 == other // 30 and (one + other) % 7 == 0
    ]
    columns = {
        "doc_id": [a for a, _ in edges],
        "rank": [1] * len(edges),
        "neighbor_id": [b for _, b in edges],
        "similarity": pa.array([0.9] * len(edges), pa.float32()),
    }
    write_table(workspace, "neighbors", pa.table(columns))
    context = Context(workspace, workspace.read_manifest(), STAGE, "0" * 16, {}, ThreadEngine(2), lambda progress: None)
    STAGE.run(context)
    context.commit()
    return workspace.connect()


def test_the_wrong_label_comes_first_with_the_right_one(connection):
    found = labels.check(connection, ALL, column(connection, "documents", "label"))
    first = found.suspects.iloc[0]
    assert (first.doc_id, first.label, first.suggested) == (30, HOSTILE[2], HOSTILE[1])
    assert found.found == 1
    assert (found.labelled, found.documents, found.classes) == (N + 2, N, 3)
    assert found.pairs.to_dict("records") == [
        {"label": HOSTILE[2], "belongs_to": HOSTILE[1], "documents": 1, "suspected": 1}
    ]
    assert found.balance.documents.sum() == N
    assert "1 of 90 labels" in found.summary_text()


def test_the_evidence_is_the_neighbours_and_their_labels(connection):
    near = labels.evidence(connection, 30, column(connection, "documents", "label"))
    assert set(near.label) == {HOSTILE[1]}
    assert list(near.columns) == ["neighbor_id", "similarity", "label", "text"]


def test_beginnings_follow_the_order_asked_for(connection):
    assert labels.beginnings(connection, ALL, (7, 3)) == ["text 7", "text 3"]
    assert labels.beginnings(connection, ALL, ()) == []


def test_a_selection_changes_what_is_counted_but_no_verdict(connection):
    found = labels.check(connection, Selection((Rows((*range(20, 40), N)),)), column(connection, "documents", "label"))
    assert (found.labelled, found.documents, found.classes, found.found) == (21, 20, 3, 1)
    assert found.suspects.doc_id.tolist() == [30]
    assert found.balance.to_dict("list") == {
        "label": [HOSTILE[0], HOSTILE[1], HOSTILE[2]],
        "documents": [10, 9, 1],
        "suspected": [0, 0, 1],
    }
    none = labels.check(connection, Selection((Rows((N,)),)), column(connection, "documents", "label"))
    assert (none.documents, none.found) == (0, 0)
    assert (
        none.summary_text()
        == "Of 1 labelled documents none was judged: their classes are too small, or they have no vectors."
    )


def test_the_wrong_labels_are_a_selection(connection):
    part = Mislabelled("documents", "label")
    assert doc_ids(connection, Selection((part,))).tolist() == [30]
    assert part.describe() == "label may be wrong"
    pair = Mislabelled("documents", "label", HOSTILE[2], HOSTILE[1])
    assert doc_ids(connection, Selection((pair,))).tolist() == [30]
    assert Selection.from_url(Selection((pair,)).to_url()) == Selection((pair,))


def test_only_columns_with_classes_are_judged(connection):
    assert [one.name for one in labels.choices(connection)] == ["label"]
