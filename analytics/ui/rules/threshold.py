"""One rule's threshold: change it, see the kept share at every threshold, and which thresholds the data suggest."""

from __future__ import annotations

import dataclasses

import pandas as pd
import streamlit as st

from analytics.ask.rules import ThresholdValues, reference_sources, suggestions
from analytics.figures.retention import retention_curve
from analytics.rules import OPERATORS, OWN, Rule, Test, find_rule
from analytics.ui.components.charts import on_click
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page
from analytics.ui.rules.choice import remove, set_threshold
from analytics.ui.rules.queries import threshold_values

MIN_LOG_THRESHOLD = 100
"""The largest threshold from which on a signal with a logarithmic scale is drawn with one."""


def threshold(page: Page, rule: Rule) -> ThresholdValues:
    """The rule's threshold and what it removes; gives the documents as the shown test sees them."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.markdown(f"**{plain(rule.name, limit=60)}** · {plain(rule.set)}", width="stretch")
        st.button(
            " ",
            key=f"out-{rule.id}",
            on_click=remove,
            args=(rule,),
            icon=":material/close:",
            type="tertiary",
            help="Remove this rule.",
        )
    place = _pick_test(rule)
    test = rule.tests[place]
    _threshold_input(rule, test, place)
    # the values of a single test are the same at every threshold: with a constant threshold the cached answer is used
    values = threshold_values(page, rule.with_threshold(0.0) if len(rule.tests) == 1 else rule, place)
    values = dataclasses.replace(values, rule=rule, test=test)
    _curve(values, place)
    _suggestions(page, values, place)
    return values


def _pick_test(rule: Rule) -> int:
    """The place of the test to show."""
    if len(rule.tests) == 1:
        return 0
    test = st.selectbox("Test", rule.tests, format_func=lambda test: plain(test.description), key=f"test-{rule.id}")
    return rule.tests.index(test) if test in rule.tests else 0


def _threshold_input(rule: Rule, test: Test, place: int) -> None:
    signal, scale = test.signal, 100 if test.is_fraction else 1
    key = f"threshold-{rule.id}-{place}"
    st.session_state[key] = round(test.threshold * scale, 9)
    is_whole = signal is not None and signal.dtype == "BIGINT"
    unit = " (%)" if test.is_fraction else ""
    if not unit and signal is not None and signal.unit not in ("", test.title.lower()):
        unit = f" ({signal.unit})"
    definition = f"{signal.formula}. Applies to {signal.applies_to}." if signal else ""
    st.number_input(
        plain(f"Fails with {test.title[:1].lower() + test.title[1:]} {OPERATORS[test.operator]}{unit}"),
        key=key,
        step=1.0 if is_whole or test.is_fraction else 0.01,
        format="%g",
        on_change=_set_from_input,
        args=(key, scale, rule, place),
        help=plain(definition or f"The column {test.column} of {test.table}, as in the input."),
    )


def _curve(values: ThresholdValues, place: int) -> None:
    """The kept share at every threshold; a click sets the threshold."""
    rule, test = values.rule, values.test
    curve = values.retention()
    published = None if rule.set == OWN else find_rule(*rule.key).tests[0].threshold
    is_log = test.signal is not None and test.signal.log and curve.threshold.iloc[-1] > MIN_LOG_THRESHOLD
    figure = retention_curve(curve, test.title, test.threshold, published, test.is_fraction, is_log)
    kept = curve[curve.threshold == test.threshold].documents.iloc[0]
    key = f"curve-{rule.id}-{place}-{test.threshold}"
    alt = f"Share of documents and tokens kept at each threshold; {kept:.1%} of the documents at the current threshold"
    on_click(figure, key, alt, _set_from_click, (curve, rule, place))


def _suggestions(page: Page, values: ThresholdValues, place: int) -> None:
    """Thresholds that the data suggest: buttons that set them."""
    rule = values.rule
    popover = st.popover(
        "Suggest threshold", icon=":material/lightbulb:", key=f"suggestions-{rule.id}", on_change="rerun"
    )
    if not popover.open:
        return
    with popover:
        st.caption("Suggestions describe the distribution of the values in these documents. They are not rules.")
        sources = reference_sources(page.connection)
        reference = st.selectbox(
            "Keep most of a trusted source",
            sources,
            index=None,
            key="reference",
            bind="query-params",
            placeholder="select a source",
        )
        suggested = suggestions(page.connection, values, reference if reference in sources else None)
        for number, one in enumerate(suggested):
            kept = f"keeps {values.kept_share(one.threshold):.1%} of the documents"
            st.button(
                plain(f"{values.test.number(one.threshold)}: {one.reason}; {kept}"),
                key=f"suggest-{rule.id}-{place}-{number}",
                on_click=set_threshold,
                args=(rule, one.threshold, place),
                type="tertiary",
            )
        if not suggested:
            st.caption(
                "The values have no valley between two peaks. Select a source to get thresholds from its values."
            )


def _set_from_input(key: str, scale: float, rule: Rule, place: int) -> None:
    value = st.session_state[key]
    if value is not None:
        set_threshold(rule, float(value) / scale, place)


def _set_from_click(index: int, curve: pd.DataFrame, rule: Rule, place: int) -> None:
    if 0 <= index < len(curve):
        set_threshold(rule, float(f"{curve.threshold.iloc[index]:.4g}"), place)
