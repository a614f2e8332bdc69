"""The ratings that a page works with: of the kind of feedback that is picked, within the selection."""

from __future__ import annotations

import numpy as np
import streamlit as st

from analytics.ask.logs.feedback_kinds import FeedbackKind, feedback_kinds
from analytics.ask.logs.rating_scales import rating_scale
from analytics.ask.logs.ratings import Ratings, is_simulated, load_ratings, select_ratings
from analytics.errors import DataloupeError
from analytics.ui.components import formats
from analytics.ui.components.text import plain
from analytics.ui.frame.cache import Keyed, Shared
from analytics.ui.frame.commands import show_command
from analytics.ui.frame.page import Page

NO_FEEDBACK = (
    "These conversations have no feedback. Build them together with the file that has the ratings, "
    "or name the columns with ratings (--map)."
)
CHANGE_SCALE = "If this scale is wrong, correct it on the Data page: Inputs and stages, Change how a file is read."
RATINGS_CACHE = Shared(max_entries=6)


def show_simulated(page: Page) -> None:
    """Mark simulated logs on every page that shows them."""
    if page.has("documents") and page.ask_of(is_simulated):
        st.caption(":orange-badge[Simulated] These logs were made by a program, not by people.")


def pick_ratings(page: Page) -> Ratings:
    """The selected ratings of one kind of feedback. Stops the page, with what to do next, when there are none."""
    show_simulated(page)
    kinds = page.ask_of(feedback_kinds)
    if not kinds:
        st.info(NO_FEEDBACK, icon=":material/thumbs_up_down:")
        show_command("dataloupe build LOGS... --map thumbs=COLUMN --workspace WORKSPACE", page.workspace)
        st.stop()
    kind = _pick_kind(kinds)
    every = page.ask_of(load_ratings, kind.name, shared=RATINGS_CACHE)
    ratings = page.ask(select_ratings, keyed(every), shared=RATINGS_CACHE)
    if not ratings.is_rated.any():
        st.info(f"No selected {ratings.unit} are rated. Remove a filter above.", icon=":material/filter_alt_off:")
        st.stop()
    if scale := rating_scale(page.manifest, kind.name):
        mean = float(np.nanmean(ratings.values))
        st.caption(plain(scale.summary_text(mean)), help=CHANGE_SCALE)
    if kind.unmatched or kind.unreadable:
        st.caption(
            f"Not counted: {kind.unmatched:,} ratings of messages that are not in the input, "
            f"{kind.unreadable:,} with a value that is not a rating."
        )
    return ratings


def keyed(ratings: Ratings) -> Keyed:
    """The ratings as an argument of a cached question."""
    return Keyed(ratings, (ratings.name, ratings.chosen_roles))


def keyed_connection(page: Page) -> Keyed:
    """The connection as an argument of `page.derive`, whose answers depend on the selection and the workspace only."""
    return Keyed(page.connection, "connection")


def about_users(ratings: Ratings) -> str:
    """What counts as a user, for definitions."""
    if ratings.has_users:
        return "Ratings of the same user are correlated; the intervals account for it."
    return (
        "These logs do not identify users: each conversation counts as one user. "
        "If one person had several conversations, the intervals are too narrow."
    )


def rating_column(ratings: Ratings, label: str) -> formats.Format:
    """A column of rates: percentages when the ratings are binary."""
    return formats.share(label) if ratings.is_binary else formats.number(label)


def _pick_kind(kinds: list[FeedbackKind]) -> FeedbackKind:
    if len(kinds) == 1:
        return kinds[0]
    by_name = {kind.name: kind for kind in kinds}
    name = st.segmented_control(
        "Feedback",
        list(by_name),
        key="feedback",
        bind="query-params",
        default=kinds[0].name,
        required=True,
        format_func=plain,
    )
    if name not in by_name:
        raise DataloupeError(f"There is no feedback {name!r}. There are: {', '.join(by_name)}.")
    return by_name[name]
