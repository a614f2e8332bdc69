"""Which files are new: every form of a source, and a clear line for what cannot be read."""

import errno
import functools
import http.server
import os
import shutil
import threading

import pytest

from analytics.errors import DataloupeError
from analytics.watch.new_files import new_files
from analytics.workspace.arrivals import Arrivals


def file_in(folder, name, text="text"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder / name


def taken(tmp_path, source):
    arrivals = Arrivals(tmp_path / "ws")
    arrivals.prepare()
    return [arrivals.take(*batch).name for batch in new_files([str(source)], arrivals, 0.0)]


@pytest.mark.parametrize("pattern", ["in/*/*.txt", "in/**/*.txt", "in/x/a.txt", "in", "i?/x/a*", "in/[x]/a.txt"])
def test_a_source_may_be_a_path_a_directory_or_any_glob(tmp_path, pattern):
    file_in(tmp_path / "in" / "x", "a.txt")
    file_in(tmp_path / "in" / ".hidden", "b.txt", "other")
    assert [name.partition("-")[2][17:] for name in taken(tmp_path, tmp_path / pattern)] == ["a.txt"]


def test_a_glob_without_a_file_yet_is_no_error(tmp_path):
    assert taken(tmp_path, tmp_path / "none" / "*.txt") == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("/nowhere/at/all", "does not exist"),
        ("ftp://bucket/a/*.txt", "is an address that cannot be read. There are: s3://"),
        ("https://u:geheim@a.example/b", "contains credentials"),
    ],
)
def test_a_source_that_cannot_be_watched_is_one_line(tmp_path, source, message):
    with pytest.raises(DataloupeError, match=message):
        taken(tmp_path, source)


@pytest.mark.parametrize("name", ["a" * 250 + ".txt", "ä" * 120 + ".txt", os.fsdecode(b"b\xff.txt")])
def test_a_long_or_odd_name_keeps_its_suffix(tmp_path, name):
    file_in(tmp_path / "in", name)
    (copy,) = taken(tmp_path, tmp_path / "in")
    assert copy.endswith(".txt")
    assert copy.encode("utf-8")


def test_a_full_disk_is_said_and_the_other_files_join(tmp_path, monkeypatch):
    file_in(tmp_path / "in", "big.txt", "big")
    file_in(tmp_path / "in", "small.txt", "small")
    copy = shutil.copyfile

    def fail_for_big(source, target):
        if source.name == "big.txt":
            raise OSError(errno.ENOSPC, "No space left on device")
        return copy(source, target)

    monkeypatch.setattr(shutil, "copyfile", fail_for_big)
    arrivals = Arrivals(tmp_path / "ws")
    arrivals.prepare()
    batches = new_files([str(tmp_path / "in")], arrivals, 0.0)
    assert next(batches).name == "small.txt"
    with pytest.raises(DataloupeError, match=r"big\.txt cannot be copied: No space left on device"):
        next(batches)


def test_a_file_that_has_not_changed_is_not_read_again_and_one_that_has_is(tmp_path, monkeypatch):
    file = file_in(tmp_path / "in", "a.txt")
    os.utime(file, (1e9, 1e9))
    assert len(taken(tmp_path, tmp_path / "in")) == 1
    read, copy = [], shutil.copyfile
    monkeypatch.setattr(shutil, "copyfile", lambda source, target: (read.append(source.name), copy(source, target)))
    assert taken(tmp_path, tmp_path / "in") == []
    assert read == []
    file_in(tmp_path / "in", "a.txt", "next")
    os.utime(file, (1e9, 1e9))
    file.rename(tmp_path / "in" / "b.txt")
    assert len(taken(tmp_path, tmp_path / "in")) == 1, "the same size and time, under another name"


def test_a_web_folder_is_copied_once_and_a_changed_file_is_another(tmp_path, monkeypatch):
    pytest.importorskip("fsspec")
    monkeypatch.setenv("DATALOUPE_CACHE", str(tmp_path / "cache"))
    file_in(tmp_path / "web", "a.txt")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path / "web"))
    monkeypatch.setattr(http.server.SimpleHTTPRequestHandler, "log_message", lambda *_: None)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    try:
        assert len(taken(tmp_path, address)) == 1
        assert taken(tmp_path, address) == []
        file_in(tmp_path / "web", "b.txt", "other")
        file_in(tmp_path / "web", "a.txt", "longer text")
        assert len(taken(tmp_path, address)) == 2
    finally:
        server.shutdown()
        server.server_close()
    with pytest.raises(DataloupeError, match=r"cannot be reached|connect"):
        taken(tmp_path, address)
