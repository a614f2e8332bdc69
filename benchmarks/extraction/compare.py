"""Both extractors on pages with known main text: token F1, the share of boilerplate removed, pages per second.

python -m benchmarks.extraction.compare [--write]
"""

from __future__ import annotations

import re
import time
from collections import Counter
from pathlib import Path

import pandas as pd

from analytics.ingest.web.page import EXTRACTORS, main_text
from benchmarks.extraction.contents import CONTENTS
from benchmarks.extraction.layouts import LAYOUTS

CONTENTS_PER_LAYOUT = 4
DOCUMENT = Path(__file__).parents[2] / "docs" / "extraction.md"
_TOKEN = re.compile(r"[\u4e00-\u9fff\u3040-\u30ff]|\w+")


def pages():
    """(layout, content, html, main text, boilerplate) of every page."""
    for place, layout in enumerate(LAYOUTS):
        for step in range(CONTENTS_PER_LAYOUT):
            content = CONTENTS[(place + 3 * step) % len(CONTENTS)]
            yield layout.__name__, content, *layout(content)


def tokens(text):
    """How often each word, or Chinese character, occurs."""
    return Counter(_TOKEN.findall(text.lower()))


def scores(text, main, boilerplate):
    """Precision, recall and F1 of the tokens of `text` against the main text, and the share of boilerplate removed."""
    extracted, wanted, unwanted = tokens(text), tokens(main), tokens(boilerplate)
    common = (extracted & wanted).total()
    precision = common / max(1, extracted.total())
    recall = common / wanted.total()
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    kept = ((extracted - wanted) & unwanted).total()
    return {"precision": precision, "recall": recall, "f1": f1, "boilerplate removed": 1 - kept / unwanted.total()}


def measure():
    """One row a page and extractor."""
    rows = []
    for layout, content, html, main, boilerplate in pages():
        for extractor in EXTRACTORS:
            start = time.perf_counter()
            text = main_text(html, extractor)
            seconds = time.perf_counter() - start
            row = {"layout": layout, "lang": content.lang, "extractor": extractor, "seconds": seconds}
            rows.append(row | scores(text, main, boilerplate))
    return pd.DataFrame(rows)


MEASURES = ["precision", "recall", "f1", "boilerplate removed"]


def table(rows):
    """Means by extractor, and F1 by layout, as Markdown."""
    means = rows.groupby("extractor", sort=False)[MEASURES].mean().round(3)
    layouts = rows.pivot_table("f1", "layout", "extractor", sort=False).round(3)[list(EXTRACTORS)]
    languages = rows.assign(lang=rows.lang.where(rows.lang == "en", "other languages").replace("en", "English"))
    by_language = languages.pivot_table("f1", "lang", "extractor", sort=False).round(3)[list(EXTRACTORS)]
    return "\n\n".join(
        [markdown(means, "extractor"), markdown(layouts, "F1 by layout"), markdown(by_language, "F1 by language")]
    )


def markdown(frame, corner):
    """A data frame as a Markdown table."""
    lines = [f"| {corner} | {' | '.join(map(str, frame.columns))} |", f"|---{'|---' * len(frame.columns)}|"]
    lines += [
        f"| {name} | {' | '.join(f'{value:.3f}' for value in row)} |"
        for name, row in zip(frame.index, frame.to_numpy(), strict=True)
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main_text("<p>warm up</p>", "trafilatura")
    measured = measure()
    print(f"{len(list(pages()))} pages\n\n{table(measured)}")
