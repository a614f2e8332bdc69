"""Show what is different between two snapshots of a workspace, or between two workspaces.

A and B are workspaces (their present state) or snapshots: DIR@3, DIR@last, DIR@previous. The command prints which
documents were added, removed and edited, the numbers of both sides, and the differences that are large enough and not
chance, the largest first.
"""

from __future__ import annotations

import argparse
import json
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analytics.history.between import Difference

SHOWN_NUMBERS = ("documents", "tokens", "duplicate_rate", "pii_rate", "positive_rate", "label_issue_rate")
MAX_DRIFT = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe diff`."""
    parser.add_argument("before", metavar="A", help="a workspace or a snapshot, such as DIR or DIR@3")
    parser.add_argument("after", metavar="B", help="the later one")
    parser.add_argument("--json", action="store_true", help="print all numbers and comparisons as JSON")


def run(arguments: argparse.Namespace) -> None:
    """Print the difference."""
    from analytics.history.between import difference, side

    result = difference(side(arguments.before), side(arguments.after))
    print(json.dumps(as_plain(result), indent=1)) if arguments.json else _print(result)


def as_plain(result: Difference) -> dict[str, Any]:
    """The difference as plain values."""
    return {
        "before": {"name": result.before.name, "documents": result.before.documents, "tokens": result.before.tokens},
        "after": {"name": result.after.name, "documents": result.after.documents, "tokens": result.after.tokens},
        "changes": result.counts,
        "builds": result.builds,
        "drift_of": "added documents" if result.is_of_added else "all documents",
        "drift": [] if result.is_empty else _records(result.drift),
        "numbers": [] if result.is_empty else _records(result.numbers),
    }


def _records(table: Any) -> list[dict[str, Any]]:
    """The rows of a table as plain values; an unknown number is null."""
    rows: list[dict[str, Any]] = table.to_dict("records")
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _print(result: Difference) -> None:
    from analytics.cli.text_table import print_table
    from analytics.history.describe import drift_text

    print(result.summary_text())
    if result.is_empty:
        return
    print()
    print_table(("number", "before", "after"), list(_number_rows(result)))
    print()
    reported = result.drift[result.drift["is_reported"]]
    what = "The added documents" if result.is_of_added else "The documents after"
    if reported.empty:
        print(f"{what} do not differ from those before in any of {len(result.drift):,} comparisons.")
        return
    print(f"{what} differ from those before, the largest difference first:")
    for row in reported.head(MAX_DRIFT).to_dict("records"):
        print(f"  {drift_text(row)}")
    if len(reported) > MAX_DRIFT:
        print(f"  and {len(reported) - MAX_DRIFT} more: --json prints all.")


def _number_rows(result: Difference) -> Any:
    """The main numbers of both sides."""
    numbers = result.numbers
    is_main = ~numbers["number"].isin(["duplicate_rate", "pii_rate"]) | numbers["of"].isin([None, "pii_count"])
    shown = numbers[numbers["number"].isin(SHOWN_NUMBERS) & numbers["group"].isna() & is_main]
    order = shown["number"].map(SHOWN_NUMBERS.index)
    for row in shown.assign(order=order).sort_values(["order", "of"], na_position="first").itertuples():
        kind = f" {row.of}" if row.number == "positive_rate" else ""
        yield f"{row.number.replace('_', ' ')}{kind}", _text(row.number, row.before), _text(row.number, row.after)


def _text(number: str, value: float) -> str:
    if math.isnan(value):
        return "-"
    return f"{value:.1%}" if number.endswith("rate") else f"{value:,.0f}"
