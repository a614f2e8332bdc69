"""The map page says which layout it shows, and starts a build with another one."""

from dataclasses import asdict

import pytest

from analytics.access.settings import SETTINGS, ServerSettings
from analytics.ask.workspaces import builds
from analytics.layouts import Fast, Umap
from analytics.workspace import StageRecord
from tests.mapped import write_mapped
from tests.pages.apps import complaints, open_alone
from tests.pages.test_map import everything


@pytest.fixture
def opened(monkeypatch):
    return lambda workspace: open_alone("map", workspace, monkeypatch)


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
    (button,) = [button for button in app.button if button.label == "Compute layout"]
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
    settings = ServerSettings(is_local=False)
    monkeypatch.setenv(SETTINGS, settings.to_environment()[SETTINGS])
    app = opened(workspace)
    assert complaints(app) == []
    assert "Compute layout" not in [button.label for button in app.button]


def test_a_build_that_starts_is_shown(opened, tmp_path, monkeypatch):
    workspace = write_mapped(tmp_path / "w")
    laid_out(workspace, "fast", {})
    monkeypatch.setattr(builds, "build_status", lambda workspace: builds.BuildStatus("starting"))
    app = opened(workspace)
    assert complaints(app) == []
    assert "The build of the layout is starting" in everything(app)
