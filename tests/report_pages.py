"""What a reader sees of a report."""

import html
import re


def text_of(page):
    """The visible text, without scripts, styles and tags."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", " ", bare))


def figures_of(page):
    return re.findall(r'<script type="application/json">(.*?)</script>', page, flags=re.DOTALL)
