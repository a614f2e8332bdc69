"""Sections on how the data came about: the decisions, and the inputs, stages and versions behind every number."""

from __future__ import annotations

import datetime
import platform
from importlib.metadata import version

import pandas as pd

from analytics import __version__
from analytics.ask.columns import column
from analytics.ask.workspaces import stages
from analytics.figures.waterfall import OTHER, waterfall
from analytics.recipe import file, outcome_tables
from analytics.recipe.outcome import Outcome, outcome
from analytics.report.blocks import Block, FigureBlock, Section, TableBlock, TextBlock
from analytics.report.context import ReportContext
from analytics.workspace import Manifest, Workspace

LIBRARIES = ("duckdb", "pyarrow", "numpy", "plotly")
MAX_INPUTS = 50
NUMBERS = frozenset(("Step", "Rows", "Documents", "Rejected rows", "Seconds"))


def has_recipe(workspace: Workspace) -> bool:
    """Whether the workspace has a recipe."""
    return (workspace.path / file.NAME).is_file()


def decisions(context: ReportContext) -> Section | None:
    """The recipe of the workspace, what its steps remove, and its text."""
    recipe = file.load(context.workspace.path / file.NAME)
    if not recipe:
        return None
    result = outcome(context.connection, recipe)
    rows = []
    for number, step in enumerate(result.counted().steps, start=1):
        documents = f"{step.counts.documents:,}" if step.counts else "–"
        rows.append((str(number), step.action.describe(), step.reason, documents if step.active else "off"))
    table = TableBlock("The steps in order", ("Step", "Action", "Reason", "Documents"), rows, NUMBERS)
    text = TextBlock("The recipe, for dataloupe apply", file.to_yaml(recipe))
    answer = result.summary_text(result.kept | ~result.kept)
    blocks: list[Block] = [table]
    if result.removing:
        blocks.insert(0, _waterfall(context, result, answer))
    return Section("What was decided?", [answer], blocks, appendix=[text])


def _waterfall(context: ReportContext, result: Outcome, answer: str) -> FigureBlock:
    """What remains of each source after each step; sources of few users count as one."""
    rows = outcome_tables.remaining(result)
    is_shown = context.may_show(column(context.connection, "documents", "source"), rows.source)
    stages = ["All documents", *(result.recipe.steps[step].action.describe() for step in result.removing)]
    figure = waterfall(rows.assign(source=rows.source.where(is_shown, OTHER)), stages, "documents")
    note = f"n = {len(result.doc_ids):,} documents. The last bar is what is kept."
    return FigureBlock(figure, "What remains after each step", answer, note)


def data(context: ReportContext) -> Section:
    """Whether the files have changed; in the appendix, inputs, stages and versions."""
    manifest = context.manifest
    changes = stages.changed_sources(manifest)
    answer = "The report agrees with the files from which it was built."
    if changes:
        answer = f"Since the build, {'; '.join(changes)}."
    tables = [_inputs(stages.input_table(manifest)), _versions(context), _stages(stages.stage_table(manifest))]
    return Section(
        "What is this made from?", [answer], [table for table in tables[:1] if table.rows], appendix=tables[1:]
    )


def _versions(context: ReportContext) -> TableBlock:
    read = context.manifest.stages.get(stages.READ_STAGE)
    facts = [
        ("Workspace", context.workspace.path.resolve().name),
        ("Data fingerprint", read.fingerprint if read else "–"),
        ("State", f"generation {context.manifest.generation}"),
        ("dataloupe", _dataloupe_version(context.manifest)),
        ("Python", platform.python_version()),
        *((name, version(name)) for name in LIBRARIES),
        ("Created", datetime.datetime.now().astimezone().isoformat(" ", "minutes")),
    ]
    return TableBlock("Data and versions", ("Name", "Value"), facts)


def _dataloupe_version(manifest: Manifest) -> str:
    return __version__ if manifest.dataloupe == __version__ else f"{__version__}, tables by {manifest.dataloupe}"


def _inputs(inputs: pd.DataFrame) -> TableBlock:
    rows = [
        (row.input, row.format, f"{row.rows:,}", f"{row.documents:,}", f"{row.rejects:,}", row.text or "–")
        for row in inputs.head(MAX_INPUTS).itertuples()
    ]
    names = ("Input", "Format", "Rows", "Documents", "Rejected rows", "Text column")
    note = f"and {len(inputs) - MAX_INPUTS} more" if len(inputs) > MAX_INPUTS else ""
    return TableBlock("Inputs", names, rows, NUMBERS, note)


def _stages(table: pd.DataFrame) -> TableBlock:
    rows = [(row.stage, row.state, f"{row.rows:,}", f"{row.seconds:,.1f}") for row in table.itertuples()]
    return TableBlock("Stages", ("Stage", "State", "Rows", "Seconds"), rows, NUMBERS)
