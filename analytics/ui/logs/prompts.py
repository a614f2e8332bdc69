"""The pieces of the prompts page: how much the wording matters, the questions where it matters most, and what was asked
and answered there.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.logs import prompts as ask
from analytics.ask.logs.prompts import Sensitivity
from analytics.figures.intervals import interval_dots
from analytics.ui.components.charts import show
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

KEPT, SHOWN, WORDINGS, CHARACTERS = 4, 100, 12, 600

METHOD = """Two prompts ask the same when their vectors are near and they share their words, and not both have a telling word that the other lacks (build/prompts.py).
Only prompts that open a conversation are compared, and only answers of one model with one another. An answer is compared by its vector (1 - cosine). What two
answers to other wordings differ more than two answers to the very same prompt is owed to the wording; the rest is what the model varies anyway. A question is
tested by dealing its answers to its wordings at random; Benjamini-Hochberg holds the share of false findings. Intervals leave out groups of questions."""


def sensitivity(page: Page) -> Sensitivity:
    """The answer, from the cache where workspace and selection are the same."""
    return _sensitivity(str(page.workspace.path), page.manifest.generation, page.selection.to_url(), _page=page)


def features(found: Sensitivity) -> None:
    """How much more answers, refusals and ratings differ between wordings than for the very same prompt."""
    known = found.features[found.features.low.notna()]
    if len(known):
        hover = [
            f"{row.other:.3f} between wordings, {row.same:.3f} for the same prompt<br>{row.how}; {row.questions:,} questions"
            for row in known.itertuples()
        ]
        drawn = pd.DataFrame(
            {"label": known.feature, "value": known.excess, "low": known.low, "high": known.high, "hover": hover}
        )
        show(
            interval_dots(
                drawn,
                percent=False,
                reference=0,
                title="differ more between wordings than for the very same prompt",
                signed=True,
            ),
            "How much the wording matters",
        )
    else:
        st.caption(
            "No prompt was asked twice in the very same words of the same model, so there is nothing to hold the wordings against."
        )
    with st.popover("How it is measured", icon=":material/info:"):
        st.text(" ".join(METHOD.split()))


def questions(found: Sensitivity) -> int:
    """The questions, the most sensitive first; gives the one that was clicked, or the first."""
    rows = found.questions.head(SHOWN)
    event = st.dataframe(
        rows.assign(refused=rows.refused * 100),
        hide_index=True,
        height=300,
        key="questions",
        on_select="rerun",
        selection_mode="single-cell",
        alt="Questions asked in several wordings",
        column_order=["question", "wordings", "answers", "excess", "other", "same", "q", "refused"],
        column_config={
            "question": st.column_config.TextColumn("Question", width=330),
            "wordings": st.column_config.NumberColumn("Wordings", width=80),
            "answers": st.column_config.NumberColumn(
                "Answers", width=75, help=f"That were compared, at most {ask.ANSWERS_EACH}."
            ),
            "excess": st.column_config.NumberColumn(
                "Excess", format="%+.3f", width=75, help="Distance between wordings less distance for the same prompt."
            ),
            "other": st.column_config.NumberColumn(
                "Between", format="%.3f", width=80, help="Mean distance of two answers to other wordings."
            ),
            "same": st.column_config.NumberColumn(
                "Same", format="%.3f", width=70, help="Mean distance of two answers to the very same prompt."
            ),
            "q": st.column_config.NumberColumn(
                "q",
                format="%.3f",
                width=60,
                help="The share of false findings if this and all stronger ones are believed.",
            ),
            "refused": st.column_config.NumberColumn("Refused", format="%.0f%%", width=75),
        },
    )
    cells = event["selection"]["cells"]
    return int(rows.question_id.iloc[cells[0][0] if cells and cells[0][0] < len(rows) else 0])


def wordings(page: Page, question_id: int) -> None:
    """What was asked and, of each wording, one of the answers. Text is text."""
    frame = page.ask(ask.wordings, question_id)
    st.subheader("Its wordings", anchor=False, help="The most answered first, each with one of its answers.")
    for row in frame.head(WORDINGS).itertuples():
        with st.container(border=True):
            rated = f" · rated {row.rating:.2f} (0 to 1) by {row.rated:,}" if row.rated else " · not rated"
            st.text(row.prompt[:CHARACTERS])
            st.caption(
                plain(
                    f"{row.answers:,} answer{'s' * (row.answers != 1)} · {row.refused:.0%} refused{rated}. One of them:"
                )
            )
            st.text(row.answer[:CHARACTERS])
    if len(frame) > WORDINGS:
        st.caption(f"The first {WORDINGS} of {len(frame):,} wordings.")


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _sensitivity(path: str, generation: int, selection: str, _page: Page) -> Sensitivity:
    return ask.sensitivity(_page.connection, _page.selection)
