"""Let me read what was said: find conversations, put them in order, and open one whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import duckdb
import pandas as pd

from analytics.ask.selection import Selection, where
from analytics.errors import DataloupeError

EXCERPT_CHARACTERS = 200

SHOWING = {
    "all": "true",
    "with feedback": "ratings > 0",
    "with bad feedback": "worst < 0.5",
    "with a comment": "comments > 0",
    "with another answer": "branches > 0",
}
"""Which conversations are listed, by what is known of each."""

ORDERS = {
    "unhappiest first": "worst NULLS LAST, mean, first",
    "happiest first": "mean DESC NULLS LAST, first",
    "newest first": "started DESC NULLS LAST, first DESC",
    "longest first": "turns DESC, first",
    "in order of input": "first",
}


@dataclass(frozen=True)
class Conversation:
    """A conversation in full. `turns` in the order in which they are read, those of other branches after what was shown
    in their place: doc_id, turn_index, role, on_path, model, person, created_at, text. `feedback`: doc_id (NA: the
    whole), name, value, raw, comment, rater_kind.
    """

    conversation_id: str
    turns: pd.DataFrame = field(repr=False)
    feedback: pd.DataFrame = field(repr=False)


def count(connection: duckdb.DuckDBPyConnection, selection: Selection, showing: str) -> int:
    """How many conversations are listed."""
    ((found,),) = connection.execute(f"SELECT count(*) FROM ({_summaries(connection, selection, showing)})").fetchall()
    return int(found)


def listing(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    showing: str,
    order: str,
    limit: int = 25,
    offset: int = 0,
) -> pd.DataFrame:
    """A page of the conversations with a selected turn: conversation_id, excerpt (of its first selected turn), turns,
    branches, started, model, ratings, mean, worst, comments.
    """
    if order not in ORDERS:
        raise DataloupeError(f"conversations cannot be put {order!r} - they can be {', '.join(ORDERS)}")
    page = connection.execute(
        f"{_summaries(connection, selection, showing)} ORDER BY {ORDERS[order]} LIMIT ? OFFSET ?", [limit, offset]
    ).df()
    texts = connection.execute(
        f"""SELECT conversation_id, trim(regexp_replace(text[:{EXCERPT_CHARACTERS}], '\\s+', ' ', 'g')) AS excerpt FROM documents JOIN (
            SELECT conversation_id, arg_min(doc_id, (NOT on_path, turn_index, doc_id)) AS doc_id
            FROM turns WHERE list_contains(?::VARCHAR[], conversation_id) AND {where(connection, selection)} GROUP BY conversation_id
        ) USING (doc_id)""",
        [page.conversation_id.tolist()],
    ).df()
    return page.merge(texts, how="left", on="conversation_id")


def neighbours(
    connection: duckdb.DuckDBPyConnection, selection: Selection, showing: str, order: str, conversation_id: str
) -> tuple[str | None, str | None, int | None]:
    """The conversations before and after this one in the list, and its place in it from 1; all None where it is not
    listed.
    """
    found = connection.execute(
        f"""SELECT before, after, place FROM (
            SELECT conversation_id, lag(conversation_id) OVER listed AS before, lead(conversation_id) OVER listed AS after, row_number() OVER listed AS place
            FROM ({_summaries(connection, selection, showing)}) WINDOW listed AS (ORDER BY {ORDERS[order]})
        ) WHERE conversation_id = ?""",
        [conversation_id],
    ).fetchall()
    return found[0] if found else (None, None, None)


def conversation(connection: duckdb.DuckDBPyConnection, conversation_id: str) -> Conversation:
    """Raises DataloupeError when there is no such conversation."""
    parameters: list[Any] = [conversation_id]
    turns = connection.execute(
        """SELECT doc_id, turn_index, role, on_path, model, user_id AS person, turns.created_at, text
        FROM turns JOIN documents USING (doc_id) WHERE conversation_id = ? ORDER BY turn_index, NOT on_path, doc_id""",
        parameters,
    ).df()
    if turns.empty:
        raise DataloupeError(f"there is no conversation {conversation_id!r}")
    ids = turns.doc_id.tolist()
    said = connection.execute(
        """SELECT doc_id, name, value, raw, comment, rater_kind FROM feedback
        WHERE conversation_id = ? OR list_contains(?::BIGINT[], doc_id) ORDER BY name, created_at""",
        [conversation_id, ids],
    ).df()
    return Conversation(conversation_id, turns, said.astype({"doc_id": "Int64"}))


def _summaries(connection: duckdb.DuckDBPyConnection, selection: Selection, showing: str) -> str:
    if showing not in SHOWING:
        raise DataloupeError(f"conversations cannot be shown {showing!r} - there is {', '.join(SHOWING)}")
    chosen = (
        f"conversation_id IN (SELECT conversation_id FROM turns WHERE {where(connection, selection)})"
        if selection
        else "true"
    )
    return f"SELECT * FROM conversations WHERE {SHOWING[showing]} AND {chosen}"
