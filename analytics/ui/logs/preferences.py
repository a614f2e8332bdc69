"""The preferences page: whose verdicts count, the ranking of the models, and who wins against whom."""

from __future__ import annotations

import streamlit as st

from analytics.ask.logs import comparisons as compared
from analytics.ask.logs import preferences as ask
from analytics.ask.logs.comparisons import ALL_KINDS, UNKNOWN_KIND, Comparisons
from analytics.ask.logs.unnamed_comparisons import unnamed_comparisons
from analytics.errors import DataloupeError
from analytics.figures.intervals import interval_dots
from analytics.figures.win_rates import win_rate_matrix
from analytics.statistics.intervals import Estimate
from analytics.statistics.preferences import Ranking
from analytics.ui.components import formats
from analytics.ui.components.charts import show
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.frame.cache import Keyed, Shared
from analytics.ui.frame.commands import show_command
from analytics.ui.frame.page import Page
from analytics.ui.logs.ratings import show_simulated

NO_COMPARISONS = (
    "This workspace has no comparisons of answers. Build one from arena battles, chosen and rejected answers, "
    "or votes. This page then appears by itself."
)
NO_MODELS = "To rank models, build the logs with a column for the model of each answer."
PAIR_COLUMNS = {
    "prompt": formats.text("Prompt", width=260),
    "preferred": formats.text("Preferred answer", width=300),
    "other": formats.text("Other answer", width=300),
    "preferred_words": formats.count("Words, preferred"),
    "other_words": formats.count("Words, other"),
}
NO_SELECTED = "The selection has no comparison of known models. Remove a filter above."

KINDS = {
    "user": "users",
    "annotator": "annotators",
    "model": "model judges",
    UNKNOWN_KIND: "unknown judges",
    ALL_KINDS: "everybody",
}
MIN_COMPARISONS = 5
COMPARISONS_CACHE = Shared(max_entries=8)

METHOD = (
    "Bradley-Terry model: the log odds that one model's answer wins against another's is the difference of their "
    "strengths, fitted by maximum likelihood; a tie is half a win for both. The strengths are shown on the Elo scale "
    "(400 points are odds of ten to one) with a mean of 1,000. The intervals leave out groups of prompts and, with "
    "at least five known judges, groups of judges (two-way jackknife). Length control adds the logarithm of the ratio "
    "of both answers' words to the model and shows the strengths between answers of equal length."
)


def pick_comparisons(page: Page) -> Comparisons:
    """The comparisons of the picked kind of judge. Stops the page, with what to do next, when there are none."""
    if not page.ask_of(compared.count):
        st.info(NO_COMPARISONS, icon=":material/social_leaderboard:")
        show_command("dataloupe build LOGS... --workspace WORKSPACE", page.workspace)
        st.stop()
    show_simulated(page)
    every = all_comparisons(page)
    if not len(every):
        _show_unnamed(page)
        st.stop()
    kinds = sorted(set(every.kinds), key=list(KINDS).index)
    return every if len(kinds) == 1 else every.of_kind(_pick_kind(kinds))


def _show_unnamed(page: Page) -> None:
    """What is known of comparisons without names of models: the effect of length, and the pairs to read."""
    unnamed = page.ask(unnamed_comparisons)
    if not unnamed.n:
        st.info(NO_SELECTED if page.selection else NO_MODELS)
        return
    st.markdown(plain(unnamed.summary_text()))
    st.caption(NO_MODELS)
    table(unnamed.pairs, PAIR_COLUMNS, "Prompts with the preferred and the other answer")


def all_comparisons(page: Page) -> Comparisons:
    """The selected comparisons of all kinds of judges, cached."""
    return page.ask(compared.load_comparisons, shared=COMPARISONS_CACHE)


def keyed_comparisons(comparisons: Comparisons) -> Keyed:
    """The comparisons as an argument of a cached question."""
    return Keyed(comparisons, tuple(sorted(set(comparisons.kinds))))


def _pick_kind(kinds: list[str]) -> str:
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
        raise DataloupeError(f"There are no judges of kind {kind!r}. There are: {', '.join(options)}.")
    return kind


def rank(page: Page, comparisons: Comparisons) -> Ranking:
    """The ranking; with control for length when the lengths are known and the visitor wants it."""
    control_length = comparisons.has_lengths and st.toggle(
        "Control for length", key="length", bind="query-params", help="Strengths between answers of equal length."
    )
    ranking = page.derive(ask.rank, keyed_comparisons(comparisons), bool(control_length), shared=COMPARISONS_CACHE)
    if control_length and ranking.effects:
        _length_effect(ranking.effects[0])
    return ranking


def _length_effect(effect: Estimate) -> None:
    meaning = "the effect of length is not significant"
    if effect.excludes_zero:
        meaning = f"{'longer' if effect.low > 0 else 'shorter'} answers win more often"
    st.caption(
        f"Length: {effect.value:+.2f} log odds for e times as many words "
        f"(95 % confidence interval {effect.low:+.2f} to {effect.high:+.2f}): {meaning}."
    )


def show_ranking(comparisons: Comparisons, ranking: Ranking) -> None:
    """The models by strength, and the win rates of each against each."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("Who wins?", anchor=False, help=METHOD)
        scores = ask.scores(comparisons, ranking)
        show(
            interval_dots(scores, percent=False, reference=1000, title="Elo scale"), "Models by Bradley-Terry strength"
        )
        if ranking.unconnected:
            names = ", ".join(comparisons.models[code] for code in ranking.unconnected)
            st.caption(plain(f"Not ranked, because they only won, only lost or were not compared: {names}"))
    with right:
        st.subheader(
            "Who wins against whom?",
            anchor=False,
            help="Share of comparisons that the row wins against the column; a tie is half a win. "
            f"Empty with fewer than {MIN_COMPARISONS} comparisons.",
        )
        matrix = win_rate_matrix(
            ask.win_rates(comparisons), comparisons.models, ranking.scores.model.tolist(), MIN_COMPARISONS
        )
        show(matrix, "Win rates of each model against each other model")
