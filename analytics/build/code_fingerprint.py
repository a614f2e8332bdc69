"""Which source code decides the result of a stage? The modules that its `run` function can reach by imports.

The modules are read from the source, so that no list can go stale: an edit of any of them makes the stage stale, an
edit of any other module does not.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from pathlib import Path

from analytics.build.module_imports import EVERY_MODULE, imported_names

PACKAGE = Path(__file__).parents[1]

PLUMBING = {
    "analytics": "the version number: a new release must not make every table stale; the manifest records it",
    "analytics.build.stage": "passes rows to a stage and its tables to the workspace; no result depends on batch size",
    "analytics.build.engine": "decides where a function runs, keeps the order, and gives the same rows on any number "
    "of threads",
    "analytics.build.table_map": "hands the rows of a table to workers; no result depends on the splits",
    "analytics.workspace": "decides how tables are stored and become visible, not which rows they have",
}
"""Modules that every stage imports and that decide no result, with the reason. They and what only they import do not
count: otherwise each edit of them would rebuild everything.
"""


class ModuleGraph:
    """The modules of a package and what they import. Each file is read and parsed once, when it is first needed."""

    def __init__(self, folder: Path = PACKAGE):
        self._files = {_module_name(path.relative_to(folder.parent)): path for path in folder.rglob("*.py")}
        self._sources: dict[str, bytes] = {}
        self._imports: dict[str, set[str]] = {}

    @property
    def modules(self) -> set[str]:
        return set(self._files)

    def digest(self, module: str) -> str:
        """16 hex digits over the sources of `module` and of all that it can reach."""
        digest = hashlib.sha256()
        for name in sorted(self.closure(module)):
            digest.update(f"{name} {hashlib.sha256(self._source(name)).hexdigest()}\n".encode())
        return digest.hexdigest()[:16]

    def closure(self, module: str) -> set[str]:
        """`module` and every module that it imports, directly or through others, without the plumbing."""
        reached: set[str] = set()
        waiting = {module}
        while waiting:
            name = waiting.pop()
            reached.add(name)
            waiting |= self.imports(name) - reached
        return reached

    def imports(self, module: str) -> set[str]:
        """The modules of the package that `module` imports itself, with the packages that they belong to."""
        if module not in self._imports:
            is_package = self._file(module).name == "__init__.py"
            names = imported_names(self._source(module), module, is_package)
            self._imports[module] = {one for name in names for one in self._modules_of(name)} - set(PLUMBING)
        return self._imports[module]

    def _modules_of(self, name: str) -> set[str]:
        parents = name.split(".")
        every = {".".join(parents[: length + 1]) for length in range(len(parents))}
        if parents[-1] == EVERY_MODULE:
            package = name.removesuffix(EVERY_MODULE)
            every |= {module for module in self._files if module.startswith(package)}
        return every & self._files.keys()

    def _source(self, module: str) -> bytes:
        if module not in self._sources:
            self._sources[module] = self._file(module).read_bytes()
        return self._sources[module]

    def _file(self, module: str) -> Path:
        """The file of a module of the package, or of the module of a stage that was defined elsewhere."""
        if module in self._files:
            return self._files[module]
        spec = importlib.util.find_spec(module)
        if spec is None or spec.origin is None:
            raise ImportError(f"the module {module!r} of a stage has no source file")
        return Path(spec.origin)


@functools.cache
def module_graph() -> ModuleGraph:
    """The graph of this package, read once a process: a server that runs for days keeps to the code it started with."""
    return ModuleGraph()


def code_fingerprint(module: str) -> str:
    """16 hex digits that change when a source changes on which `module` depends."""
    return module_graph().digest(module)


def _module_name(path: Path) -> str:
    return path.with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
