"""The map keeps neighbours together, is the same each time, and does not move documents that people know already."""

import dataclasses
import hashlib

import numpy as np
import pytest

from analytics.build import layout
from analytics.build.engine import ThreadEngine
from analytics.build.map import descent, fuzzy, graph, multilevel, nearest, placement, sampled_graph
from tests.build.test_neighbors import clustered, search
from tests.map_stages import append_documents, context, run, write_documents, write_vectors


def placed(workspace):
    rows = workspace.connect().execute("SELECT doc_id, x, y, faithfulness FROM layout ORDER BY doc_id").fetchnumpy()
    return np.column_stack([rows["x"], rows["y"]]), rows["faithfulness"]


def charted(path, vectors, **options):
    workspace = write_documents(path, ["x"] * len(vectors))
    write_vectors(workspace, vectors)
    run(workspace, "neighbors")
    return workspace, run(workspace, "layout", **options)


def kept(positions, ids):
    return graph.faithfulness(positions.astype(np.float32), ids).mean()


def test_edge_weights_are_those_of_umap_learn():
    from umap.umap_ import fuzzy_simplicial_set

    vectors = clustered(600)
    vectors[:5] = vectors[0]
    neighbors = search(vectors)
    ids = np.column_stack([np.arange(600, dtype=np.int32), neighbors.ids])
    distances = np.column_stack([np.zeros(600, np.float32), np.maximum(1 - neighbors.similarities, 0)]).astype(
        np.float32
    )
    expected = fuzzy_simplicial_set(
        vectors, 16, np.random.RandomState(0), "cosine", knn_indices=ids, knn_dists=distances
    )[0]
    assert abs(fuzzy.fuzzy_graph(neighbors.ids, neighbors.similarities) - expected).max() < 1e-4


@pytest.mark.parametrize("rows", [[599], [0, 7, 300]])
def test_the_edges_of_some_rows_are_those_of_the_whole_graph(rows):
    neighbors = search(clustered(600))
    whole = fuzzy.fuzzy_graph(neighbors.ids, neighbors.similarities)
    some = fuzzy.fuzzy_graph(neighbors.ids, neighbors.similarities, np.array(rows))
    assert abs(whole[rows] - some[rows]).max() == 0 and some.nnz < whole.nnz / 2
    assert some.data.max() == whole.data.max()  # the descent divides by it


def test_the_descent_keeps_far_more_neighbours_than_its_start():
    vectors = clustered(1500, clusters=25)
    neighbors = search(vectors)
    start = descent.principal_components(vectors)
    edges = fuzzy.fuzzy_graph(neighbors.ids, neighbors.similarities)
    end = descent.descend(start, edges, np.arange(1500), 100, ThreadEngine(2).map, lambda done, total: None)
    assert kept(start, neighbors.ids) < 0.6 < 0.9 < kept(end, neighbors.ids)


def test_the_same_documents_give_the_same_bytes_with_any_number_of_threads(tmp_path, monkeypatch):
    vectors = clustered(700)
    monkeypatch.setattr(descent, "ROWS", 100)
    maps = []
    for threads in (1, 3):
        monkeypatch.setattr(layout, "ThreadEngine", lambda threads=threads: ThreadEngine(threads))
        workspace, _ = charted(tmp_path / str(threads), vectors)
        maps.append([file.read_bytes() for file in workspace.files("layout")])
    assert maps[0] == maps[1]


def test_documents_that_were_there_do_not_move_when_others_come(tmp_path):
    vectors = clustered(400)
    workspace, _ = charted(tmp_path / "w", vectors[:300])
    before, _ = placed(workspace)
    append_documents(workspace, ["x"] * 100)
    write_vectors(workspace, vectors)
    run(workspace, "neighbors")
    notes = run(workspace, "layout")
    after, faithfulness = placed(workspace)
    assert (after[:300] == before).all()
    assert notes["placed_among_others"] == 100
    assert faithfulness[300:].mean() > 0.5 * faithfulness[:300].mean()
    assert len(np.unique(after[300:], axis=0)) == 100


