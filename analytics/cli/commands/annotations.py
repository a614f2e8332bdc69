"""Import annotations from other tools, or export them: JSONL, Label Studio, Argilla, Prodigy, chats (DPO, KTO, SFT).

Examples: dataloupe annotations export DIR --schema topic --out topic.json --format label-studio
          dataloupe annotations import DIR --schema topic topic.json

Records are matched with documents by their text, else by their doc_id. What is imported twice counts once.
"""

from __future__ import annotations

import argparse
from pathlib import Path

FORMATS = ("jsonl", "label-studio", "argilla", "prodigy", "chat")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe annotations`."""
    actions = parser.add_subparsers(dest="what", required=True, metavar="import|export")
    reading = actions.add_parser("import", help="add the annotations of a file")
    writing = actions.add_parser("export", help="write the annotations that count")
    for action in (reading, writing):
        action.add_argument("workspace", metavar="DIR", help="the workspace")
        action.add_argument("--schema", required=True, metavar="NAME", help="the schema: labels/NAME.yaml")
    reading.add_argument("file", metavar="FILE", help="JSONL, or a JSON list")
    reading.add_argument("--format", choices=FORMATS, help="default: by the first record")
    reading.add_argument("--annotator", default="imported", help="who, where the file does not say; default: imported")
    writing.add_argument("--out", required=True, metavar="FILE", help=".jsonl, or .json for a list")
    writing.add_argument("--format", choices=FORMATS, default="jsonl", help="default: jsonl")
    writing.add_argument("--config", metavar="FILE", help="also write the labelling interface of Label Studio (XML)")


def run(arguments: argparse.Namespace) -> None:
    """Import or export, and print how many annotations."""
    from analytics.annotations.exchange import export_annotations, import_annotations
    from analytics.annotations.exchange.label_studio import labelling_config
    from analytics.annotations.files import read_schema
    from analytics.files import write_atomically
    from analytics.workspace import open_workspace

    workspace = open_workspace(arguments.workspace)
    connection, folder, schema = workspace.connect(), workspace.path, arguments.schema
    if arguments.what == "import":
        file = Path(arguments.file)
        new, unknown = import_annotations(connection, folder, schema, file, arguments.format, arguments.annotator)
        print(f"{new:,} annotations are new. {unknown:,} records have no answer, or are of no document here.")
        return
    n = export_annotations(connection, folder, schema, Path(arguments.out), arguments.format)
    print(f"{n:,} annotations in {arguments.out}")
    if arguments.config:
        write_atomically(Path(arguments.config), labelling_config(read_schema(folder, schema)))
