"""The sections that every workspace can have: what is in it, what it is about, what repeats, what is good."""

from __future__ import annotations

from analytics.ask import duplicates, overview, regions, rules
from analytics.ask.columns import Column, column
from analytics.ask.distribution import distribution
from analytics.ask.duplicates import KeepPolicy, Thresholds
from analytics.ask.selection import ALL
from analytics.batch.pii import mask
from analytics.figures.breakdown import breakdown
from analytics.figures.duplicates import removal_curve
from analytics.figures.histogram import histogram
from analytics.figures.regions import regions as draw
from analytics.figures.timeline import timeline
from analytics.report.blocks import FigureBlock, Section, TableBlock
from analytics.report.context import ReportContext
from analytics.rules import RULE_SETS, selection_of
from analytics.rules import rules as rules_of
from analytics.signals.registry import SIGNALS

TEXT_CHARACTERS, MASKED_FROM = 500, 2_000
"""Shown of a text, and read of it before masking: nothing is cut in two that would be masked."""

THEMES, POINTS = 15, 6_000


def contents(context: ReportContext) -> Section:
    """How much there is, from where, how long, from when."""
    connection = context.connection
    found = overview.summary(connection, ALL)
    blocks = [_values(context, column(connection, "documents", "source"), "Documents and tokens by source")]
    if "signals" in context.tables:
        blocks.append(_values(context, column(connection, "signals", "lang_detected"), "By language, as detected"))
        words = distribution(connection, ALL, column(connection, "signals", "n_words"), True, sources=0)
        blocks.append(
            FigureBlock(
                histogram(words.counts, words.edges, "words", words.log, words.integer, height=260),
                "How long the documents are",
                words.summary_text(),
            )
        )
    dates = overview.timeline(connection, ALL)
    if len(dates.counts) and not context.names_users:
        blocks.append(
            FigureBlock(
                timeline(dates.counts, dates.period),
                "When they are from",
                f"{dates.undated:.1%} have no date.",
            )
        )
    terms = [(SIGNALS[name].title, SIGNALS[name].formula) for name in ("n_words", "n_tokens", "lang_detected")]
    return Section("What is in here?", [found.summary_text()], blocks, terms)


def _values(context: ReportContext, of: Column, title: str) -> FigureBlock:
    values = overview.breakdown(context.connection, ALL, of)
    told = context.enough(of, values.value) | (values["values"] > 1)
    return FigureBlock(
        breakdown(values[told].reset_index(drop=True)), title, context.left_out(int((~told).sum()), "group")
    )


def topics(context: ReportContext) -> Section:
    """The themes of the map."""
    found = regions.themes(context.connection)
    told = found[context.enough(Column("map", "topic_id", "INTEGER"), found.topic_id)] if context.names_users else found
    shown = told.head(THEMES)
    names = dict(zip(told.topic_id, told.label, strict=True))
    sampled = regions.points(context.connection, POINTS)
    drawn = f"A sample of {len(sampled):,} documents; near in meaning is near on the map. Distances between far regions mean little."
    blocks = [
        FigureBlock(draw(sampled, names), "The map", drawn),
        TableBlock(
            f"The {len(shown)} largest themes" if len(shown) < len(told) else "The themes",
            ("Theme", "Documents", "Share", "Words that set it apart"),
            [(row.label, f"{row.documents:,}", f"{row.share:.1%}", row.terms) for row in shown.itertuples()],
            frozenset(("Documents", "Share")),
            context.left_out(len(found) - len(told), "theme"),
        ),
        *([_examples(context, shown)] if context.with_texts else []),
    ]
    largest = shown.iloc[0] if len(shown) else None
    said = (
        [f"{len(told):,} themes; the largest, “{largest.label}”, holds {largest.share:.1%} of the documents."]
        if largest is not None
        else ["No theme can be told."]
    )
    terms = [
        (
            "Theme",
            "documents that lie together in the graph of nearest neighbours in meaning (Leiden-like communities), named by the words that set them apart",
        )
    ]
    return Section("What is it about?", said, blocks, terms)


def _examples(context: ReportContext, shown) -> TableBlock:
    """The document in the middle of each theme, personal data masked, cut."""
    texts = regions.beginnings(
        context.connection, [int(doc_id) for doc_id in shown.medoid_doc_id.dropna()], MASKED_FROM
    )
    rows = [
        (row.label, f"{int(row.medoid_doc_id)}", _shown(texts[int(row.medoid_doc_id)]))
        for row in shown.itertuples()
        if row.medoid_doc_id in texts
    ]
    return TableBlock(
        "A document from the middle of each",
        ("Theme", "Document", "Begins"),
        rows,
        frozenset(("Document",)),
        "E-mail addresses, numbers and keys are masked.",
    )


def _shown(text: str) -> str:
    masked = " ".join(mask(text).split())
    return masked if len(masked) <= TEXT_CHARACTERS else masked[: TEXT_CHARACTERS - 1].rstrip() + "…"


def repeats(context: ReportContext) -> Section:
    """What deduplicating at the usual threshold would remove, and at every other."""
    connection, thresholds, keep = context.connection, Thresholds(), KeepPolicy()
    graph = duplicates.graph(connection)
    found = duplicates.summarize(connection, duplicates.decisions(connection, graph, thresholds, keep), thresholds)
    curve = duplicates.removal_by_threshold(connection, graph, thresholds, keep)
    blocks = []
    if len(curve.removed):
        removed = curve.removed
        told = context.enough(column(connection, "documents", "source"), removed.source)
        blocks = [
            FigureBlock(
                removal_curve(removed[told], thresholds.jaccard or 0.8, "documents"),
                "What would go at every threshold",
                "Dotted: the threshold of the words above.",
            )
        ]
    terms = [
        (
            "Jaccard",
            "shared runs of five words / runs of five words of both documents; every pair is verified, none is estimated",
        ),
        (
            "Deduplicate",
            f"of each group keep one document ({keep.rule}) and remove those whose own similarity to it reaches the threshold",
        ),
    ]
    return Section("What repeats?", [found.summary_text()], blocks, terms)


def quality(context: ReportContext) -> Section:
    """What the published sets of rules would remove."""
    rows, terms = [], []
    for name in RULE_SETS:
        chosen = rules_of(name)
        found = rules.verdicts(context.connection, ALL, selection_of(chosen))
        documents, tokens = found.failing
        worst = found.by_rule.sort_values("documents", ascending=False).iloc[0]
        share = f"{tokens / found.tokens:.1%}" if found.tokens else "–"
        rows.append(
            (
                name,
                f"{documents:,}",
                f"{documents / max(found.documents, 1):.1%}",
                share,
                f"{worst['name']} ({worst.documents:,})",
            )
        )
        terms += [
            (f"{name}: {rule.name}", f"a document fails with {rule.description} ({rule.applies_to}; {rule.origin})")
            for rule in chosen
        ]
    names = ("Rules", "Documents", "Of all", "Of tokens", "The rule that takes most")
    table = TableBlock(
        "What published rules would remove",
        names,
        rows,
        frozenset(names[1:4]),
        "A set is applied as published; a rule counts only where it means something.",
    )
    least, most = (
        min(rows, key=lambda row: int(row[1].replace(",", ""))),
        max(rows, key=lambda row: int(row[1].replace(",", ""))),
    )
    said = f"Published rules disagree: {least[0]} would remove {least[2]} of the documents, {most[0]} {most[2]}."
    return Section("Which documents are good?", [said], [table], terms)
