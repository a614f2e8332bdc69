"""Ratings of answers or conversations, and the ones without a rating: the rows behind every question about feedback."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.ask.logs.causality import ROLES
from analytics.ask.logs.dimension import Dimension
from analytics.ask.logs.dimensions import dimensions
from analytics.ask.logs.feedback_kinds import MIN_BINARY, feedback_kinds
from analytics.ask.selection import Selection, where
from analytics.errors import DataloupeError

MISSING = "missing"

MIN_KNOWN_USERS = 0.5
"""The share of rows with a user from which rows of the same user are treated as correlated."""

MIN_IDENTIFIED = 0.95
"""The share of rated rows with a known user from which a difference can be called significant. Ratings of unknown users
count as independent, and could all be of one person.
"""

UNITS = {
    "answers": """
        SELECT doc_id, conversation_id, user_id, created_at FROM turns
        WHERE role IN (SELECT role FROM turns JOIN feedback USING (doc_id) WHERE feedback.name = $name)""",
    "conversations": """
        SELECT min(doc_id) AS doc_id, conversation_id,
            CASE WHEN count(DISTINCT user_id) = 1 THEN any_value(user_id) END AS user_id,
            min(created_at) AS created_at
        FROM turns GROUP BY conversation_id""",
}
"""What can be rated. Answers are the turns of all roles that have ratings; a conversation has the id of its first turn.
"""

RATINGS = {
    "answers": """
        SELECT doc_id AS rated, avg(value) AS value, count(value) AS n_ratings, any_value(rater) AS rater
        FROM feedback WHERE name = $name AND doc_id IS NOT NULL GROUP BY doc_id""",
    "conversations": """
        SELECT conversation_id AS rated, avg(value) AS value, count(value) AS n_ratings, any_value(rater) AS rater
        FROM feedback WHERE name = $name AND doc_id IS NULL AND message_id IS NULL GROUP BY conversation_id""",
}
"""The rating of each answer or conversation: the mean of its ratings."""

KEYS = {"answers": "doc_id", "conversations": "conversation_id"}

DIMENSION_TABLES = {
    "answers": ("turns", "documents", "metadata", "signals", "behaviour", "map"),
    "conversations": ("turns", "documents", "metadata"),
}
"""Tables whose columns describe the unit. The length or the topic of its first turn does not describe a conversation.
"""


@dataclass(frozen=True)
class Ratings:
    """One row for each answer or conversation that could have been rated, in order of `doc_ids`.

    `values` in [0, 1], NaN without a rating; `users` codes from 0 (of conversations when users are not known); `times`
    datetime64, NaT when unknown; `dimensions` divide the rows into groups.
    """

    name: str
    unit: str
    doc_ids: np.ndarray = field(repr=False)
    users: np.ndarray = field(repr=False)
    values: np.ndarray = field(repr=False)
    times: np.ndarray = field(repr=False)
    dimensions: dict[str, Dimension] = field(repr=False)
    has_users: bool
    is_binary: bool
    is_user_known: np.ndarray = field(repr=False, default_factory=lambda: np.zeros(0, bool))
    """Boolean, one per row: whether its code of `users` is that of a user."""
    n_ratings: np.ndarray = field(repr=False, default_factory=lambda: np.zeros(0, int))
    """How many ratings each row has; `values` are their means. Empty when every rated row has one."""
    chosen_roles: tuple[tuple[str, str], ...] = ()
    """The roles that a person gave to dimensions, with their names."""

    @property
    def is_rated(self) -> np.ndarray:
        """Boolean, one per row."""
        return np.asarray(~np.isnan(self.values))

    @property
    def identifies_users(self) -> bool:
        """Whether nearly all rated rows have a known user, so that chance can be distinguished from a difference."""
        return self.has_users and float(self.is_user_known[self.is_rated].mean()) >= MIN_IDENTIFIED

    @property
    def user_noun(self) -> str:
        """What the codes of `users` stand for."""
        return "users" if self.has_users else "conversations"

    @property
    def measure(self) -> str:
        """The name of the mean of the values."""
        return "positive" if self.is_binary else "mean rating (0 to 1)"

    def keep(self, rows: np.ndarray) -> Ratings:
        """Only these rows (boolean)."""
        return replace(
            self,
            doc_ids=self.doc_ids[rows],
            users=pd.factorize(self.users[rows])[0].astype(np.int32),
            values=self.values[rows],
            times=self.times[rows],
            is_user_known=self.is_user_known[rows],
            n_ratings=self.n_ratings[rows] if len(self.n_ratings) else self.n_ratings,
            dimensions={name: dimension.keep(rows) for name, dimension in self.dimensions.items()},
        )

    def with_roles(self, roles: dict[str, str]) -> Ratings:
        """The ratings with other roles of these dimensions. Raises DataloupeError for an unknown name or role."""
        for name, role in roles.items():
            if role not in ROLES:
                raise DataloupeError(
                    f"There is no role {role!r} for the dimension {name!r}. There are: {', '.join(ROLES)}."
                )
        chosen = {name: replace(self.dimension(name), role=role, reason="chosen") for name, role in roles.items()}
        return replace(self, dimensions=self.dimensions | chosen, chosen_roles=tuple(sorted(roles.items())))

    def dimension(self, name: str) -> Dimension:
        """Raises DataloupeError naming the dimensions there are."""
        if name not in self.dimensions:
            known = ", ".join(self.dimensions) or "none"
            raise DataloupeError(f"There is no dimension {name!r}. There are: {known}.")
        return self.dimensions[name]

    def strata(self, name: str | None) -> tuple[np.ndarray, tuple[str, ...]]:
        """Codes from 0 and labels of the strata, with missing values as a stratum; one stratum for None."""
        if name is None:
            return np.zeros(len(self.values), np.int32), ("all",)
        dimension = self.dimension(name)
        codes = np.where(dimension.codes < 0, len(dimension.labels), dimension.codes)
        return codes, (*dimension.labels, MISSING)


def load_ratings(connection: duckdb.DuckDBPyConnection, name: str) -> Ratings:
    """All rows that could have a rating of the kind `name`. Raises DataloupeError when there is no such feedback.

    Who rates is the user where the logs name no user, unless several raters rated the same answer: an answer then has
    no rater of its own.
    """
    kinds = {kind.name: kind for kind in feedback_kinds(connection)}
    if name not in kinds:
        raise DataloupeError(f"There is no feedback {name!r}. There are: {', '.join(kinds) or 'none'}.")
    kind = kinds[name]
    unit, user = kind.unit, "user_id" if kind.has_several_raters else "coalesce(user_id, rater)"
    rows = connection.sql(
        f"""SELECT doc_id, coalesce({user}, conversation_id) AS user_key,
            {user} IS NOT NULL AS has_user, value, coalesce(n_ratings, 0) AS n_ratings, created_at
        FROM ({UNITS[unit]}) LEFT JOIN ({RATINGS[unit]}) ON rated = {KEYS[unit]} ORDER BY doc_id""",
        params={"name": name},
    ).to_arrow_table()
    ratings = ratings_of(connection, rows, name, unit)
    return replace(ratings, is_binary=kind.is_binary, n_ratings=rows["n_ratings"].to_numpy())


def ratings_of(connection: duckdb.DuckDBPyConnection, rows: pa.Table, name: str, unit: str) -> Ratings:
    """Ratings of these rows: doc_id (sorted), user_key, has_user, value, created_at."""
    doc_ids, values = rows["doc_id"].to_numpy(), rows["value"].to_numpy().astype(float)
    users = rows["user_key"].combine_chunks().dictionary_encode()
    known = values[~np.isnan(values)]
    has_user = np.asarray(rows["has_user"].to_numpy(), bool)
    return Ratings(
        name=name,
        unit=unit,
        doc_ids=doc_ids,
        users=np.asarray(users.indices.fill_null(len(users.dictionary)), np.int32),
        values=values,
        times=rows["created_at"].to_numpy(),
        dimensions=dimensions(connection, doc_ids, DIMENSION_TABLES[unit]) if len(doc_ids) else {},
        is_user_known=has_user,
        has_users=bool(has_user.mean() > MIN_KNOWN_USERS) if len(doc_ids) else False,
        is_binary=bool(np.isin(known, (0.0, 1.0)).mean() > MIN_BINARY) if len(known) else True,
    )


def select_ratings(connection: duckdb.DuckDBPyConnection, selection: Selection, ratings: Ratings) -> Ratings:
    """The selected answers, or the conversations with a selected turn."""
    if not selection:
        return ratings
    condition = where(connection, selection)
    query = f"SELECT doc_id FROM turns WHERE {condition}"
    if ratings.unit == "conversations":
        query = f"SELECT min(doc_id) AS doc_id FROM turns GROUP BY conversation_id HAVING bool_or({condition})"
    doc_ids: Any = connection.execute(query).fetchnumpy()["doc_id"]
    return ratings.keep(np.isin(ratings.doc_ids, doc_ids))


def is_simulated(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether these logs were made by the simulator of this project, which marks their source."""
    query = "SELECT count(*) > 0 FROM documents WHERE starts_with(source, 'simulated')"
    return bool(connection.execute(query).fetchall()[0][0])
