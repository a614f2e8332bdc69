"""The arrivals of a workspace: copies of what was taken, one file a batch, in the order in which they came.

A file is known by the hash of its content, which is a part of the name of its copy. So it is taken once, whatever its
name is later, and whenever this process is killed: a copy becomes visible whole, by one rename.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.errors import DataloupeError
from analytics.files import sync, write_atomically

ARRIVALS, QUARANTINE, INCOMING = "arrivals", "quarantine", ".incoming"
_NAME = re.compile(r"(?:\d{6,}-)?([0-9a-f]{16})-(.+)")
BLOCK = 1 << 20


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

    def refuse(self, incoming: Path, key: str, name: str, reason: str) -> Path:
        """Put a complete file into quarantine, with the reason."""
        target = self.quarantine / f"{key}-{name}"
        write_atomically(_reason_file(target), json.dumps({"reason": reason}, ensure_ascii=False))
        sync(incoming)
        incoming.replace(target)
        return target

    def reasons(self) -> Iterator[tuple[str, str]]:
        """The name and the reason of each refused file."""
        for file in self.refused():
            yield file.name, str(_reason(file).get("reason", ""))

    def release(self, name: str) -> Path:
        """Take a refused file after all. Raises DataloupeError when there is no such file."""
        matching = [file for file in self.refused() if name in (file.name, _original(file))]
        if len(matching) != 1:
            there = ", ".join(file.name for file in self.refused()) or "nothing"
            raise DataloupeError(f"There is no single file {name!r} in quarantine. It has: {there}.")
        (file,) = matching
        key = file.name.partition("-")[0]
        target = self.take(file, key, _original(file))
        _reason_file(file).unlink(missing_ok=True)
        return target


def content_hash(file: Path) -> str:
    """16 hex digits over the content of a file."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while block := opened.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()[:16]


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
