"""A workspace is created, opened, or refused in one clear line."""

import json

import pytest

from analytics.errors import DataloupeError
from analytics.workspace import FORMAT, create_workspace, open_workspace
from tests.workspace.tables import commit, numbers


def test_a_new_workspace_is_empty_and_can_be_opened(tmp_path):
    workspace = create_workspace(tmp_path / "deep" / "new")
    manifest = open_workspace(workspace.path).read_manifest()
    assert (manifest.generation, manifest.tables, manifest.stages) == (0, {}, {})
    assert workspace.connect().execute("SELECT 1").fetchone() == (1,)
    assert workspace.progress() is None


def test_creating_twice_keeps_what_is_there(tmp_path):
    commit(create_workspace(tmp_path), "one", a=[1])
    assert numbers(create_workspace(tmp_path).connect(), "a") == [1]


@pytest.mark.parametrize("make", ["file", "directory with other files"])
def test_what_is_no_workspace_is_neither_opened_nor_overwritten(tmp_path, make):
    path = tmp_path / "thesis"
    if make == "file":
        path.write_text("my work")
    else:
        path.mkdir()
        (path / "chapter.txt").write_text("my work")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(DataloupeError, match=r"is not a dataloupe workspace. Choose a new or an empty directory"):
        create_workspace(path)
    with pytest.raises(DataloupeError, match="Make one with: dataloupe build"):
        open_workspace(path)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_directory_that_a_kill_left_before_the_first_manifest_is_taken_up(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "manifest.json.123.tmp").write_text("{")
    assert create_workspace(tmp_path).read_manifest().generation == 0


def test_a_workspace_of_a_newer_dataloupe_is_refused(tmp_path):
    workspace = create_workspace(tmp_path)
    manifest = json.loads(workspace.manifest_path.read_text())
    workspace.manifest_path.write_text(json.dumps({**manifest, "format": FORMAT + 1, "dataloupe": "9.0"}))
    for act in (open_workspace, create_workspace):
        with pytest.raises(DataloupeError, match=r"was made by dataloupe 9\.0.*Update dataloupe"):
            act(tmp_path)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"tables": 1, "stages": {}}', '{"tables": {}}', '{"tables": {}, "stages": {}, "surprise": 1}'],
)
def test_a_broken_manifest_is_one_clear_line(tmp_path, text):
    workspace = create_workspace(tmp_path)
    workspace.manifest_path.write_text(text)
    with pytest.raises(DataloupeError, match="cannot be read"):
        open_workspace(tmp_path)


def test_tables_and_paths_may_have_hostile_names(tmp_path):
    workspace = create_workspace(tmp_path / 'it\'s; "odd" [1] *?')
    commit(workspace, "one", **{'"; drop table x; --': [7]})
    connection = workspace.connect()
    (name,) = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchone()
    assert name == '"; drop table x; --'
    assert numbers(connection, name) == [7]
