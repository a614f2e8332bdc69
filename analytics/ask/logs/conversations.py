"""Which conversations are there, in what order, and what does one of them contain?"""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import pandas as pd

from analytics.ask.selection import Selection, where
from analytics.errors import DataloupeError

EXCERPT_CHARACTERS = 200

CONDITIONS = {
    "all": "true",
    "with feedback": "ratings > 0",
    "with bad feedback": "worst < 0.5",
    "with a comment": "comments > 0",
    "with another answer": "branches > 0",
}
"""Which conversations are listed."""

SORT_ORDERS = {
    "unhappiest first": "worst NULLS LAST, mean, first",
    "happiest first": "mean DESC NULLS LAST, first",
    "newest first": "started DESC NULLS LAST, first DESC",
    "longest first": "turns DESC, first",
    "in order of input": "first",
}


@dataclass(frozen=True)
class Conversation:
    """A whole conversation.

    `turns` in reading order, with the turns of other branches after the shown turn in the same position: doc_id,
    turn_index, role, on_path, model, user_id, created_at, text. `feedback`: doc_id (NA: the whole conversation), name,
    value, raw, comment, rater_kind.
    """

    conversation_id: str
    turns: pd.DataFrame = field(repr=False)
    feedback: pd.DataFrame = field(repr=False)


@dataclass(frozen=True)
class ListPosition:
    """The position of a conversation in the list, from 1, and the conversations before and after it. All None when it
    is not in the list.
    """

    previous: str | None = None
    next: str | None = None
    number: int | None = None


def count(connection: duckdb.DuckDBPyConnection, selection: Selection, condition: str) -> int:
    """How many conversations are listed."""
    query = f"SELECT count(*) FROM ({_summaries(connection, selection, condition)})"
    return int(connection.execute(query).fetchall()[0][0])


def listing(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    condition: str,
    order: str,
    limit: int = 25,
    offset: int = 0,
) -> pd.DataFrame:
    """A page of the conversations with a selected turn: conversation_id, excerpt (of the first selected turn), turns,
    branches, started, model, ratings, mean, worst, comments.
    """
    if order not in SORT_ORDERS:
        raise DataloupeError(f"Conversations have no order {order!r}. There are: {', '.join(SORT_ORDERS)}.")
    query = f"{_summaries(connection, selection, condition)} ORDER BY {SORT_ORDERS[order]} LIMIT ? OFFSET ?"
    page = connection.execute(query, [limit, offset]).df()
    excerpts = _excerpts(connection, selection, page.conversation_id.tolist())
    return page.merge(excerpts, how="left", on="conversation_id")


def _excerpts(connection: duckdb.DuckDBPyConnection, selection: Selection, conversations: list[str]) -> pd.DataFrame:
    """The start of the first selected turn of each conversation: conversation_id, excerpt."""
    return connection.execute(
        f"""SELECT conversation_id,
            trim(regexp_replace(text[:{EXCERPT_CHARACTERS}], '\\s+', ' ', 'g')) AS excerpt
        FROM documents JOIN (
            SELECT conversation_id, arg_min(doc_id, (NOT on_path, turn_index, doc_id)) AS doc_id FROM turns
            WHERE list_contains(?::VARCHAR[], conversation_id) AND {where(connection, selection)}
            GROUP BY conversation_id
        ) USING (doc_id)""",
        [conversations],
    ).df()


def list_position(
    connection: duckdb.DuckDBPyConnection, selection: Selection, condition: str, order: str, conversation_id: str
) -> ListPosition:
    """Where a conversation is in the list."""
    rows = connection.execute(
        f"""SELECT previous, next, number FROM (
            SELECT conversation_id, lag(conversation_id) OVER listed AS previous,
                lead(conversation_id) OVER listed AS next, row_number() OVER listed AS number
            FROM ({_summaries(connection, selection, condition)})
            WINDOW listed AS (ORDER BY {SORT_ORDERS[order]})
        ) WHERE conversation_id = ?""",
        [conversation_id],
    ).fetchall()
    return ListPosition(*rows[0]) if rows else ListPosition()


def conversation(connection: duckdb.DuckDBPyConnection, conversation_id: str) -> Conversation:
    """Raises DataloupeError when there is no such conversation."""
    turns = connection.execute(
        """SELECT doc_id, turn_index, role, on_path, model, user_id, turns.created_at, text
        FROM turns JOIN documents USING (doc_id) WHERE conversation_id = ? ORDER BY turn_index, NOT on_path, doc_id""",
        [conversation_id],
    ).df()
    if turns.empty:
        raise DataloupeError(f"There is no conversation {conversation_id!r}.")
    feedback = connection.execute(
        """SELECT doc_id, name, value, raw, comment, rater_kind FROM feedback
        WHERE conversation_id = ? OR list_contains(?::BIGINT[], doc_id) ORDER BY name, created_at""",
        [conversation_id, turns.doc_id.tolist()],
    ).df()
    return Conversation(conversation_id, turns, feedback.astype({"doc_id": "Int64"}))


def _summaries(connection: duckdb.DuckDBPyConnection, selection: Selection, condition: str) -> str:
    if condition not in CONDITIONS:
        raise DataloupeError(f"Conversations have no filter {condition!r}. There are: {', '.join(CONDITIONS)}.")
    summaries = f"SELECT * FROM conversations WHERE {CONDITIONS[condition]}"
    if not selection:
        return summaries
    selected = f"SELECT conversation_id FROM turns WHERE {where(connection, selection)}"
    return f"{summaries} AND conversation_id IN ({selected})"
