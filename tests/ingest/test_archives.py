"""Archives are folders; one that is a bomb, damaged or leads outside is refused in one line."""

import io
import json
import tarfile
import zipfile

import pytest

from analytics.errors import DataloupeError
from analytics.ingest import archives, describe_input, find_inputs
from analytics.ingest.archives import unpacked

LINES = "".join(json.dumps({"text": f"A sentence about harbours and ships, number {n}."}) + "\n" for n in range(5))


@pytest.fixture(autouse=True)
def own_folder(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("unpacked")
    monkeypatch.setattr(archives, "_private_folder", lambda: folder)


def make_zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def make_tar(path, members):
    with tarfile.open(path, "w:gz" if path.name.endswith("gz") else "w") as archive:
        for name, content in members.items():
            facts = tarfile.TarInfo(name)
            facts.size = len(content)
            archive.addfile(facts, io.BytesIO(content.encode()))
    return path


def texts(path):
    return [
        text
        for one in find_inputs([str(path)], {})
        for rows in describe_input(one, {}).read(0)
        for text in rows.tables["documents"].column("text").to_pylist()
    ]


@pytest.mark.parametrize(
    ("make", "name"),
    [(make_zip, "a.zip"), (make_zip, "a.eval"), (make_tar, "a.tar"), (make_tar, "a.tar.gz"), (make_tar, "a.tgz")],
)  # fmt: skip
def test_the_files_of_an_archive_are_read_like_those_of_a_folder(tmp_path, make, name):
    path = make(tmp_path / name, {"data/one.jsonl": LINES, "data/two.jsonl": LINES})
    assert len(texts(path)) == 10


def test_an_archive_is_unpacked_once_and_keeps_its_fingerprints(tmp_path):
    path = make_zip(tmp_path / "a.zip", {"one.jsonl": LINES})
    first = [one.fingerprint for one in find_inputs([str(path)], {})]
    assert [one.fingerprint for one in find_inputs([str(path)], {})] == first
    assert unpacked(path) == unpacked(path)


@pytest.mark.parametrize(
    "name", ["../out.jsonl", "/etc/out.jsonl", "a/../../out.jsonl", "..\\out.jsonl", "C:/out.jsonl"]
)
def test_a_file_that_would_be_written_outside_is_refused(tmp_path, name):
    for path in (make_zip(tmp_path / "a.zip", {name: LINES}), make_tar(tmp_path / "a.tar", {name: LINES})):
        with pytest.raises(DataloupeError, match="would be written outside its folder"):
            find_inputs([str(path)], {})
    assert not list(tmp_path.rglob("out.jsonl"))


def test_a_zip_bomb_is_refused_while_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "SMALL_BYTES", 1 << 20)
    path = make_zip(tmp_path / "bomb.zip", {"zeros.jsonl": "0" * (30 << 20)})
    with pytest.raises(DataloupeError, match="times its size"):
        find_inputs([str(path)], {})


def test_links_are_not_followed(tmp_path):
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        link = tarfile.TarInfo("link.jsonl")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        facts = tarfile.TarInfo("one.jsonl")
        facts.size = len(LINES)
        archive.addfile(facts, io.BytesIO(LINES.encode()))
    assert [one.path.name for one in find_inputs([str(path)], {})] == ["one.jsonl"]


@pytest.mark.parametrize("content", [b"PK\x03\x04 this is no archive", b"PK\x03\x04"])
def test_a_damaged_archive_is_one_line(tmp_path, content):
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(DataloupeError, match=r"^a.zip cannot be unpacked: "):
        find_inputs([str(tmp_path / "a.zip")], {})
