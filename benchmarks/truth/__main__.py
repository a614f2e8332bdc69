"""`python -m benchmarks.truth [MODULE...] [--write]`: run the truth bench and print one table; `--write` also writes
docs/truth.md.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import pkgutil
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import truth
from benchmarks.truth import _claims
from benchmarks.truth.table import Row, markdown

DOCUMENT = Path(__file__).parents[2] / "docs" / "truth.md"
HELPERS = ("table",)

HEADER = """# Is it true?

Every row compares an answer of the product with a planted truth, a null, or a standard tool.
Written by `python -m benchmarks.truth --write` on {date} at commit {commit}.

"""


CLAIMS_HEADER = """
## Sentences and their tests

Every sentence of the dashboard and the report that claims more than a count, and the tests behind it. A test fails when
a claim has none.

"""


def question_names() -> list[str]:
    """The modules with a `check()`. Modules whose name starts with `_` and HELPERS have none."""
    names = (module.name for module in pkgutil.iter_modules(truth.__path__))
    return sorted(name for name in names if not name.startswith("_") and name not in HELPERS)


def check(names: list[str]) -> list[Row]:
    """The rows of these modules. The seconds of each go to standard error."""
    rows: list[Row] = []
    for name in names:
        start = time.monotonic()
        rows += importlib.import_module(f"benchmarks.truth.{name}").check()
        print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
    return rows


def write(rows: list[Row]) -> None:
    """Write docs/truth.md with the date and the commit."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or "unknown"
    header = HEADER.format(date=datetime.datetime.now(datetime.UTC).date(), commit=commit)
    DOCUMENT.write_text(header + markdown(rows) + CLAIMS_HEADER + _claims.markdown(), encoding="utf-8")


def main() -> int:
    """Give 1 when a required figure does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", help=f"of {', '.join(question_names())}; default: all")
    parser.add_argument("--write", action="store_true", help="write docs/truth.md")
    arguments = parser.parse_args()
    rows = check(arguments.modules or question_names())
    print(markdown(rows))
    if arguments.write:
        write(rows)
    return 0 if all(row.is_passed for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
