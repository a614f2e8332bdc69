"""`python -m benchmarks.truth [MODULE...] [--write]`: run the truth bench and print its tables; `--write` also writes
their sections of docs/truth.md.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
import time

from benchmarks import truth
from benchmarks.truth import _document
from benchmarks.truth.table import Row, markdown

HELPERS = ("table",)


def question_names() -> list[str]:
    """The modules with a `check()`. Modules whose name starts with `_` and HELPERS have none."""
    names = (module.name for module in pkgutil.iter_modules(truth.__path__))
    return sorted(name for name in names if not name.startswith("_") and name not in HELPERS)


def check(name: str, is_written: bool) -> list[Row]:
    """The rows of a module, printed as a table. The seconds go to standard error."""
    start = time.monotonic()
    rows: list[Row] = importlib.import_module(f"benchmarks.truth.{name}").check()
    seconds = time.monotonic() - start
    print(f"{name}: {seconds:.0f} s", file=sys.stderr, flush=True)
    print(markdown(rows), flush=True)
    if is_written:
        _document.write({name: _document.section(rows, seconds)}, question_names())
    return rows


def main() -> int:
    """Give 1 when a required figure does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", help=f"of {', '.join(question_names())}; default: all")
    parser.add_argument("--write", action="store_true", help="write docs/truth.md")
    arguments = parser.parse_args()
    names = arguments.modules or question_names()
    if unknown := set(names) - set(question_names()):
        parser.error(f"There is no module {sorted(unknown)[0]!r}. There are: {', '.join(question_names())}.")
    rows = [row for name in names for row in check(name, arguments.write)]
    return 0 if all(row.is_passed for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
