"""Questions about user logs: are users happy, where are they not, how does the model behave, which answer wins?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.ask.logs import behaviour, comparisons, feedback, implicit, preferences, prompts, slices
from analytics.ask.logs.conversations import conversation
from analytics.ask.logs.conversations import listing as conversation_listing
from analytics.ask.logs.feedback_kinds import feedback_kinds
from analytics.ask.logs.ratings import Ratings, load_ratings, select_ratings
from analytics.errors import DataloupeError
from dataloupe.answer import Answer

if TYPE_CHECKING:
    from dataloupe.workspace import Workspace

MIN_USERS = 5
"""No rate is shown of fewer users unless asked for."""


class Logs:
    """Questions about the conversations of a workspace, within its selection. `Workspace.logs` makes one."""

    def __init__(self, workspace: Workspace):
        self._workspace = workspace
        self._connection = workspace._connection()
        self._selection = workspace.selection

    def feedback(self, name: str | None = None) -> Answer:
        """The rate of positive ratings with its interval, the coverage, and bounds for all answers.

        `name` is the kind of feedback (default: the one with most ratings). Raises DataloupeError that lists the kinds.
        """
        result = feedback.satisfaction(self._ratings(name))
        bounds = result.bounds
        rows = [
            ("rated answers", result.rate.value, result.rate.low, result.rate.high),
            ("share that is rated", result.coverage.value, result.coverage.low, result.coverage.high),
            ("worst and best case for all", bounds.naive, *bounds.worst_case),
        ]
        return Answer(result.summary_text(), pd.DataFrame(rows, columns=["measure", "value", "low", "high"]), result)

    def feedback_by(self, dimension: str, name: str | None = None, min_users: int = MIN_USERS) -> pd.DataFrame:
        """The rate for each group of a dimension, with intervals; groups with fewer users are left out.

        Raises DataloupeError that lists the dimensions.
        """
        ratings = self._ratings(name)
        if dimension not in ratings.dimensions:
            known = ", ".join(ratings.dimensions)
            raise DataloupeError(f"There is no dimension {dimension!r}. There are: {known or 'none'}.")
        return feedback.rates_by_group(ratings, dimension, min_users).table

    def worst_slices(self, name: str | None = None) -> Answer:
        """Groups of users that are less happy than the rest, found on one half of the users and tested on the other."""
        ratings = self._ratings(name)
        findings = slices.search_slices(ratings, slices.SearchSettings(tuple(slices.default_dimensions(ratings))))
        rows = [
            (findings.describe(one.conditions), one.n, one.n_users, one.excess.value, one.excess.low, one.excess.high)
            for one in findings.independent
        ]
        columns = ["where", "ratings", "users", "excess", "low", "high"]
        return Answer(findings.summary_text(), pd.DataFrame(rows, columns=columns), findings)

    def behaviour(self, measure: str = "refused", by: str | None = None, min_users: int = MIN_USERS) -> Answer:
        """A measure of the answers (refused, answer_words, sentiment ...) with its interval, by group where asked."""
        answers = select_ratings(self._connection, self._selection, behaviour.load_answers(self._connection))
        result = behaviour.measure_answers(self._connection, answers, measure)
        if by is not None:
            return Answer(result.summary_text(), behaviour.measure_by_group(result, by, min_users).table, result)
        rate = behaviour.overall(result)
        table = pd.DataFrame([(rate.value, rate.low, rate.high, rate.n)], columns=["value", "low", "high", "n"])
        return Answer(result.summary_text(), table, result)

    def actions(self, name: str | None = None) -> Answer:
        """What users did after an answer (asked again, edited, left), and how they rated it."""
        ratings = self._ratings(name)
        table = implicit.actions(self._connection, ratings)
        return Answer(implicit.summary_text(table, ratings), table)

    def prompts(self) -> Answer:
        """Questions that were asked in several wordings, and how much the answers differ."""
        result = prompts.wording_sensitivity(self._connection, self._selection)
        return Answer(result.summary_text(), result.questions, result)

    def preferences(self, control_length: bool = False) -> Answer:
        """Bradley-Terry scores of the compared models, with intervals."""
        compared = comparisons.load_comparisons(self._connection, self._selection)
        ranking = preferences.rank(compared, control_length)
        text = preferences.summary_text(compared, ranking)
        return Answer(text, preferences.scores(compared, ranking), ranking)

    def conversations(self, limit: int = 25) -> pd.DataFrame:
        """The first conversations of the selection, one a row."""
        return conversation_listing(self._connection, self._selection, *_first_of_list(), limit=limit)

    def conversation(self, conversation_id: str) -> pd.DataFrame:
        """The turns of one conversation. Raises DataloupeError when there is none with this id."""
        return conversation(self._connection, conversation_id).turns

    def _ratings(self, name: str | None) -> Ratings:
        kinds = feedback_kinds(self._connection)
        if not kinds:
            raise DataloupeError("This workspace has no feedback.")
        if name is not None and name not in [kind.name for kind in kinds]:
            raise DataloupeError(f"There is no feedback {name!r}. There are: {', '.join(kind.name for kind in kinds)}.")
        ratings = load_ratings(self._connection, name or kinds[0].name)
        return select_ratings(self._connection, self._selection, ratings)


def _first_of_list() -> tuple[str, str]:
    """The first condition and order that the list of conversations offers."""
    from analytics.ask.logs.conversations import CONDITIONS, SORT_ORDERS

    return next(iter(CONDITIONS)), next(iter(SORT_ORDERS))
