"""Sections to one HTML page: a template that escapes everything, and plotly.js once."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from analytics.report.blocks import Section
from analytics.report.context import ReportContext


def render(context: ReportContext, sections: Sequence[Section]) -> str:
    """The page. Text is escaped by the template; what is not are plotly.js itself and the figures, in which no `<` is
    left.
    """
    from plotly.offline import get_plotlyjs

    environment = Environment(
        loader=PackageLoader("analytics.report", "."),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["figure"] = lambda picture: Markup(picture.json)
    return environment.get_template("page.html").render(
        name=context.workspace.path.resolve().name,
        sections=sections,
        with_texts=context.with_texts,
        names_users=context.names_users,
        k=context.k,
        plotly=Markup(get_plotlyjs())
        if any(block.kind == "picture" for section in sections for block in section.blocks)
        else "",
    )
