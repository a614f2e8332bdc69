"""The SQL of the stage `conversations`."""

TURNS = """
WITH segments AS (
    SELECT conversation_id, segment, any_value(position) AS position, min(created_at) AS started,
        max(depth) + 1 AS length
    FROM single_turns GROUP BY conversation_id, segment
), ordered AS (
    SELECT segment, coalesce(sum(length) OVER earlier_ones, 0) AS turns_before,
        last_value(segment) OVER earlier_ones AS earlier
    FROM segments
    WINDOW earlier_ones AS (
        PARTITION BY conversation_id ORDER BY position NULLS LAST, started NULLS LAST, segment
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
), shown AS (
    SELECT * REPLACE (coalesce(on_path, row_number() OVER (
        PARTITION BY segment, depth ORDER BY created_at DESC NULLS LAST, doc_id DESC
    ) = 1) AS on_path)
    FROM single_turns
), ends AS (
    SELECT segment, arg_max(doc_id, (depth, doc_id)) AS last FROM shown WHERE on_path GROUP BY segment
)
SELECT doc_id, conversation_id, (turns_before + depth)::INTEGER AS turn_index,
    coalesce(parent_doc_id, CASE WHEN depth = 0 THEN last END) AS parent_doc_id,
    role, on_path, model, prompt_version, user_id, created_at, latency_ms, cost, message_id
FROM shown JOIN ordered USING (segment) LEFT JOIN ends ON ends.segment = ordered.earlier
ORDER BY doc_id
"""
"""The records of a conversation are ordered by position, then time, then place in the input. The parent of a record's
first message is the last shown message of the record before. Where the log does not say which of several answers was
shown, it is the last one.
"""

FEEDBACK = """
WITH messages AS (
    SELECT conversation_id, message_id, min(doc_id) AS doc_id FROM turns WHERE message_id IS NOT NULL GROUP BY ALL
), anywhere AS (
    SELECT message_id, any_value(doc_id) AS doc_id, any_value(conversation_id) AS conversation_id
    FROM messages GROUP BY message_id HAVING count(*) = 1
)
SELECT coalesce(anywhere.conversation_id, logged.conversation_id) AS conversation_id,
    coalesce(logged.doc_id, messages.doc_id, anywhere.doc_id) AS doc_id,
    rater, rater_kind, logged.name,
    coalesce(value, number) AS value,
    logged.raw, comment, created_at, logged.message_id
FROM single_feedback AS logged
    LEFT JOIN messages ON logged.doc_id IS NULL
        AND messages.message_id = logged.message_id AND messages.conversation_id = logged.conversation_id
    LEFT JOIN anywhere ON logged.doc_id IS NULL AND anywhere.message_id = logged.message_id
        AND (logged.conversation_id IS NULL
            OR NOT EXISTS (FROM turns WHERE turns.conversation_id = logged.conversation_id))
    LEFT JOIN rating_values ON rating_values.name = logged.name AND rating_values.raw = logged.raw
WHERE logged.value IS NOT NULL OR NOT coalesce(is_unrated, false) OR nullif(trim(comment), '') IS NOT NULL
"""
"""Feedback on a message is matched by conversation and message id. It is matched by message id alone where the feedback
names no conversation of the inputs, and only one message has the id. A rating that says that nothing was rated, without
a comment, is none. `doc_id` is NULL with a `message_id` where no
input has the message.
"""

SUMMARIES = """
SELECT spoken.*, coalesce(ratings, 0) AS ratings, mean, worst, coalesce(comments, 0) AS comments FROM (
    SELECT conversation_id, min(doc_id) AS first, count(*) FILTER (on_path) AS turns,
        count(*) FILTER (NOT on_path) AS branches,
        min(created_at) AS started, any_value(model) AS model, any_value(user_id) AS person
    FROM turns GROUP BY conversation_id
) AS spoken LEFT JOIN (
    SELECT conversation_id, count(value) AS ratings, avg(value) AS mean, min(value) AS worst,
        count(nullif(trim(comment), '')) AS comments
    FROM feedback GROUP BY conversation_id
) USING (conversation_id) ORDER BY first
"""
"""What a list shows of each conversation: to count a million turns for every click would take seconds."""

COMPARISONS = "SELECT row_number() OVER () - 1 AS comparison_id, * FROM log_comparisons"

UNMATCHED = """
SELECT count(*) FILTER (doc_id IS NULL AND message_id IS NOT NULL), count(*) FILTER (value IS NULL) FROM feedback
"""
"""Feedback on messages that no input has, and feedback without a value."""
