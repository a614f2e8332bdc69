"""docs/truth.md: one section per module of the bench with its date and commit, and the claims with their tests."""

from __future__ import annotations

import datetime
import subprocess
from collections.abc import Iterable
from pathlib import Path

from benchmarks.truth import _claims
from benchmarks.truth.table import Row, markdown

DOCUMENT = Path(__file__).parents[2] / "docs" / "truth.md"

HEADER = """# Is it true?

Every row compares an answer of the product with a planted truth, a null, or a standard tool. A row without a
requirement informs. `make truth` measures all sections again and writes this page;
`python -m benchmarks.truth MODULE --write` those of a module.
"""

CLAIMS_TITLE = "Sentences and their tests"
CLAIMS_HEADER = """
Every sentence of the dashboard and the report that claims more than a count, and the tests behind it. A test fails when
a claim has none.

"""

TITLE = "\n## "


def section(rows: Iterable[Row], seconds: float) -> str:
    """The rows of a module, with the date and the commit of the code."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or "unknown"
    date = datetime.datetime.now(datetime.UTC).date()
    return f"\nMeasured on {date} at commit {commit}, in {seconds:.0f} seconds.\n\n{markdown(rows)}"


def sections(text: str) -> dict[str, str]:
    """{title: text} of a document, without its header."""
    return dict(one.split("\n", 1) for one in text.split(TITLE)[1:])


def write(measured: dict[str, str], names: Iterable[str], document: Path = DOCUMENT) -> None:
    """Write the document with these sections in place of earlier ones. Sections of modules that are not in `names` any
    more are dropped.
    """
    earlier = sections(document.read_text(encoding="utf-8")) if document.exists() else {}
    known = earlier | measured
    every = {name: known[name] for name in sorted(names) if name in known}
    every[CLAIMS_TITLE] = CLAIMS_HEADER + _claims.markdown()
    body = "".join(f"{TITLE}{title}\n{text.rstrip()}\n" for title, text in every.items())
    document.write_text(HEADER + body, encoding="utf-8")
