"""Which columns have labels, and which of them are checked."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.build import label_continuation, label_documents, labels
from analytics.build.engine import ThreadEngine
from analytics.build.stage import Context
from analytics.workspace import StageRecord, Table
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
    assert notes["not judged"] == ["metadata.b"]


@pytest.mark.parametrize("most", [50, N])
def test_more_documents_than_can_be_judged_are_sampled_evenly(tmp_path, monkeypatch, most):
    monkeypatch.setattr(label_documents, "MAX_DOCUMENTS", most)
    connection = workspace(tmp_path / "w", label=[("left", "right")[one % 2] for one in range(N)]).connect()
    vectors = np.arange(3 * N).reshape(N, 3)
    judged = label_documents.labelled_documents(connection, "documents", "label", (np.arange(N), vectors))
    assert len(judged.doc_ids) == most
    assert (np.diff(judged.doc_ids) > 0).all()
    assert (judged.vectors == vectors[judged.doc_ids]).all()


def placeholders(connection):
    rows = connection.execute("FROM label_placeholders ORDER BY labels_in, documents DESC, word").fetchall()
    return [(word, documents, is_missing) for _, word, documents, is_missing in rows]


def test_words_for_a_missing_label_are_no_class(tmp_path):
    """Of each cloud of vectors, half the labels say that there is none."""
    missing = ["N/A", "nan", "", "-", "?", "null"]
    side = [missing[one % 6] if one % 4 > 1 else ("left", "right")[one % 2] for one in range(N)]
    connection, _ = run(workspace(tmp_path / "w", label=side))
    assert connection.execute(
        "SELECT label, count(*), sum(is_issue::INT) FROM label_checks GROUP BY ALL ORDER BY ALL"
    ).fetchall() == [
        ("left", 50, 0),
        ("right", 50, 0),
    ]
    assert {(word, is_missing) for word, _, is_missing in placeholders(connection)} == {(one, True) for one in missing}


def test_none_is_a_class_where_its_documents_resemble_one_another(tmp_path):
    third = [("against", "none", "for", "none")[one % 4] for one in range(N)]  # one cloud is "none"
    connection, _ = run(workspace(tmp_path / "w", label=third))
    assert placeholders(connection) == [("none", 100, False)]
    assert connection.execute("SELECT count(DISTINCT label) FROM label_checks").fetchone() == (3,)


def test_none_is_missing_where_its_documents_are_like_all_others(tmp_path):
    third = ["none" if one % 4 > 1 else ("left", "right")[one % 2] for one in range(N)]
    connection, _ = run(workspace(tmp_path / "w", label=third))
    assert placeholders(connection) == [("none", 100, True)]


def test_copies_do_not_confirm_each_other(tmp_path):
    """Ten copies of a text of the left cloud are all labelled as right."""
    side = [("left", "right")[one % 2] for one in range(N)]
    copies = list(range(0, 20, 2))
    for one in copies:
        side[one] = "right"
    made = workspace(tmp_path / "w", label=side)
    pairs = [(copies[0], other) for other in copies[1:]]
    columns = {"a": [a for a, _ in pairs], "b": [b for _, b in pairs], "kind": ["exact"] * 9}
    write_table(made, "duplicate_pairs", pa.table(columns | {"jaccard": pa.array([1.0] * 9, pa.float32())}))
    connection, _ = run(made)
    flagged = connection.execute("SELECT doc_id FROM label_checks WHERE is_issue ORDER BY doc_id").fetchall()
    assert [one for (one,) in flagged] == copies


def with_added(made, added):
    """Give the workspace a second file for the label, vector and neighbours of documents after the first N."""
    ids = pa.array(range(N, N + len(added)), pa.int64())
    manifest = made.read_manifest()
    first = {name: pq.read_table(made.files(name, manifest)[0]) for name in ("documents", "embeddings")}
    rows = {name: table.take(pa.array([2 * n % N for n in range(len(added))])) for name, table in first.items()}
    rows = {name: table.set_column(0, "doc_id", ids) for name, table in rows.items()}
    at = rows["documents"].column_names.index("label")
    rows["documents"] = rows["documents"].set_column(at, "label", pa.array(added))
    edges = {"doc_id": ids, "rank": [1] * len(ids), "neighbor_id": [2 * n % N for n in range(len(ids))]}
    rows["neighbors"] = pa.table(edges | {"similarity": pa.array([0.9] * len(ids), pa.float32())})
    for name, table in rows.items():
        old = manifest.tables[name]
        writer = made.writer(name, table.schema)
        writer.write(table)
        writer.close()
        size = writer.path.stat().st_size
        own = {other: one for other, one in made.read_manifest().tables.items() if one.stage == old.stage}
        own[name] = Table((*old.files, writer.name), old.rows + len(table), size, old.stage)
        made.commit(old.stage, StageRecord("f", 0.5, "test", 0.0), own)


def checks(connection):
    columns = "doc_id, label, suggested, is_issue, confidence"
    return connection.execute(f"SELECT {columns} FROM label_checks ORDER BY doc_id").fetchall()


def test_few_added_labels_are_checked_by_the_stored_models_and_old_checks_stay(tmp_path):
    made = workspace(tmp_path / "w", label=[("left", "right")[one % 2] for one in range(N)])
    before = checks(run(made)[0])
    with_added(made, ["left"] * 4 + ["right", "other"])
    connection, notes = run(made)
    after = checks(connection)
    assert after[:N] == before
    assert [row[:4] for row in after[N:]] == [
        *((N + n, "left", "right", False) for n in range(4)),
        (N + 4, "right", "left", True),
    ]
    assert (notes["trained_documents"], notes["added_since_training"]) == (N, 6)


def test_more_added_documents_or_a_new_class_train_the_models_again(tmp_path):
    label = [("left", "right")[one % 2] for one in range(N)]
    many, other = (
        workspace(tmp_path / "many", label=label),
        workspace(tmp_path / "class", label=[*label[:-9], *"c" * 9]),
    )
    for made, added in ((many, ["left"] * 11), (other, ["c"])):
        run(made)
        with_added(made, added)
        connection, notes = run(made)
        assert notes["trained_documents"] == N + len(added)
        assert len(checks(connection)) == N + len(added)


def test_an_added_copy_has_the_check_of_the_old_document_with_the_same_label(tmp_path):
    made = workspace(tmp_path / "w", label=[("left", "right")[one % 2] for one in range(N)])
    before = checks(run(made)[0])
    with_added(made, ["left", "right"])
    pairs = {"a": [0, 2], "b": [N, N + 1], "kind": ["exact", "near"], "jaccard": pa.array([1.0, 0.9], pa.float32())}
    write_table(made, "duplicate_pairs", pa.table(pairs))
    connection, notes = run(made)
    assert checks(connection) == [*before, (N, *before[0][1:])]  # the models have seen a copy with another label
    assert notes["added_since_training"] == 2


def test_with_more_classes_than_are_checked_another_of_the_largest_trains_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(label_documents, "MAX_CLASSES", 2)
    monkeypatch.setattr(label_continuation, "MAX_CLASSES", 2)
    made = workspace(tmp_path / "w", label=["a"] * 98 + ["b"] * 51 + ["c"] * 51)
    before = checks(run(made)[0])
    with_added(made, ["c", "a"])
    connection, notes = run(made)
    assert notes["trained_documents"] == N
    assert [row[:2] for row in checks(connection)] == [*(row[:2] for row in before), (N + 1, "a")]
