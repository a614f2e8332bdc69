"""The pieces of the feedback page that look at what users do beside what they say."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.logs import implicit as ask
from analytics.ask.logs.ratings import Ratings
from analytics.figures.intervals import interval_dots
from analytics.ui.components.charts import show
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

KEPT = 6

METHOD = """Nobody had to ask for this feedback, so it is there for every answer, also for those that are not rated; but it is a guess. Kappa (Cohen 1960) takes the
action for a verdict "unhappy" and holds it against ratings below one half: 1 is perfect agreement, 0 is chance. Intervals of the rates are clustered by user,
those of kappa are bootstrapped over answers."""


def actions(page: Page, of: Ratings) -> None:
    """What users did after answers, how unhappy those who then rated are, and how well both agree."""
    frame = _actions(
        str(page.workspace.path), page.manifest.generation, page.selection.to_url(), of.name, _page=page, _of=of
    )
    st.markdown(plain(ask.summary_text(frame, of), limit=600))
    scale, unit = (100, " points") if of.binary else (1, "")
    known = frame[frame.difference.notna()].reset_index(drop=True)
    if len(known):
        hover = [
            f"{scale * row.difference:+.1f}{unit} unhappier (95% interval {scale * row.difference_low:+.1f} to {scale * row.difference_high:+.1f}), {row.both:,} rated"
            for row in known.itertuples()
        ]
        drawn = pd.DataFrame(
            {
                "label": known.action,
                "value": known.difference,
                "low": known.difference_low,
                "high": known.difference_high,
                "hover": hover,
            }
        )
        st.subheader(
            "Are they unhappier after it?",
            anchor=False,
            help="Ratings of answers after which it was done, against all other rated answers.",
        )
        show(
            interval_dots(
                drawn,
                percent=of.binary,
                reference=0,
                title="unhappier than others" + (", in points" if of.binary else ""),
                signed=True,
            ),
            "How much unhappier",
        )
    _table(frame, of)
    with st.popover("What it means", icon=":material/info:"):
        for row in frame.itertuples():
            st.text(f"{row.action}: {row.definition}.")
        st.text(" ".join(METHOD.split()))


def _table(frame: pd.DataFrame, of: Ratings) -> None:
    scale, number = (
        (100, st.column_config.NumberColumn(format="%.1f%%"))
        if of.binary
        else (1, st.column_config.NumberColumn(format="%.2f"))
    )
    share, kappa = st.column_config.NumberColumn(format="%.1f%%"), st.column_config.NumberColumn(format="%.2f")
    shown = pd.DataFrame(
        {
            "What users do": frame.action,
            "How often": frame.value * 100,
            "Low": frame.low * 100,
            "High": frame.high * 100,
            "Of": frame.n,
            "Rated": frame.both,
            "Unhappy if": frame.unhappy_if * scale,
            "Unhappy else": frame.unhappy_else * scale,
            "Kappa": frame.kappa,
            "Kappa low": frame.kappa_low,
            "Kappa high": frame.kappa_high,
        }
    )
    config = (
        dict.fromkeys(("How often", "Low", "High"), share)
        | dict.fromkeys(("Unhappy if", "Unhappy else"), number)
        | dict.fromkeys(("Of", "Rated"), st.column_config.NumberColumn(format="localized"))
    )
    config |= dict.fromkeys(("Kappa", "Kappa low", "Kappa high"), kappa)
    st.dataframe(shown, hide_index=True, alt="Implicit feedback beside ratings", column_config=config)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _actions(path: str, generation: int, selection: str, name: str, _page: Page, _of: Ratings) -> pd.DataFrame:
    return ask.actions(_page.connection, _of)
