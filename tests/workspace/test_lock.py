"""One build at a time; a killed one leaves nothing that disturbs the next."""

import subprocess
import sys

import pytest

from analytics.errors import DataloupeError
from analytics.workspace import Progress, create_workspace, open_workspace

HOLD = """
import sys, time
from analytics.workspace import Progress, create_workspace
workspace = create_workspace(sys.argv[1])
with workspace.lock():
    workspace.report_progress(Progress("scan", 1, 2, "rows", 0.0, 0.0))
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other_build(tmp_path):
    """Another process that holds the workspace for building."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_build_is_refused_in_one_line_that_says_where_the_first_is(tmp_path, other_build):
    workspace = open_workspace(tmp_path)
    assert workspace.is_building()
    assert workspace.progress().stage == "scan"
    with (
        pytest.raises(DataloupeError, match=r"is being built by another process \(stage scan\)") as refusal,
        workspace.lock(),
    ):
        pass
    assert "\n" not in str(refusal.value)


def test_the_lock_of_a_killed_build_is_free_and_its_progress_gone(tmp_path, other_build):
    other_build.kill()
    other_build.wait()
    workspace = open_workspace(tmp_path)
    assert workspace.progress_path.is_file(), "kill -9 leaves the file"
    assert not workspace.is_building()
    assert workspace.progress() is None
    with workspace.lock():
        assert workspace.is_building()
    assert not workspace.progress_path.exists()


def test_half_written_files_of_killed_builds_are_cleared_away(tmp_path):
    workspace = create_workspace(tmp_path)
    for name in ("manifest.json.12.tmp", "progress.json.34.tmp"):
        (tmp_path / name).write_text("{")
    with workspace.lock():
        assert not list(tmp_path.glob("*.tmp"))


def test_the_lock_is_freed_when_a_build_fails(tmp_path):
    workspace = create_workspace(tmp_path)
    with pytest.raises(ZeroDivisionError), workspace.lock():
        raise ZeroDivisionError
    with workspace.lock():
        workspace.report_progress(Progress("one", 0, None, "rows", 0.0, 0.0, ("two",)))
        assert workspace.progress().remaining == ("two",)
