"""Which test stands behind each claim of the dashboard and the report?

A claim is a sentence with one of the CLAIM_WORDS. `unsupported` lists the claims in the source without an entry in
CLAIMS; a test requires that there are none, and that every named test exists.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.truth._claim_tests import CLAIMS

ROOT = Path(__file__).parents[2]
FOLDERS = ("analytics/ask", "analytics/ui", "analytics/report", "analytics/findings")

CLAIM_WORDS = re.compile(
    r"significan|\bexplain|\bchance\b|confidence interval|false discovery|too narrow|verified|simpson|true value|"
    r"likely wrong|\bwins\b.*comparisons|drifted|no evidence|evidence of|correction|corrected for|independent ratings|"
    r"intervals (?:account|leave)|\bcauses?\b|real change|proves?\b|guarantee|unknown whether|in twenty excludes|"
    r"dataset in twenty|at most (?:5 %|one)|is tested|\bfalse findings",
    re.IGNORECASE,
)
"""Words of sentences that say more than what was counted."""


@dataclass(frozen=True)
class Claim:
    """A sentence in the source, and the tests behind it."""

    path: str
    sentence: str
    tests: tuple[str, ...]


def claims() -> list[Claim]:
    """Every claim in the source."""
    return [
        Claim(path, sentence, CLAIMS.get(longest_piece(sentence), ()))
        for path, sentence in _sentences()
        if CLAIM_WORDS.search(sentence)
    ]


def longest_piece(sentence: str) -> str:
    """The longest piece of CLAIMS in a sentence, "" without any."""
    return max((piece for piece in CLAIMS if piece in sentence), key=len, default="")


def unsupported() -> list[str]:
    """The claims without a test, with their files."""
    return [f"{one.path}: {one.sentence}" for one in claims() if not one.tests]


def missing_tests() -> set[str]:
    """The named tests that do not exist."""
    return {test for tests in CLAIMS.values() for test in tests if not _exists(test)}


def markdown() -> str:
    """The claims and their tests as a table."""
    rows = {one.sentence: one for one in claims()}
    lines = [("sentence", "test"), ("---", "---")]
    lines += [(_cell(one.sentence), "<br>".join(f"`{test}`" for test in one.tests)) for one in rows.values()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _cell(sentence: str) -> str:
    return re.sub(r"\s+", " ", sentence).strip().replace("|", "\\|").replace("{}", "…").replace("<", "&lt;")


def _exists(test: str) -> bool:
    path, _, name = test.partition("::")
    file = ROOT / path
    return file.is_file() and re.search(rf"^def {name}\(", file.read_text(encoding="utf-8"), re.MULTILINE) is not None


def _sentences() -> Iterator[tuple[str, str]]:
    """(file, text) of every string of several words in the source that is no docstring and no query; `{}` stands for
    what is filled in.
    """
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            skipped = {id(one) for node in ast.walk(tree) for one in _inner_strings(node)}
            for node in ast.walk(tree):
                text = None if id(node) in skipped else _text(node)
                if text and len(text.split()) > 2 and not re.search(r"\b(?:SELECT|FROM|WITH)\b", text):
                    yield str(path.relative_to(ROOT)), text


def _inner_strings(node: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, and the constants within a formatted string."""
    if isinstance(node, ast.Expr):
        yield node.value
    if isinstance(node, ast.JoinedStr):
        yield from (one for one in node.values if isinstance(one, ast.Constant))


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)
    return None
