"""The formats: every module of `containers` and `shapes`. A new format is one new module in one of these packages.

A container turns the bytes of a file into records; a shape turns records into rows of the workspace's tables.

A module may define `NAME`, its name for `--format` (default: the file's name with `-` for `_`), and `SPECIFICITY`.
Formats with a higher specificity are asked first whether they recognize a file; those of equal specificity by name.
"""

from __future__ import annotations

import functools
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, cast

from analytics.errors import DataloupeError
from analytics.ingest import containers as container_package
from analytics.ingest import shapes as shape_package
from analytics.ingest.compression import DECOMPRESSORS, uncompressed_name
from analytics.ingest.inputs import Input
from analytics.ingest.logs.format import LogFormat, LogModule
from analytics.ingest.records import Chunk, Rows

DEFAULT_SPECIFICITY = 50
"""Asked after the formats with keys that no other format has, and before the general ones."""


class Container(Protocol):
    """What a module of `containers` defines."""

    EXTENSIONS: tuple[str, ...]

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether the file is in this format; `path` without .gz or .zst, `head` its first 64 KB, decompressed."""
        ...

    def read(self, source: Input) -> Iterator[Chunk]:
        """The records in order; bad rows are rejects in the chunks.

        Raises DataloupeError if the whole file cannot be read.
        """
        ...


class Plan(Protocol):
    """How a shape will read an input. `text` is the text column, if one column is the text, and `why` the reason."""

    @property
    def text(self) -> str | None: ...

    @property
    def why(self) -> str: ...

    @property
    def fields(self) -> Mapping[str, str]: ...

    def describe(self, columns: Mapping[str, str]) -> str:
        """The plan in one line, for an input with these `columns` ({name: type})."""
        ...


class Shape(Protocol):
    """What a module of `shapes` defines, unless it defines the functions of `logs.format.LogModule`."""

    def detect(self, sample: Chunk) -> bool:
        """Whether the first records of an input are in this format."""
        ...

    def plan(self, name: str, sample: Chunk, options: Mapping[str, Any]) -> Plan:
        """How to read the input called `name`. Raises DataloupeError if the options or the columns do not fit."""
        ...

    def read(self, chunks: Iterable[Chunk], plan: Any, default_source: str, first_doc_id: int) -> Iterator[Rows]:
        """Rows of the workspace's tables, with dense doc_ids from `first_doc_id`."""
        ...


@functools.cache
def containers() -> Mapping[str, Container]:
    """{name: container}, in the order of detection."""
    names = _module_names(container_package)
    modules = [import_module(f"analytics.ingest.containers.{name}") for name in names]
    return cast(Mapping[str, Container], _in_order(modules))


@functools.cache
def shapes() -> Mapping[str, Shape]:
    """{name: shape}, in the order of detection. A module without `plan` describes single records of a log."""
    modules = [import_module(f"analytics.ingest.shapes.{name}") for name in _module_names(shape_package)]
    return {
        name: cast(Shape, module) if hasattr(module, "plan") else LogFormat(cast(LogModule, module))
        for name, module in _in_order(modules).items()
    }


def log_formats() -> Mapping[str, LogFormat]:
    """{name: format} of the logs with known keys."""
    return {name: shape for name, shape in shapes().items() if isinstance(shape, LogFormat)}


def check_format(name: str | None) -> None:
    """Raises DataloupeError that lists all formats if `name` is none of them."""
    if name is not None and name not in containers() and name not in shapes():
        raise DataloupeError(f"There is no format {name!r}. There are: {', '.join([*containers(), *shapes()])}.")


def container_of_option(name: str | None) -> str | None:
    """The container that `--format name` asks for; None if it names a shape or nothing."""
    return name if name in containers() else None


def container_of(path: Path, head: bytes, name: str) -> str:
    """The name of the container that `path` is in. Raises DataloupeError that lists the supported extensions."""
    plain = uncompressed_name(path)
    container = next((key for key, module in containers().items() if module.detect(plain, head)), None)
    if container is None:
        raise DataloupeError(
            f"{name} is in no supported format. Supported: {supported_extensions()}. Name the format with --format."
        )
    return container


def is_grouped(container: str) -> bool:
    """Whether each file in this container holds a document, so that all files of a source are one input."""
    return bool(getattr(containers()[container], "GROUPED", False))


def has_extension_of(path: Path, names: Iterable[str]) -> bool:
    """Whether `path` has an extension of one of these containers, compressed or not."""
    suffix = uncompressed_name(path).suffix.lower()
    return any(suffix in containers()[name].EXTENSIONS for name in names)


def supported_extensions() -> str:
    """The extensions of all containers as one text, for messages."""
    extensions = [extension for module in containers().values() for extension in module.EXTENSIONS]
    return f"{', '.join(extensions)} (also with {' or '.join(DECOMPRESSORS)})"


def _module_names(package: ModuleType) -> list[str]:
    return [info.name for info in pkgutil.iter_modules(package.__path__)]


def _in_order(modules: Iterable[ModuleType]) -> dict[str, ModuleType]:
    """{format name: module}, in the order of detection."""
    ordered = sorted(modules, key=lambda module: (-_specificity(module), _format_name(module)))
    return {_format_name(module): module for module in ordered}


def _format_name(module: ModuleType) -> str:
    default = module.__name__.rpartition(".")[2].replace("_", "-")
    return str(getattr(module, "NAME", default))


def _specificity(module: ModuleType) -> int:
    return int(getattr(module, "SPECIFICITY", DEFAULT_SPECIFICITY))
