"""The manifest: which tables of a workspace are visible, and how each was made."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from analytics import __version__
from analytics.errors import DataloupeError
from analytics.workspace.earlier_formats import with_present_names

FORMAT = 2
"""Format 1 called the files of a table its parts, and had other names for some tables, stages and notes."""


@dataclass(frozen=True)
class Table:
    """A visible table: its Parquet files (names below `tables/`), rows, bytes on disk, and the stage that made it."""

    files: tuple[str, ...]
    rows: int
    bytes: int
    stage: str


@dataclass(frozen=True)
class StageRecord:
    """One finished run of a stage: the fingerprint of what went in, how long it took, and facts about it (`notes`)."""

    fingerprint: str
    seconds: float
    engine: str
    finished_at: float
    dataloupe: str = __version__
    notes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Manifest:
    """All that is visible in a workspace at one moment. `generation` grows by one with every commit."""

    generation: int = 0
    format: int = FORMAT
    dataloupe: str = __version__
    build: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    stages: Mapping[str, StageRecord] = field(default_factory=dict)
    outdated_tables: Mapping[str, Table] = field(default_factory=dict)
    outdated_stages: Mapping[str, StageRecord] = field(default_factory=dict)

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """The manifest that `to_json` wrote, also in an earlier format."""
        raw = json.loads(text)
        if raw.get("format") == 1:
            raw = with_present_names(raw)
        for name in ("tables", "outdated_tables"):
            raw[name] = {
                table: Table(**{**fields, "files": tuple(fields["files"])}) for table, fields in raw[name].items()
            }
        for name in ("stages", "outdated_stages"):
            raw[name] = {stage: StageRecord(**fields) for stage, fields in raw[name].items()}
        return cls(**raw)

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """The manifest in a file. Raises DataloupeError when there is none or it cannot be understood."""
        try:
            manifest = cls.from_json(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise DataloupeError(f"{path.parent} is not a dataloupe workspace: it has no {path.name}.") from None
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise DataloupeError(f"{path} cannot be read: {error}. Build the workspace again.") from None
        if manifest.format > FORMAT:
            raise DataloupeError(
                f"{path.parent} was made by dataloupe {manifest.dataloupe} and has the format {manifest.format}. "
                f"This dataloupe reads formats up to {FORMAT}. Update dataloupe."
            )
        return manifest

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, default=str)

    @property
    def files(self) -> set[str]:
        """The files of all tables, outdated ones included."""
        tables = (*self.tables.values(), *self.outdated_tables.values())
        return {file for table in tables for file in table.files}

    @property
    def seconds(self) -> float:
        """How long stages ran, when time in which several ran side by side counts once."""
        ends = sorted((record.finished_at - record.seconds, record.finished_at) for record in self.stages.values())
        total = latest = 0.0
        for start, end in ends:
            total += max(0.0, end - max(start, latest))
            latest = max(latest, end)
        return total

    def after(
        self,
        stage: str,
        record: StageRecord | None,
        tables: Mapping[str, Table],
        outdates: Collection[str] = (),
        build: Mapping[str, Any] | None = None,
    ) -> Manifest:
        """The next manifest, when `stage` has made `tables`: those of the stages that it `outdates` become outdated.

        Without a `record` the stage counts as never run.
        """
        gone = {stage, *outdates}
        outdated = {name: table for name, table in self.tables.items() if table.stage in outdates}
        still_outdated = {name: table for name, table in self.outdated_tables.items() if table.stage != stage}
        outdated_stages = {*outdates, *self.outdated_stages} - {stage}
        records = {**self.outdated_stages, **self.stages}
        return replace(
            self,
            generation=self.generation + 1,
            format=FORMAT,
            dataloupe=__version__,
            build=dict(self.build if build is None else build),
            tables={name: table for name, table in self.tables.items() if table.stage not in gone} | dict(tables),
            stages={name: one for name, one in self.stages.items() if name not in gone}
            | ({stage: record} if record else {}),
            outdated_tables=still_outdated | outdated,
            outdated_stages={name: one for name, one in records.items() if name in outdated_stages},
        )