def test_a_map_whose_notes_an_earlier_version_wrote_is_kept(tmp_path):
    vectors = clustered(120)
    workspace, _ = charted(tmp_path / "w", vectors[:100])
    before, _ = placed(workspace)
    manifest = workspace.read_manifest()
    ids, some = context(workspace, "layout").vectors()
    former = layout.Documents(ids, some, ids[:0], ids[:0], None).former_digest()
    assert former == hashlib.sha256(ids.tobytes() + some.tobytes()).hexdigest()[:16]
    notes = manifest.stages["layout"].notes | {"vectors": former}
    record = dataclasses.replace(manifest.stages["layout"], notes=notes)
    workspace.commit("layout", record, {"layout": manifest.tables["layout"]})
    append_documents(workspace, ["x"] * 20)
    write_vectors(workspace, vectors)
    run(workspace, "neighbors")
    assert run(workspace, "layout")["placed_among_others"] == 20
    assert (placed(workspace)[0][:100] == before).all()


@pytest.mark.parametrize("change", ["a changed vector", "more new documents than old ones"])
def test_the_map_is_laid_out_again_when_most_of_it_has_changed(tmp_path, change):
    vectors = clustered(300)
    workspace, _ = charted(tmp_path / "w", vectors[:100])
    before, _ = placed(workspace)
    if change == "a changed vector":
        vectors = np.concatenate([vectors[:99], vectors[200:211]])
    append_documents(workspace, ["x"] * (len(vectors) - 100))
    write_vectors(workspace, vectors)
    run(workspace, "neighbors")
    assert "placed_among_others" not in run(workspace, "layout")
    after, _ = placed(workspace)
    assert (after[:99] != before[:99]).all()


@pytest.mark.parametrize("most", [90, 800])
def test_a_sample_comes_first_and_the_map_is_as_faithful(tmp_path, monkeypatch, most):
    vectors = clustered(4000)
    _, at_once = charted(tmp_path / "whole", vectors)
    monkeypatch.setattr(multilevel, "MAX_AT_ONCE", most)
    workspace, notes = charted(tmp_path / "w", vectors)
    assert notes["laid_out"] == 4000
    assert notes["mean_faithfulness"] > 0.9 * at_once["mean_faithfulness"]
    assert np.isfinite(placed(workspace)[0]).all()


def test_threads_and_the_order_of_rows_do_not_change_a_map_in_levels(tmp_path, monkeypatch):
    monkeypatch.setattr(multilevel, "MAX_AT_ONCE", 200)
    monkeypatch.setattr(descent, "ROWS", 100)
    vectors, order = clustered(900), np.random.default_rng(3).permutation(900)
    one = placed(charted(tmp_path / "one", vectors)[0])[0]
    monkeypatch.setattr(layout, "ThreadEngine", lambda: ThreadEngine(3))
    other = placed(charted(tmp_path / "other", vectors[order])[0])[0]
    assert (one[order] == other).all()


@pytest.mark.parametrize("n", [100, 901])
@pytest.mark.parametrize("different", [1, 3, 40])
def test_copies_have_a_map_in_levels(tmp_path, monkeypatch, n, different):
    monkeypatch.setattr(multilevel, "MAX_AT_ONCE", 50)
    workspace, _ = charted(tmp_path / "w", clustered(different, d=8)[np.arange(n) % different])
    positions = placed(workspace)[0]
    assert np.isfinite(positions).all()
    assert len(np.unique(positions, axis=0)) == n


def test_the_neighbours_of_a_sample_are_near_and_in_it():
    vectors = clustered(3000, clusters=10)
    neighbors = search(vectors)
    rows = np.arange(0, 3000, 8)
    ids, similarities = sampled_graph.among_sample(vectors[rows], neighbors.ids, rows, map)
    own = vectors[rows]
    assert similarities == pytest.approx(np.einsum("nd,nkd->nk", own, own[ids]), abs=1e-6)
    assert all(len({*some, row}) == 16 for row, some in enumerate(ids))
    assert similarities[:, :5].mean() > 0.97 * search(own).similarities[:, :5].mean()


