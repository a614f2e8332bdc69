"""Uploads get a safe name, and no archive can harm the machine."""

import io
import stat
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ask.workspaces import uploads
from analytics.ask.workspaces.uploads import FOLDER, safe_file_name, save_upload
from analytics.errors import DataloupeError


def archive(*members):
    """The bytes of a zip of (name or ZipInfo, content)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            file.writestr(name, content)
    return packed.getvalue()


def files_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_file_is_written_unchanged_and_replaces_an_earlier_one(tmp_path):
    for content in (b"first", b"second"):
        assert save_upload(tmp_path, "a.jsonl", io.BytesIO(content)) == tmp_path / FOLDER / "a.jsonl"
    assert (tmp_path / FOLDER / "a.jsonl").read_bytes() == b"second"
    assert files_in(tmp_path) == [f"{FOLDER}/a.jsonl"]


def test_a_zip_of_mixed_files_is_unpacked(tmp_path):
    packed = archive(
        ("reviews.csv", "a,b\n1,2\n"), ("deep/er/notes.txt", "some text"), ("deep/", ""), ("photo.png", b"\x89PNG")
    )
    place = save_upload(tmp_path, "mixed.zip", io.BytesIO(packed))
    assert place == tmp_path / FOLDER / "mixed"
    assert files_in(place) == ["deep/er/notes.txt", "photo.png", "reviews.csv"]
    again = save_upload(tmp_path, "mixed.zip", io.BytesIO(archive(("other.csv", "a\n1\n"))))
    assert files_in(again) == ["other.csv"]


@pytest.mark.parametrize(
    "name", ["../out.txt", "/etc/out.txt", "a/../../out.txt", "..\\out.txt", "C:\\out.txt", "a/.."]
)
def test_a_path_that_leads_outside_is_refused(tmp_path, name):
    with pytest.raises(DataloupeError, match="leads outside it"):
        save_upload(tmp_path / "ws", "bad.zip", io.BytesIO(archive(("good.txt", "x"), (name, "x"))))
    assert files_in(tmp_path) == []


def test_a_link_is_unpacked_as_a_file(tmp_path):
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    place = save_upload(tmp_path, "links.zip", io.BytesIO(archive((link, "/etc/passwd"))))
    assert not (place / "link.txt").is_symlink()
    assert (place / "link.txt").read_text() == "/etc/passwd"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04 broken", "cannot be unpacked"),
        (b"", "cannot be unpacked"),
        (archive(), "has no files"),
        (archive(("bomb.txt", b"0" * 50_000_000)), "compression ratio"),
        (archive(("a.txt", "x" * 100))[:-30], "cannot be unpacked"),
    ],
    ids=[
        "no archive",
        "no bytes",
        "no files",
        "a bomb",
        "cut off",
    ],  # names, because an archive contains the time at which it was made, which differs between workers
)
def test_a_broken_archive_is_one_line_and_leaves_nothing(tmp_path, content, says):
    with pytest.raises(DataloupeError, match=says):
        save_upload(tmp_path, "bad.zip", io.BytesIO(content))
    assert files_in(tmp_path) == []


def test_an_archive_has_limits(tmp_path, monkeypatch):
    packed = archive(("a.txt", "abc"), ("b.txt", "abc"))
    for name, limit in (("MAX_FILES", 1), ("MAX_BYTES", 5)):
        with monkeypatch.context() as bound, pytest.raises(DataloupeError, match="The archive has"):
            bound.setattr(uploads, name, limit)
            save_upload(tmp_path, "many.zip", io.BytesIO(packed))
    assert files_in(tmp_path) == []


def test_an_archive_that_states_a_wrong_size_is_refused(tmp_path):
    """Both headers state a smaller size than the content has. Python's own reader stops there, and the checksum
    differs.
    """
    packed = archive(("a.txt", "abcdefgh" * 100)).replace((800).to_bytes(4, "little"), (8).to_bytes(4, "little"))
    with pytest.raises(DataloupeError, match=r"cannot be unpacked|wrong size"):
        save_upload(tmp_path, "liar.zip", io.BytesIO(packed))
    assert files_in(tmp_path) == []


@given(st.text(max_size=300))
def test_every_name_becomes_safe(name):
    plain = safe_file_name(name)
    assert plain
    assert len(plain) <= 121
    assert not plain.startswith((".", "-"))
    assert not set(plain) & set('/\\*?[]<>|:"\n\0$`;&')
