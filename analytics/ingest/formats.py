"""The registry: which containers and shapes there are, and which container a file is in. A new format is one line
here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from analytics.errors import DataloupeError
from analytics.ingest.compression import DECOMPRESSORS, uncompressed_name
from analytics.ingest.log_shape import LogShape

if TYPE_CHECKING:
    from analytics.ingest.inputs import Input
    from analytics.ingest.records import Chunk

CONTAINERS = {
    "parquet": "parquet",
    "arrow": "arrow",
    "duckdb": "duckdb_table",
    "csv": "delimited",
    "text": "text_files",
    "jsonl": "json_lines",
    "json": "json_array",
}
"""Name for `--format` -> module of `analytics.ingest.containers`, in the order in which they are asked."""

LOGS = {
    "chatgpt": "chatgpt",
    "chatgpt-feedback": "chatgpt_feedback",
    "claude": "claude",
    "wildchat": "wildchat",
    "lmsys": "lmsys",
    "arena": "arena",
    "arena-55k": "arena_55k",
    "mt-bench": "mt_bench",
    "oasst": "oasst",
    "hh-rlhf": "hh_rlhf",
    "ultrafeedback": "ultrafeedback",
    "helpsteer": "helpsteer",
    "shp": "shp",
    "alpaca-eval": "alpaca_eval",
    "alpaca": "alpaca",
    "langfuse": "langfuse",
    "phoenix": "phoenix",
    "langsmith": "langsmith",
    "open-webui": "open_webui",
    "sharegpt": "sharegpt",
    "chat": "chat",
}
"""Log formats in which each record says what it is; their modules are wrapped in a LogShape."""

SHAPES = {
    **LOGS,
    "table": "table_of_turns",
    "corpus": "corpus",
}
"""Name for `--format` -> module of `analytics.ingest.shapes`, in the order in which they are asked."""

UTF_16 = (b"\xff\xfe", b"\xfe\xff")

MODULES = tuple(f"analytics.ingest.containers.{name}" for name in CONTAINERS.values()) + tuple(
    f"analytics.ingest.shapes.{name}" for name in SHAPES.values()
)


class Container(Protocol):
    """What a module of `containers` offers: bytes in, chunks of records out."""

    EXTENSIONS: tuple[str, ...]

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether the file is in this format; `path` without .gz or .zst, `head` its first 64 KB, decompressed."""
        ...

    def read(self, source: Input) -> Iterator[Chunk]:
        """Its records in order. Bad rows are rejects in the chunks; DataloupeError when the whole file cannot be
        read.
        """
        ...


def container(name: str) -> Container:
    """The container called `name`, a key of CONTAINERS."""
    return import_module(f"analytics.ingest.containers.{CONTAINERS[name]}")  # type: ignore[return-value]


def shape(name: str) -> Any:
    """The shape called `name`, a key of SHAPES."""
    module = import_module(f"analytics.ingest.shapes.{SHAPES[name]}")
    return LogShape(module) if name in LOGS else module


def check_format(name: str | None) -> None:
    """Raises DataloupeError naming the formats there are."""
    if name is not None and name not in CONTAINERS and name not in SHAPES:
        raise DataloupeError(f"there is no format {name!r} - the formats are {', '.join([*CONTAINERS, *SHAPES])}")


def container_of_option(name: str | None) -> str | None:
    """The container that `--format name` asks for, None when it names a shape or nothing."""
    return name if name in CONTAINERS else None


def container_of(path: Path, head: bytes, name: str) -> str:
    """The name of the container that `path` is in. Raises DataloupeError naming what is understood."""
    if head[:2] in UTF_16:
        raise DataloupeError(f"{name} is text in UTF-16 - save it as UTF-8")
    plain = uncompressed_name(path)
    for key in CONTAINERS:
        if container(key).detect(plain, head):
            return key
    raise DataloupeError(f"{name} is in no format that is understood: {understood()} - say which one with --format")


def has_extension_of(path: Path, names: Iterable[str]) -> bool:
    """Whether the name of `path` ends as files of one of these containers do, perhaps compressed."""
    return uncompressed_name(path).suffix.lower() in {
        extension for name in names for extension in container(name).EXTENSIONS
    }


def understood() -> str:
    """The extensions of all formats, for people."""
    extensions = [extension for key in CONTAINERS for extension in container(key).EXTENSIONS]
    return f"{', '.join(extensions)} (also with {' or '.join(DECOMPRESSORS)})"
