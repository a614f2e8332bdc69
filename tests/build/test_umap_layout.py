"""`--layout umap` is umap-learn itself, on the neighbour graph of the build; labels pull their documents together."""

from typing import ClassVar

import numpy as np
import pyarrow as pa
import pytest

from analytics.build import layout
from analytics.build.map import classes, umap_layout
from analytics.build.map.canonical import canonical_order, inverse
from analytics.build.pipeline import downstream, stages
from analytics.errors import DataloupeError
from analytics.layouts import Umap, build_option
from tests.build.test_layout import charted, placed
from tests.build.test_neighbors import clustered
from tests.map_stages import STAGES, append_documents, context, run, write_documents, write_vectors
from tests.workspaces import write_table


class FakeUmap:
    """Records how UMAP is called and places every document where the start puts it."""

    calls: ClassVar[list[dict]] = []

    def __init__(self, **options):
        self.options = options

    def fit_transform(self, start, classes):
        self.calls.append({**self.options, "rows": start.shape, "classes": classes})
        self.options["tqdm_kwds"]["file"].write("\r3/7")
        return start.copy()


@pytest.fixture
def fake(monkeypatch):
    import umap

    monkeypatch.setattr(umap, "UMAP", FakeUmap)
    monkeypatch.setattr(FakeUmap, "calls", [])
    return FakeUmap.calls


def labelled(path, vectors, values):
    workspace = write_documents(path, ["x"] * len(vectors))
    write_table(workspace, "metadata", pa.table({"doc_id": range(len(vectors)), "to'pic": values}))
    write_vectors(workspace, vectors)
    run(workspace, "neighbors")
    return workspace


def same_nearby(positions, values):
    """The share of each document's ten nearest on the map that have its value."""
    apart = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    nearest = np.argsort(apart, axis=1)[:, 1:11]
    return (values[nearest] == values[:, None]).mean()


def test_umap_keeps_neighbours_and_labels_pull_their_documents_together(tmp_path):
    vectors = clustered(400, clusters=8)
    values = np.array(["a", "b"])[np.arange(400) % 2]  # nothing that the vectors know
    workspace = labelled(tmp_path / "w", vectors, pa.array(values))
    plain = run(workspace, "layout", layout="umap")
    assert plain["mean_faithfulness"] > 0.9
    by_text, _ = placed(workspace)
    notes = run(workspace, "layout", layout={"name": "umap", "labels": "to'pic", "target_weight": 0.9})
    by_label, _ = placed(workspace)
    assert (plain["layout"], plain["settings"]["min_dist"], plain["settings"]["labels"]) == ("umap", 0.1, None)
    assert (notes["settings"]["labels"], notes["epochs"]) == ("to'pic", 500)
    assert same_nearby(by_text, values) < 0.6 < 0.9 < same_nearby(by_label, values)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 4, 5, 30])
@pytest.mark.parametrize("alike", [True, False])
def test_few_or_identical_documents_have_a_map(tmp_path, n, alike):
    vectors = np.ones((n, 8), np.float32) if alike else clustered(n, d=8)
    workspace, notes = charted(tmp_path / "w", vectors.reshape(n, 8), layout="umap")
    positions, _ = placed(workspace)
    assert positions.shape == (n, 2)
    assert np.isfinite(np.asarray(positions, float)).all()
    assert (notes["layout"], notes["documents"]) == ("umap", n)


def test_densmap_runs(tmp_path):
    workspace, notes = charted(tmp_path / "w", clustered(60), layout={"name": "umap", "densmap": True})
    assert np.isfinite(np.asarray(placed(workspace)[0], float)).all()
    assert notes["epochs"] == 700


