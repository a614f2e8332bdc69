"""Named evaluation sets of a workspace: items that models are tested with, and that no training data should contain.

`evaluation_sets/NAME/` has one Parquet file for each version, which never changes, and `versions.jsonl`, to which a
line is added with each version. The same items always make the same bytes, so files can be compared.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.errors import DataloupeError
from analytics.workspace.lines import append_line, read_lines

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = "evaluation_sets"
VERSIONS = "versions.jsonl"
FIELDS = ("id", "doc_id", "text", "prompt", "answer", "label", "stratum")
"""The columns of every set; others are properties by which results can be divided. All but doc_id are texts."""

_NAME = re.compile(r"[A-Za-z0-9][\w .-]{0,63}")


@dataclass(frozen=True)
class EvaluationSet:
    """One version of a set. `content_hash` is that of ids, texts, prompts, answers and labels; `origin` says where the
    items come from.
    """

    name: str
    version: int
    items: int
    content_hash: str
    created_at: float
    origin: str
    path: Path

    def rows(self) -> pa.Table:
        """The items, in order: FIELDS and properties. Raises DataloupeError when the file is missing or damaged."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return pq.read_table(self.path)
        except (OSError, pa.ArrowInvalid) as error:
            raise DataloupeError(f"{self.path} cannot be read: {error}.") from None

    def describe(self) -> str:
        """`exam, version 2 (380 items)`."""
        return f"{self.name}, version {self.version} ({self.items:,} items)"


def text_id(text: str) -> str:
    """The id of an item: 16 hex digits of the SHA-256 of its text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def save(workspace: Path, name: str, rows: pa.Table, origin: str) -> EvaluationSet:
    """Save items as the next version of the set `name`; the last version, where it has the same items.

    `rows` needs a column text; ids that are missing are those of the texts. Raises DataloupeError for a bad name, no
    items, or an id that occurs twice.
    """
    if not _NAME.fullmatch(name) or name.endswith((".", " ")):
        raise DataloupeError(
            f"An evaluation set cannot be called {name!r}. Use up to 64 letters, digits, spaces, '.', '_' and '-'."
        )
    rows = in_order(rows)
    folder = workspace / FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    digest = content_hash(rows)
    while True:
        last = latest(workspace, name)
        if last is not None and last.content_hash == digest and last.rows().equals(rows):
            return last
        version = max([0, *(int(file.stem) for file in folder.glob("*.parquet") if file.stem.isdigit())]) + 1
        try:
            with (folder / f"{version}.parquet").open("xb") as file:  # two people at once: the second is the next one
                file.write(parquet_bytes(rows))
        except FileExistsError:
            continue
        now = round(time.time(), 3)
        facts = {"version": version, "items": len(rows), "content_hash": digest, "created_at": now}
        append_line(folder / VERSIONS, {**facts, "origin": origin})
        return EvaluationSet(name, version, len(rows), digest, now, origin, folder / f"{version}.parquet")


def in_order(rows: pa.Table) -> pa.Table:
    """The items with all FIELDS, then the properties, each with its type. Raises DataloupeError as `save`."""
    import pyarrow as pa

    if "text" not in rows.column_names or not len(rows):
        raise DataloupeError("An evaluation set needs at least one item, and a column text.")
    columns = {name: rows[name] for name in rows.column_names}
    texts = [str(text or "") for text in columns["text"].to_pylist()]
    given = columns["id"].to_pylist() if "id" in columns else [None] * len(rows)
    ids = [text_id(text) if one is None else str(one) for one, text in zip(given, texts, strict=True)]
    if len(set(ids)) < len(ids):
        twice = next(one for one in ids if ids.count(one) > 1)
        raise DataloupeError(
            f"The item {twice!r} occurs more than once. Each item of an evaluation set needs its own id."
        )
    typed = {"id": pa.array(ids, pa.string()), "text": pa.array(texts, pa.string())}
    for name in (*FIELDS, *(other for other in rows.column_names if other not in FIELDS)):
        if name not in typed:
            kind = pa.int64() if name == "doc_id" else pa.string()
            typed[name] = _as(columns[name], kind) if name in columns else pa.nulls(len(rows), kind)
    return pa.table({name: typed[name] for name in (*FIELDS, *(other for other in typed if other not in FIELDS))})


def content_hash(rows: pa.Table) -> str:
    """The SHA-256 of the items: ids, texts, prompts, answers and labels in order, in 64 hex digits."""
    columns = (rows[name].to_pylist() for name in ("id", "text", "prompt", "answer", "label"))
    lines = (json.dumps(item, ensure_ascii=False) + "\n" for item in zip(*columns, strict=True))
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def parquet_bytes(rows: pa.Table) -> bytes:
    """The items as a Parquet file."""
    import pyarrow.parquet as pq

    file = io.BytesIO()
    pq.write_table(rows.combine_chunks(), file, compression="zstd", row_group_size=4096)
    return file.getvalue()


def evaluation_sets(workspace: Path) -> list[EvaluationSet]:
    """The last version of each set, by name."""
    names = sorted(path.name for path in (workspace / FOLDER).glob("*") if (path / VERSIONS).is_file())
    return [last for name in names if (last := latest(workspace, name)) is not None]


def versions(workspace: Path, name: str) -> list[EvaluationSet]:
    """All versions of a set, the oldest first; empty without such a set."""
    folder = workspace / FOLDER / name
    return [
        EvaluationSet(
            name,
            int(one["version"]),
            int(one["items"]),
            str(one["content_hash"]),
            float(one["created_at"]),
            str(one.get("origin", "")),
            folder / f"{one['version']}.parquet",
        )
        for one in read_lines(folder / VERSIONS)
        if {"version", "items", "content_hash", "created_at"} <= one.keys()
    ]


def latest(workspace: Path, name: str) -> EvaluationSet | None:
    """The last version of a set; None without such a set."""
    return max(versions(workspace, name), key=lambda one: one.version, default=None)


def evaluation_set(workspace: Path, name: str, version: int | None = None) -> EvaluationSet:
    """A version of a set (default: the last). Raises DataloupeError with those that there are."""
    if not _NAME.fullmatch(name) or not versions(workspace, name):
        known = ", ".join(one.name for one in evaluation_sets(workspace)) or "none yet"
        raise DataloupeError(f"There is no evaluation set {name!r}. There are: {known}.")
    by_version = {one.version: one for one in versions(workspace, name)}
    wanted = max(by_version) if version is None else version
    if wanted not in by_version:
        raise DataloupeError(f"{name} has no version {wanted}. It has: {', '.join(map(str, sorted(by_version)))}.")
    return by_version[wanted]


def remove(workspace: Path, name: str) -> None:
    """Delete all versions of a set. Raises DataloupeError with those that there are."""
    evaluation_set(workspace, name)
    shutil.rmtree(workspace / FOLDER / name)


def _as(values: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """Values as texts or whole numbers; lists and structs as JSON."""
    import pyarrow as pa

    if pa.types.is_nested(values.type):
        return pa.array([None if one is None else json.dumps(one, default=str) for one in values.to_pylist()], kind)
    try:
        return values.cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        if pa.types.is_integer(kind):
            return pa.nulls(len(values), kind)
        return pa.array([None if one is None else str(one) for one in values.to_pylist()], kind)
