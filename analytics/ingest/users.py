"""User ids without the users: a keyed hash, whose key is one workspace's own, so that ids of two workspaces cannot be
matched.

The key lies in the workspace (`salt`), for later builds to give the same user the same id. Who deletes it makes the ids
irreversible for good; who holds it can test a guess.
"""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from analytics.files import write_atomically

DIGITS = 12


def salt(workspace: Path) -> bytes:
    """The workspace's key, made when there is none."""
    file = workspace / "salt"
    if not file.exists():
        write_atomically(file, secrets.token_bytes(16), mode=0o600)
    return file.read_bytes()


def without_names(table: str, batch: pa.RecordBatch, key: bytes) -> pa.RecordBatch:
    """`batch` with hashed user ids: users of turns, and raters and judges who are users. Annotators and models keep
    their names.
    """
    if table == "log_turns":
        return _hashed(batch, "user_id", None, key)
    if table == "log_feedback":
        return _hashed(batch, "rater", "rater_kind", key)
    if table == "log_comparisons":
        return _hashed(batch, "judge", "judge_kind", key)
    return batch


def _hashed(batch: pa.RecordBatch, column: str, kind: str | None, key: bytes) -> pa.RecordBatch:
    position = batch.schema.get_field_index(column)
    encoded = batch.column(position).dictionary_encode()
    names = pa.array(
        [
            hashlib.blake2b(str(name).encode(), key=key, digest_size=DIGITS // 2).hexdigest()
            for name in encoded.dictionary.to_pylist()
        ],
        pa.string(),
    )
    hashed = names.take(encoded.indices)
    if kind is not None:
        hashed = pc.if_else(pc.equal(batch.column(kind), "user"), hashed, batch.column(position))
    return batch.set_column(position, batch.schema.field(position), hashed)