def test_too_many_documents_for_umap_are_placed_among_a_sample(tmp_path, monkeypatch):
    vectors = clustered(900)
    monkeypatch.setattr(layout, "MAX_BY_UMAP", 450)
    workspace, notes = charted(tmp_path / "w", vectors, layout={"name": "umap", "n_epochs": 50})
    assert (notes["laid_out"], notes["placed_among_others"]) == (450, 450)
    assert notes["mean_faithfulness"] > 0.5
    assert np.isfinite(placed(workspace)[0]).all()


def test_few_of_many_placed_documents_are_compared_when_many_wait(monkeypatch):
    monkeypatch.setattr(placement, "MAX_PRODUCTS", 300)
    vectors, is_placed = clustered(200), np.arange(200) < 100
    none = np.arange(200, dtype=np.int32)[:, None] // 100 * 100
    positions = np.random.default_rng(0).normal(size=(200, 2)).astype(np.float32)
    after = placement.place_among_neighbors(positions, is_placed, np.where(none < 100, none, 150), none * 0.0, vectors)
    assert (after[:100] == positions[:100]).all()
    assert np.isin(after[100:, 0], positions[:100, 0]).all()


def test_the_nearest_of_many_vectors_is_found_block_by_block(monkeypatch):
    monkeypatch.setattr(placement, "OTHERS_AT_ONCE", 7)
    monkeypatch.setattr(placement, "ROWS", 3)
    vectors, order = clustered(60), np.random.default_rng(1).permutation(60)
    none, is_placed = np.full((60, 1), 59, np.int32), np.arange(60) < 40
    positions = np.random.default_rng(0).normal(size=(60, 2)).astype(np.float32)
    after = placement.place_among_neighbors(positions, is_placed, none, none * 0.0, vectors, order)
    nearest = np.argmax(vectors[order[40:]] @ vectors[order[:40]].T, axis=1)
    assert (after[40:] == positions[nearest]).all()


def test_a_document_without_a_placed_neighbour_goes_to_the_nearest_vector():
    vectors = np.array([[1, 0], [0, 1], [0.1, 1], [0.1, 1]], np.float32)
    ids, similarities = np.array([[1], [0], [3], [2]], np.int32), np.ones((4, 1), np.float32)
    positions = np.array([[5, 5], [7, 7], [0, 0], [0, 0]], np.float32)
    after = placement.place_among_neighbors(positions, np.array([True, True, False, False]), ids, similarities, vectors)
    assert (after == [[5, 5], [7, 7], [7, 7], [7, 7]]).all()


@pytest.mark.parametrize("n", [0, 1, 2, 5, 30])
@pytest.mark.parametrize("alike", [True, False])
def test_few_or_identical_documents_have_a_map(tmp_path, n, alike):
    vectors = np.ones((n, 8), np.float32) if alike else clustered(n, d=8)
    workspace, notes = charted(tmp_path / "w", vectors.reshape(n, 8))
    positions, faithfulness = placed(workspace)
    assert positions.shape == (n, 2)
    assert np.isfinite(np.asarray(positions, float)).all()
    assert len(np.unique(positions, axis=0)) == n
    assert notes["documents"] == n
    if n == 1:
        assert np.ma.is_masked(faithfulness[0])
        assert notes["mean_faithfulness"] is None


def test_faithfulness_is_the_share_of_neighbours_nearby():
    places = np.array([[n, 0] for n in range(200)], np.float32)
    ids = np.array([[1, 2], [199, 3], *[[0, 1]] * 198], np.int32)
    shares = graph.faithfulness(places, ids)
    assert shares[[0, 1, 199]].tolist() == [1.0, 0.5, 0.0]


def test_neighbours_read_back_are_those_that_were_written(tmp_path):
    vectors = clustered(50)
    workspace, _ = charted(tmp_path / "w", vectors)
    doc_ids = np.arange(50)
    ids, similarities = graph.read_neighbors(
        context(workspace, "layout").batches("neighbors", ["neighbor_id", "similarity"], rows=7), doc_ids
    )
    neighbors = nearest.neighbors(vectors, 15, map, lambda done, total: None)
    assert (ids == neighbors.ids).all()
    assert np.allclose(similarities, neighbors.similarities, atol=1e-6)
