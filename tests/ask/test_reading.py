import os

import pytest

from analytics.ask.build_state import built
from analytics.ask.reading import SERVED, served
from analytics.errors import DataloupeError
from analytics.workspace import StageRecord


def test_workspaces_of_one_name_are_told_apart_by_their_parents(tmp_path):
    paths = [tmp_path / "x" / "w", tmp_path / "y" / "w", tmp_path / "other"]
    assert list(served({SERVED: os.pathsep.join(map(str, paths))})) == ["x/w", "y/w", "other"]


def test_a_workspace_named_twice_is_served_once(tmp_path):
    assert len(served({SERVED: os.pathsep.join([str(tmp_path), f"{tmp_path}/"])})) == 1


def test_no_workspace_is_one_clear_line():
    with pytest.raises(DataloupeError, match="dataloupe serve DIR"):
        served({})


def test_stages_say_what_they_made_and_whether_it_still_counts(small, tmp_path):
    from tests.workspaces import write_workspace

    found = built(small.read_manifest()).set_index("stage")
    assert found.rows["scan"] == 60
    assert found.tables["documents"] == "documents, metadata, rejects"
    workspace = write_workspace(tmp_path / "w", ["one"])
    manifest = workspace.read_manifest()
    own = {name: table for name, table in manifest.tables.items() if table.stage == "documents"}
    workspace.commit("documents", StageRecord("new", 1.0, "test", 1.0), own, outdates=["scan"])
    assert built(workspace.read_manifest()).set_index("stage").state.to_dict() == {"scan": "outdated", "documents": "built"}
