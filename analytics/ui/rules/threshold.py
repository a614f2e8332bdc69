"""One rule's threshold: move it, see what stays at every place it could have, where the data would put it, and which
documents lie beside it.
"""

from __future__ import annotations

import dataclasses

import pandas as pd
import streamlit as st

from analytics.ask.thresholds import Line, examples, reference_sources, suggestions
from analytics.figures.retention import retention_curve
from analytics.rules import OPERATORS, OWN, Rule, Test, find_rule
from analytics.ui.components.charts import on_click
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page
from analytics.ui.rules.choice import leave_out, move
from analytics.ui.rules.queries import line_of

EXAMPLES = 2
"""On each side of the line."""


def threshold(page: Page, rule: Rule) -> tuple[Line, Rule]:
    """The rule's threshold and what it costs; gives the documents as this threshold sees them."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.markdown(f"**{plain(rule.name, limit=60)}** · {plain(rule.set)}", width="stretch")
        st.button(
            " ",
            key=f"out-{rule.id}",
            on_click=leave_out,
            args=(rule,),
            icon=":material/close:",
            type="tertiary",
            help="Take this rule out.",
        )
    place = 0
    if len(rule.tests) > 1:
        place = rule.tests.index(
            st.selectbox("Test", rule.tests, format_func=lambda test: plain(test.description), key=f"test-{rule.id}")
            or rule.tests[0]
        )
    test = rule.tests[place]
    _input(rule, test, place)
    # the values of a single test do not depend on where its threshold lies: ask with it where it always is, so that
    # the answer is kept
    values = line_of(page, rule.with_threshold(0.0) if len(rule.tests) == 1 else rule, place)
    beside = dataclasses.replace(values, rule=rule, test=test)
    curve = beside.retention()
    published = None if rule.set == OWN else find_rule(*rule.key).tests[0].threshold
    log = test.signal is not None and test.signal.log and curve.threshold.iloc[-1] > 100
    figure = retention_curve(curve, test.title, test.threshold, published, test.is_fraction, log)
    stays = curve[curve.threshold == test.threshold].iloc[0]
    key = f"curve-{rule.id}-{place}-{test.threshold}"
    on_click(
        figure,
        key,
        f"Share of documents and tokens that stay at each threshold; {stays.documents:.1%} at the present one",
        _move_to,
        (curve, rule, place),
    )
    _suggest(page, rule, place, beside)
    return beside, rule


def beside(page: Page, line: Line, rule: Rule) -> None:
    """Documents that just fail and documents that just pass, side by side."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(
            "Beside the line",
            anchor=False,
            help="The documents nearest to the threshold on either side. The number goes on to the next ones.",
        )
        turn = st.number_input("Examples", 1, 50, 1, key=f"turn-{rule.id}", width=150, label_visibility="collapsed") - 1
    found = examples(page.connection, line, EXAMPLES, turn)
    for side, (column, fails) in enumerate(zip(st.columns(2, gap="medium"), (True, False), strict=True)):
        with column:
            rows = found[found.fails == fails]
            st.markdown(
                ("**Just fails**" if fails else "**Just passes**")
                + ("" if len(rows) else ": no document lies on this side.")
            )
            for row in rows.itertuples():
                _example(row, line.test, side)


def _example(row: object, test: Test, side: int) -> None:
    value, source, doc_id = test.number(float(row.value)), row.source, row.doc_id  # type: ignore[attr-defined]
    where = f", {source}" if isinstance(source, str) else ""
    st.caption(plain(f"{test.title}: {value} (document {doc_id}{where})", limit=110))
    with st.container(border=True, height=170):
        st.text(row.excerpt + (f"… {row.more:,} more characters" if row.more else ""))  # type: ignore[attr-defined]


def _input(rule: Rule, test: Test, place: int) -> None:
    scale = 100 if test.is_fraction else 1
    key = f"threshold-{rule.id}-{place}"
    st.session_state[key] = round(test.threshold * scale, 9)
    whole = test.signal is not None and test.signal.dtype == "BIGINT"
    named = test.signal is not None and test.signal.unit not in ("", test.title.lower())
    unit = " (%)" if test.is_fraction else f" ({test.signal.unit})" if test.signal and named else ""
    st.number_input(
        plain(f"Fails with {test.title[:1].lower() + test.title[1:]} {OPERATORS[test.operator]}{unit}"),
        key=key,
        step=1.0 if whole or test.is_fraction else 0.01,
        format="%g",
        on_change=_move_by,
        args=(key, scale, rule, place),
        help=plain(
            f"{test.signal.formula}. Applies to {test.signal.applies_to}."
            if test.signal
            else f"The column {test.column} of {test.table}, as it came."
        ),
    )


def _move_by(key: str, scale: float, rule: Rule, place: int) -> None:
    value = st.session_state[key]
    if value is not None:
        move(rule, float(value) / scale, place)


def _move_to(index: int, curve: pd.DataFrame, rule: Rule, place: int) -> None:
    if 0 <= index < len(curve):
        move(rule, float(f"{curve.threshold.iloc[index]:.4g}"), place)


def _suggest(page: Page, rule: Rule, place: int, beside: Line) -> None:
    """Where the data themselves would put the threshold: buttons that move it there."""
    popover = st.popover(
        "Suggested by the data", icon=":material/lightbulb:", key=f"suggestions-{rule.id}", on_change="rerun"
    )
    if not popover.open:
        return
    with popover:
        st.caption("Suggestions, not rules: each says only how the number is spread here.")
        sources = reference_sources(page.connection)
        reference = st.selectbox(
            "Spare a source you trust",
            sources,
            index=None,
            key="reference",
            bind="query-params",
            placeholder="pick a source",
        )
        found = suggestions(page.connection, beside, reference if reference in sources else None)
        for number, one in enumerate(found):
            label = f"{beside.test.number(one.threshold)}: {one.words}; {beside.stays(one.threshold):.1%} of the documents stay"
            st.button(
                plain(label),
                key=f"suggest-{rule.id}-{place}-{number}",
                on_click=move,
                args=(rule, one.threshold, place),
                type="tertiary",
            )
        if not found:
            st.caption(
                "The values have no two humps with a valley between them. A source to spare would give quantiles."
            )
