"""Which modules can a source import? Read from its syntax, so nothing is imported to find out.

Imports count wherever they are: at the top of a module or inside a function. Imports under `if TYPE_CHECKING:` never
run and do not count. `import_module(f"package.{name}")` counts as every module of the package, and so does
`registry.members("package", ...)`.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import re
from collections.abc import Collection, Iterable, Iterator
from typing import TypeGuard

EVERY_MODULE = "*"
"""The last part of a name that stands for every module of a package: `analytics.ingest.shapes.*`."""

REGISTRY = "analytics.registry"
"""Its `members` imports every module of the package that a caller names."""

_TOP_LEVEL_LINE = re.compile(rb"^[^\s#)\]}]", re.MULTILINE)


@functools.lru_cache(maxsize=1024)
def imported_names(source: bytes, module: str, is_package: bool = False) -> frozenset[str]:
    """Absolute names of what `source` imports. `from a import b` gives `a` and `a.b`, because `b` may be a module.

    `module` is the name of the module that the source belongs to. Raises ValueError for a dynamic import whose name
    does not begin with a known package.
    """
    package = module if is_package else module.rpartition(".")[0]
    tree = _parse_imports(source)
    names: set[str] = set()
    for statement in _statements(tree):
        names |= _names_of(statement, package)
    if module == REGISTRY:  # its callers name what it imports
        return frozenset(names)
    if b"import_module" in source or b"__import__" in source:
        names |= set(_dynamic_names(tree, ("import_module", "__import__"), module, package))
    if REGISTRY in names:
        whole = ast.parse(source)
        names |= {f"{name}.{EVERY_MODULE}" for name in _dynamic_names(whole, ("members",), module, package)}
    return frozenset(names)


def _parse_imports(source: bytes) -> ast.Module:
    """The syntax tree of `source` up to the last statement that holds the word "import".

    Most files import at the top only, so this takes a third of the time that parsing whole files takes.
    """
    line_end = source.find(b"\n", source.rfind(b"import"))
    statement_end = _TOP_LEVEL_LINE.search(source, line_end) if line_end >= 0 else None
    if statement_end is not None:
        with contextlib.suppress(SyntaxError):  # cut inside a string or a `try`
            return ast.parse(source[: statement_end.start()])
    return ast.parse(source)


def _statements(tree: ast.AST) -> Iterator[ast.stmt]:
    """All statements below `tree` that can run, those of functions and classes included."""
    children: Iterable[ast.AST] = tree.orelse if _is_type_checking(tree) else ast.iter_child_nodes(tree)
    for child in children:
        if isinstance(child, ast.stmt):
            yield child
        if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield from _statements(child)


def _is_type_checking(node: ast.AST) -> TypeGuard[ast.If]:
    if not isinstance(node, ast.If):
        return False
    test = node.test
    name = test.id if isinstance(test, ast.Name) else getattr(test, "attr", "")  # typing.TYPE_CHECKING
    return name == "TYPE_CHECKING"


def _names_of(statement: ast.stmt, package: str) -> set[str]:
    if isinstance(statement, ast.Import):
        return {alias.name for alias in statement.names}
    if not isinstance(statement, ast.ImportFrom):
        return set()
    origin = statement.module or ""
    if statement.level:
        parents = package.split(".")
        origin = ".".join([*parents[: len(parents) - statement.level + 1], *filter(None, [origin])])
    return {origin, *(f"{origin}.{alias.name}" for alias in statement.names)}


def _dynamic_names(tree: ast.Module, functions: Collection[str], module: str, package: str) -> Iterator[str]:
    """The names that these functions are called with."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if called in functions:
            known = _known_start(node.args[0], {"__name__": module, "__package__": package})
            if "." not in known:
                raise ValueError(
                    f"{module} line {node.lineno} imports {ast.unparse(node.args[0])}, which can be any module"
                    ' - begin the name with its package: import_module(f"package.{name}")'
                )
            yield known


def _known_start(name: ast.expr, variables: dict[str, str]) -> str:
    """The module name that an expression gives, as far as the source says it: `package.*` where it goes on unknown."""
    text = ""
    for piece in name.values if isinstance(name, ast.JoinedStr) else [name]:
        value = piece.value if isinstance(piece, ast.FormattedValue) else piece
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            text += value.value
        elif isinstance(value, ast.Name) and value.id in variables:
            text += variables[value.id]
        else:
            return f"{text.rpartition('.')[0]}.{EVERY_MODULE}" if "." in text else ""
    return text
