"""The columns of `metadata` of all parts: files differ in columns, and every part has those of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analytics.ask.columns import columns
from analytics.build.engine import Engine
from analytics.build.parts.part import Part


@dataclass(frozen=True)
class MetadataColumns:
    """A task: the columns of `metadata` of a part, with their types."""

    part: Part

    def __call__(self) -> Mapping[str, str]:
        return {one.name: one.type for one in columns(self.part.connect(), "metadata")}


def with_columns(engine: Engine, parts: Sequence[Part], folder: Path) -> list[Part]:
    """The parts, each with the columns of all. Types that differ become text."""
    types: dict[str, str] = {}
    names: dict[str, str] = {}
    for _, own in sorted(engine.run([MetadataColumns(part) for part in parts], folder), key=lambda one: one[0]):
        for name, kind in own.items():
            name = names.setdefault(name.lower(), name)
            types[name] = kind if types.get(name, kind) == kind else "VARCHAR"
    return [replace(part, metadata=tuple(types.items())) for part in parts]
