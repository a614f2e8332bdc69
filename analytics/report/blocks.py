"""The blocks of a report: cards, figures, tables, texts, and the sections that contain them. The template escapes all
text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import plotly.graph_objects as go

from analytics.figures.static import Picture, draw

HALF_WIDTH, FULL_WIDTH = 370, 740
"""Pixels of a figure that has another one on its right, and of one that fills the page."""


@dataclass(frozen=True)
class FigureBlock:
    """A figure with its title and a note below it. `alt` describes it to people who cannot see it. Two figures with
    `is_half` stand next to each other.
    """

    kind: ClassVar[str] = "figure"
    figure: go.Figure
    title: str
    alt: str
    note: str = ""
    is_half: bool = False

    @cached_property
    def picture(self) -> Picture:
        """The figure as SVG, and its legend."""
        return draw(self.figure, self.alt, HALF_WIDTH if self.is_half else FULL_WIDTH)


@dataclass(frozen=True)
class TableBlock:
    """A small table of texts. The columns `numbers` are aligned right. `swatches` has a colour for each row, which the
    first column shows as a legend.
    """

    kind: ClassVar[str] = "table"
    title: str
    names: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[str] = frozenset()
    note: str = ""
    swatches: Sequence[str] = ()


@dataclass(frozen=True)
class TextBlock:
    """A text that is shown unchanged, such as a recipe."""

    kind: ClassVar[str] = "text"
    title: str
    text: str


@dataclass(frozen=True)
class Card:
    """A finding: its number, a small bar as SVG, a sentence, and how certain it is."""

    number: str
    bar: str
    sentence: str
    certainty: str


@dataclass(frozen=True)
class CardsBlock:
    """The cards of findings in rows of three."""

    kind: ClassVar[str] = "cards"
    cards: Sequence[Card]
    note: str = ""


@dataclass(frozen=True)
class ItemBlock:
    """The head of an item that a person added: its title, the note, the answer in words, and whether it has changed."""

    kind: ClassVar[str] = "item"
    title: str
    note: str
    answer: str
    state: str


Block = FigureBlock | TableBlock | TextBlock | CardsBlock | ItemBlock


@dataclass(frozen=True)
class Section:
    """A question, its answer in sentences, the blocks that show it, and definitions (term, meaning) and further blocks
    for the appendix.
    """

    title: str
    sentences: Sequence[str]
    blocks: Sequence[Block] = ()
    definitions: Sequence[tuple[str, str]] = ()
    appendix: Sequence[Block] = ()

    @property
    def first_sentence(self) -> str:
        """The first sentence of the answer, for the contents."""
        return re.split(r"(?<=\.) (?=[A-Z“\d])", self.sentences[0])[0] if self.sentences else ""
