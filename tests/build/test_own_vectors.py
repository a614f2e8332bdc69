"""A column of vectors is read as lists and as text; what is no finite vector gets no place on the map."""

import numpy as np
import pyarrow as pa
import pytest

from analytics.errors import DataloupeError
from tests.map_stages import run, write_documents
from tests.workspaces import write_table

VECTORS = np.random.default_rng(0).normal(size=(24, 3)).round(3)


def workspace_with(path, column):
    workspace = write_documents(path, [f"text {n}" for n in range(24)])
    write_table(workspace, "metadata", pa.table({"doc_id": pa.array(range(24), pa.int64()), "vec": column}))
    return workspace


@pytest.mark.parametrize(
    "written",
    [
        lambda v: str(v.tolist()),
        lambda v: str(v),
        lambda v: ",".join(map(str, v)),
        lambda v: ";".join(map(str, v)),
        lambda v: " ".join(map(str, v)),
        lambda v: "\t".join(map(str, v)),
        lambda v: str(tuple(v.tolist())),
    ],
)
def test_vectors_as_text_are_read(tmp_path, written):
    workspace = workspace_with(tmp_path / "w", pa.array([written(vector) for vector in VECTORS]))
    run(workspace, "encode", vectors="vec")
    read = workspace.connect().execute("SELECT vector FROM embeddings ORDER BY doc_id").fetchnumpy()["vector"]
    expected = VECTORS / np.linalg.norm(VECTORS, axis=1, keepdims=True)
    assert np.stack(list(read)) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("text", ["red", "", "[a, b]", "1, two, 3", "{'x': 1}"])
def test_a_column_of_other_texts_is_one_clear_line(tmp_path, text):
    workspace = workspace_with(tmp_path / "w", pa.array([text] * 24))
    with pytest.raises(DataloupeError, match="The column 'vec' has no vectors"):
        run(workspace, "encode", vectors="vec")


def test_vectors_that_are_not_finite_zero_or_of_another_width_have_no_place(tmp_path):
    rows = VECTORS.tolist()
    rows[3][0], rows[5][1], rows[23][2] = float("nan"), float("inf"), float("nan")
    rows[7], rows[9], rows[11] = [0.0] * 3, [1.0, 2.0], None
    workspace = workspace_with(tmp_path / "w", pa.array(rows, pa.list_(pa.float64())))
    run(workspace, vectors="vec")
    without = workspace.connect().execute("SELECT list(doc_id ORDER BY doc_id) FROM map WHERE x IS NULL").fetchone()
    assert without == ([3, 5, 7, 9, 11, 23],)
