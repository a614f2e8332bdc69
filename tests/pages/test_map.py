"""The map page on maps of every size and kind, run without a browser."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from analytics.ask.filters import Rows
from analytics.ask.selection import Selection
from analytics.ask.workspaces import builds
from analytics.ask.workspaces.served import SERVED
from analytics.build.pipeline import build
from analytics.layouts import Fast, Umap
from analytics.workspace import StageRecord
from tests.mapped import TOPICS, write_map, write_mapped, write_topics, write_vectors
from tests.workspaces import HOSTILE, write_table, write_workspace

PAGE = str(Path(__file__).parents[2] / "pages" / "map.py")


@pytest.fixture(scope="module")
def mapped(tmp_path_factory):
    return write_mapped(tmp_path_factory.mktemp("page") / "mapped")


@pytest.fixture
def opened(monkeypatch):
    def open_page(workspace, **link):
        monkeypatch.setenv(SERVED, str(workspace.path))
        app = AppTest.from_file(PAGE, default_timeout=60)
        for name, value in link.items():
            app.query_params[name] = value
        return app.run()

    return open_page


def complaints(app):
    return [error.message for error in app.exception] + [error.value for error in app.error]


def everything(app):
    return " ".join(
        str(element.value)
        for kind in (app.text, app.caption, app.markdown, app.subheader, app.info)
        for element in kind
    ).replace("\\", "")


def test_the_page_says_what_it_is_about_and_how_far_to_believe_it(opened, mapped):
    app = opened(mapped)
    assert complaints(app) == []
    text = everything(app)
    assert "400 documents, 2 themes. The largest: " in text
    assert "400 of 400 documents in view are points" in text
    assert "50% of true neighbours are kept within 50" in text
    assert "40 documents have no topic" in text


@pytest.mark.parametrize("n", [1, 2, 5])
@pytest.mark.parametrize("same", [False, True])
def test_a_handful_of_documents_is_a_map(opened, tmp_path, n, same):
    workspace = write_workspace(
        tmp_path / "few", ["the same" if same else f"text {i}" for i in range(n)], scanned=False
    )
    write_map(workspace, [1.0 if same else float(i) for i in range(n)], [1.0] * n, [-1] * n, [1.0] * n)
    app = opened(workspace, doc="0", outline="0,0_2,0_2,2_0,2")
    assert complaints(app) == [
        "this workspace has no neighbours yet - run `dataloupe build` on it again, with an encoder other than none".replace(
            "-", "\\-"
        ).replace("`", "\\`")
    ]
    app = opened(workspace, outline="0,0_2,0_2,2_0,2")
    assert complaints(app) == []
    assert "no themes" in everything(app)


def test_a_map_without_faithfulness_or_topics_says_what_it_knows(opened, tmp_path):
    workspace = write_workspace(tmp_path / "w", ["a", "b"], scanned=False)
    table = {
        "doc_id": pa.array([0, 1]),
        "x": pa.array([0.0, 1.0], pa.float32()),
        "y": pa.array([0.0, 1.0], pa.float32()),
    }
    write_table(
        workspace,
        "map",
        pa.table(
            {**table, "topic_id": pa.array([-1, -1], pa.int32()), "faithfulness": pa.array([None, None], pa.float32())}
        ),
    )
    app = opened(workspace)
    assert complaints(app) == []
    assert "true neighbours" not in everything(app)


def test_hostile_names_are_shown_as_they_are(opened, tmp_path):
    n = 40
    topic = np.arange(n) % 4
    workspace = write_workspace(
        tmp_path / "hostile",
        [HOSTILE[i % 3] for i in range(n)],
        metadata={HOSTILE[2]: [HOSTILE[i % 3] for i in range(n)]},
        scanned=False,
    )
    xy = np.random.default_rng(0).normal(size=(n, 2)).astype(np.float32)
    write_map(workspace, xy[:, 0], xy[:, 1], topic + 2, [0.5] * n)
    write_topics(workspace, topic + 2, xy, names=(*HOSTILE, "plain"))
    write_vectors(workspace, np.random.default_rng(1).normal(size=(n, 4)), k=3)
    for link in (
        {},
        {"doc": "1"},
        {"outline": "-9,-9_9,-9_9,9_-9,9"},
        {"q": HOSTILE[0], "by": "by words"},
        {"colour": "Topic", "a": HOSTILE[0]},
    ):
        app = opened(workspace, **link)
        assert complaints(app) == []
        assert not any("<script>" in element.value and "\\<script" not in element.value for element in app.markdown)


def test_a_selection_narrows_the_map_and_what_it_says(opened, mapped):
    app = opened(mapped, sel=Selection((Rows((1, 2, 3)),)).to_url())
    assert complaints(app) == []
    assert "3 of 3 documents in view are points" in everything(app)


def test_an_open_document_shows_its_neighbours_by_similarity(opened, mapped):
    app = opened(mapped, doc="4")
    neighbours = next(frame.value for frame in app.dataframe if "similarity" in frame.value)
    assert len(neighbours) == 5 and neighbours["similarity"].is_monotonic_decreasing


def test_an_outline_tells_what_is_inside_from_the_rest(opened, mapped):
    app = opened(mapped, outline="0,0_10,0_10,10_0,10")
    terms = next(frame.value for frame in app.dataframe if "term" in frame.value)
    assert {"wind", "turbines"} <= set(terms["term"])
    assert any("documents" in title.value for title in app.subheader)


def test_without_an_encoder_only_words_can_be_searched(opened, mapped):
    app = opened(mapped, q=TOPICS[0])
    assert complaints(app) == []
    assert any("documents with" in title.value for title in app.subheader)


def test_zooming_in_counts_what_is_in_view(opened, mapped):
    app = opened(mapped, view="3,7,3,7")
    assert complaints(app) == []
    assert "400 of 400" not in everything(app)


@pytest.mark.parametrize("part", ["view=1,2", "view=3,2,1,0", "view=nan,1,0,1", "outline=1,1", "doc=x", "sel=nonsense"])
def test_a_broken_link_is_one_clear_line(opened, mapped, part):
    name, value = part.split("=")
    app = opened(mapped, **{name: value})
    assert not app.exception
    assert len(app.error) == 1


def laid_out(workspace, name, settings):
    """`workspace` with the record of a layout, as the build keeps it."""
    manifest = workspace.read_manifest()
    record = StageRecord("f", 1.0, "threads(2)", 0.0, notes={"layout": name, "settings": settings})
    tables = {name: table for name, table in manifest.tables.items() if table.stage == "layout"}
    workspace.commit("layout", record, tables, build={"sources": ["corpus.jsonl"], "options": {"text": "body"}})


@pytest.mark.parametrize(
    ("layout", "text"),
    [(Fast(), "Layout: Fast."), (Umap(densmap=True), "Layout: UMAP (n_neighbors 15, min_dist 0.1, densMAP).")],
)
def test_the_page_says_which_layout_it_shows(opened, tmp_path, layout, text):
    workspace = write_mapped(tmp_path / "w")
    laid_out(workspace, layout.name, asdict(layout))
    app = opened(workspace)
    assert complaints(app) == []
    assert text in everything(app)


@pytest.fixture
def started(monkeypatch):
    """The builds that the page starts."""
    calls = []
    monkeypatch.setattr(builds, "start_build", lambda *arguments: calls.append(arguments))
    return calls


def lay_out_again(app):
    (button,) = [button for button in app.button if button.label == "Lay out again"]
    return button.click().run()


def test_the_map_is_laid_out_again_with_other_settings(opened, tmp_path, started):
    workspace = write_mapped(tmp_path / "w")
    laid_out(workspace, "fast", {})
    app = opened(workspace)
    app.button_group(key="layout-settings-name").set_value("UMAP").run()
    next(one for one in app.number_input if one.label == "min_dist").set_value(0.3)
    next(one for one in app.selectbox if one.label == "Labels").set_value("label")
    app = lay_out_again(app)
    assert complaints(app) == []
    ((path, sources, options),) = started
    assert (path, sources) == (workspace.path, ["corpus.jsonl"])
    assert options == {"text": "body", "layout": {"name": "umap", "min_dist": 0.3, "labels": "label"}}


def test_the_settings_begin_with_what_the_map_shows_and_go_back_to_the_default(opened, tmp_path, started):
    workspace = write_mapped(tmp_path / "w")
    laid_out(workspace, "umap", asdict(Umap(n_neighbors=7, spread=1.5, labels="label")))
    app = lay_out_again(opened(workspace))
    app.button_group(key="layout-settings-name").set_value("Fast").run()
    lay_out_again(app)
    layouts = [options["layout"] for _, _, options in started]
    assert layouts == [{"name": "umap", "n_neighbors": 7, "spread": 1.5, "labels": "label"}, None]


def test_nobody_else_can_lay_the_map_out_again(opened, tmp_path, monkeypatch):
    workspace = write_mapped(tmp_path / "w")
    laid_out(workspace, "fast", {})
    monkeypatch.setattr("analytics.ui.map.layout_settings.may_add", lambda: False)
    app = opened(workspace)
    assert complaints(app) == []
    assert "Lay out again" not in [button.label for button in app.button]


def test_a_build_that_starts_is_shown(opened, tmp_path, monkeypatch):
    workspace = write_mapped(tmp_path / "w")
    laid_out(workspace, "fast", {})
    monkeypatch.setattr(builds, "build_status", lambda workspace: builds.BuildStatus("starting"))
    app = opened(workspace)
    assert complaints(app) == []
    assert "The build of the layout is starting" in everything(app)


@pytest.mark.model
def test_a_typed_sentence_finds_documents_by_meaning(opened, tmp_path):
    subjects = [
        "The cat sleeps on the warm sofa",
        "Interest rates rose at the central bank",
        "The striker scored a late goal",
        "Bake the bread in a hot oven",
    ]
    (tmp_path / "four.jsonl").write_text(
        "".join(json.dumps({"text": f"{subjects[i % 4]}, note {i}."}) + "\n" for i in range(40))
    )
    workspace = build(str(tmp_path / "w"), [str(tmp_path / "four.jsonl")])
    app = opened(workspace, q="kitten on a couch")
    assert complaints(app) == []
    assert any(title.value.startswith("The 40 nearest to") for title in app.subheader)
    hits = next(frame.value for frame in app.dataframe if "similarity" in frame.value)
    assert hits["text"].head(10).str.startswith("The cat").all()
    assert hits["similarity"].is_monotonic_decreasing
