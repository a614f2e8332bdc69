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

SCHEMAS = {"documents": DOCUMENTS, "rejects": REJECTS}
