"""A workspace: a directory of Parquet tables and the manifest that says which of them count.

    workspace/
      manifest.json          what is visible: tables, rows, stages, how each was made
      tables/                one Parquet file a part; a table is a list of parts
      scratch/<stage>/       half-made work of a stage that can resume
      build.lock             held while a build runs; freed by the kernel when it dies
      progress.json          where the running build is, for people who watch; left behind by a build that was killed
      build.json, build.log  what the dashboard last built, and what that build said
      uploads/               files that came through the dashboard

A table becomes visible when a new manifest replaces the old one by one atomic rename, so a reader sees the state before
or after a stage, never in between, and `kill -9` loses only the running stage. The same rename hides the tables that
were made from what it replaces (signals of other documents would be wrong, not late); they stay on disk as `outdated`,
for stages that build upon their last result, until that stage has run again. Parts that the manifest names no more are
deleted by a later build, after a time of grace in which readers of the older state finish.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics import __version__
from analytics.errors import DataloupeError
from analytics.files import sync, write_atomically
from analytics.sql import identifier, literal

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

FORMAT = 1
GRACE_SECONDS = 600.0
ROW_GROUP_ROWS, ROW_GROUP_BYTES = 4096, 2_000_000
"""Whichever comes first: to show a few rows of any table, all of their row groups are read."""
DENSE = {"FLOAT", "DOUBLE", "FIXED_LEN_BYTE_ARRAY"}
"""Hardly a value of these occurs twice: packed they are no smaller, but take twice as long to read."""
PACKING = "lz4"
"""Texts are read back in two thirds of the time that zstd takes, and take a third more room: pages read a lot, and room
is cheap.
"""
FLOATING = {"FLOAT", "DOUBLE"}
"""No smallest and largest are written for these: they leave NaN out, and DuckDB would take them for the bounds of all,
and answer `v <= 0` with NaN.
"""
HALF_WRITTEN = "*.json.*.tmp"
OURS = {"tables", "scratch", "uploads", "build.lock", "build.log", "build.json", "progress.json"}
"""What a workspace may hold before its manifest."""


@dataclass(frozen=True)
class Table:
    """One visible table: its Parquet parts (names below `tables/`), its rows and bytes on disk, and the stage that made
    it.
    """

    parts: tuple[str, ...]
    rows: int
    bytes: int
    stage: str


@dataclass(frozen=True)
class StageRecord:
    """How a finished stage was made: what went in (fingerprint), how long it took, and what it has to say (notes)."""

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
        raw = json.loads(text)
        for name in ("tables", "outdated_tables"):
            raw[name] = {
                table: Table(**{**fields, "parts": tuple(fields["parts"])}) for table, fields in raw[name].items()
            }
        for name in ("stages", "outdated_stages"):
            raw[name] = {stage: StageRecord(**fields) for stage, fields in raw[name].items()}
        return cls(**raw)

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, default=str)


@dataclass(frozen=True)
class Progress:
    """Where a running build is: the stage, how many of how many units of it are done, and the process that does
    them.
    """

    stage: str
    done: float
    total: float | None
    unit: str
    started_at: float
    updated_at: float
    remaining: tuple[str, ...] = ()
    pid: int = 0


def open_workspace(path: str | os.PathLike[str]) -> Workspace:
    """The workspace at `path`, to be read. Raises DataloupeError when there is none, or when a newer dataloupe made
    it.
    """
    workspace = Workspace(Path(path))
    if not workspace.manifest_path.is_file():
        what = "is not a directory" if not workspace.path.is_dir() else "has no manifest.json"
        raise DataloupeError(
            f"{path} is no dataloupe workspace: it {what} - make one with: dataloupe build FILES --workspace {path}"
        )
    workspace.read_manifest()
    return workspace


def create_workspace(path: str | os.PathLike[str]) -> Workspace:
    """The workspace at `path`, made empty when it does not exist yet. Raises DataloupeError when `path` holds something
    else.
    """
    workspace = Workspace(Path(path))
    if workspace.manifest_path.is_file():
        workspace.read_manifest()
        return workspace
    if workspace.path.exists() and (not workspace.path.is_dir() or _holds_foreign_files(workspace.path)):
        raise DataloupeError(f"{path} exists and is no dataloupe workspace - name a new or empty directory")
    workspace.tables_path.mkdir(parents=True, exist_ok=True)
    write_atomically(workspace.manifest_path, Manifest().to_json())
    return workspace


class Workspace:
    """A directory of tables. Readers call `connect`; builders hold `lock()` and call `writer` and `commit`."""

    def __init__(self, path: Path):
        self.path = path
        self.manifest_path = path / "manifest.json"
        self.tables_path = path / "tables"
        self.progress_path = path / "progress.json"

    def __repr__(self) -> str:
        return f"Workspace({str(self.path)!r})"

    # --- reading -------------------------------------------------------------------------------------------------

    def read_manifest(self) -> Manifest:
        """The manifest as it is on disk now. Raises DataloupeError when it cannot be understood."""
        try:
            manifest = Manifest.from_json(self.manifest_path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise DataloupeError(f"{self.path} is no dataloupe workspace: it has no manifest.json") from None
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise DataloupeError(f"{self.manifest_path} cannot be read ({error}) - build the workspace anew") from None
        if manifest.format > FORMAT:
            raise DataloupeError(
                f"{self.path} was made by dataloupe {manifest.dataloupe}, format {manifest.format}; this one reads format {FORMAT} - update dataloupe"
            )
        return manifest

    def files(self, table: str, manifest: Manifest | None = None) -> list[Path]:
        """The Parquet files of `table`, in doc_id order. Raises DataloupeError naming the tables there are."""
        tables = (manifest or self.read_manifest()).tables
        if table not in tables:
            raise DataloupeError(
                f"{self.path} has no table {table!r} - it has {', '.join(sorted(tables)) or 'none yet'}"
            )
        return [self.tables_path / part for part in tables[table].parts]

    def connect(self, manifest: Manifest | None = None) -> duckdb.DuckDBPyConnection:
        """An in-memory DuckDB whose views are the tables of `manifest` (default: as of now). Hand out one `.cursor()` a
        request.

        The views read the Parquet files directly, so any number of readers share a workspace and none blocks a build.
        """
        import duckdb

        manifest = manifest or self.read_manifest()
        connection = duckdb.connect(
            config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
        )
        connection.execute("SET preserve_insertion_order = true")
        connection.execute(
            "SET enable_progress_bar = false"
        )  # stages tell their own progress, and a server has nobody to tell
        connection.execute(
            "SET parquet_metadata_cache = true"
        )  # no part ever changes: its footer need not be read for every query
        folder = self.tables_path.resolve()
        connection.execute(
            "CREATE TABLE opened AS SELECT ? AS folder", [f"{folder}/"]
        )  # for a process that is to see the same tables
        for name, table in manifest.tables.items():
            if table.parts:
                parts = ", ".join(literal(str(folder / part)) for part in table.parts)
                connection.execute(
                    f"CREATE VIEW {identifier(name)} AS SELECT * FROM read_parquet([{parts}], union_by_name = true, hive_partitioning = false)"
                )
        return connection

    def progress(self) -> Progress | None:
        """Where the running build is, or None when no build runs (a build that was killed does not count as
        running).
        """
        return self._last_progress() if self.is_building() else None

    def interrupted(self) -> Progress | None:
        """Where the last build was when it was killed; None when it ended in order, or a build runs."""
        return None if self.is_building() else self._last_progress()

    def _last_progress(self) -> Progress | None:
        try:
            raw = json.loads(self.progress_path.read_text(encoding="utf-8"))
            return Progress(**{**raw, "remaining": tuple(raw["remaining"])})
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return None

    def is_building(self) -> bool:
        """Whether a live process holds the build lock."""
        import filelock

        try:
            with filelock.FileLock(self.path / "build.lock").acquire(timeout=0):
                return False
        except (filelock.Timeout, OSError):
            return True

    # --- building ------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the workspace for building, and clear away what killed builds left. Raises DataloupeError when another
        build holds it.
        """
        import filelock

        lock = filelock.FileLock(self.path / "build.lock")
        try:
            lock.acquire(timeout=1.0, poll_interval=0.05)
        except filelock.Timeout:
            progress = self.progress()
            doing = f" (stage {progress.stage})" if progress else ""
            raise DataloupeError(
                f"{self.path} is being built by another process{doing} - wait for it to finish, or choose another --workspace"
            ) from None
        try:
            self.progress_path.unlink(missing_ok=True)  # of a build that was killed
            self._delete_unnamed_parts()
            self._delete_half_written()
            yield
        finally:
            self.progress_path.unlink(missing_ok=True)
            lock.release()

    def report_progress(self, progress: Progress) -> None:
        """Tell readers where the build is. Cheap, but not free: a few times a second is enough."""
        write_atomically(self.progress_path, json.dumps({**asdict(progress), "pid": os.getpid()}))

    def reporting(self, on_progress: Callable[[Progress], None] | None) -> Callable[[Progress], None]:
        """A listener that tells readers where the build is, and `on_progress` too."""

        def report(progress: Progress) -> None:
            self.report_progress(progress)
            if on_progress:
                on_progress(progress)

        return report

    def scratch(self, stage: str, fingerprint: str) -> Path:
        """A directory in which `stage` keeps half-made work across a kill; work for another fingerprint is thrown
        away.
        """
        folder = self.path / "scratch" / stage
        if folder.is_dir():
            for other in folder.iterdir():
                if other.name != fingerprint:
                    shutil.rmtree(other, ignore_errors=True)
        (folder / fingerprint).mkdir(parents=True, exist_ok=True)
        return folder / fingerprint

    def writer(self, table: str, schema: pa.Schema) -> TableWriter:
        """A new part of `table`, invisible until it is committed."""
        return TableWriter(self.tables_path, f"{table}-{uuid.uuid4().hex[:16]}.parquet", schema)

    def commit(
        self,
        stage: str,
        record: StageRecord | None,
        tables: Mapping[str, Table],
        outdates: Collection[str] = (),
        build: Mapping[str, Any] | None = None,
    ) -> Manifest:
        """Make `tables` the visible tables of `stage` and hide the tables of the stages that this `outdates`, all at
        once.

        Without a `record` the stage counts as never run: that is how a stage whose input is gone takes its tables with
        it.
        """
        old = self.read_manifest()
        hidden = {name: table for name, table in old.tables.items() if table.stage in outdates}
        kept = {name: table for name, table in old.tables.items() if table.stage != stage and name not in hidden}
        records = {name: earlier for name, earlier in old.stages.items() if name != stage and name not in outdates}
        manifest = replace(
            old,
            generation=old.generation + 1,
            dataloupe=__version__,
            build=dict(old.build if build is None else build),
            tables=kept | dict(tables),
            stages=records | ({stage: record} if record else {}),
            outdated_tables={name: table for name, table in old.outdated_tables.items() if table.stage != stage}
            | hidden,
            outdated_stages={
                name: earlier
                for name, earlier in {**old.outdated_stages, **old.stages}.items()
                if name != stage and (name in outdates or name in old.outdated_stages)
            },
        )
        write_atomically(self.manifest_path, manifest.to_json())
        for part in _parts(old) - _parts(manifest):
            (self.tables_path / part).touch()  # the time of grace runs from now
        shutil.rmtree(self.path / "scratch" / stage, ignore_errors=True)
        return manifest

    def _delete_unnamed_parts(self) -> None:
        named = _parts(self.read_manifest())
        for file in self.tables_path.iterdir():
            if file.name not in named and time.time() - file.stat().st_mtime > GRACE_SECONDS:
                file.unlink(missing_ok=True)

    def _delete_half_written(self) -> None:
        for file in self.path.glob(HALF_WRITTEN):
            file.unlink(missing_ok=True)