def test_options_and_the_graph_reach_umap(tmp_path, fake):
    vectors = clustered(100)
    options = {"n_neighbors": 8, "min_dist": 0.3, "spread": 1.5, "n_epochs": 40, "densmap": True, "seed": None}
    workspace, _ = charted(tmp_path / "w", vectors, layout={"name": "umap", **options})
    (call,) = fake
    expected = {**options, "random_state": None, "metric": "cosine", "dens_lambda": 2.0, "target_weight": 0.5}
    assert {name: call[name] for name in expected if name != "seed"} == {
        name: value for name, value in expected.items() if name != "seed"
    }
    assert call["rows"] == (100, 2)
    ids, distances = call["precomputed_knn"]
    graph = workspace.connect().execute("FROM neighbors WHERE rank <= 7 ORDER BY doc_id, rank").fetchnumpy()
    order = canonical_order((vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32))
    neighbors = inverse(order)[graph["neighbor_id"].reshape(100, 7)[order]]
    assert (ids[:, 0] == np.arange(100)).all() and (ids[:, 1:] == neighbors).all()
    assert np.allclose(1 - distances[:, 1:], graph["similarity"].reshape(100, 7)[order])


def test_a_seed_means_one_thread_and_progress_is_passed_on(fake):
    done = []
    ids = np.tile(np.arange(3, dtype=np.int32), (9, 1))
    for seed in (42, None):
        umap_layout.positions(
            np.zeros((9, 2), np.float32),
            ids,
            np.ones((9, 3), np.float32),
            Umap(seed=seed),
            None,
            lambda *numbers: done.append(numbers),
            threads=4,
        )
    assert [call["n_jobs"] for call in fake] == [1, 4]
    assert done == [(3, 7), (3, 7)]


def test_another_setting_makes_only_the_layout_and_what_depends_on_it_stale(tmp_path, fake):
    workspace, _ = charted(tmp_path / "w", clustered(60), layout="umap")
    manifest = workspace.read_manifest()
    before, after = ({"layout": build_option(one)} for one in (Umap(), Umap(min_dist=0.05)))
    changed = {
        stage.name for stage in stages() if stage.fingerprint(manifest, before) != stage.fingerprint(manifest, after)
    }
    assert changed == {"layout"}
    assert downstream(layout.STAGE) == {"topics", "findings"}


def test_new_documents_are_placed_among_the_old_only_by_the_same_layout(tmp_path, fake):
    vectors = clustered(120)
    workspace, _ = charted(tmp_path / "w", vectors[:100], layout="umap")
    append_documents(workspace, ["x"] * 20)
    write_vectors(workspace, vectors)
    run(workspace, "neighbors")
    assert run(workspace, "layout", layout="umap")["placed_among_others"] == 20
    assert "placed_among_others" not in run(workspace, "layout", layout={"name": "umap", "min_dist": 0.5})
    assert "placed_among_others" not in run(workspace, "layout")


def test_too_many_documents_for_densmap_are_placed_among_a_sample(tmp_path, fake, monkeypatch):
    monkeypatch.setattr(umap_layout, "MAX_DENSMAP_DOCUMENTS", 50)
    _, notes = charted(tmp_path / "w", clustered(80), layout={"name": "umap", "densmap": True})
    assert (notes["laid_out"], notes["placed_among_others"]) == (50, 30)


def test_classes_are_numbered_by_their_first_document_and_missing_ones_are_none(tmp_path):
    workspace = labelled(tmp_path / "w", clustered(6), pa.array(["b", None, "a", "b", "c", None]))
    codes = classes.codes(context(workspace, "layout"), "to'pic", np.array([0, 1, 2, 3, 5]))
    assert codes.tolist() == [0, -1, 1, 0, -1]
    assert codes.dtype == np.int32


def test_a_column_that_is_missing_or_has_too_many_values_is_refused(tmp_path, monkeypatch):
    workspace = labelled(tmp_path / "w", clustered(6), pa.array(list("abcdef")))
    running = context(workspace, "layout")
    with pytest.raises(DataloupeError, match=r"no column 'topic' with labels for the layout\. There are: .*to'pic"):
        classes.codes(running, "topic", np.arange(6))
    with pytest.raises(DataloupeError, match="no column 'text' with labels"):
        classes.codes(running, "text", np.arange(6))
    monkeypatch.setattr(classes, "MAX_CLASSES", 5)
    with pytest.raises(DataloupeError, match=r"has 6 distinct values\. The labels of a layout have at most 5"):
        classes.codes(running, "to'pic", np.arange(6))


def test_the_stage_reads_the_columns_that_can_be_labels():
    assert {"documents", "metadata"} <= set(STAGES["layout"].optional_reads)
