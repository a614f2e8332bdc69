"""Which sections can a report have, which of them does a workspace have, and the report with the chosen ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analytics.errors import DataloupeError
from analytics.report import (
    behaviour,
    corpus,
    findings,
    labels,
    logs,
    personal_data,
    preferences,
    provenance,
    quality,
    themes,
)
from analytics.report.blocks import Section
from analytics.report.context import DEFAULT_MIN_USERS, ReportContext
from analytics.report.items.section import added_items, has_items
from analytics.workspace import Workspace

LOG_TABLES = ("turns", "comparisons")


@dataclass(frozen=True)
class SectionKind:
    """The question of a section, the tables that it needs, and the function that makes it (None: there is nothing to
    show).
    """

    question: str
    tables: tuple[str, ...]
    make: Callable[[ReportContext], Section | None]
    absent_with: tuple[str, ...] = ()
    """Tables with which the section makes no sense: published rules for web pages say nothing about chats."""


SECTIONS: dict[str, SectionKind] = {
    "findings": SectionKind("What stands out?", ("findings",), findings.what_stands_out),
    "added": SectionKind("What did people select?", (), added_items),
    "contents": SectionKind("What is in here?", ("documents",), corpus.contents),
    "happiness": SectionKind("Are users happy?", ("turns", "feedback"), logs.happiness),
    "slices": SectionKind("Where are users unhappy, beyond chance?", ("turns", "feedback"), logs.worst_slices),
    "preferences": SectionKind("Which answer wins?", ("comparisons",), preferences.preferred_models),
    "behaviour": SectionKind("How does the model behave?", ("turns", "behaviour"), behaviour.refusals),
    "topics": SectionKind("What is it about?", ("map", "topics"), themes.topics),
    "labels": SectionKind("Which labels are likely wrong?", ("label_checks",), labels.checked_labels),
    "repeats": SectionKind("What repeats?", ("duplicate_pairs", "signatures"), quality.repeats),
    "quality": SectionKind("Which documents are good?", ("signals",), quality.rule_sets, absent_with=LOG_TABLES),
    "personal": SectionKind("What personal data is in here?", ("content",), personal_data.kinds_of_personal_data),
    "decisions": SectionKind("What was decided?", ("documents",), provenance.decisions),
    "data": SectionKind("What is this made from?", (), provenance.data),
}
"""In the order in which people read them: what matters, what it is, how good it is, and what was decided."""


@dataclass(frozen=True)
class ReportOptions:
    """The content of a report: names of SECTIONS (None: all available ones), whether it shows texts of documents, and
    the least number of users of a group that it shows.
    """

    sections: tuple[str, ...] | None = None
    with_texts: bool = False
    min_users: int = DEFAULT_MIN_USERS


def available_sections(workspace: Workspace) -> list[str]:
    """The names of the sections whose tables the workspace has."""
    available = {name for name, table in workspace.read_manifest().tables.items() if table.rows}
    names = [
        name
        for name, section in SECTIONS.items()
        if set(section.tables) <= available and not available & set(section.absent_with)
    ]
    optional = {"decisions": provenance.has_recipe, "added": has_items}
    return [name for name in names if name not in optional or optional[name](workspace)]


def report(workspace: Workspace, options: ReportOptions | None = None) -> str:
    """The report as HTML. Raises DataloupeError for an unknown section, or one that this workspace does not have."""
    from analytics.report.render import render

    options = options or ReportOptions()
    names = _chosen(workspace, options.sections)
    manifest = workspace.read_manifest()
    connection = workspace.connect(manifest)
    context = ReportContext(workspace, manifest, connection, options.with_texts, options.min_users)
    sections = [SECTIONS[name].make(context) for name in names]
    return render(context, [section for section in sections if section is not None])


def report_map(workspace: Workspace, options: ReportOptions | None = None) -> str:
    """The map as a page of its own, as HTML. Raises DataloupeError when the workspace has no map."""
    from analytics.report.interactive import interactive_map

    options = options or ReportOptions()
    manifest = workspace.read_manifest()
    connection = workspace.connect(manifest)
    return interactive_map(ReportContext(workspace, manifest, connection, options.with_texts, options.min_users))


def _chosen(workspace: Workspace, names: Sequence[str] | None) -> list[str]:
    """The chosen sections in the order of SECTIONS."""
    available = available_sections(workspace)
    if names is None:
        return available
    for name in names:
        if name not in SECTIONS:
            raise DataloupeError(f"There is no section {name!r}. There are: {', '.join(SECTIONS)}.")
        if name not in available:
            raise DataloupeError(
                f"This workspace has no content for the section {name!r}. It has: {', '.join(available)}."
            )
    return [name for name in SECTIONS if name in names]
