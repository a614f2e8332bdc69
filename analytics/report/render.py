"""Sections to one HTML page. The template escapes all text and contains plotly.js once."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from analytics.report.blocks import FigureBlock, Section
from analytics.report.context import ReportContext


def render(context: ReportContext, sections: Sequence[Section]) -> str:
    """The page. Only plotly.js and the JSON of figures, which has no `<`, are not escaped."""
    return (
        environment()
        .get_template("page.html")
        .render(
            name=context.workspace.path.resolve().name,
            sections=sections,
            with_texts=context.with_texts,
            knows_users=context.knows_users,
            min_users=context.min_users,
            plotly=_plotly_js(sections),
        )
    )


def _plotly_js(sections: Sequence[Section]) -> Markup:
    """plotly.js; "" for a report without figures."""
    from plotly.offline import get_plotlyjs

    has_figures = any(isinstance(block, FigureBlock) for section in sections for block in section.blocks)
    return Markup(get_plotlyjs() if has_figures else "")


def environment() -> Environment:
    """The templates of this folder. They escape all text."""
    templates = Environment(
        loader=PackageLoader("analytics.report", "."),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["figure"] = lambda block: Markup(block.json)
    return templates
