"""Write the documents that a recipe keeps, with all their columns, tags and masks.

The recipe is recipe.yaml of the workspace, which the Decisions page writes, unless --recipe names another file. The
extension of a file decides its format: .parquet, .jsonl or .csv. The kept and the removed documents together are always
all documents.
"""

from __future__ import annotations

import argparse
from typing import Any

from analytics.cli.engine_option import add_engine_option
from analytics.cli.recipe_output import add_output_options, replay


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe export`."""
    parser.add_argument("workspace", metavar="DIR", help="the workspace with the documents")
    parser.add_argument("--recipe", metavar="FILE", help="default: recipe.yaml in the workspace")
    parser.add_argument(
        "--schema", action=_PrintSchema, nargs=0, help="print the JSON Schema of recipe files for editors, and exit"
    )
    add_output_options(parser)
    add_engine_option(parser)


def run(arguments: argparse.Namespace) -> None:
    """Export, and print what each step removes."""
    from analytics.build.engines import engine_of
    from analytics.recipe.file import NAME, load
    from analytics.workspace import open_workspace

    workspace = open_workspace(arguments.workspace)
    path = arguments.recipe or str(workspace.path / NAME)
    replay(workspace, load(path), path, arguments, elsewhere=False, engine=engine_of(arguments.engine))


class _PrintSchema(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *arguments: Any, **keywords: Any) -> None:
        from analytics.recipe.schema import schema_text

        print(schema_text(), end="")
        parser.exit()
