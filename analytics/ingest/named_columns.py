"""Find columns by their usual names, and describe them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

MAX_LISTED = 30


def normalized_name(name: str) -> str:
    """`name` for comparison: lower case, with `_` for space and `-`."""
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def named_column(aliases: Sequence[str], columns: Sequence[str]) -> str | None:
    """The column with the first of `aliases` as its name, exact or normalized; None if there is none."""
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(normalized_name(column), column)
    return next((alias if alias in columns else by_name[alias] for alias in aliases if alias in by_name), None)


def described_columns(fields: Mapping[str, str], columns: Collection[str], others: Collection[str] = ()) -> str:
    """`, title from 'headline', 3 more columns`: the column of each field, and the number of unused columns.

    `others` are used columns without a field.
    """
    rest = len(columns) - len({*fields.values(), *others} & {*columns})
    described = [f"{field} from {column!r}" for field, column in fields.items()]
    if rest:
        described.append(f"{rest} more column{'s' * (rest != 1)}")
    return "".join(f", {text}" for text in described)


def listed(names: Iterable[str]) -> str:
    """The first names as one text, and how many more there are."""
    names = list(names)
    more = f" and {len(names) - MAX_LISTED} more" if len(names) > MAX_LISTED else ""
    return ", ".join(names[:MAX_LISTED]) + more
