"""Which columns have labels, and which of them are checked."""

import numpy as np
import pyarrow as pa
import pytest

from analytics.build import labels
from analytics.build.engine import ThreadEngine
from analytics.build.stage import Context
from tests.workspaces import write_table, write_workspace

N = 200


def workspace(path, label=None, metadata=None):
    """Documents in two clouds of vectors, each the neighbour of the next of its cloud."""
    made = write_workspace(path, ["x"] * N, metadata, scanned=False, **({"label": label} if label else {}))
    cloud = np.arange(N) % 2
    vectors = np.random.default_rng(1).normal(0, 0.1, (N, 3)) + np.eye(3)[cloud]
    write_table(
        made,
        "embeddings",
        pa.table(
            {
                "doc_id": range(N),
                "vector": pa.FixedSizeListArray.from_arrays(pa.array(vectors.astype(np.float32).ravel()), 3),
            }
        ),
    )
    edges = {
        "doc_id": range(N),
        "rank": [1] * N,
        "neighbor_id": [(one + 2) % N for one in range(N)],
        "similarity": pa.array([0.9] * N, pa.float32()),
    }
    write_table(made, "neighbors", pa.table(edges))
    return made


def run(made):
    context = Context(made, made.read_manifest(), labels.STAGE, "0" * 16, {}, ThreadEngine(2), lambda progress: None)
    labels.STAGE.run(context)
    context.commit()
    return made.connect(), context.notes


def test_the_label_and_text_columns_of_few_classes_are_judged(tmp_path):
    side = [("left", "right")[one % 2] for one in range(N)]
    metadata = {
        "side": pa.array(side),
        "id": pa.array([str(one) for one in range(N)]),
        "one": pa.array(["same"] * N),
        "count": pa.array([one % 2 for one in range(N)]),
    }
    connection, _ = run(workspace(tmp_path / "w", label=side[::-1], metadata=metadata))
    rows = connection.execute(
        "SELECT labels_in, count(*), sum(is_issue::INT) FROM label_checks GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    assert rows == [("documents.label", N, 0), ("metadata.side", N, 0)]


def test_a_label_against_all_others_is_found_with_the_class_it_belongs_to(tmp_path):
    side = [("left", "right")[one % 2] for one in range(N)]
    side[7] = "left"
    connection, _ = run(workspace(tmp_path / "w", label=side))
    issues = connection.execute(
        "SELECT doc_id, label, suggested, belongs_to, confidence < 0.1 FROM label_checks WHERE is_issue"
    ).fetchall()
    assert issues == [(7, "left", "right", "right", True)]


def test_without_classes_nothing_is_judged(tmp_path):
    connection, _ = run(workspace(tmp_path / "w", label=["same"] * (N - 5) + ["rare"] * 5))
    assert connection.execute("SELECT count(*) FROM label_checks").fetchone() == (0,)


def test_columns_beyond_the_first_are_named_not_judged(tmp_path, monkeypatch):
    monkeypatch.setattr(labels, "MAX_COLUMNS", 1)
    side = pa.array([("left", "right")[one % 2] for one in range(N)])
    connection, notes = run(workspace(tmp_path / "w", metadata={"a": side, "b": side}))
    assert connection.execute("SELECT DISTINCT labels_in FROM label_checks").fetchall() == [("metadata.a",)]
    assert notes == {"not judged": ["metadata.b"]}


@pytest.mark.parametrize("most", [50, N])
def test_more_documents_than_can_be_judged_are_sampled_evenly(tmp_path, monkeypatch, most):
    monkeypatch.setattr(labels, "MAX_DOCUMENTS", most)
    connection = workspace(tmp_path / "w", label=[("left", "right")[one % 2] for one in range(N)]).connect()
    vectors = np.arange(3 * N).reshape(N, 3)
    judged = labels.labelled_documents(connection, "documents", "label", (np.arange(N), vectors))
    assert len(judged.doc_ids) == most
    assert (np.diff(judged.doc_ids) > 0).all()
    assert (judged.vectors == vectors[judged.doc_ids]).all()
