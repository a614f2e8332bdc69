"""The judges on the preferences page: their agreement, the effect of position, ties, and judges who disagree."""

from __future__ import annotations

import math

import streamlit as st

from analytics.ask.logs import judges as ask
from analytics.ask.logs.comparisons import Comparisons
from analytics.statistics.intervals import Estimate
from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.frame.page import Page
from analytics.ui.logs.preferences import all_comparisons, keyed_comparisons

MIN_VERDICTS = 20
TABLE_HEIGHT = 320


def judges(page: Page, comparisons: Comparisons) -> None:
    """Whether the judges agree with each other, and who does not."""
    _key_figures(page, comparisons)
    agreement = page.derive(ask.judge_agreement, keyed_comparisons(comparisons), MIN_VERDICTS)
    if agreement.table.empty:
        st.caption(
            f"No judge can be compared with others: this needs {MIN_VERDICTS} verdicts on pairs of answers "
            "for which the other judges have a majority."
        )
        return
    columns = {
        "judge": formats.text("Judge"),
        "kind": formats.text("Kind"),
        "value": formats.share("Agrees"),
        "low": formats.share("Low"),
        "high": formats.share("High"),
        "n": formats.count("Verdicts"),
    }
    table(agreement.table, columns, "Judges compared with the majority of the others", height=TABLE_HEIGHT)
    n_hidden = agreement.hidden_judges
    hidden = f" Hidden judges, with fewer than {MIN_VERDICTS} such verdicts: {n_hidden}." if n_hidden else ""
    st.caption(f"How often each judge agrees with the majority of the others, the lowest first.{hidden}")


def _key_figures(page: Page, comparisons: Comparisons) -> None:
    alpha = page.derive(ask.agreement, keyed_comparisons(comparisons))
    humans = page.derive(ask.human_agreement, keyed_comparisons(all_comparisons(page)))
    ties = comparisons.ties
    with st.container(horizontal=True):
        _metric(
            "Agreement (alpha)",
            alpha,
            f"Krippendorff's nominal alpha: 1 is perfect, 0 is chance. "
            f"{alpha.n_units:,} pairs of answers have at least two verdicts.",
            ".2f",
        )
        _metric(
            "First shown wins",
            page.derive(ask.position_effect, keyed_comparisons(comparisons)),
            "50 % when position has no effect. Only pairs of models that were shown in both orders.",
            ".1%",
        )
        _metric("Ties", ties, f"Of {ties.n:,} comparisons.", ".1%")
        if humans:
            _metric(
                "People and models",
                humans.kappa,
                f"Cohen's kappa of their majorities on {humans.kappa.n_units:,} pairs of answers; "
                f"they agree on {humans.share:.0%}.",
                ".2f",
            )


def _metric(label: str, estimate: Estimate | None, definition: str, form: str) -> None:
    if estimate is None or math.isnan(estimate.value):
        st.metric(label, "–", help=f"{definition} It cannot be computed from these comparisons.", border=True)
        return
    interval = f"95 % confidence interval {estimate.low:{form}} to {estimate.high:{form}}."
    st.metric(label, f"{estimate.value:{form}}", help=f"{definition} {interval}", border=True)
