"""Sections on the quality of a corpus: what repeats, and what published rules would remove."""

from __future__ import annotations

from typing import NamedTuple

from analytics.ask import duplicates
from analytics.ask.columns import column
from analytics.ask.duplicates import KeepPolicy, Thresholds
from analytics.ask.rules import verdicts
from analytics.ask.selection import ALL
from analytics.figures.duplicates import removal_curve
from analytics.report.blocks import Block, FigureBlock, Section, TableBlock
from analytics.report.context import ReportContext
from analytics.rules import RULE_SETS, rules, selection_of

THRESHOLD = 0.8
RULE_SET_COLUMNS = ("Rules", "Documents", "Of all", "Of tokens", "Rule that removes most")
CURVE_NOTE = "A lower threshold removes more. The numbers are counts: every pair is verified."
JACCARD_MEANING = (
    "shared runs of five words / runs of five words of both documents; every pair is verified, none is estimated"
)


class _RuleSetSummary(NamedTuple):
    """What a rule set would remove. `token_share` is None before the scan has counted tokens."""

    name: str
    documents: int
    document_share: float
    token_share: float | None
    top_rule: str


def repeats(context: ReportContext) -> Section:
    """What deduplication would remove at the default threshold, and at every other one."""
    connection, thresholds, policy = context.connection, Thresholds(THRESHOLD), KeepPolicy()
    graph = duplicates.graph(connection)
    decided = duplicates.decisions(connection, graph, thresholds, policy)
    removed = duplicates.removal_by_threshold(connection, graph, thresholds, policy).removed
    summary = duplicates.summarize(connection, decided, thresholds)
    blocks: list[Block] = []
    if len(removed):
        shown = removed[context.may_show(column(connection, "documents", "source"), removed.source)]
        figure = removal_curve(shown, THRESHOLD, "documents")
        blocks = [
            FigureBlock(
                figure,
                "Removed at each threshold",
                f"Documents that each Jaccard threshold from {removed.threshold.min():.2f} to "
                f"{removed.threshold.max():.2f} removes, by source. {summary.summary_text()}",
                f"The dotted line is the threshold of the text above. {CURVE_NOTE}",
            )
        ]
    deduplicate = (
        f"keep one document of each cluster ({policy.rule}) and remove those whose own similarity to a kept document "
        "reaches the threshold"
    )
    return Section(
        "What repeats?", [summary.summary_text()], blocks, [("Jaccard", JACCARD_MEANING), ("Deduplicate", deduplicate)]
    )


def rule_sets(context: ReportContext) -> Section:
    """What the published rule sets would remove."""
    summaries = [_summarize(context, name) for name in RULE_SETS]
    table = TableBlock(
        "What published rules would remove",
        RULE_SET_COLUMNS,
        [_row(summary) for summary in summaries],
        frozenset(RULE_SET_COLUMNS[1:4]),
        "Each set is applied as published. A rule counts only for languages for which it is meant.",
    )
    definitions = [
        (f"{name}: {rule.name}", f"a document fails with {rule.description} ({rule.applies_to}; {rule.origin})")
        for name in RULE_SETS
        for rule in rules(name)
    ]
    least, most = (function(summaries, key=lambda summary: summary.documents) for function in (min, max))
    answer = (
        f"Published rules disagree: {least.name} would remove {least.document_share:.1%} of the documents, "
        f"{most.name} would remove {most.document_share:.1%}."
    )
    return Section("Which documents are good?", [answer], [table], definitions)


def _summarize(context: ReportContext, name: str) -> _RuleSetSummary:
    result = verdicts(context.connection, ALL, selection_of(rules(name)))
    documents, tokens = result.failing
    top = result.by_rule.sort_values("documents", ascending=False).iloc[0]
    return _RuleSetSummary(
        name,
        documents,
        documents / max(result.documents, 1),
        tokens / result.tokens if result.tokens else None,
        f"{top['name']} ({top.documents:,})",
    )


def _row(summary: _RuleSetSummary) -> tuple[str, str, str, str, str]:
    tokens = "–" if summary.token_share is None else f"{summary.token_share:.1%}"
    documents = (f"{summary.documents:,}", f"{summary.document_share:.1%}")
    return (summary.name, *documents, tokens, summary.top_rule)
