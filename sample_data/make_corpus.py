"""Make a corpus from this machine: docstrings, READMEs and licences of Python and its installed packages.

    python -m sample_data.make_corpus corpus.parquet

dataloupe ships no text of other people, but the corpus is real: prose and reference, thousands of near-duplicates,
boilerplate and short texts, each with its source. Modules are parsed, never imported, so no code of a package runs. The
same environment always gives the same corpus.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import platform
import re
import sys
import sysconfig
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from email.message import Message
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import cast

DOCSTRINGS_PER_SOURCE = 100
"""A limit, so that no large package dominates the corpus."""

STANDARD_LIBRARY_DOCSTRINGS = 1000
"""More, because the standard library is many packages in one."""

MAX_MODULE_BYTES = 200_000
"""Larger modules are generated code: slow to parse, with little text."""

LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice)[^/]*$", re.IGNORECASE)


@dataclass(frozen=True)
class Document:
    """One text and its origin. `object` is the class or function in `module`; None for the text of a whole module."""

    text: str
    source: str
    title: str
    kind_of_text: str
    module: str | None
    object: str | None
    version: str | None
    licence: str | None
    url: str | None


@dataclass(frozen=True)
class Package:
    """An installed distribution or the standard library; one `source` of the corpus."""

    name: str
    version: str | None
    licence: str | None
    url: str | None

    def document(
        self, text: str, title: str, kind: str, module: str | None = None, object: str | None = None
    ) -> Document:
        return Document(text, self.name, title, kind, module, object, self.version, self.licence, self.url)


def documents() -> Iterator[Document]:
    """All documents of this environment: the standard library, then every installed distribution by name."""
    yield from islice(
        _docstrings(
            Package("python", platform.python_version(), "PSF-2.0", "https://www.python.org"), _standard_library()
        ),
        STANDARD_LIBRARY_DOCSTRINGS,
    )
    distributions = {
        distribution.metadata["Name"].lower(): distribution
        for distribution in metadata.distributions()
        if distribution.metadata["Name"]
    }
    for _, distribution in sorted(distributions.items()):
        yield from _distribution(distribution)


def write_corpus(path: str | Path) -> int:
    """Write the corpus to `path` as Parquet or JSONL, by its extension; gives the number of documents.

    Raises ValueError for another extension.
    """
    path = Path(path)
    writers: dict[str, Callable[[list[Document], Path], None]] = {".parquet": _write_parquet, ".jsonl": _write_jsonl}
    if path.suffix not in writers:
        raise ValueError(f"{path.name} has an unknown extension. Use {' or '.join(writers)}.")
    corpus = list(documents())
    path.parent.mkdir(parents=True, exist_ok=True)
    writers[path.suffix](corpus, path)
    return len(corpus)


def _distribution(distribution: metadata.Distribution) -> Iterator[Document]:
    about = distribution.metadata
    licence = about["License-Expression"] or next(
        (line for line in (about["License"] or "").splitlines() if line.strip()), None
    )
    package = Package(
        about["Name"],
        distribution.version,
        licence and licence.strip()[:80],
        about["Home-page"] or _project_url(about.get_all("Project-URL") or []),
    )
    files = sorted(distribution.files or [], key=str)

    readme = (about["Description"] or str(cast(Message, about).get_payload() or "")).strip()
    if readme:
        yield package.document(readme, f"{package.name} README", "readme")
    for file in files:
        if ".dist-info" in file.parts[0] and LICENCE_FILE.search(file.name):
            text = _read(Path(str(file.locate())))
            if text and text.strip():
                yield package.document(text.strip(), f"{package.name} {file.name}", "licence")
    modules = [
        (Path(str(file.locate())), str(file)) for file in files if file.suffix == ".py" and ".." not in file.parts
    ]
    yield from islice(_docstrings(package, modules), DOCSTRINGS_PER_SOURCE)


def _project_url(urls: list[str]) -> str | None:
    """The home page among `Label, https://...` lines of package metadata, else the first URL."""
    pairs = [url.split(", ", 1) for url in urls if ", " in url]
    named = {label.strip().lower(): url.strip() for label, url in pairs}
    return named.get("homepage") or next(iter(named.values()), None)


def _standard_library() -> list[tuple[Path, str]]:
    root = Path(sysconfig.get_path("stdlib"))
    skipped = {"site-packages", "test", "tests", "idle_test", "lib2to3", "__pycache__"}
    modules = []
    for folder, folders, files in os.walk(root):
        folders[:] = set(folders) - skipped  # not even listed: site-packages is larger than the rest
        modules += [Path(folder, name) for name in files if name.endswith(".py") and name not in skipped]
    return sorted(((file, file.relative_to(root).as_posix()) for file in modules), key=lambda pair: pair[1])


def _docstrings(package: Package, modules: list[tuple[Path, str]]) -> Iterator[Document]:
    """The docstrings of `modules` (file, name), ordered by a hash: the first ones are a fair sample of the package."""
    for file, name in sorted(modules, key=lambda pair: hashlib.sha256(pair[1].encode()).digest()):
        code = _read(file)
        if code is None:
            continue
        module = name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for owner, text in _docstrings_of(code):
            yield package.document(text, f"{module}.{owner}" if owner else module, "docstring", module, owner)


def _docstrings_of(code: str) -> Iterator[tuple[str | None, str]]:
    """(dotted name, text) of each docstring, that of the module first under None; none if the code does not parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes of a package do not matter here
            tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError):
        return
    waiting: list[tuple[str | None, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]] = [
        (None, tree)
    ]
    while waiting:
        owner, node = waiting.pop(0)
        text = ast.get_docstring(node)
        if text and text.strip():
            yield owner, text
        inner = [
            child for child in node.body if isinstance(child, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        ]
        waiting += [(f"{owner}.{child.name}" if owner else child.name, child) for child in inner]


def _read(file: Path) -> str | None:
    """The text of `file`; None if it does not exist, is too large, or is not UTF-8."""
    try:
        return file.read_text(encoding="utf-8") if file.stat().st_size <= MAX_MODULE_BYTES else None
    except (OSError, UnicodeDecodeError):
        return None


def _write_parquet(corpus: list[Document], path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {field.name: [getattr(document, field.name) for document in corpus] for field in fields(Document)}
    pq.write_table(
        pa.table(columns, schema=pa.schema([(name, pa.string()) for name in columns])), path, compression="zstd"
    )


def _write_jsonl(corpus: list[Document], path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(document), ensure_ascii=False) + "\n" for document in corpus)


if __name__ == "__main__":
    print(f"{write_corpus(sys.argv[1]):,} documents in {sys.argv[1]}")
