"""The arrivals of a workspace: copies of what was taken, one file a batch, in the order in which they came.

A file is known by the hash of its content, which is a part of the name of its copy. So it is taken once, whatever its
name is later, and whenever this process is killed: a copy becomes visible whole, by one rename.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.errors import DataloupeError
from analytics.files import atomic_path, sync, write_atomically

ARRIVALS, QUARANTINE, INCOMING = "arrivals", "quarantine", ".incoming"
_NAME = re.compile(r"(?:\d{6,}-)?([0-9a-f]{16})-(.+)")
BLOCK = 1 << 20
DISCARDED = "discarded_at"


@dataclass(frozen=True)
class Held:
    """A file in quarantine: its name there and before, when (seconds since 1970) and why it was refused, the gates that
    failed (name, value, limit), its documents where they were counted, and its size.
    """

    file: str
    name: str
    at: float
    reason: str
    checks: tuple[dict[str, str], ...]
    documents: int | None
    size: int


@dataclass(frozen=True)
class Arrivals:
    """The folders of a workspace: `arrivals/` holds what is in the workspace, `quarantine/` what a gate refused."""

    workspace: Path

    @property
    def folder(self) -> Path:
        return self.workspace / ARRIVALS

    @property
    def quarantine(self) -> Path:
        return self.workspace / QUARANTINE

    def prepare(self) -> None:
        """Make the folders, and delete what a killed process left behind."""
        for folder in (self.folder, self.quarantine):
            folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.folder / INCOMING, ignore_errors=True)
        (self.folder / INCOMING).mkdir()

    def known(self) -> set[str]:
        """The hashes of all that was taken or refused."""
        names = (_NAME.fullmatch(file.name) for file in self.all_files())
        return {name[1] for name in names if name}

    def all_files(self) -> list[Path]:
        """What was refused, then what was taken: a file that is released meanwhile is in one of the two at least."""
        refused = self.refused()
        return [file for file in {*refused, *self.files()} if file.exists()]

    def files(self) -> list[Path]:
        """The arrivals, the first one first."""
        return sorted(file for file in self.folder.glob("[0-9]*-*") if file.is_file())

    def refused(self) -> list[Path]:
        """The refused files."""
        return sorted(file for file in self.quarantine.glob("*-*") if not file.name.endswith(".reason.json"))

    def incoming(self, name: str) -> Path:
        """Where a batch is written before it is taken or refused."""
        return self.folder / INCOMING / name

    def take(self, incoming: Path, key: str, name: str) -> Path:
        """Make a complete file the next arrival."""
        numbers = [int(file.name.partition("-")[0]) for file in self.files()]
        target = self.folder / f"{max(numbers, default=0) + 1:06d}-{key}-{name}"
        sync(incoming)
        incoming.replace(target)
        return target

    def refuse(self, incoming: Path, key: str, name: str, reason: str, **facts: Any) -> Path:
        """Put a complete file into quarantine, with the reason and other facts."""
        target = self.quarantine / f"{key}-{name}"
        record = {"reason": reason, "at": round(time.time(), 3), **facts}
        write_atomically(_reason_file(target), json.dumps(record, ensure_ascii=False))
        sync(incoming)
        incoming.replace(target)
        return target

    def held(self) -> list[Held]:
        """The refused files that were neither released nor discarded, the last one first."""
        records = [(file, _reason(file)) for file in self.refused()]
        held = [_held(file, record) for file, record in records if DISCARDED not in record]
        return sorted(held, key=lambda one: -one.at)

    def release(self, name: str) -> Path:
        """Take a refused file after all. Raises DataloupeError when there is no such file."""
        file = self._held_file(name)
        target = self.take(file, file.name.partition("-")[0], _original(file))
        _reason_file(file).unlink(missing_ok=True)
        return target

    def discard(self, name: str) -> Path:
        """Delete the content of a refused file. Its hash, and how far its table was read, stay: it does not come again.
        Raises DataloupeError when there is no such file.
        """
        file = self._held_file(name)
        record = {**_reason(file), DISCARDED: round(time.time(), 3)}
        try:
            schema = pq.read_schema(file)
        except (pa.ArrowException, OSError):
            write_atomically(file, b"")
        else:
            with atomic_path(file) as empty:
                pq.write_table(schema.empty_table(), empty)
        write_atomically(_reason_file(file), json.dumps(record, ensure_ascii=False))
        return file

    def _held_file(self, name: str) -> Path:
        held = self.held()
        matching = [one for one in held if name in (one.file, one.name)]
        if len(matching) != 1:
            there = ", ".join(one.file for one in held) or "nothing"
            raise DataloupeError(f"There is no single file {name!r} in quarantine. It has: {there}.")
        return self.quarantine / matching[0].file


def content_hash(file: Path) -> str:
    """16 hex digits over the content of a file."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while block := opened.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()[:16]


def _held(file: Path, record: Mapping[str, Any]) -> Held:
    checks = tuple(record.get("checks") or ())
    size = file.stat().st_size if file.exists() else 0
    at, reason = float(record.get("at") or 0), str(record.get("reason", ""))
    return Held(file.name, _original(file), at, reason, checks, record.get("documents"), size)


def _original(file: Path) -> str:
    matched = _NAME.fullmatch(file.name)
    return matched[2] if matched else file.name


def _reason_file(file: Path) -> Path:
    return file.with_name(f"{file.name}.reason.json")


def _reason(file: Path) -> dict[str, Any]:
    try:
        plain = json.loads(_reason_file(file).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return plain if isinstance(plain, dict) else {}
