"""The dialect of delimited text: delimiter, quotes, spaces after delimiters, and whether the first row names
columns.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, product
from typing import Any

from analytics.ingest.reading.profile import prose
from analytics.ingest.reading.vocabulary import NAMES, TRANSLATED, plain

DELIMITERS = ",\t;|"
SAMPLE_LINES = 500
MIN_TABLE_LINES = 4
MAX_LABELS = 20
MIN_PROSE = 0.15
MAX_WIDTHS = 3
"""So many different numbers of tabs in the lines of a text are a table whose last cells may be missing."""
MIN_BLOCKS, MIN_BLOCK_ROWS = 3, 2
_NUMBER = re.compile(r"^[+-]?(?:\d+(?:[.,]\d*)?|\.\d+)(?:[eE][+-]?\d+)?%?$|^(?:true|false)$", re.IGNORECASE)
_USUAL = frozenset(name for names in (*NAMES.values(), *TRANSLATED.values()) for name in names)


@dataclass(frozen=True)
class Dialect:
    """How fields are separated. Without a `quote`, every quote is a character of the text."""

    delimiter: str = ","
    quote: str | None = '"'
    skips_spaces: bool = False


def dialect_of(lines: Sequence[str], delimiter: str | None = None) -> Dialect:
    """The dialect that splits most of the first lines into one number of fields, and into the most fields.

    In tab-separated text a quote is a character unless fields are quoted as a whole, everywhere.
    """
    sample = [line.rstrip("\r\n") + "\n" for line in lines[:SAMPLE_LINES]]
    options = [
        Dialect(mark, quote, skips)
        for mark, quote, skips in product([delimiter] if delimiter else DELIMITERS, ['"', "'", None], [True, False])
        if _is_possible(sample, mark, quote, skips)
    ]
    scored = [(dialect, _fit(sample, dialect)) for dialect in options]
    best, (share, width) = max(scored, key=_preference, default=(Dialect(), (0.0, 0)))
    return best if width > 1 and share > 0 else Dialect(delimiter or ",")


def _preference(item: tuple[Dialect, tuple[float, int]]) -> tuple[bool, float, int]:
    """Tabs that split each line into one number of fields come before all else: no text has them by accident."""
    dialect, (share, width) = item
    return dialect.delimiter == "\t" and share == 1.0 and width > 1, share, width


def is_table(lines: Sequence[str]) -> bool:
    """Whether the lines of a text file are the rows of a table, by tabs, bars or semicolons that are in every line.

    Commas are in every prose: they count only below a first row of short names.
    """
    rows = [line for line in lines[:SAMPLE_LINES] if line.strip()]
    if len(rows) < MIN_TABLE_LINES:
        return False
    for delimiter in "\t|;":
        widths = Counter(line.count(delimiter) for line in rows)
        width, count = widths.most_common(1)[0]
        is_even = count >= 0.95 * len(rows)
        is_padded = delimiter == "\t" and width > 1 and len(widths) <= MAX_WIDTHS and not widths[0]
        if width >= 1 and (is_even or is_padded):
            return True
    names = rows[0].split(",")
    is_named = len(names) > 1 and all(re.fullmatch(r"\s*[A-Za-z_][\w .-]{0,30}\s*", name) for name in names)
    return is_named and _fit([f"{row}\n" for row in rows], Dialect()) == (1.0, len(names))


def has_blocks(lines: Sequence[str], dialect: Dialect) -> bool:
    """Whether blank lines separate groups of rows, such as the turns of one dialogue each."""
    if dialect.delimiter != "\t":
        return False
    sizes = [len(list(group)) for is_row, group in groupby(lines, key=lambda line: bool(line.strip("\r\n"))) if is_row]
    return len(sizes) >= MIN_BLOCKS and sum(sizes) >= MIN_BLOCK_ROWS * len(sizes)


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns, judged against the types of the rows below it."""
    if len(rows) < 2:
        return True
    names, below = rows[0], rows[1:SAMPLE_LINES]
    evidence = 0
    for place, name in enumerate(names):
        values = [row[place] for row in below if place < len(row) and row[place].strip()]
        evidence += _header_evidence(name.strip(), values)
    return evidence >= 0


