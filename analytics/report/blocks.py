"""What a report is made of. Everything in it is text that the template escapes, or a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import plotly.graph_objects as go

from analytics.figures.template import NAME


@dataclass(frozen=True)
class FigureBlock:
    """A figure, what it shows in words, and what stands below it. It gets the colours of a page of its own, wherever it
    was made.
    """

    kind: ClassVar[str] = "picture"
    figure: go.Figure
    title: str
    note: str = ""

    def __post_init__(self) -> None:
        self.figure.layout.template = NAME

    @property
    def json(self) -> str:
        """The figure for a script element: no character in it can end the element, whatever the data holds."""
        return str(self.figure.to_json()).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")

    @property
    def height(self) -> int:
        return int(self.figure.layout.height or 400)


@dataclass(frozen=True)
class TableBlock:
    """A small table; numbers come as text, and stand to the right."""

    kind: ClassVar[str] = "rows"
    title: str
    names: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[str] = frozenset()
    note: str = ""


@dataclass(frozen=True)
class TextBlock:
    """A text that is shown as it is, such as a recipe."""

    kind: ClassVar[str] = "verbatim"
    title: str
    text: str


@dataclass(frozen=True)
class Section:
    """A question, its answer in words, and what shows it. `definitions`: (term, what it means)."""

    title: str
    sentences: Sequence[str]
    blocks: Sequence[Any] = ()
    definitions: Sequence[tuple[str, str]] = ()
