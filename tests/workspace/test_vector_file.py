"""Vectors are mapped from a file that follows the table: it grows with it, and is made again when it is damaged."""

import numpy as np
import pytest

from analytics.build.map import vectors
from analytics.workspace import StageRecord, Table, create_workspace, vector_file
from analytics.workspace.vector_file import read_vectors

WIDTH = 8


@pytest.fixture(autouse=True)
def _maps_few_vectors(monkeypatch):
    monkeypatch.setattr(vector_file, "MIN_BYTES", 0)


def _matrix(rows, seed=0):
    return np.random.default_rng(seed).normal(size=(rows, WIDTH)).astype(np.float32)


def _commit(workspace, matrices, kept=()):
    """Make the table `embeddings` of the files `kept` and new ones with these vectors; gives all names of files."""
    files, start = list(kept), 1000 * len(kept)
    for matrix in matrices:
        writer = workspace.writer("embeddings", vectors.schema(WIDTH))
        writer.write(vectors.rows(np.arange(start, start + len(matrix)), matrix))
        writer.close()
        files.append(writer.name)
        start += 1000
    rows = sum(len(matrix) for matrix in matrices) + sum(_rows(workspace, name) for name in kept)
    table = Table(tuple(files), rows, 1, "encode")
    workspace.commit("encode", StageRecord("f" * 16, 1.0, "test", 0.0), {"embeddings": table})
    return files


def _rows(workspace, name):
    import pyarrow.parquet as pq

    return pq.read_metadata(workspace.tables_path / name).num_rows


def _read(workspace):
    return read_vectors(workspace, workspace.read_manifest())


def test_a_workspace_without_vectors_has_none(tmp_path):
    ids, matrix = _read(create_workspace(tmp_path / "ws"))
    assert len(ids) == 0
    assert matrix.shape == (0, 0)


@pytest.mark.parametrize("smallest", [0, 10**9], ids=["mapped", "read"])
def test_the_vectors_are_those_of_the_table(tmp_path, monkeypatch, smallest):
    monkeypatch.setattr(vector_file, "MIN_BYTES", smallest)
    workspace = create_workspace(tmp_path / "ws")
    _commit(workspace, [_matrix(40), _matrix(30, 1)])
    for _ in range(2):
        ids, matrix = _read(workspace)
        assert ids.tolist() == [*range(40), *range(1000, 1030)]
        assert (matrix == np.concatenate([_matrix(40), _matrix(30, 1)])).all()


def test_only_new_files_of_the_table_are_read(tmp_path, monkeypatch):
    workspace = create_workspace(tmp_path / "ws")
    old = _commit(workspace, [_matrix(40)])
    _read(workspace)
    files = _commit(workspace, [_matrix(5, 1)], kept=old)
    read, batches = [], vector_file._batches
    monkeypatch.setattr(
        vector_file, "_batches", lambda paths: read.extend(path.name for path in paths) or batches(paths)
    )
    _, matrix = _read(workspace)
    assert read == files[1:]
    assert (matrix == np.concatenate([_matrix(40), _matrix(5, 1)])).all()
    assert len(list((tmp_path / "ws" / "vectors").glob("*.f32"))) == 1


@pytest.mark.parametrize("damage", ["short", "long", "no ids", "unfinished"])
def test_a_damaged_file_is_made_again(tmp_path, damage):
    workspace = create_workspace(tmp_path / "ws")
    old = _commit(workspace, [_matrix(40)])
    _read(workspace)
    (file,) = (tmp_path / "ws" / "vectors").glob("*.f32")
    if damage == "short":
        file.write_bytes(file.read_bytes()[:-4])
    elif damage == "long":
        file.write_bytes(file.read_bytes() + b"1234")
    elif damage == "no ids":
        file.with_suffix(".ids").unlink()
    else:
        file.rename(file.with_suffix(".f32.unfinished"))
    for kept, matrices in (([], [_matrix(40)]), (old, [_matrix(3, 2)])):
        _commit(workspace, matrices, kept=kept)
        assert (_read(workspace)[1][:40] == _matrix(40)).all()


def test_the_mapped_array_cannot_be_changed(tmp_path):
    workspace = create_workspace(tmp_path / "ws")
    _commit(workspace, [_matrix(40)])
    matrix = _read(workspace)[1]
    with pytest.raises(ValueError, match="read-only"):
        matrix[:] = 0


def test_a_folder_that_cannot_be_written_costs_only_memory(tmp_path):
    workspace = create_workspace(tmp_path / "ws")
    _commit(workspace, [_matrix(40)])
    (tmp_path / "ws" / "vectors").write_text("a file where the folder should be")
    assert (_read(workspace)[1] == _matrix(40)).all()


def test_readers_at_the_same_time_share_one_mapping(tmp_path):
    workspace = create_workspace(tmp_path / "ws")
    files = _commit(workspace, [_matrix(40)])
    first, second = _read(workspace)[1], _read(workspace)[1]
    assert np.shares_memory(first, second)
    _commit(workspace, [_matrix(30, 1)], kept=files)  # another file
    assert _read(workspace)[1].shape == (70, WIDTH)
    assert first.shape == (40, WIDTH)
