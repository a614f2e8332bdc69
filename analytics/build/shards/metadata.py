"""The columns of `metadata` of all shards: files differ in columns, and every shard has those of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analytics.ask.columns import columns
from analytics.build.engine import Engine
from analytics.build.shards.shard import Shard


@dataclass(frozen=True)
class MetadataColumns:
    """A task: the columns of `metadata` of a shard, with their types."""

    shard: Shard

    def __call__(self) -> Mapping[str, str]:
        return {one.name: one.type for one in columns(self.shard.connect(), "metadata")}


def with_columns(engine: Engine, shards: Sequence[Shard], folder: Path) -> list[Shard]:
    """The shards, each with the columns of all. Types that differ become text."""
    types: dict[str, str] = {}
    names: dict[str, str] = {}
    for _, own in sorted(engine.run([MetadataColumns(shard) for shard in shards], folder), key=lambda one: one[0]):
        for name, kind in own.items():
            name = names.setdefault(name.lower(), name)
            types[name] = kind if types.get(name, kind) == kind else "VARCHAR"
    return [replace(shard, metadata=tuple(types.items())) for shard in shards]
