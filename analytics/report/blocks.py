"""The blocks of a report: figures, tables, texts, and the sections that contain them. The template escapes all text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import plotly.graph_objects as go

from analytics.figures.template import NAME

DEFAULT_HEIGHT = 400


@dataclass(frozen=True)
class FigureBlock:
    """A figure with its title and a note below it. It always has the colours of the report, not of the dashboard."""

    kind: ClassVar[str] = "figure"
    figure: go.Figure
    title: str
    note: str = ""

    def __post_init__(self) -> None:
        self.figure.layout.template = NAME

    @property
    def json(self) -> str:
        """The figure as JSON for a script element. No character of it can end the element."""
        text = str(self.figure.to_json())
        return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")

    @property
    def height(self) -> int:
        return int(self.figure.layout.height or DEFAULT_HEIGHT)


@dataclass(frozen=True)
class TableBlock:
    """A small table of texts. The columns `numbers` are aligned right."""

    kind: ClassVar[str] = "table"
    title: str
    names: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[str] = frozenset()
    note: str = ""


@dataclass(frozen=True)
class TextBlock:
    """A text that is shown unchanged, such as a recipe."""

    kind: ClassVar[str] = "text"
    title: str
    text: str


Block = FigureBlock | TableBlock | TextBlock


@dataclass(frozen=True)
class Section:
    """A question, its answer in sentences, the blocks that show it, and definitions (term, meaning)."""

    title: str
    sentences: Sequence[str]
    blocks: Sequence[Block] = ()
    definitions: Sequence[tuple[str, str]] = ()