def _header_evidence(name: str, values: Sequence[str]) -> int:
    """Above 0 when a first cell differs in kind from those below it, below 0 when it is one of them."""
    if not name or not values:
        return 0
    if len(set(values)) <= min(MAX_LABELS, 0.5 * len(values)) and values.count(name) > 1:
        return -2
    if plain(name) in _USUAL:
        return 2
    numbers = sum(bool(_NUMBER.match(value.strip())) for value in values) / len(values)
    if _NUMBER.match(name):
        return -1 if numbers > 0.5 else 0
    if numbers > 0.9:
        return 1
    if len(set(values)) <= min(MAX_LABELS, 0.5 * len(values)) and name in values:
        return -1
    if prose(name) >= 0.6 and len(name.split()) > 5:
        return -1
    return 1 if len(name) < 30 and sum(map(len, values)) / len(values) > 3 * len(name) else 0


def names_without_header(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Names of the columns of a table without a header: `text` for most prose, `label` for few repeated values."""
    columns = [[row[place] for row in rows if place < len(row)] for place in range(width)]
    names = [f"column_{place}" for place in range(1, width + 1)]
    written = [sum(map(prose, column)) / max(len(column), 1) for column in columns]
    lengths = [sum(map(len, column)) * share for column, share in zip(columns, written, strict=True)]
    text = max(range(width), key=lambda place: lengths[place], default=None)
    labels = [
        place
        for place, column in enumerate(columns)
        if place != text and len(column) > 5 and 1 < len(set(column)) <= min(MAX_LABELS, 0.4 * len(column))
        and sum(map(len, column)) < 30 * len(column)
    ]  # fmt: skip
    if text is not None and written[text] > MIN_PROSE:
        names[text] = "text"
        if len(labels) == 1:
            names[labels[0]] = "label"
    return names


def split(lines: Sequence[str], dialect: Dialect) -> Iterator[list[str]]:
    """The records of some lines; a wrong quote ends them."""
    try:
        yield from (record for record in csv.reader(lines, strict=True, **reader_options(dialect)) if record)
    except csv.Error:
        return


def reader_options(dialect: Dialect) -> dict[str, Any]:
    """The arguments of csv.reader."""
    quoting: dict[str, Any] = {"quoting": csv.QUOTE_NONE} if dialect.quote is None else {"quotechar": dialect.quote}
    return {"delimiter": dialect.delimiter, "skipinitialspace": dialect.skips_spaces} | quoting


def _is_possible(lines: Sequence[str], mark: str, quote: str | None, skips: bool) -> bool:
    """Whether the quotes and spaces of a dialect are in the lines at all; comma-separated text has quotes as
    default.
    """
    text = "".join(lines)
    if skips:
        return quote is not None and f"{mark} {quote}" in text
    if quote == "'":
        return "'" in text and bool(re.search(rf"(?:^|{re.escape(mark)})'[^']*'(?:{re.escape(mark)}|$)", text, re.M))
    if mark == "\t" and quote == '"':
        return _is_quoted_throughout(lines) or _fit(lines, Dialect("\t")) > _fit(lines, Dialect("\t", None))
    return quote == '"' or mark == "\t"


def _is_quoted_throughout(lines: Sequence[str]) -> bool:
    """Whether tab-separated fields that begin with a quote are quoted as a whole: `"a ""b"" c"`."""
    begun = closed = 0
    for record in split(lines, Dialect("\t", None)):
        for field in record:
            if field.startswith('"'):
                begun += 1
                closed += bool(re.fullmatch(r'"(?:[^"]|"")*"', field.strip()))
    return begun > 0 and closed == begun


def _fit(lines: Sequence[str], dialect: Dialect) -> tuple[float, int]:
    """The share of lines in records of the most usual width, and that width; zeros where it does not split them."""
    records = list(split(lines, dialect))
    widths = Counter(map(len, records))
    if not widths:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    if width <= 1:
        return 0.0, 0
    newlines = sum(field.count("\n") for record in records for field in record)
    lost = max(0, len([line for line in lines if line.strip()]) - len(records) - newlines)
    return round(count / (len(records) + lost), 3), width
