"""The section on what is in the data: sources, languages, lengths, labels and dates."""

from __future__ import annotations

import pandas as pd

from analytics.ask import overview
from analytics.ask.columns import Column, column
from analytics.ask.distribution import distribution
from analytics.ask.headline import headline
from analytics.ask.selection import ALL
from analytics.ask.size import MIN_TEXTS, is_log
from analytics.figures.breakdown import breakdown
from analytics.figures.histogram import histogram
from analytics.figures.timeline import timeline
from analytics.report.blocks import Block, FigureBlock, Section
from analytics.report.context import ReportContext
from analytics.signals.registry import SIGNALS

MAX_VALUES, MAX_NAMED, MIN_SHARE = 10, 3, 0.005
"""Values of a column that are drawn, and named in the description of the figure; rarer values than the last one count
together.
"""
DEFINED_SIGNALS = ("n_words", "n_tokens", "lang_detected")


def contents(context: ReportContext) -> Section | None:
    """How much there is, from which sources, in which languages, how long and from when. None for votes without texts,
    of which the head of the page says all.
    """
    connection = context.connection
    summary, of_log = overview.summary(connection, ALL), is_log(connection)
    if of_log and summary.documents < MIN_TEXTS:
        return None
    answer = headline(connection) if of_log else summary.summary_text()
    definitions = [(SIGNALS[name].title, SIGNALS[name].formula) for name in DEFINED_SIGNALS]
    return Section("What is in here?", [answer], _blocks(context, summary), definitions)


def _blocks(context: ReportContext, summary: overview.Summary) -> list[Block]:
    connection = context.connection
    blocks: list[Block] = []
    if summary.sources > 1:
        blocks.append(_values(context, column(connection, "documents", "source"), "By source", "missing"))
    if "signals" in context.tables:
        languages = column(connection, "signals", "lang_detected")
        blocks += [_values(context, languages, "By detected language", "unknown"), _lengths(context)]
    if context.has_labels:
        blocks.append(_values(context, column(connection, "documents", "label"), "By label", "missing"))
    dates = overview.timeline(connection, ALL)
    if len(dates.counts) and not context.knows_users:
        figure = timeline(dates.counts, dates.period)
        counted = f"{summary.documents:,} documents; {dates.undated:.1%} have no date."
        alt = f"Documents per {dates.period}, from {dates.counts.start.min():%Y} to {dates.counts.start.max():%Y}"
        blocks.append(FigureBlock(figure, "By date", alt, counted))
    return blocks


def _values(context: ReportContext, of: Column, title: str, missing: str) -> FigureBlock:
    """The values of a column with their shares of documents and tokens."""
    values = overview.breakdown(context.connection, ALL, of, limit=MAX_VALUES)
    is_large = (values["values"] == 1) & values.value.notna() & (values.documents >= MIN_SHARE * values.documents.sum())
    if 0 < is_large.sum() < min(len(values), MAX_VALUES):
        values = overview.breakdown(context.connection, ALL, of, limit=int(is_large.sum()))
    is_shown = context.may_show(of, values.value) | (values["values"] > 1)
    hidden = context.hidden_note(int((~is_shown).sum()), "group")
    shown = values[is_shown].reset_index(drop=True)
    total = int(values.documents.sum())
    largest = [
        f"{missing if pd.isna(row.value) else row.value} {row.documents / max(total, 1):.1%}"
        for row in shown[shown["values"] == 1].head(MAX_NAMED).itertuples()
    ]
    alt = f"Shares of documents and tokens, {title.lower()}. Documents: {', '.join(largest)}"
    return FigureBlock(
        breakdown(shown, missing), title, alt, f"n = {total:,} documents. {hidden}".strip(), is_half=True
    )


def _lengths(context: ReportContext) -> FigureBlock:
    n_words = column(context.connection, "signals", "n_words")
    words = distribution(context.connection, ALL, n_words, log=True, sources=0)
    figure = histogram(words.counts, words.edges, "words", words.log, words.integer, height=250)
    return FigureBlock(figure, "By length", f"Histogram of words. {words.summary_text()}", words.summary_text(), True)
