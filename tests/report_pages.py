"""What a reader sees of a report."""

import html
import re


def text_of(page):
    """The visible text, without scripts, styles and tags."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", " ", bare)).replace("\N{NO-BREAK SPACE}", " ")


def figures_of(page):
    """The figures as SVG, without the small bars of cards."""
    return re.findall(r"<svg[^>]*role=.*?</svg>", page, flags=re.DOTALL)
