"""Regular expressions of people run in RE2, which takes linear time and has no back references and no look-around."""

import ast
from pathlib import Path

import pytest

from analytics.ask.filters import Contains
from analytics.ask.selection import Selection, doc_ids
from analytics.errors import DataloupeError
from tests.workspaces import write_workspace

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("pattern", [r"(a)\1", r"(?=a)b", r"(?<=a)b", r"(?!a)b", r"(?>a)b"])
def test_what_only_a_backtracking_engine_can_run_is_refused(small, pattern):
    with pytest.raises(DataloupeError):
        doc_ids(small.connect(), Selection((Contains(pattern, regex=True),)))


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(a|aa)+$", r"(a|a?)+$", r"^(([a-z])+.)+[A-Z]([a-z])+$", r"(x+x+)+y"])
def test_patterns_that_make_a_backtracking_engine_run_for_ever_end(tmp_path, pattern):
    workspace = write_workspace(tmp_path / "w", ["a" * 5_000 + "!", "x" * 5_000])
    doc_ids(workspace.connect(), Selection((Contains(pattern, regex=True),)))


def test_no_question_compiles_a_pattern_of_a_person_with_python():
    """`re` is used with patterns that are in the code: constants, and names in capitals."""
    offenders = []
    files = {*(ROOT / "analytics/ask").rglob("*.py"), *(ROOT / "analytics/ui").rglob("*.py")}
    for path in files - {ROOT / "analytics/ui/readme.py"}:  # a command of developers
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                owner = getattr(node.func.value, "id", "")
                pattern = node.args[0]
                if owner == "re" and node.func.attr != "escape" and not is_constant(pattern):
                    offenders.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert offenders == []


def is_constant(pattern):
    if isinstance(pattern, ast.BinOp):
        return is_constant(pattern.left) and is_constant(pattern.right)
    names = [node.id for node in ast.walk(pattern) if isinstance(node, ast.Name)]
    return isinstance(pattern, (ast.Constant, ast.JoinedStr)) and all(name.isupper() for name in names)
