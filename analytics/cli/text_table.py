"""Print rows as an aligned table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def print_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print `rows` in aligned columns; columns of numbers are aligned to the right."""
    lines = [list(header), *map(list, rows)]
    columns = list(zip(*lines, strict=True))
    widths = [max(map(len, column)) for column in columns]
    right = [len(lines) > 1 and all(map(_is_number, column[1:])) for column in columns]
    for line in lines:
        cells = zip(line, widths, right, strict=True)
        print(
            "  ".join(cell.rjust(width) if is_right else cell.ljust(width) for cell, width, is_right in cells).rstrip()
        )


def _is_number(cell: str) -> bool:
    return cell[:1].isdigit() or cell == "-"
