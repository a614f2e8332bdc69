"""A file is written whole or not at all."""

import os
import stat
import threading
from pathlib import Path

import pytest

from analytics import files
from analytics.files import atomic_path, sync, write_atomically


def test_text_and_bytes_replace_an_older_file(tmp_path):
    path = tmp_path / "file"
    write_atomically(path, "old")
    write_atomically(path, "né\n")
    assert path.read_bytes() == "né\n".encode()
    write_atomically(str(path), b"\x00")
    assert path.read_bytes() == b"\x00"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_older_file_and_nothing_else(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), atomic_path(path) as temporary:
        temporary.write_text("half")
        raise ZeroDivisionError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_readers_see_the_older_content_until_all_is_written(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")
    with atomic_path(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
        assert temporary.parent == tmp_path and temporary.name.startswith(".file.") and temporary.suffix == ".tmp"
    assert path.read_text() == "new"


def test_the_content_is_on_the_disk_before_it_becomes_visible(tmp_path, monkeypatch):
    path, synced = tmp_path / "file", []
    monkeypatch.setattr(files, "sync", lambda temporary: synced.append((temporary.read_text(), path.exists())))
    write_atomically(path, "new")
    assert synced == [("new", False)]


def test_a_file_that_is_only_readable_is_not_synced(tmp_path):
    """Windows refuses it, so it has to be opened for writing."""
    path = tmp_path / "file"
    path.write_text("text")
    opened = []
    monkeypatched = Path.open

    class Watched(type(path)):
        def open(self, mode="r", *rest, **named):
            opened.append(mode)
            return monkeypatched(self, mode, *rest, **named)

    sync(Watched(path))
    assert opened == ["r+b"]
    assert path.read_text() == "text"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_secret_is_never_readable_by_others(tmp_path):
    write_atomically(tmp_path / "salt", b"secret", mode=0o600)
    assert stat.S_IMODE((tmp_path / "salt").stat().st_mode) == 0o600


def test_threads_that_write_the_same_file_do_not_disturb_each_other(tmp_path):
    path, failures = tmp_path / "file", []

    def write(number):
        try:
            for _ in range(20):
                write_atomically(path, str(number) * 10_000)
        except OSError as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    content = path.read_text()
    assert content == content[0] * 10_000


def test_on_windows_a_replacement_waits_for_readers(tmp_path, monkeypatch):
    path, tries = tmp_path / "file", []
    replace = Path.replace

    def refuse_twice(self, target):
        tries.append(target)
        if len(tries) <= 2:
            raise PermissionError
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse_twice)
    monkeypatch.setattr(files, "SECONDS_BETWEEN_TRIES", 0)
    with pytest.raises(PermissionError):
        write_atomically(path, "posix does not wait")
    monkeypatch.setattr(files.os, "name", "nt")
    tries.clear()
    files._replace(_written(tmp_path / "temporary"), path)
    assert path.read_text() == "text" and len(tries) == 3


def _written(path):
    path.write_text("text")
    return path
