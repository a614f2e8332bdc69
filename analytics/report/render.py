"""Sections to one HTML page without scripts. The template escapes all text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from analytics.ask.headline import headline
from analytics.figures.static.text import label_text
from analytics.figures.template import CATEGORIES
from analytics.report.blocks import Block, CardsBlock, FigureBlock, ItemBlock, Section
from analytics.report.context import ReportContext
from analytics.report.items.store import read_items

COLOUR = re.compile(r"#[0-9A-Fa-f]{6}|rgba?\([\d., ]+\)")


def render(context: ReportContext, sections: Sequence[Section]) -> str:
    """The page. Only the SVG of figures, whose texts are escaped, is not escaped again."""
    definitions = dict(definition for section in sections for definition in section.definitions)
    return (
        environment()
        .get_template("page.html")
        .render(
            name=context.workspace.path.resolve().name,
            headline=headline(context.connection) if "documents" in context.tables else "",
            created=f"{datetime.datetime.now().astimezone():%-d %B %Y, %H:%M}",
            sections=sections,
            has_cover=bool(sections) and any(isinstance(block, CardsBlock) for block in sections[0].blocks),
            appendix=[block for section in sections for block in section.appendix],
            definitions=sorted(definitions.items(), key=lambda one: one[0].lower()),
            with_texts=context.with_texts,
            shows_answers=any(item.kind == "query" for item in read_items(context.workspace.path))
            and _has_items(sections),
            knows_users=context.knows_users,
            min_users=context.min_users,
            colours=CATEGORIES,
        )
    )


def _has_items(sections: Sequence[Section]) -> bool:
    return any(isinstance(block, ItemBlock) for section in sections for block in section.blocks)


def rows_of(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The blocks in rows: neighbouring figures of half the width together, two a row, all others alone."""
    for is_half, group in groupby(blocks, lambda block: isinstance(block, FigureBlock) and block.is_half):
        together, width = list(group), 2 if is_half else 1
        for start in range(0, len(together), width):
            row = together[start : start + width]
            yield row if len(row) > 1 else [_full_width(row[0])]


def _full_width(block: Block) -> Block:
    """A block that has no neighbour."""
    return replace(block, is_half=False) if isinstance(block, FigureBlock) else block


def environment() -> Environment:
    """The templates of this folder. They escape all text."""
    templates = Environment(
        loader=PackageLoader("analytics.report", "."),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["rows"] = rows_of
    templates.filters["svg"] = Markup
    templates.filters["colour"] = _css_colour
    templates.filters["bound"] = _with_bound_units
    templates.filters["label"] = label_text
    return templates


def _with_bound_units(text: str) -> str:
    """The text with spaces at which no line ends: before `%`, and in `n = 12`."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%").replace("n = ", "n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}")


def _css_colour(colour: str) -> str:
    """A colour for a style sheet; the first ten follow the theme of the page. Anything else is no colour."""
    if colour in CATEGORIES:
        return f"var(--c{CATEGORIES.index(colour)})"
    return colour if COLOUR.fullmatch(colour) else "currentColor"
