"""The README's table of pages, written from the registry."""

from __future__ import annotations

import re
from pathlib import Path

from analytics.ui.contents import SECTIONS

START, END = "<!-- pages: written by `make pages` -->", "<!-- end of pages -->"


def page_table() -> str:
    """The pages as a table in Markdown: section, page, and the question with what answers it."""
    rows = ["| section | page | question |", "|---|---|---|"]
    for section, entries in SECTIONS.items():
        for entry in entries:
            first = f" {section}" if entry is entries[0] else ""
            rows.append(f"|{first} | {entry.title} | {entry.describe()} |")
    return "\n".join(rows)


def with_table(readme: str) -> str:
    """The text of a README, with the table of pages between its two comments written again."""
    pattern = re.compile(f"(?<={re.escape(START)}\n).*?(?={re.escape(END)})", re.DOTALL)
    return pattern.sub(lambda _: f"\n{page_table()}\n\n", readme, count=1)


def write_table(readme: str) -> None:
    """Write the table of pages into the README at this path."""
    path = Path(readme)
    path.write_text(with_table(path.read_text(encoding="utf-8")), encoding="utf-8")
