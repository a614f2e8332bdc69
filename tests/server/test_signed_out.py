"""A session that was signed out is known to all processes, and after a restart."""

import time

import pytest

from analytics.ui.server.signed_out import MAX_DAYS, SECONDS_A_DAY, SignedOut


@pytest.fixture
def path(tmp_path):
    return tmp_path / "settings" / "signed-out"


def test_every_process_knows_it_also_one_that_starts_later(path):
    first, second = SignedOut(path), SignedOut(path)
    assert "a" not in second
    first.add("a")
    assert "a" in first and "a" in second and "a" in SignedOut(path)
    second.add("b")
    assert "b" in first and "c" not in first


def test_an_unfinished_line_counts_when_it_is_whole(path):
    known = SignedOut(path)
    known.add("a")
    with path.open("a") as file:
        file.write(f"{time.time():.0f} b")
    assert "b" not in known and "a" in known
    with path.open("a") as file:
        file.write("c\n")
    assert "bc" in known and "b" not in known


def test_lines_that_no_session_outlives_are_removed_at_a_start(path):
    SignedOut(path).add("new")
    lines = path.read_text()
    path.write_text(f"{time.time() - (MAX_DAYS + 1) * SECONDS_A_DAY:.0f} old\nno line\n{lines}")
    again = SignedOut(path)
    assert "new" in again and "old" not in again
    assert path.read_text() == lines


def test_a_folder_that_cannot_be_written_leaves_it_to_the_process(tmp_path):
    file = tmp_path / "a file"
    file.write_text("x")
    known = SignedOut(file / "signed-out")
    known.add("a")
    assert "a" in known and "b" not in known


def test_only_the_account_of_the_server_can_read_the_file(path):
    SignedOut(path).add("a")
    assert path.stat().st_mode & 0o077 == 0
