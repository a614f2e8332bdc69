"""Wrong labels come first with the right ones, and a selection changes no check."""

import numpy as np
import pandas as pd
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


CLASS_SIZE = 30


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    """Three distant classes with one wrong label, the first document of the second class; a class that is too small;
    documents without a label or a vector.
    """
    given = [HOSTILE[number // CLASS_SIZE] for number in range(N)] + ["rare", None, HOSTILE[0]]
    given[CLASS_SIZE] = HOSTILE[2]
    texts = [f"text {number}" for number in range(len(given))]
    folder = tmp_path_factory.mktemp("labels") / "labels"
    workspace = write_workspace(folder, texts, label=given, scanned=False)
    write_table(workspace, "embeddings", class_vectors())
    write_table(workspace, "neighbors", neighbours_of_one_class())
    context = Context(workspace, workspace.read_manifest(), STAGE, "0" * 16, {}, ThreadEngine(2), lambda progress: None)
    STAGE.run(context)
    context.commit()
    return workspace.connect()


def class_vectors():
    noise = np.random.default_rng(2).normal(0, 0.1, (N + 2, 4))
    vectors = np.eye(4)[np.minimum(np.arange(N + 2) // CLASS_SIZE, 3)] + noise
    flat = pa.array(vectors.astype(np.float32).ravel())
    return pa.table({"doc_id": range(N + 2), "vector": pa.FixedSizeListArray.from_arrays(flat, 4)})


def neighbours_of_one_class():
    edges = [
        (one, other)
        for one in range(N)
        for other in range(N)
        if one != other and one // CLASS_SIZE == other // CLASS_SIZE and (one + other) % 7 == 0
    ]
    return pa.table(
        {
            "doc_id": [a for a, _ in edges],
            "rank": [1] * len(edges),
            "neighbor_id": [b for _, b in edges],
            "similarity": pa.array([0.9] * len(edges), pa.float32()),
        }
    )


def test_the_wrong_label_comes_first_with_the_right_one(connection):
    check = labels.check_labels(connection, ALL, column(connection, "documents", "label"))
    first = check.suspects.iloc[0]
    assert (first.doc_id, first.label, first.suggested) == (30, HOSTILE[2], HOSTILE[1])
    assert check.suspected == 1
    assert (check.labelled, check.judged, check.classes) == (N + 2, N, 3)
    assert check.overlaps.to_dict("records") == [
        {"label": HOSTILE[2], "belongs_to": HOSTILE[1], "documents": 1, "suspected": 1}
    ]
    assert check.balance.documents.sum() == N
    assert "1 of 90 labels (1.1%) are flagged" in check.summary_text()
    assert "Not all of them are wrong" in check.summary_text()


def test_the_neighbours_of_a_document_have_their_labels(connection):
    near = labels.neighbours(connection, 30, column(connection, "documents", "label"))
    assert set(near.label) == {HOSTILE[1]}
    assert list(near.columns) == ["neighbor_id", "similarity", "label", "text"]


def test_excerpts_follow_the_given_order(connection):
    assert labels.excerpts(connection, ALL, (7, 3)) == ["text 7", "text 3"]
    assert labels.excerpts(connection, ALL, ()) == []


def test_a_selection_changes_the_counts_but_no_check(connection):
    check = labels.check_labels(
        connection, Selection((Rows((*range(20, 40), N)),)), column(connection, "documents", "label")
    )
    assert (check.labelled, check.judged, check.classes, check.suspected) == (21, 20, 3, 1)
    assert check.suspects.doc_id.tolist() == [30]
    assert check.balance.to_dict("list") == {
        "label": [HOSTILE[0], HOSTILE[1], HOSTILE[2]],
        "documents": [10, 9, 1],
        "suspected": [0, 0, 1],
    }
    none = labels.check_labels(connection, Selection((Rows((N,)),)), column(connection, "documents", "label"))
    assert (none.judged, none.suspected) == (0, 0)
    assert (
        none.summary_text()
        == "None of 1 labelled documents was checked: their classes are too small, or they have no vectors."
    )


def test_the_wrong_labels_are_a_selection(connection):
    wrong = Mislabelled("documents", "label")
    assert doc_ids(connection, Selection((wrong,))).tolist() == [30]
    assert wrong.describe() == "label may be wrong"
    pair = Mislabelled("documents", "label", HOSTILE[2], HOSTILE[1])
    assert doc_ids(connection, Selection((pair,))).tolist() == [30]
    assert Selection.from_url(Selection((pair,)).to_url()) == Selection((pair,))


def check_of(accuracy, largest_share, suspected=5):
    empty = pd.DataFrame({"word": [], "documents": [], "is_missing": []})
    return labels.LabelCheck(100, 100, 4, accuracy, largest_share, suspected, empty, empty, empty, empty)


@pytest.mark.parametrize(("accuracy", "largest_share"), [(0.49, 0.1), (0.6, 0.3), (0.9, 0.88), (0.97, 0.96)])
def test_where_labels_are_hard_to_predict_the_flagged_are_not_called_errors(accuracy, largest_share):
    text = check_of(accuracy, largest_share).summary_text()
    assert text.startswith("Labels are hard to predict here")
    assert "does not show that they are wrong" in text


@pytest.mark.parametrize(("accuracy", "largest_share"), [(0.8, 0.1), (0.95, 0.8), (0.7, 0.3)])
def test_where_labels_can_be_predicted_not_all_flagged_are_wrong(accuracy, largest_share):
    text = check_of(accuracy, largest_share).summary_text()
    assert text.startswith("5 of 100 labels (5.0%) are flagged")
    assert "Not all of them are wrong" in text
    assert check_of(accuracy, largest_share, 0).summary_text().startswith("None of 100 labels is flagged")


def test_only_columns_with_classes_are_checked(connection):
    assert [one.name for one in labels.checked_columns(connection)] == ["label"]
