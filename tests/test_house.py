"""The rules of the house that a reader would otherwise have to check: names, sizes, and words (CONTRIBUTING, rules)."""

import ast
import functools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("analytics", "dataloupe", "pages", "tests", "benchmarks", "sample_data")
FILES = [ROOT / "app.py", *(path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")))]
OWN = [path for path in FILES if path != Path(__file__) and "environments" not in path.parts]


@functools.cache
def trees():
    """The syntax tree of each file, read when the first test needs them."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in OWN}


BANNED = {"found", "said", "told", "heard", "words", "sentence", "part", "parts", "OURS", "GIVEN", "OF_A_MAP", "picks"}
"""Names that say nothing, or have another meaning here; `words` and `sentence` only as functions and properties."""

HOME_MADE = re.compile(
    r"\b(anew|thereby|surely|of one's own|one's own|tells? apart|no term is|in lack of|train anew|in lack)\b",
    re.IGNORECASE,
)
"""Inverted or home-made English, in messages, labels and documentation."""

MAX_COLUMNS, MAX_FILE_LINES, MAX_FUNCTION_LINES = 120, 220, 25


def names(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id, node.lineno
        elif isinstance(node, (ast.arg, ast.keyword)):
            yield node.arg, node.lineno
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name, node.lineno


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def percentile(values, share):
    return sorted(values)[int(share * (len(values) - 1))]


LITERAL = {ROOT / "tests/recipe/test_old_files.py"}
"""Files that hold text as earlier versions wrote it."""


def offences(path):
    """Every breach of the rules in a file: what it is, and its line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    banned = BANNED - {"words", "sentence"}
    yield from (f"the name {name!r} in line {number}" for name, number in names(trees()[path]) if name in banned)
    for node in functions(trees()[path]):
        if node.name in ("words", "sentence"):
            yield f"the function {node.name!r} in line {node.lineno}"
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_COLUMNS:
            yield f"{len(line)} characters in line {number}"
        if path not in LITERAL and (match := HOME_MADE.search(line)):
            yield f"{match[0]!r} in line {number}"


@pytest.mark.parametrize("folder", [*FOLDERS, "app.py"])
def test_files_use_plain_names_and_words_and_short_lines(folder):
    below = [path for path in OWN if path.is_relative_to(ROOT / folder)]
    assert below
    assert {str(path.relative_to(ROOT)): list(offences(path)) for path in below if list(offences(path))} == {}


def test_files_and_functions_are_short():
    sizes = [len(path.read_text(encoding="utf-8").splitlines()) for path in OWN]
    lengths = [node.end_lineno - node.lineno + 1 for tree in trees().values() for node in functions(tree)]
    assert percentile(sizes, 0.5) <= 90
    assert percentile(sizes, 0.95) <= MAX_FILE_LINES
    assert percentile(lengths, 0.95) <= MAX_FUNCTION_LINES


def test_no_result_hides_in_the_attributes_of_a_table():
    assert [path for path, tree in trees().items() for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr == "attrs"] == []  # fmt: skip


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "docs/design.md", "docs/library.md"])
def test_documentation_uses_plain_words(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert HOME_MADE.findall(text) == []
