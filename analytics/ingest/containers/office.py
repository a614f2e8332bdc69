"""Documents of office programs and books: PDF, Word, OpenDocument, EPUB. Each file is one document."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.ingest.encodings import decode
from analytics.ingest.file_records import FIRST_DOCUMENTS, Unreadable, missing_extra, path_fields, read_files
from analytics.ingest.inputs import Input
from analytics.ingest.markup import plain_text
from analytics.ingest.packages import open_package, read_member
from analytics.ingest.pdf_streams import check_streams
from analytics.ingest.records import Chunk

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

NAME = "office"
SPECIFICITY = 58
EXTENSIONS = (".pdf", ".docx", ".epub", ".odt")
GROUPED = True
MAX_PAGES, MAX_CHARACTERS = 20_000, 100_000_000


def detect(path: Path, head: bytes) -> bool:
    """By the extension, or by the mark of a PDF."""
    return path.suffix.lower() in EXTENSIONS or head.startswith(b"%PDF-")


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of {text, title, author, pages, path}."""
    return read_files(source, _records, FIRST_DOCUMENTS)


def _records(content: bytes, path: Path) -> Iterator[dict[str, Any]]:
    parse = PARSERS.get(path.suffix.lower(), _pdf)
    try:
        fields = parse(content)
    except Unreadable:
        raise
    except Exception as error:  # every parser has errors of its own, and a broken file must not stop the build
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise Unreadable(f"not readable as {path.suffix.lower()[1:] or 'pdf'}: {reason}") from None
    if not str(fields.get("text") or "").strip():
        raise Unreadable("no text (perhaps scanned pages)")
    yield path_fields(path) | {name: value for name, value in fields.items() if value}


def _pdf(content: bytes) -> dict[str, Any]:
    try:
        import pypdfium2
    except ImportError:
        raise missing_extra("A PDF", "pypdfium2") from None
    check_streams(content)
    document = pypdfium2.PdfDocument(content)
    try:
        if len(document) > MAX_PAGES:
            raise Unreadable(f"a PDF of {len(document):,} pages")
        texts = list(_page_texts(document))
        facts = document.get_metadata_dict()
        return {
            "text": "\n\n".join(texts),
            "title": facts.get("Title"),
            "author": facts.get("Author"),
            "pages": len(texts),
        }
    finally:
        document.close()


def _page_texts(document: PdfDocument) -> Iterator[str]:
    """The text of each page. Scripts and forms never run, nothing is drawn, nothing is fetched."""
    characters = 0
    for page in document:
        text = page.get_textpage().get_text_bounded().replace("\r\n", "\n")
        characters += len(text)
        if characters > MAX_CHARACTERS:
            raise Unreadable(f"a PDF of more than {MAX_CHARACTERS:,} characters")
        yield text


def _docx(content: bytes) -> dict[str, Any]:
    try:
        import docx
    except ImportError:
        raise missing_extra("A Word document", "python-docx") from None
    with open_package(content):
        document = docx.Document(io.BytesIO(content))
    lines = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            lines += ["\t".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    return {
        "text": "\n".join(lines),
        "title": document.core_properties.title,
        "author": document.core_properties.author,
    }


def _epub(content: bytes) -> dict[str, Any]:
    """The chapters of a book in reading order (its spine)."""
    import defusedxml.ElementTree as ElementTree

    with open_package(content, allow_doctype=True) as book:
        container = ElementTree.fromstring(book.read("META-INF/container.xml"))
        package = next(one.get("full-path") for one in container.iter() if one.tag.endswith("}rootfile"))
        root = ElementTree.fromstring(book.read(package))
        files = {one.get("id"): one.get("href") for one in root.iter() if one.tag.endswith("}item")}
        spine = [files.get(one.get("idref")) for one in root.iter() if one.tag.endswith("}itemref")]
        folder = posixpath.dirname(package)
        chapters = [
            plain_text(decode(book.read(posixpath.normpath(posixpath.join(folder, href))))) for href in spine if href
        ]
        facts = {one.tag.rpartition("}")[2]: one.text for one in root.iter() if "purl.org/dc" in one.tag and one.text}
    return {
        "text": "\n\n".join(chapters),
        "title": facts.get("title"),
        "author": facts.get("creator"),
        "lang": facts.get("language"),
    }


def _odt(content: bytes) -> dict[str, Any]:
    """The headings and paragraphs of a text document."""
    import defusedxml.ElementTree as ElementTree

    with open_package(content) as package:
        root = ElementTree.fromstring(read_member(package, "content.xml"))
        about = ElementTree.fromstring(read_member(package, "meta.xml") or b"<none/>")
    lines = ["".join(one.itertext()) for one in root.iter() if one.tag.rpartition("}")[2] in ("p", "h")]
    facts = {one.tag.rpartition("}")[2]: one.text for one in about.iter()}
    return {"text": "\n".join(lines), "title": facts.get("title"), "author": facts.get("creator")}


PARSERS: dict[str, Callable[[bytes], dict[str, Any]]] = {".pdf": _pdf, ".docx": _docx, ".epub": _epub, ".odt": _odt}
