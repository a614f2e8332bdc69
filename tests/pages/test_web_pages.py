"""The page of a document next to its text, as source; and how much of the pages became text."""

import json
import shutil

import pytest

from analytics.ask.extraction_yield import extraction_yield, has_pages
from analytics.ask.filters import Values
from analytics.ask.selection import ALL, Selection
from analytics.cli import main
from analytics.errors import DataloupeError
from analytics.ingest.web.raw_pages import raw_page
from analytics.workspace import open_workspace
from tests.ingest.warc_files import answer, html, record, write_warc
from tests.pages.apps import complaints, open_alone, page_text
from tests.workspaces import HOSTILE

ATTACK = "<script>alert('attack')</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Pages of two domains in an archive, two HTML files, and a text that claims to be a page."""
    folder = tmp_path_factory.mktemp("pages")
    pages = [record(answer(html(title=f"Page {n}", head=ATTACK)), f"https://one.example/{n}") for n in range(4)]
    forum = "<meta name='generator' content='phpBB'>"
    pages += [record(answer(html(head=forum)), "https://two.example/f")]
    pages += [record(answer("<html><body></body></html>"), f"https://two.example/empty{n}") for n in range(3)]
    write_warc(folder / "crawl.warc.gz", pages)
    (folder / "html").mkdir()
    for name in ("a", "b"):
        (folder / "html" / f"{name}.html").write_text(html(title=f"File {name}"))
    claim = {"text": HOSTILE[0], "raw_characters": 9, "record_offset": 0, "path": "/etc/passwd", "extractor": "none"}
    (folder / "claims.jsonl").write_text(json.dumps(claim | {"page_type": "x", "url": "https://one.example/0"}) + "\n")
    return folder


@pytest.fixture(scope="module")
def workspace(files):
    sources = [str(files / name) for name in ("crawl.warc.gz", "html", "claims.jsonl")]
    assert main(["build", *sources, "--workspace", str(files / "ws"), "--until", "documents"]) == 0
    return open_workspace(files / "ws")


@pytest.mark.parametrize(
    ("doc_id", "title"), [(0, "Page 0"), (3, "Page 3"), (4, "The ferry"), (5, "File a"), (6, "File b")]
)
def test_the_page_of_a_document_is_read_again(workspace, doc_id, title):
    page = raw_page(workspace, doc_id)
    assert f"<title>{title}</title>" in page
    assert "<nav>" in page


def test_a_document_that_claims_to_be_a_page_is_none(workspace):
    for doc_id in (7, 99, -1):
        with pytest.raises(DataloupeError, match=r"not extracted from a web page|is not in"):
            raw_page(workspace, doc_id)


def test_a_file_that_is_gone_or_another_one_is_one_line(files, tmp_path):
    shutil.copy(files / "crawl.warc.gz", tmp_path / "crawl.warc.gz")
    arguments = [str(tmp_path / "crawl.warc.gz"), "--workspace", str(tmp_path / "ws"), "--until", "documents"]
    assert main(["build", *arguments]) == 0
    workspace = open_workspace(tmp_path / "ws")
    assert "Page 1" in raw_page(workspace, 1)
    write_warc(tmp_path / "crawl.warc.gz", [record(answer(html()), "https://other.example/")] * 9)
    with pytest.raises(DataloupeError, match=r"is not in .* any more. Build the workspace again."):
        raw_page(workspace, 1)
    (tmp_path / "crawl.warc.gz").unlink()
    with pytest.raises(DataloupeError, match=r"is not in .* any more"):
        raw_page(workspace, 1)


def test_the_yield_counts_pages_documents_and_characters(workspace):
    connection = workspace.connect()
    assert has_pages(connection)
    domains = extraction_yield(connection, ALL, "domain").set_index("name")
    assert domains.loc["one.example", ["pages", "documents", "empty"]].tolist() == [4, 4, 0]
    assert domains.loc["two.example", ["pages", "documents", "empty"]].tolist() == [4, 1, 0.75]
    sums = connection.execute(
        "SELECT sum(raw_characters), sum(length(text)) FROM documents JOIN metadata USING (doc_id) "
        "WHERE source = 'one.example'"
    ).fetchone()
    assert tuple(domains.loc["one.example", ["raw_characters", "text_characters"]]) == sums
    assert domains.loc["one.example", "share"] == sums[1] / sums[0]
    types = extraction_yield(connection, ALL, "page type").set_index("name")
    assert types.documents["forum"] == 1
    assert types.pages.sum() == domains.pages.sum()


def test_a_file_without_main_content_counts_as_empty(tmp_path):
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "a.html").write_text(html())
    deep = "<div>" * 6000
    (tmp_path / "html" / "b.html").write_text(f"<html><body>{deep}A page that no extractor reads.</body></html>")
    arguments = [str(tmp_path / "html"), "--workspace", str(tmp_path / "ws"), "--until", "documents"]
    assert main(["build", *arguments]) == 0
    connection = open_workspace(tmp_path / "ws").connect()
    rows = extraction_yield(connection, ALL, "domain")
    assert rows[["pages", "documents", "empty"]].to_numpy().tolist() == [[2, 2, 0.5]]


def test_the_extractor_is_recorded_and_another_one_reads_again(tmp_path, capsys):
    write_warc(tmp_path / "a.warc.gz", [record(answer(html()))])
    arguments = ["build", str(tmp_path / "a.warc.gz"), "--workspace", str(tmp_path / "ws"), "--until", "documents"]
    lengths = []
    for extractor in ("trafilatura", "none"):
        assert main([*arguments, "--extractor", extractor]) == 0
        assert f"(extractor {extractor})" in capsys.readouterr().out
        workspace = open_workspace(tmp_path / "ws")
        assert workspace.read_manifest().build["options"]["extractor"] == extractor
        row = workspace.connect().execute("SELECT extractor, length(text) FROM documents JOIN metadata USING (doc_id)")
        name, length = row.fetchone()
        assert name == extractor
        lengths.append(length)
    assert lengths[0] < lengths[1]


def test_rejects_belong_to_no_selection(workspace):
    selection = Selection((Values("documents", "source", ("two.example",)),))
    rows = extraction_yield(workspace.connect(), selection, "domain")
    assert rows[["name", "pages", "empty"]].to_numpy().tolist() == [["two.example", 1, 0]]


def test_the_source_of_a_page_is_shown_as_text(workspace, monkeypatch):
    app = open_alone("documents", workspace, monkeypatch)
    assert complaints(app) == []
    assert not any(ATTACK in code.value for code in app.code)
    app.toggle(key="page-source").set_value(True).run()
    assert complaints(app) == []
    (source,) = [code for code in app.code if ATTACK in code.value]
    assert source.language == "html"
    assert ATTACK not in page_text(app)
    assert "Text extracted from web pages" in [expander.label for expander in app.expander]


def test_documents_that_are_no_pages_have_no_yield(tmp_path, monkeypatch):
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "A sentence about harbours and ships."}) + "\n")
    assert main(["build", str(tmp_path / "a.jsonl"), "--workspace", str(tmp_path / "ws"), "--until", "documents"]) == 0
    app = open_alone("documents", open_workspace(tmp_path / "ws"), monkeypatch)
    assert complaints(app) == []
    assert "Text extracted from web pages" not in [expander.label for expander in app.expander]
    assert "page-source" not in [toggle.key for toggle in app.toggle]
