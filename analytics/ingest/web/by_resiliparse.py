"""The main text of a page by resiliparse, without its runs of links: many times faster than trafilatura.

resiliparse.chatnoir.eu keeps most of what is on a page, menus without a name that says so included. Lines that are
links and little else are no text: they are removed afterwards, by the density of links (Kohlschuetter et al. 2010,
Boilerplate Detection using Shallow Text Features).
"""

from __future__ import annotations

import html as html_entities
import re
from collections.abc import Sequence
from importlib.util import find_spec

from analytics.ingest.file_records import missing_extra

MIN_LINKS = 3
"""Fewer links on a line, or lines with a link in a row, are no menu."""
MAX_OTHER_SHARE = 0.3
"""The share of a menu's letters that are outside its links."""
MIN_KEPT_SHARE = 0.2
"""A page that would lose more is a list of links, and keeps them."""
LAST_LINES, MAX_NOTICE_CHARACTERS = 3, 250

_LINK = re.compile(r"<a\b[^>]*>(.*?)</a>")
_TAG = re.compile(r"</?(?:h[1-6]|p|ul|ol|li|pre|a)\b[^>]*>")
_BREAK = re.compile(r"<br>\n?")
_NOTICE = re.compile(r"©|\(c\) \d{4}|\bcopyright\b|\ball rights reserved\b", re.IGNORECASE)
_OTHER = re.compile(r"[\W_]+")
_GAP = re.compile(r"\n\s*\n\s*")


def check() -> None:
    """Raises Unreadable when resiliparse is not installed."""
    if find_spec("resiliparse") is None:
        raise missing_extra("The content of a web page", "resiliparse")


def main_text(html: str) -> str:
    """The main text, one line for each block; "" when there is none."""
    from resiliparse.extract.html2text import extract_plain_text

    markup = extract_plain_text(
        html, main_content=True, preserve_formatting="minimal_html", links=True, alt_texts=False, comments=True
    )
    lines = _BREAK.sub("\n", str(markup)).split("\n")
    menus = _menu_lines(lines) | _notice_lines(lines)
    texts = [_text(line) for line in lines]
    kept = "\n".join(text for place, text in enumerate(texts) if place not in menus)
    everything = "\n".join(texts)
    text = kept if len(kept.strip()) >= MIN_KEPT_SHARE * len(everything.strip()) else everything
    return _GAP.sub("\n\n", text).strip()


def _menu_lines(lines: Sequence[str]) -> set[int]:
    """Numbers of the lines that are mostly links: with several of them, or one after another."""
    menus: set[int] = set()
    run: list[int] = []
    for place, line in enumerate(lines):
        links = _LINK.findall(line)
        if not links:
            if _TAG.sub("", line).strip():
                run = []
            continue
        inside, total = _letters("".join(links)), _letters(_TAG.sub("", line))
        if total - inside > MAX_OTHER_SHARE * total:
            run = []
            continue
        run.append(place)
        if len(links) >= MIN_LINKS:
            menus.add(place)
        if len(run) >= MIN_LINKS:
            menus.update(run)
    return menus


def _notice_lines(lines: Sequence[str]) -> set[int]:
    """Numbers of the copyright notices among the last lines."""
    last = [place for place, line in enumerate(lines) if _TAG.sub("", line).strip()][-LAST_LINES:]
    return {place for place in last if len(lines[place]) <= MAX_NOTICE_CHARACTERS and _NOTICE.search(lines[place])}


def _letters(text: str) -> int:
    return len(_OTHER.sub("", html_entities.unescape(text)))


def _text(line: str) -> str:
    """A line without tags; the items of a list begin with a dash."""
    return html_entities.unescape(_TAG.sub("", line.replace("<li>", "- "))).rstrip()