class TableWriter:
    """Writes one Parquet part in small row groups, so that fetching a few rows by id reads little."""

    def __init__(self, folder: Path, name: str, schema: pa.Schema):
        import pyarrow.parquet as pq

        self.name = name
        self.path = folder / name
        self.rows = 0
        leaves = _leaves(schema)
        dense = {path: physical_type in DENSE for path, physical_type in leaves}
        packed = [path for path in dense if not dense[path]]
        self._writer = pq.ParquetWriter(
            self.path,
            schema,
            compression={path: "none" if dense[path] else PACKING for path in dense},
            use_dictionary=packed,
            write_statistics=[path for path, physical_type in leaves if physical_type not in FLOATING],
        )

    def write(self, batch: pa.RecordBatch | pa.Table) -> None:
        """Append `batch`, whose schema must be the writer's."""
        import pyarrow as pa

        table = pa.Table.from_batches([batch]) if isinstance(batch, pa.RecordBatch) else batch
        fitting = ROW_GROUP_BYTES * len(table) // max(table.nbytes, 1)
        self._writer.write_table(table, row_group_size=max(1, min(ROW_GROUP_ROWS, fitting)))
        self.rows += len(table)

    def close(self) -> None:
        """Finish the file and put it on the disk, so that a manifest that names it never outlives it."""
        self._writer.close()
        sync(self.path)


def _leaves(schema: pa.Schema) -> list[tuple[str, str]]:
    """The path and the physical type of each column of numbers or bytes that Parquet makes of `schema`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    empty = pa.BufferOutputStream()
    pq.ParquetWriter(empty, schema).close()
    leaves = pq.ParquetFile(empty.getvalue()).schema
    return [(leaves.column(i).path, leaves.column(i).physical_type) for i in range(len(leaves))]


def _parts(manifest: Manifest) -> set[str]:
    return {
        part
        for tables in (manifest.tables, manifest.outdated_tables)
        for table in tables.values()
        for part in table.parts
    }


def _holds_foreign_files(folder: Path) -> bool:
    return any(entry.name not in OURS and not entry.match(HALF_WRITTEN) for entry in folder.iterdir())
