"""Which workspaces are served, which stages built one, and which of its sources changed."""

import os
import time

import pytest

from analytics.ask.workspaces.served import SERVED, served_workspaces
from analytics.ask.workspaces.stages import changed_sources, input_table, stage_table
from analytics.errors import DataloupeError
from analytics.workspace import Manifest, StageRecord
from tests.workspaces import write_workspace


def test_workspaces_of_one_name_get_their_parents_in_the_short_name(tmp_path):
    paths = [tmp_path / "x" / "w", tmp_path / "y" / "w", tmp_path / "other"]
    assert list(served_workspaces({SERVED: os.pathsep.join(map(str, paths))})) == ["x/w", "y/w", "other"]


def test_a_workspace_named_twice_is_served_once(tmp_path):
    assert len(served_workspaces({SERVED: os.pathsep.join([str(tmp_path), f"{tmp_path}/"])})) == 1


def test_serving_no_workspace_is_one_clear_error():
    with pytest.raises(DataloupeError, match="dataloupe serve DIR"):
        served_workspaces({})


def test_stages_list_their_tables_and_whether_they_are_outdated(small, tmp_path):
    stages = stage_table(small.read_manifest()).set_index("stage")
    assert stages.rows["scan"] == 60
    assert stages.tables["documents"] == "documents, metadata, rejects"
    workspace = write_workspace(tmp_path / "w", ["one"])
    manifest = workspace.read_manifest()
    own = {name: table for name, table in manifest.tables.items() if table.stage == "documents"}
    workspace.commit("documents", StageRecord("new", 1.0, "test", 1.0), own, outdates=["scan"])
    assert stage_table(workspace.read_manifest()).set_index("stage").state.to_dict() == {
        "scan": "outdated",
        "documents": "built",
    }


def read_from(*sources, notes=None):
    """A manifest whose sources were read a minute ago."""
    record = StageRecord("print", 1.0, "test", time.time() - 60, notes=notes or {})
    return Manifest(build={"sources": [str(source) for source in sources]}, stages={"documents": record})


def test_sources_that_changed_since_they_were_read_are_named(tmp_path):
    old, new, gone, folder = tmp_path / "old.csv", tmp_path / "new.csv", tmp_path / "gone.csv", tmp_path / "folder"
    folder.mkdir()
    for path in (old, new, folder / "one.txt"):
        path.write_text("text")
    os.utime(old, (time.time() - 3600,) * 2)
    assert changed_sources(read_from(old)) == []
    assert changed_sources(read_from(old, new, gone, folder)) == [
        "new.csv has changed",
        "gone.csv no longer exists",
        "folder has changed",
    ]
    assert changed_sources(read_from(tmp_path / "o*.csv")) == []
    assert changed_sources(Manifest()) == []


def test_inputs_show_how_they_were_read():
    facts = [
        {
            "name": "a.csv",
            "format": "csv",
            "rows": 5,
            "documents": 3,
            "rejects": {"no text": 2},
            "text": "body",
            "why_text": "by its name",
        },
        {"name": "odd"},
    ]
    inputs = input_table(read_from(notes={"inputs": facts}))
    assert inputs.iloc[0].tolist() == ["a.csv", "csv", 5, 3, 2, "body", "by its name"]
    assert inputs.rejects.tolist() == [2, 0]
    assert input_table(Manifest()).empty
