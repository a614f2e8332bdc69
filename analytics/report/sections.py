"""Which sections there are, which of them a workspace can fill, and the page they make together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analytics.errors import DataloupeError
from analytics.report import corpus, logs, provenance
from analytics.report.blocks import Section
from analytics.report.context import ReportContext
from analytics.workspace import Workspace

K = 10
"""Groups of fewer users are left out, unless somebody says otherwise."""

SECTIONS: dict[str, tuple[str, tuple[str, ...], Callable[[ReportContext], Section | None]]] = {
    "contents": ("What is in here?", ("documents",), corpus.contents),
    "topics": ("What is it about?", ("map", "topics"), corpus.topics),
    "repeats": ("What repeats?", ("duplicate_pairs", "signatures"), corpus.repeats),
    "quality": ("Which documents are good?", ("signals",), corpus.quality),
    "happiness": ("Are users happy?", ("turns", "feedback"), logs.happiness),
    "slices": ("Where are users unhappy, and is it real?", ("turns", "feedback"), logs.worst),
    "preferences": ("Which answer wins?", ("comparisons",), logs.wins),
    "decisions": ("What was decided?", ("documents",), provenance.decisions),
    "data": ("What is this made from?", (), provenance.data),
}
"""Name -> its question, the tables it needs, and the function that fills it (None: it has nothing to say)."""


@dataclass(frozen=True)
class ReportOptions:
    """What a report is to hold: names of SECTIONS (None: all that can be filled), texts of documents or none, and how
    many users make a group.
    """

    sections: tuple[str, ...] | None = None
    with_texts: bool = False
    k: int = K


def available_sections(workspace: Workspace) -> list[str]:
    """The names of the sections whose tables are there."""
    there = {name for name, table in workspace.read_manifest().tables.items() if table.rows}
    return [
        name
        for name, (_, needs, _) in SECTIONS.items()
        if set(needs) <= there and (name != "decisions" or provenance.has_recipe(workspace))
    ]


def report(workspace: Workspace, wanted: ReportOptions | None = None) -> str:
    """The whole page as HTML. Raises DataloupeError for a section that there is not, or that this workspace cannot
    fill.
    """
    from analytics.report.render import render

    wanted = wanted or ReportOptions()
    names = _chosen(workspace, wanted.sections)
    manifest = workspace.read_manifest()
    context = ReportContext(workspace, manifest, workspace.connect(manifest), wanted.with_texts, wanted.k)
    found = [SECTIONS[name][2](context) for name in names]
    return render(context, [section for section in found if section is not None])


def _chosen(workspace: Workspace, sections: Sequence[str] | None) -> list[str]:
    there = available_sections(workspace)
    if sections is None:
        return there
    for name in sections:
        if name not in SECTIONS:
            raise DataloupeError(f"there is no section {name!r} - there are {', '.join(SECTIONS)}")
        if name not in there:
            raise DataloupeError(f"this workspace has nothing for the section {name!r} - it has {', '.join(there)}")
    return [name for name in SECTIONS if name in sections]
