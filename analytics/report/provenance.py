"""The sections on how it came about: decisions, and the data, versions and stages behind every number."""

from __future__ import annotations

import datetime
import platform
from importlib.metadata import version

from analytics import __version__
from analytics.ask.workspaces import stages
from analytics.recipe import file
from analytics.recipe.outcome import outcome
from analytics.report.blocks import Section, TableBlock, TextBlock
from analytics.report.context import ReportContext
from analytics.workspace import Workspace

LIBRARIES = ("duckdb", "pyarrow", "numpy", "plotly")


def has_recipe(workspace: Workspace) -> bool:
    """Whether anything has been decided here."""
    return (workspace.path / file.NAME).is_file()


def decisions(context: ReportContext) -> Section | None:
    """The workspace's recipe, what it comes to, and its text."""
    recipe = file.load(context.workspace.path / file.NAME)
    if not recipe:
        return None
    found = outcome(context.connection, recipe)
    rows = []
    for index, step in enumerate(found.counted().steps):
        counts = step.counts
        rows.append(
            (
                str(index + 1),
                step.action.describe(),
                step.reason,
                "off" if not step.active else f"{counts.documents:,}" if counts else "–",
            )
        )
    table = TableBlock(
        "The steps in their order", ("Step", "What it does", "Why", "Documents"), rows, frozenset(("Step", "Documents"))
    )
    return Section(
        "What was decided?",
        [found.summary_text(found.kept | ~found.kept)],
        [table, TextBlock("The recipe, to be replayed with dataloupe apply", file.to_yaml(recipe))],
    )


def data(context: ReportContext) -> Section:
    """Fingerprints, inputs, stages and versions."""
    manifest = context.manifest
    inputs, built = stages.input_table(manifest), stages.stage_table(manifest)
    reading = manifest.stages.get(stages.READ_STAGE)
    facts = [
        ("Workspace", context.workspace.path.resolve().name),
        ("Data fingerprint", reading.fingerprint if reading else "–"),
        ("State", f"generation {manifest.generation}"),
        (
            "dataloupe",
            __version__ if manifest.dataloupe == __version__ else f"{__version__}, tables by {manifest.dataloupe}",
        ),
        ("Python", platform.python_version()),
        *((name, version(name)) for name in LIBRARIES),
        ("Made", datetime.datetime.now().astimezone().isoformat(" ", "minutes")),
    ]
    numbers = frozenset(("Rows", "Documents", "Rejects", "Seconds"))
    blocks = [
        TableBlock("Data and versions", ("What", "Which"), facts),
        TableBlock(
            "Inputs",
            ("Input", "Format", "Rows", "Documents", "Rejects", "Text from column"),
            [
                (row.input, row.format, f"{row.rows:,}", f"{row.documents:,}", f"{row.rejects:,}", row.text or "–")
                for row in inputs.head(50).itertuples()
            ],
            numbers,
            f"and {len(inputs) - 50} more" if len(inputs) > 50 else "",
        ),
        TableBlock(
            "Stages",
            ("Stage", "State", "Rows", "Seconds"),
            [(row.stage, row.state, f"{row.rows:,}", f"{row.seconds:,.1f}") for row in built.itertuples()],
            numbers,
        ),
    ]
    stale = stages.changed_sources(manifest)
    said = (
        f"Since this was built, {'; '.join(stale)}." if stale else "What is told here fits the files it was made from."
    )
    return Section("What is this made from?", [said], blocks)
