"""The layout of a map is known from its build; only columns with some, but not too many, values can label one."""

from dataclasses import asdict

import pytest

from analytics.ask.map import layout as map_layout
from analytics.ask.map.layout import label_columns, shown_layout
from analytics.layouts import Fast, Umap
from analytics.workspace import Manifest, StageRecord
from tests.workspaces import HOSTILE, write_workspace


def manifest(**notes):
    return Manifest(stages={"layout": StageRecord("f", 1.0, "threads(2)", 0.0, notes=notes)})


@pytest.mark.parametrize("layout", [Fast(), Umap(), Umap(min_dist=0.3, labels="topic", seed=None)])
def test_the_layout_that_made_the_map_is_known(layout):
    assert shown_layout(manifest(layout=layout.name, settings=asdict(layout))) == layout


def test_a_map_of_an_older_build_is_the_fast_one_and_without_a_build_nothing_is_known():
    assert shown_layout(manifest(method="UMAP on the neighbours' graph", settings={"a": 1.0})) == Fast()
    assert shown_layout(Manifest()) is None


def test_columns_of_a_few_values_can_be_labels(tmp_path, monkeypatch):
    monkeypatch.setattr(map_layout, "MAX_CLASSES", 20)
    workspace = write_workspace(
        tmp_path / "w",
        [f"text {i}" for i in range(100)],
        metadata={
            HOSTILE[0]: [f"class {i % 3}" for i in range(100)],
            "is_long": [i % 2 == 0 for i in range(100)],
            "stars": [i % 5 for i in range(100)],
            "weight": [i / 7 for i in range(100)],
            "unique": [f"id {i}" for i in range(100)],
            "label": ["hidden behind the column of documents", "b"] * 50,
        },
        scanned=False,
        source=["web", "books"] * 50,
        label=["only"] * 100,
    )
    names = label_columns(workspace.connect())
    assert {"source", HOSTILE[0], "is_long", "stars"} <= set(names)
    assert not {"weight", "unique", "text", "doc_id", "created_at"} & set(names)
