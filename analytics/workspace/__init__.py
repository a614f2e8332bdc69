"""A workspace: a directory of Parquet tables, and the manifest that says which of them are visible.

    workspace/
      manifest.json          what is visible: tables, rows, stages, how each was made
      tables/                the Parquet files; a table has one or several
      scratch/<stage>/       unfinished work of a stage that can resume
      annotations.jsonl      what people said about documents: lines are only ever added
      labels/                the schemas of questions, and predicted labels
      build.lock             held while a build runs; the system frees it when the process dies
      progress.json          where the running build is, for people who watch; a killed build leaves it behind
      build.json, build.log  what the dashboard built last, and the output of that build
      uploads/               files that came through the dashboard

A table becomes visible when a new manifest replaces the old one by one atomic rename. Readers see the state before or
after a stage, never one in between, and `kill -9` loses only the running stage. The same rename hides the tables that
were made from what it replaces: signals of other documents would be wrong, not just old. They stay on disk as
`outdated` until their stage has run again, for stages that continue from their last result. A later build deletes the
files that the manifest no longer names, after a time of grace in which readers of the older state finish.
"""

from analytics.workspace.manifest import FORMAT, Manifest, StageRecord, Table
from analytics.workspace.progress import Progress
from analytics.workspace.table_reader import file_batches
from analytics.workspace.table_writer import ROW_GROUP_ROWS, TableWriter
from analytics.workspace.workspace import GRACE_SECONDS, Workspace, create_workspace, open_workspace

__all__ = [
    "FORMAT",
    "GRACE_SECONDS",
    "ROW_GROUP_ROWS",
    "Manifest",
    "Progress",
    "StageRecord",
    "Table",
    "TableWriter",
    "Workspace",
    "create_workspace",
    "file_batches",
    "open_workspace",
]
