"""One answer, several raters: data with one row per rating repeat the rated messages, which are the same messages.

Rows of messages are the same when they have equal texts, models and places in the conversation, at least two of them
are rated, and one of these holds:

- they have the same message ids,
- they have the same conversation id and turn number,
- their ratings are of different annotators, and the same conversation or no conversation is named.

Equal answers to different users stay different answers: without ids, only names of annotators show that one answer
was read several times.
"""

from __future__ import annotations

import duckdb

SEGMENTS = """
WITH identifying AS (
    SELECT message_id FROM log_turns JOIN documents USING (doc_id) WHERE message_id IS NOT NULL
    GROUP BY message_id HAVING count(DISTINCT hash(text)) = 1
), placed AS (
    SELECT *, CASE WHEN on_path IS NULL THEN conversation_id
        ELSE regexp_replace(conversation_id, ' #?\\d+$', '') END AS conversation
    FROM log_turns
), rated AS (
    SELECT segment, rater, rater_kind FROM log_feedback JOIN log_turns USING (doc_id)
    UNION ALL
    SELECT segment, rater, rater_kind FROM log_feedback AS whole JOIN log_turns USING (conversation_id)
    WHERE whole.doc_id IS NULL AND whole.message_id IS NULL AND depth = 0
), raters AS (
    SELECT segment, min(rater) FILTER (rater_kind = 'annotator') AS annotator FROM rated GROUP BY segment
)
SELECT *, raters.segment IS NOT NULL AS is_rated FROM (
    SELECT segment, any_value(conversation) AS conversation, any_value(position) AS position,
        sum(hash(depth, role, text, model)::HUGEINT) AS content,
        sum(hash(depth, identifying.message_id)::HUGEINT) FILTER (identifying.message_id IS NOT NULL) AS ids,
        any_value(user_id) AS user_id
    FROM placed JOIN documents USING (doc_id) LEFT JOIN identifying ON identifying.message_id = placed.message_id
    GROUP BY segment
) LEFT JOIN raters USING (segment)
"""
"""One row per segment (the messages of one record). The names that ingest makes for records without a conversation end
in the number of the row; those of repeated conversations in `#` and a number. An id
that occurs with different texts ("prompt" in every record) identifies nothing.
"""

REPEATED_SEGMENTS = f"""
WITH grouped AS (
    SELECT conversation, ids IS NOT NULL OR position IS NOT NULL AS is_identified, list(segment) AS segments,
        count(*) FILTER (is_rated) AS n_rated, count(*) = count(annotator) AS has_annotators,
        count(DISTINCT annotator) AS annotators, count(DISTINCT user_id) AS users
    FROM ({SEGMENTS})
    GROUP BY conversation, position, ids, content,
        CASE WHEN ids IS NULL AND position IS NULL THEN user_id END
)
SELECT unnest(segments) AS segment, list_min(segments) AS first_segment, users
FROM (SELECT *, max(n_rated) OVER (PARTITION BY conversation, is_identified) AS most_rated FROM grouped)
WHERE len(segments) > 1
    AND ((is_identified AND most_rated > 1) OR (n_rated > 1 AND has_annotators AND annotators > 1))
"""

REPEATED_MESSAGES = f"""
WITH repeated AS ({REPEATED_SEGMENTS}), messages AS (
    SELECT doc_id, conversation_id, users, segment = first_segment AS is_first, first_segment, depth, role,
        hash(text) AS content,
        row_number() OVER (PARTITION BY segment, depth, role, hash(text) ORDER BY doc_id) AS number
    FROM log_turns JOIN repeated USING (segment) JOIN documents USING (doc_id)
)
SELECT other.doc_id, one.doc_id AS first_doc_id, other.conversation_id, one.conversation_id AS first_conversation_id,
    other.users
FROM messages AS other JOIN messages AS one USING (first_segment, depth, role, content, number) WHERE one.is_first
"""

SINGLE_TURNS = """
SELECT * REPLACE (CASE WHEN users > 1 THEN NULL ELSE user_id END AS user_id) FROM log_turns
LEFT JOIN (SELECT doc_id, first_doc_id, users FROM repeated_messages) USING (doc_id)
WHERE coalesce(first_doc_id, doc_id) = doc_id
"""
"""Each message once. Where the rows of one message name several users, they are its raters."""

SINGLE_FEEDBACK = """
WITH conversations AS (
    SELECT conversation_id, any_value(first_conversation_id) AS first_conversation_id FROM repeated_messages
    WHERE conversation_id NOT IN (SELECT conversation_id FROM single_turns) GROUP BY conversation_id
)
SELECT log_feedback.* REPLACE (
    coalesce(first_doc_id, log_feedback.doc_id) AS doc_id,
    coalesce(conversations.first_conversation_id, log_feedback.conversation_id) AS conversation_id
)
FROM log_feedback LEFT JOIN repeated_messages ON repeated_messages.doc_id = log_feedback.doc_id
LEFT JOIN conversations ON conversations.conversation_id = log_feedback.conversation_id
"""
"""Each rating, of the message or conversation that stays."""


def create_single_messages(connection: duckdb.DuckDBPyConnection) -> int:
    """Create the views `single_turns` and `single_feedback` of the tables that ingest wrote; gives how many messages
    repeat another one.
    """
    has_ratings = connection.execute("SELECT count(*) > 0 FROM log_feedback").fetchall()[0][0]
    nothing = "" if has_ratings else " LIMIT 0"
    connection.execute(f"CREATE TEMP TABLE repeated_messages AS {REPEATED_MESSAGES}{nothing}")
    connection.execute(f"CREATE TEMP VIEW single_turns AS {SINGLE_TURNS}")
    connection.execute(f"CREATE TEMP VIEW single_feedback AS {SINGLE_FEEDBACK}")
    query = "SELECT count(*) FROM repeated_messages WHERE doc_id <> first_doc_id"
    return int(connection.execute(query).fetchall()[0][0])
