"""The prompts page: how much the wording matters, for which questions, and what was asked and answered."""

from __future__ import annotations

import streamlit as st

from analytics.ask.logs import prompts as ask
from analytics.ask.logs.prompts import WordingSensitivity
from analytics.figures.intervals import interval_dots
from analytics.ui.components import formats
from analytics.ui.components.charts import show
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.frame.cache import Shared
from analytics.ui.frame.page import Page

MAX_QUESTIONS, MAX_WORDINGS, MAX_CHARACTERS = 100, 12, 600
TABLE_HEIGHT = 300

METHOD = (
    "Two prompts ask the same question when their vectors are close, they share their words, and not both contain a "
    "distinctive word that the other lacks (build/prompts.py). Only prompts that start a conversation are compared, "
    "and only answers of the same model. Two answers are compared by their vectors (1 - cosine). The difference "
    "between wordings minus the difference within a wording is the effect of the wording; the rest is random variation "
    "of the model. Each question is tested by assigning its answers to its wordings at random; the Benjamini-Hochberg "
    "procedure limits the share of false findings. Intervals leave out groups of questions."
)


def sensitivity(page: Page) -> WordingSensitivity:
    """The sensitivity of the selected answers, cached."""
    return page.ask(ask.wording_sensitivity, shared=Shared(max_entries=4))


def features(sensitivity: WordingSensitivity) -> None:
    """How much more answers, refusals and ratings differ between wordings than within a wording."""
    known = sensitivity.features[sensitivity.features.low.notna()]
    if len(known):
        hover = [
            f"{row.between:.3f} between wordings, {row.within:.3f} within a wording<br>"
            f"{row.definition}; {row.questions:,} questions"
            for row in known.itertuples()
        ]
        dots = known.rename(columns={"feature": "label", "excess": "value"}).assign(hover=hover)
        title = "effect of the wording (difference between wordings - difference within)"
        show(
            interval_dots(dots, percent=False, reference=0, title=title, signed=True),
            "How much the wording matters",
        )
    else:
        st.caption("The effect of the wording cannot be measured, because no model answered the same prompt twice.")
    with st.popover("Method", icon=":material/info:"):
        st.text(METHOD)


def pick_question(sensitivity: WordingSensitivity) -> int:
    """The questions, the most sensitive first; returns the id of the clicked one, or of the first."""
    rows = sensitivity.questions.head(MAX_QUESTIONS)
    columns = {
        "question": formats.text("Question", width=330),
        "wordings": formats.count("Wordings", width=80),
        "answers": formats.count("Answers", width=75, help=f"Compared answers, at most {ask.MAX_ANSWERS}."),
        "excess": formats.number(
            "Effect",
            3,
            signed=True,
            width=75,
            help="Effect of the wording: distance between wordings minus distance within a wording.",
        ),
        "between": formats.number("Between", 3, width=80, help="Mean distance of two answers to different wordings."),
        "within": formats.number("Within", 3, width=70, help="Mean distance of two answers to the same wording."),
        "q": formats.number(
            "q", 3, width=60, help="False discovery rate if this question and all with a smaller q are reported."
        ),
        "refused": formats.share("Refused", 0, width=75),
    }
    clicked = table(
        rows, columns, "Questions with several wordings", select="cell", key="questions", height=TABLE_HEIGHT
    )
    return int(rows.question_id.iloc[clicked[0] if clicked else 0])


def wordings(page: Page, question_id: int) -> None:
    """Each wording of a question with one of its answers. Text is shown as text."""
    rows = page.ask(ask.wordings, question_id)
    st.subheader("Wordings", anchor=False, help="The one with most answers first, each with one of its answers.")
    for row in rows.head(MAX_WORDINGS).itertuples():
        with st.container(border=True):
            rated = f"mean rating {row.rating:.2f} (0 to 1) of {row.rated:,}" if row.rated else "not rated"
            count = f"{row.answers:,} answer{'s' * (row.answers != 1)}"
            st.text(row.prompt[:MAX_CHARACTERS])
            st.caption(plain(f"{count} · {row.refused:.0%} refused · {rated}. One of them:"))
            st.text(row.answer[:MAX_CHARACTERS])
    if len(rows) > MAX_WORDINGS:
        st.caption(f"The first {MAX_WORDINGS} of {len(rows):,} wordings.")
