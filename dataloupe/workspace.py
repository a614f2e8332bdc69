"""A workspace to ask: build it, open it, narrow it with `where`, and ask questions that return tables and answers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.ask.columns import columns, tables
from analytics.ask.filters import Filter
from analytics.ask.overview import Summary, summary
from analytics.ask.selection import ALL, Selection
from analytics.ask.size import Size, size
from analytics.ask.sql.limits import WHOLE_RESULT
from analytics.ask.sql.query import run_query
from analytics.errors import DataloupeError
from analytics.workspace import Workspace as Directory
from analytics.workspace import open_workspace
from dataloupe.answer import html_table
from dataloupe.conditions import filters
from dataloupe.logs import Logs
from dataloupe.questions import Questions
from dataloupe.recipe import Recipe

if TYPE_CHECKING:
    import duckdb

    from analytics.recipe.export import Written
    from analytics.workspace import Progress


def build(
    *sources: str | os.PathLike[str],
    workspace: str | os.PathLike[str],
    until: str | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    **options: Any,
) -> Workspace:
    """Read files into a workspace, or bring it up to date, and open it.

    `options` are those of `dataloupe build` (text, source, format, map, encoder, tokenizer ...). Only stages whose
    inputs changed run. Raises DataloupeError for input that cannot be used.
    """
    from analytics.build.pipeline import build as run
    from analytics.encoders.exact_tokens import build_option as tokenizer_option

    if not sources:
        raise DataloupeError("No source is given. Pass at least one file, glob or directory.")
    path = os.fspath(workspace)
    if isinstance(options.get("tokenizer"), str):
        options["tokenizer"] = tokenizer_option(options["tokenizer"])
    return Workspace(run(path, [os.fspath(one) for one in sources], options, until=until, on_progress=on_progress))


def open(path: str | os.PathLike[str]) -> Workspace:
    """The workspace in a directory. Raises DataloupeError when there is none."""
    return Workspace(open_workspace(path))


class Workspace(Questions):
    """Documents to ask about: all of a workspace, or those that `where` selects.

    Every question returns a DataFrame, a small dataclass, or an `Answer` (a sentence and a table).
    """

    def __init__(self, directory: Directory, selection: Selection = ALL):
        self._directory = directory
        self.selection = selection

    @property
    def path(self) -> Path:
        """The directory."""
        return self._directory.path

    @property
    def tables(self) -> list[str]:
        """The names of the tables that `sql` can read."""
        return sorted(tables(self._connection()))

    @property
    def columns(self) -> pd.DataFrame:
        """The columns that `where` can name: table, name, type."""
        rows = [(one.table, one.name, one.type) for one in columns(self._connection())]
        return pd.DataFrame(rows, columns=["table", "name", "type"])

    @property
    def logs(self) -> Logs:
        """Questions about conversations, feedback and comparisons."""
        return Logs(self)

    def where(self, *conditions: Filter | str, **values: Any) -> Workspace:
        """The documents for which all conditions hold, of those selected so far.

        `where(source="web", lang=["de", "fr"], n_words=dl.between(50, None))`, `where("n_words > 2 * n_lines")`,
        `where(dl.contains("deprecated"))`. None selects missing values. Raises DataloupeError for unknown columns.
        """
        selection = self.selection
        for one in filters(self._connection(), conditions, values):
            selection = selection.with_filter(one)
        size(self._connection(), selection)  # a condition that cannot be answered fails here
        return Workspace(self._directory, selection)

    def __len__(self) -> int:
        return self.size().documents

    def size(self) -> Size:
        """Documents and estimated tokens."""
        return size(self._connection(), self.selection)

    def summary(self) -> Summary:
        """Documents, sources, words, estimated tokens, and the range of dates."""
        return summary(self._connection(), self.selection)

    def sql(self, statement: str) -> pd.DataFrame:
        """One SELECT over the tables. It runs in a process of its own, with limits on memory and time."""
        return run_query(self._connection(), statement, WHOLE_RESULT).frame()

    def recipe(self) -> Recipe:
        """The decisions of this workspace."""
        from analytics.recipe.file import NAME

        path = self.path / NAME
        return Recipe.load(path) if path.is_file() else Recipe()

    def export(
        self, recipe: Recipe, out: str | os.PathLike[str], rejected: str | os.PathLike[str] | None = None
    ) -> Written:
        """Write what a recipe keeps of the whole workspace, and (`rejected`) the rest with reasons."""
        from analytics.recipe.export import export
        from analytics.recipe.outcome import outcome

        connection = self._connection()
        return export(connection, outcome(connection, recipe.steps), out, rejected)

    def report(self, out: str | os.PathLike[str], sections: Iterable[str] = ()) -> Path:
        """Write the self-contained report as one HTML file."""
        from analytics.report import ReportOptions, report

        path = Path(out)
        options = ReportOptions(tuple(sections)) if sections else ReportOptions()
        path.write_text(report(self._directory, options), encoding="utf-8")
        return path

    def __repr__(self) -> str:
        where = f" where {self.selection.describe()}" if self.selection else ""
        return f"Workspace {self.path.name!r}{where}: {self.size().describe()}"

    def _repr_html_(self) -> str:
        import html

        return f"<p>{html.escape(repr(self))}</p>{html_table(self.documents(limit=5))}"

    def _connection(self) -> duckdb.DuckDBPyConnection:
        """A cursor on the tables as of now. The connection is kept until the workspace is built again."""
        generation = self._directory.read_manifest().generation
        kept = _CONNECTIONS.get(self.path)
        if kept is None or kept[0] != generation:
            _CONNECTIONS[self.path] = kept = (generation, self._directory.connect())
        return kept[1].cursor()


_CONNECTIONS: dict[Path, tuple[int, duckdb.DuckDBPyConnection]] = {}
