"""The tables that ingest writes and their columns (`metadata` has the columns of the input)."""

import pyarrow as pa

DOCUMENTS = pa.schema(
    [
        ("doc_id", pa.int64()),
        ("kind", pa.string()),
        ("source", pa.string()),
        ("text", pa.string()),
        ("title", pa.string()),
        ("lang", pa.string()),
        ("label", pa.string()),
        ("created_at", pa.timestamp("us")),
        ("url", pa.string()),
        ("score", pa.float64()),
    ]
)

REJECTS = pa.schema([("input", pa.string()), ("row", pa.int64()), ("reason", pa.string()), ("raw", pa.string())])

LOG_TURNS = pa.schema(
    [
        ("doc_id", pa.int64()),
        ("conversation_id", pa.string()),
        ("segment", pa.int64()),
        ("depth", pa.int32()),
        ("position", pa.float64()),
        ("parent_doc_id", pa.int64()),
        ("message_id", pa.string()),
        ("role", pa.string()),
        ("kind", pa.string()),
        ("on_path", pa.bool_()),
        ("model", pa.string()),
        ("prompt_version", pa.string()),
        ("user_id", pa.string()),
        ("created_at", pa.timestamp("us")),
        ("latency_ms", pa.float64()),
        ("cost", pa.float64()),
    ]
)
"""Turns as they were read.

The messages of one record are a `segment` (its first doc_id); `depth` counts within it. The segments of a conversation
are ordered by `position`, then time. `on_path` is NULL if only all segments together can decide it.
"""

LOG_FEEDBACK = pa.schema(
    [
        ("conversation_id", pa.string()),
        ("doc_id", pa.int64()),
        ("message_id", pa.string()),
        ("rater", pa.string()),
        ("rater_kind", pa.string()),
        ("name", pa.string()),
        ("value", pa.float64()),
        ("raw", pa.string()),
        ("comment", pa.string()),
        ("created_at", pa.timestamp("us")),
    ]
)
"""Feedback as it was read.

`doc_id` is NULL with a `message_id` until the message is known; `value` is NULL until the scale is known.
"""

LOG_COMPARISONS = pa.schema(
    [
        ("prompt_doc_id", pa.int64()),
        ("a_doc_id", pa.int64()),
        ("b_doc_id", pa.int64()),
        ("model_a", pa.string()),
        ("model_b", pa.string()),
        ("winner", pa.string()),
        ("judge", pa.string()),
        ("judge_kind", pa.string()),
        ("turn", pa.int32()),
        ("prompt_id", pa.string()),
        ("in_order", pa.bool_()),
    ]
)

LOG_SCHEMAS = {"log_turns": LOG_TURNS, "log_feedback": LOG_FEEDBACK, "log_comparisons": LOG_COMPARISONS}
"""Tables that exist only if an input is a log."""

SCHEMAS = {"documents": DOCUMENTS, "rejects": REJECTS}
