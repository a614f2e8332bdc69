"""The pieces of the preferences page: whose judgements, the ranking, who beats whom, and whether the judges can be
trusted.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.logs import preferences as ask
from analytics.ask.logs.preferences import ALL_KINDS, Comparisons
from analytics.errors import DataloupeError
from analytics.figures.intervals import interval_dots
from analytics.figures.win_rates import win_rate_matrix
from analytics.statistics.agreement import Agreement
from analytics.statistics.preferences import Ranking
from analytics.ui.components.charts import show
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page
from analytics.ui.logs.ratings import say_simulated

NO_COMPARISONS = "No answers have been compared here. This page looks at preferences: arena battles, chosen and rejected answers, votes; the page fills by itself once they are built."
NO_MODELS = "The comparisons here do not say which model wrote which answer, so there is nothing to rank."
KINDS = {
    "user": "users",
    "annotator": "annotators",
    "model": "model judges",
    "unknown": "unknown judges",
    ALL_KINDS: "everybody",
}
FEWEST, FEWEST_VERDICTS, KEPT = 5, 20, 8

METHOD = """Bradley-Terry: the log odds that one model's answer beats another's is the difference of their strengths, fitted by maximum likelihood; a tie is half
a win for both. Strengths are shown on the Elo scale (400 points: ten to one) with a mean of 1,000. Intervals draw whole prompts again, 200 times. Length
control adds the logarithm of the ratio of both answers' words to the model and shows what is left between answers of equal length."""


def pick(page: Page) -> Comparisons:
    """The comparisons by the kind of judge that the person picks; the page stops with what to do where there are
    none.
    """
    if not ask.total(page.connection):
        st.info(NO_COMPARISONS, icon=":material/social_leaderboard:")
        st.code(f"dataloupe build LOGS... --workspace {page.workspace.path}", language=None)
        st.stop()
    say_simulated(page)
    found = _comparisons(*_state(page), _page=page)
    if not len(found):
        st.info(
            "The selection holds no compared answer whose model is known. Take one of its parts away above."
            if page.selection
            else NO_MODELS
        )
        st.stop()
    kinds = sorted(set(found.kinds), key=list(KINDS).index)
    if len(kinds) == 1:
        return found
    options = [*kinds, ALL_KINDS]
    kind = st.segmented_control(
        "Judged by",
        options,
        default=options[0],
        format_func=KINDS.__getitem__,
        key="judges",
        bind="query-params",
        required=True,
    )
    if kind not in options:
        raise DataloupeError(f"nobody called {kind!r} has judged - there is {', '.join(options)}")
    return found.of_kind(kind)


def rank(page: Page, of: Comparisons) -> Ranking:
    """The ranking, with length controlled where the person wants it and lengths are known."""
    control = of.knows_length and st.toggle(
        "Control for length", key="length", bind="query-params", help="What is left between answers of equal length."
    )
    found = _ranking(*_state(page), tuple(sorted(set(of.kinds))), bool(control), _of=of)
    if control and found.effects:
        effect = found.effects[0]
        sure = (
            "longer answers win more often"
            if effect.low > 0
            else "shorter answers win more often"
            if effect.high < 0
            else "no effect of length is certain"
        )
        st.caption(
            f"Length: {effect.value:+.2f} log odds for e times as many words (95 % interval {effect.low:+.2f} to {effect.high:+.2f}): {sure}."
        )
    return found


def ranking(of: Comparisons, found: Ranking) -> None:
    """Models by strength, and who beats whom."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("Who wins?", anchor=False, help=" ".join(METHOD.split()))
        show(
            interval_dots(ask.scores(of, found), percent=False, reference=1000, title="Elo scale"),
            "Models by Bradley-Terry strength",
        )
        if found.unconnected:
            st.caption(
                plain(
                    "Not ranked, because they only won, only lost or never met the others: "
                    + ", ".join(of.models[code] for code in found.unconnected)
                )
            )
    with right:
        st.subheader(
            "Who beats whom?",
            anchor=False,
            help=f"Share of comparisons that the row wins against the column; ties are halves. Empty below {FEWEST} comparisons.",
        )
        show(
            win_rate_matrix(ask.matrix(of), of.models, found.scores.model.tolist(), FEWEST),
            "Win rates of each model against each",
        )


def trust(page: Page, of: Comparisons) -> None:
    """Agreement, position, ties, and the judges who differ most from the others."""
    alpha, humans = _agreements(*_state(page), tuple(sorted(set(of.kinds))), _of=of, _page=page)
    first, ties = ask.position(of), of.ties
    with st.container(horizontal=True):
        _figure(
            "Agreement (alpha)",
            alpha,
            f"Krippendorff's nominal alpha: 1 perfect, 0 chance. {alpha.n_units:,} pairs of answers were judged at least twice.",
            ".2f",
        )
        _figure(
            "First shown wins",
            first,
            "50 % when position does not matter. Only pairs of models that were shown in either order.",
            ".1%",
        )
        _figure("Ties", ties, f"Of {ties.n:,} comparisons.", ".1%")
        if humans:
            kappa, share = humans
            _figure(
                "People and models",
                kappa,
                f"Cohen's kappa of their majorities on {kappa.n_units:,} pairs of answers; they agree on {share:.0%}.",
                ".2f",
            )
    rows = ask.judges(of, FEWEST_VERDICTS)
    if rows.empty:
        st.caption(
            f"No judge can be held against others: nobody has judged {FEWEST_VERDICTS} pairs on which the others have a majority."
        )
        return
    shown = pd.DataFrame(
        {
            "Judge": rows.judge,
            "Kind": rows.kind,
            "Agrees": rows.value * 100,
            "Low": rows.low * 100,
            "High": rows.high * 100,
            "Verdicts": rows.n,
        }
    )
    percent = st.column_config.NumberColumn(format="%.1f%%")
    st.dataframe(
        shown,
        hide_index=True,
        height=320,
        alt="Judges against the majority of the others",
        column_config=dict.fromkeys(("Agrees", "Low", "High"), percent),
    )
    hidden = (
        f" {rows.attrs['hidden']} judges with fewer than {FEWEST_VERDICTS} such verdicts are hidden."
        if rows.attrs["hidden"]
        else ""
    )
    st.caption(f"How often each judge is of the mind of most others; those to look at first.{hidden}")


def _figure(label: str, one: object, definition: str, shown: str) -> None:
    value = getattr(one, "value", float("nan"))
    if one is None or value != value:
        st.metric(label, "–", help=f"{definition} Not known here.", border=True)
    else:
        low, high = one.low, one.high  # type: ignore[attr-defined]
        st.metric(
            label, f"{value:{shown}}", help=f"{definition} 95 % interval {low:{shown}} to {high:{shown}}.", border=True
        )


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _comparisons(path: str, generation: int, selection: str, _page: Page) -> Comparisons:
    return ask.comparisons(_page.connection, _page.selection)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _ranking(
    path: str, generation: int, selection: str, kinds: tuple[str, ...], control_length: bool, _of: Comparisons
) -> Ranking:
    return ask.ranking(_of, control_length)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _agreements(
    path: str, generation: int, selection: str, kinds: tuple[str, ...], _of: Comparisons, _page: Page
) -> tuple[Agreement, tuple[Agreement, float] | None]:
    """Among the judges picked, and of people with model judges, whoever was picked."""
    return ask.agreement(_of), ask.against_humans(_comparisons(path, generation, selection, _page=_page))


def _state(page: Page) -> tuple[str, int, str]:
    """What an answer depends on beside the question."""
    return str(page.workspace.path), page.manifest.generation, page.selection.to_url()
