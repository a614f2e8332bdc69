"""Presentations (PPTX): each file is one document, its slides in order, with tables and the notes of the speaker."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analytics.ingest.file_records import FIRST_DOCUMENTS, Unreadable, missing_extra, path_fields, read_files
from analytics.ingest.inputs import Input
from analytics.ingest.packages import open_package
from analytics.ingest.records import Chunk

NAME = "slides"
SPECIFICITY = 59
EXTENSIONS = (".pptx", ".pptm", ".ppsx")
GROUPED = True


def detect(path: Path, head: bytes) -> bool:
    """By the extension."""
    return path.suffix.lower() in EXTENSIONS


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of {text, title, author, slides, path}."""
    return read_files(source, _records, FIRST_DOCUMENTS)


def _records(content: bytes, path: Path) -> Iterator[dict[str, Any]]:
    try:
        import pptx
    except ImportError:
        raise missing_extra("A presentation", "python-pptx") from None
    with open_package(content):
        try:
            presentation = pptx.Presentation(io.BytesIO(content))
            slides = ["\n".join(_slide_lines(slide)) for slide in presentation.slides]
            facts = presentation.core_properties
            about = {"title": facts.title, "author": facts.author}
        except Exception as error:  # the parser has errors of its own, and a broken file must not stop the build
            reason = " ".join(str(error).split())[:200] or type(error).__name__
            raise Unreadable(f"not readable as pptx: {reason}") from None
    text = "\n\n".join(slide for slide in slides if slide)
    if not text:
        raise Unreadable("no text (perhaps only pictures)")
    fields = {"text": text, "slides": len(slides), **about}
    yield path_fields(path) | {name: value for name, value in fields.items() if value}


def _slide_lines(slide: Any) -> Iterator[str]:
    """The lines of a slide: its shapes from the top, then the notes."""
    for shape in sorted(slide.shapes, key=lambda shape: (shape.top or 0, shape.left or 0)):
        yield from _shape_lines(shape)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        yield from _lines(slide.notes_slide.notes_text_frame.text)


def _shape_lines(shape: Any) -> Iterator[str]:
    """The lines of a shape, of the cells of a table, and of the shapes of a group."""
    waiting = [shape]
    while waiting:
        one = waiting.pop(0)
        if getattr(one, "has_table", False):
            for row in one.table.rows:
                yield "\t".join(" ".join(cell.text.split()) for cell in row.cells)
        elif one.has_text_frame:
            yield from _lines(one.text_frame.text)
        waiting[:0] = list(getattr(one, "shapes", ()))


def _lines(text: str) -> Iterator[str]:
    """Lines with text; a vertical tab is a line break within a paragraph."""
    return (line.strip() for line in text.replace("\v", "\n").split("\n") if line.strip())
