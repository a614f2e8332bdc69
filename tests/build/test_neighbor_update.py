"""Documents that are added get their neighbours from the stored graph; the others only gain neighbours."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.build import neighbors as stage
from analytics.build.engine import ThreadEngine
from analytics.build.map import nearest, neighbor_update, vectors
from analytics.build.stage import Context, Stage
from tests.build.test_neighbors import clustered, recall_of, search
from tests.map_stages import run, write_documents


@pytest.fixture(autouse=True)
def descent_from_1000(monkeypatch):
    monkeypatch.setattr(nearest, "EXACT_UP_TO", 1000)


def updated(vectors, old, threads=2):
    graph = search(vectors[:old])
    mapper = ThreadEngine(threads).map
    return graph, *neighbor_update.update(vectors, graph.ids, graph.similarities, mapper, lambda done, total: None)


def similarities_of(vectors, ids):
    return np.einsum("nd,nkd->nk", vectors, vectors[ids])


@pytest.mark.parametrize(("n", "added"), [(3000, 1), (3000, 30), (3000, 600), (2000, 1200)])
def test_an_update_is_as_good_as_a_new_search(n, added):
    vectors = clustered(n, d=24, clusters=60)
    _, ids, similarities, recall = updated(vectors, n - added)
    again = nearest.Neighbors(ids, similarities, "", 0)
    assert recall_of(again, vectors) >= recall_of(search(vectors), vectors) - 0.03
    assert recall >= 0.95
    assert similarities == pytest.approx(similarities_of(vectors, ids), abs=1e-6)
    assert (np.diff(similarities, axis=1) <= 0).all()
    assert all(len({*some, row}) == 16 for row, some in enumerate(ids))


def test_old_lists_lose_no_neighbour_that_is_nearer_than_an_added_one():
    vectors = clustered(2500, d=24, clusters=60)
    before, ids, similarities, _ = updated(vectors, 2400)
    for row in range(2400):
        kept = [other for other in before.ids[row] if other in ids[row]]
        assert kept == before.ids[row][: len(kept)].tolist()
        assert kept == [other for other in ids[row] if other < 2400]
    assert (similarities[:2400] >= before.similarities).all()


def test_threads_do_not_change_an_update():
    vectors = clustered(2500)
    one, four = updated(vectors, 2200, threads=1), updated(vectors, 2200, threads=4)
    assert one[1].tobytes() == four[1].tobytes()
    assert one[2].tobytes() == four[2].tobytes()


@pytest.mark.parametrize("crowd", [3, 40, 900])
def test_added_copies_find_their_copies(crowd):
    others = clustered(1500, d=24, clusters=60)
    vectors = np.concatenate([others, np.tile(others[7], (crowd, 1)), np.tile(others[7], (20, 1))])
    _, ids, similarities, _ = updated(vectors, 1500 + crowd)
    is_copy = np.r_[7, 1500 : len(vectors)]
    assert np.isin(ids[-20:], is_copy).all()
    assert similarities[-20:] == pytest.approx(1)


def test_added_documents_find_a_crowd_of_copies_that_has_no_edge_to_others():
    others = clustered(1500, d=24, clusters=60)
    near = others[3] + 0.01 * np.random.default_rng(0).normal(size=(5, 24)).astype(np.float32)
    near /= np.linalg.norm(near, axis=1, keepdims=True)
    vectors = np.concatenate([others, np.tile(others[3], (40, 1)), near])
    _, ids, _, _ = updated(vectors, 1540)
    assert np.isin(ids[-5:], np.r_[3, 1500 : len(vectors)]).mean() > 0.9


def add_vectors(workspace, matrix):
    """Another file of `embeddings`; earlier files stay as they are."""
    encode = Stage("encode", "Encode", (), ("embeddings",), lambda context: None)
    manifest = workspace.read_manifest()
    adding = Context(workspace, manifest, encode, str(len(matrix)), {}, ThreadEngine(1), lambda progress: None)
    done = adding.rows("embeddings")
    for file in manifest.tables["embeddings"].files if done else ():
        adding.keep_file("embeddings", file, pq.read_metadata(workspace.tables_path / file).num_rows)
    rows = vectors.rows(np.arange(done, done + len(matrix)), matrix)
    adding.writer("embeddings", rows.schema).write(rows)
    adding.commit(outdates={"neighbors"})


def test_the_stage_goes_on_from_its_last_graph(tmp_path):
    matrix = clustered(1800, d=24, clusters=60)
    workspace = write_documents(tmp_path / "w", ["a"] * 1800)
    add_vectors(workspace, matrix[:1600])
    assert run(workspace, "neighbors")["added_to_the_graph"] == 0
    add_vectors(workspace, matrix[1600:1700])
    notes = run(workspace, "neighbors")
    assert (notes["documents"], notes["added_to_the_graph"]) == (1700, 100)
    assert notes["recall_at_15"] >= 0.95
    add_vectors(workspace, matrix[1700:])
    notes = run(workspace, "neighbors")
    assert (notes["added_to_the_graph"], notes["method"].count("added")) == (200, 1)
    table = pa.concat_tables(map(pq.read_table, workspace.files("neighbors", workspace.read_manifest())))
    assert table["doc_id"].to_pylist() == np.repeat(np.arange(1800), 15).tolist()
    ids = table["neighbor_id"].to_numpy().reshape(-1, 15)
    assert recall_of(nearest.Neighbors(ids, ids, "", 0), matrix) >= 0.95


@pytest.mark.parametrize("change", ["many", "code", "files", "poor"])
def test_the_stage_searches_all_again_when_it_cannot_go_on(tmp_path, monkeypatch, change):
    matrix = clustered(2600, d=24, clusters=60)
    workspace = write_documents(tmp_path / "w", ["a"] * 2600)
    add_vectors(workspace, matrix[:1600])
    run(workspace, "neighbors")
    if change == "code":
        monkeypatch.setattr("analytics.build.continuation.code_fingerprint", lambda module: "other")
    if change == "poor":
        monkeypatch.setattr(stage, "MIN_RECALL", 1.1)
    if change == "files":
        monkeypatch.setattr("analytics.build.continuation._files", lambda context, source: ["another.parquet"])
    add_vectors(workspace, matrix[1600 : 2600 if change == "many" else 1650])
    assert run(workspace, "neighbors")["added_to_the_graph"] == 0
