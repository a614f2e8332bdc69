"""The page that a document was extracted from, read again from the file of the input.

Pages are kept by reference: the workspace stores where a page is (the input in its manifest, the place in the file in
`metadata`), which needs some bytes a document where a compressed copy needs several times the space of the text.
Only files that the manifest names as inputs of web pages are read; what a document claims about itself does not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analytics.errors import DataloupeError
from analytics.ingest.file_records import Unreadable, file_content
from analytics.ingest.web.encoding import page_text
from analytics.ingest.web.http_messages import parse_response
from analytics.ingest.web.warc import read_record
from analytics.workspace import Workspace

FORMATS = ("html", "warc")
STAGE = "documents"


def raw_page(workspace: Workspace, doc_id: int) -> str:
    """The HTML of the page of a document.

    Raises DataloupeError when the document is no web page, and when its file is not there any more or has changed.
    """
    fact = _input_of(workspace, doc_id)
    if fact is None or fact.get("format") not in FORMATS or "path" not in fact:
        raise DataloupeError(f"Document {doc_id} was not extracted from a web page, or an older build has read it.")
    place = _place(workspace, doc_id)
    path = Path(fact["path"])
    try:
        page = _of_archive(path, place) if fact["format"] == "warc" else _of_file(path, str(place.get("path") or ""))
    except (OSError, Unreadable) as error:
        raise DataloupeError(f"The page of document {doc_id} cannot be read: {error}.") from None
    if page is None:
        raise DataloupeError(f"The page of document {doc_id} is not in {path} any more. Build the workspace again.")
    return page


def _input_of(workspace: Workspace, doc_id: int) -> Mapping[str, Any] | None:
    """The facts about the input that a document is from: doc_ids are dense, in the order of the inputs."""
    stage = workspace.read_manifest().stages.get(STAGE)
    end = 0
    for fact in stage.notes.get("inputs", []) if stage else []:
        end += fact["documents"]
        if doc_id < end:
            return dict(fact)
    return None


def _place(workspace: Workspace, doc_id: int) -> dict[str, Any]:
    with workspace.connect() as connection:
        result = connection.execute("SELECT * FROM metadata WHERE doc_id = ?", [doc_id])
        names = [description[0] for description in result.description or []]
        place = dict(zip(names, result.fetchone() or (), strict=False))
        row = connection.execute("SELECT url FROM documents WHERE doc_id = ?", [doc_id]).fetchone()
    return place | {"url": row[0] if row else None}


def _of_archive(path: Path, place: Mapping[str, Any]) -> str | None:
    """The page at an offset of an archive; None when another page is there."""
    offset = place.get("record_offset")
    record = read_record(path, int(offset)) if offset is not None and path.is_file() else None
    if record is None or record.url != (place["url"] or ""):
        return None
    if not record.headers.get("content-type", "").startswith("application/http"):
        return page_text(record.block)
    answer = parse_response(record.block)
    return page_text(answer.body, answer.charset)


def _of_file(path: Path, name: str) -> str | None:
    """The page in a file, or in one of the files below a folder."""
    root = (path if path.is_dir() else path.parent).resolve()
    file = (root / name).resolve() if path.is_dir() else path
    if not file.is_relative_to(root) or not file.is_file():
        return None
    content, problem = file_content(file)
    if problem:
        raise Unreadable(problem)
    return page_text(content)
