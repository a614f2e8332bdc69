"""What was rated, by whom, how, and what was not: the rows on which every question about feedback is answered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import tables
from analytics.ask.logs.dimensions import Dimension, dimensions
from analytics.ask.selection import Selection, where
from analytics.errors import DataloupeError

MISSING = "missing"

UNITS = {
    "answers": """
        SELECT doc_id, conversation_id, user_id, created_at FROM turns
        WHERE role IN (SELECT role FROM turns JOIN feedback USING (doc_id) WHERE feedback.name = $name)""",
    "conversations": """
        SELECT min(doc_id) AS doc_id, conversation_id, CASE WHEN count(DISTINCT user_id) = 1 THEN any_value(user_id) END AS user_id, min(created_at) AS created_at
        FROM turns GROUP BY conversation_id""",
}
"""What can be rated. Answers are the turns of whatever roles are rated; a conversation stands under its first turn."""

GIVEN = {
    "answers": "SELECT doc_id AS rated, avg(value) AS value, any_value(rater) AS rater FROM feedback WHERE name = $name AND doc_id IS NOT NULL GROUP BY doc_id",
    "conversations": """
        SELECT conversation_id AS rated, avg(value) AS value, any_value(rater) AS rater
        FROM feedback WHERE name = $name AND doc_id IS NULL AND message_id IS NULL GROUP BY conversation_id""",
}
"""What was said of each; several ratings of one thing are their mean."""


OF_THE_UNIT = {
    "answers": ("turns", "documents", "metadata", "signals", "behaviour", "map"),
    "conversations": ("turns", "documents", "metadata"),
}
"""Tables that say something of it: the length or topic of its first turn says little of a conversation."""


@dataclass(frozen=True)
class FeedbackName:
    """A kind of feedback: how many ratings it has, what they rate, and how many rate nothing that is here or cannot be
    read.
    """

    name: str
    unit: str
    ratings: int
    unplaced: int
    unreadable: int


@dataclass(frozen=True)
class Ratings:
    """One row for everything that could have been rated, in order of `doc_ids`.

    `values` in [0, 1], NaN where nobody rated; `users` codes from 0 (conversations stand in where nobody is known by
    name); `times` datetime64, NaT where unknown; `dimensions` divide the rows.
    """

    name: str
    unit: str
    doc_ids: np.ndarray = field(repr=False)
    users: np.ndarray = field(repr=False)
    values: np.ndarray = field(repr=False)
    times: np.ndarray = field(repr=False)
    dimensions: dict[str, Dimension] = field(repr=False)
    users_known: bool
    binary: bool

    @property
    def rated(self) -> np.ndarray:
        """Boolean, one a row."""
        return ~np.isnan(self.values)

    @property
    def people(self) -> str:
        """What stands for a user."""
        return "users" if self.users_known else "conversations"

    @property
    def measure(self) -> str:
        """What the mean of the values is called."""
        return "positive" if self.binary else "mean rating (0 to 1)"

    def keep(self, rows: np.ndarray) -> Ratings:
        """Only these rows (boolean)."""
        kept = {name: dimension.keep(rows) for name, dimension in self.dimensions.items()}
        users = pd.factorize(self.users[rows])[0].astype(np.int32)
        return replace(
            self,
            doc_ids=self.doc_ids[rows],
            users=users,
            values=self.values[rows],
            times=self.times[rows],
            dimensions=kept,
        )

    def dimension(self, name: str) -> Dimension:
        """Raises DataloupeError naming the dimensions there are."""
        if name not in self.dimensions:
            raise DataloupeError(
                f"there is nothing called {name!r} to divide by - there is {', '.join(self.dimensions) or 'nothing'}"
            )
        return self.dimensions[name]

    def strata(self, name: str | None) -> tuple[np.ndarray, tuple[str, ...]]:
        """Codes from 0 and their labels, what is missing as a stratum of its own; one stratum for None."""
        if name is None:
            return np.zeros(len(self.values), np.int32), ("all",)
        one = self.dimension(name)
        return np.where(one.codes < 0, len(one.labels), one.codes), (*one.labels, MISSING)


def feedback_names(connection: duckdb.DuckDBPyConnection) -> list[FeedbackName]:
    """Every kind of feedback there is, the most frequent first; empty where there is none."""
    if not {"feedback", "turns"} <= tables(connection):
        return []
    rows = connection.execute(
        """SELECT name, CASE WHEN count(doc_id) >= count(*) FILTER (doc_id IS NULL AND message_id IS NULL) THEN 'answers' ELSE 'conversations' END AS unit,
            count(value) AS ratings, count(*) FILTER (doc_id IS NULL AND message_id IS NOT NULL) AS unplaced, count(*) - count(value) AS unreadable
        FROM feedback WHERE name IS NOT NULL GROUP BY name HAVING count(value) > 0 ORDER BY ratings DESC, name"""
    ).fetchall()
    return [FeedbackName(*row) for row in rows]


def ratings(connection: duckdb.DuckDBPyConnection, name: str) -> Ratings:
    """All that could have been rated under `name`. Raises DataloupeError when there is no such feedback."""
    there = {one.name: one for one in feedback_names(connection)}
    if name not in there:
        raise DataloupeError(f"there is no feedback called {name!r} - there is {', '.join(there) or 'none'}")
    unit = there[name].unit
    key = "doc_id" if unit == "answers" else "conversation_id"
    found = connection.sql(
        f"""SELECT doc_id, coalesce(user_id, rater, conversation_id) AS person, user_id IS NOT NULL OR rater IS NOT NULL AS known, value, created_at
        FROM ({UNITS[unit]}) LEFT JOIN ({GIVEN[unit]}) ON rated = {key} ORDER BY doc_id""",
        params={"name": name},
    ).to_arrow_table()
    doc_ids, values = found["doc_id"].to_numpy(), found["value"].to_numpy().astype(float)
    people = found["person"].combine_chunks().dictionary_encode()
    given = values[~np.isnan(values)]
    return Ratings(
        name=name,
        unit=unit,
        doc_ids=doc_ids,
        users=np.asarray(people.indices.fill_null(len(people.dictionary)), np.int32),
        values=values,
        times=found["created_at"].to_numpy(),
        dimensions=dimensions(connection, doc_ids, OF_THE_UNIT[unit]),
        users_known=bool(found["known"].to_numpy().mean() > 0.5) if len(doc_ids) else False,
        binary=bool(np.isin(given, (0.0, 1.0)).mean() > 0.95) if len(given) else True,
    )


def selected(connection: duckdb.DuckDBPyConnection, selection: Selection, of: Ratings) -> Ratings:
    """What the selection holds of it: the answers that are selected, or the conversations with a selected turn."""
    if not selection:
        return of
    chosen = where(connection, selection)
    query = f"SELECT doc_id FROM turns WHERE {chosen}"
    if of.unit == "conversations":
        query = f"SELECT min(doc_id) AS doc_id FROM turns GROUP BY conversation_id HAVING bool_or({chosen})"
    ids: Any = connection.execute(query).fetchnumpy()["doc_id"]
    return of.keep(np.isin(of.doc_ids, ids))


def simulated(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether these logs were made up, as our own simulator marks what it writes."""
    ((found,),) = connection.execute(
        "SELECT count(*) > 0 FROM documents WHERE starts_with(source, 'simulated')"
    ).fetchall()
    return bool(found)
