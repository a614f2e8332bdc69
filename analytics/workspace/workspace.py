"""A directory of tables: opening, reading, building."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.errors import DataloupeError
from analytics.files import write_atomically
from analytics.workspace import views
from analytics.workspace.manifest import Manifest, StageRecord, Table
from analytics.workspace.progress import Progress, read_progress, write_progress
from analytics.workspace.table_writer import TableWriter

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

GRACE_SECONDS = 600.0
"""How long a file stays that no manifest names any more: readers of an earlier state still use it."""

TEMPORARY_FILES = "*.json.*.tmp"
OWN_FILES = {
    "tables",
    "scratch",
    "vectors",
    "uploads",
    "labels",
    "build.lock",
    "build.log",
    "build.json",
    "progress.json",
}
"""What a workspace may hold before it has a manifest."""


def open_workspace(path: str | os.PathLike[str]) -> Workspace:
    """The workspace at `path`, to be read. Raises DataloupeError when there is none or a newer dataloupe made it."""
    workspace = Workspace(Path(path))
    if not workspace.manifest_path.is_file():
        reason = "is not a directory" if not workspace.path.is_dir() else "has no manifest.json"
        raise DataloupeError(
            f"{path} is not a dataloupe workspace: it {reason}. "
            f"Make one with: dataloupe build FILES --workspace {path}."
        )
    workspace.read_manifest()
    return workspace


def create_workspace(path: str | os.PathLike[str]) -> Workspace:
    """The workspace at `path`, created empty when there is none. Raises DataloupeError for other files there."""
    workspace = Workspace(Path(path))
    if workspace.manifest_path.is_file():
        workspace.read_manifest()
        return workspace
    if workspace.path.exists() and (not workspace.path.is_dir() or _has_foreign_files(workspace.path)):
        raise DataloupeError(f"{path} exists and is not a dataloupe workspace. Choose a new or an empty directory.")
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
        return Manifest.read(self.manifest_path)

    def files(self, table: str, manifest: Manifest | None = None) -> list[Path]:
        """The Parquet files of `table`, in doc_id order. Raises DataloupeError naming the tables there are."""
        tables = (manifest or self.read_manifest()).tables
        if table not in tables:
            raise DataloupeError(
                f"{self.path} has no table {table!r}. It has: {', '.join(sorted(tables)) or 'none yet'}."
            )
        return [self.tables_path / file for file in tables[table].files]

    def connect(self, manifest: Manifest | None = None) -> duckdb.DuckDBPyConnection:
        """An in-memory DuckDB whose views are the tables of `manifest` (default: as of now).

        The views read the Parquet files directly, so any number of readers share a workspace and none blocks a build.
        Each request uses a `.cursor()` of its own.
        """
        return views.connect(self.tables_path, manifest or self.read_manifest())

    def progress(self) -> Progress | None:
        """Where the running build is; None when no build runs, also where a killed one left its progress behind."""
        return read_progress(self.progress_path) if self.is_building() else None

    def interrupted(self) -> Progress | None:
        """Where the last build was when it was killed; None when it ended in order, or a build runs."""
        return None if self.is_building() else read_progress(self.progress_path)

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
        """Hold the workspace for building, and delete what killed builds left behind.

        Raises DataloupeError when another build holds it.
        """
        import filelock

        lock = filelock.FileLock(self.path / "build.lock")
        try:
            lock.acquire(timeout=1.0, poll_interval=0.05)
        except filelock.Timeout:
            progress = self.progress()
            stage = f" (stage {progress.stage})" if progress else ""
            raise DataloupeError(
                f"{self.path} is being built by another process{stage}. "
                "Wait until it ends, or choose another --workspace."
            ) from None
        try:
            self.progress_path.unlink(missing_ok=True)  # of a build that was killed
            self._delete_unused_tables()
            self._delete_temporary_files()
            yield
        finally:
            self.progress_path.unlink(missing_ok=True)
            lock.release()

    def report_progress(self, progress: Progress) -> None:
        """Show readers where the build is. It costs a little: a few times a second is enough."""
        write_progress(self.progress_path, progress)

    def reporting(self, on_progress: Callable[[Progress], None] | None) -> Callable[[Progress], None]:
        """A function that shows readers where the build is, and calls `on_progress` too."""

        def report(progress: Progress) -> None:
            self.report_progress(progress)
            if on_progress:
                on_progress(progress)

        return report

    def scratch(self, stage: str, fingerprint: str) -> Path:
        """A directory in which `stage` keeps unfinished work across a kill; work of another fingerprint is deleted."""
        folder = self.path / "scratch" / stage
        if folder.is_dir():
            for other in folder.iterdir():
                if other.name != fingerprint:
                    shutil.rmtree(other, ignore_errors=True)
        (folder / fingerprint).mkdir(parents=True, exist_ok=True)
        return folder / fingerprint

    def writer(self, table: str, schema: pa.Schema) -> TableWriter:
        """A new file of `table`, invisible until it is committed."""
        return TableWriter(self.tables_path, f"{table}-{uuid.uuid4().hex[:16]}.parquet", schema)

    def commit(
        self,
        stage: str,
        record: StageRecord | None,
        tables: Mapping[str, Table],
        outdates: Collection[str] = (),
        build: Mapping[str, Any] | None = None,
    ) -> Manifest:
        """Make `tables` the visible tables of `stage`, and hide those of the stages that it `outdates`, all at once.

        Without a `record` the stage counts as never run and its tables disappear: its input is gone, or the stage is.
        """
        earlier = self.read_manifest()
        manifest = earlier.after(stage, record, tables, outdates, build)
        write_atomically(self.manifest_path, manifest.to_json())
        for file in earlier.files - manifest.files:
            (self.tables_path / file).touch()  # the time of grace starts now
        shutil.rmtree(self.path / "scratch" / stage, ignore_errors=True)
        return manifest

    def _delete_unused_tables(self) -> None:
        used = self.read_manifest().files
        for file in self.tables_path.iterdir():
            if file.name not in used and time.time() - file.stat().st_mtime > GRACE_SECONDS:
                with contextlib.suppress(PermissionError):  # Windows: somebody still reads it
                    file.unlink(missing_ok=True)

    def _delete_temporary_files(self) -> None:
        for file in self.path.glob(TEMPORARY_FILES):
            file.unlink(missing_ok=True)


def _has_foreign_files(folder: Path) -> bool:
    return any(entry.name not in OWN_FILES and not entry.match(TEMPORARY_FILES) for entry in folder.iterdir())
