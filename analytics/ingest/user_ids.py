"""Replace user ids by a keyed hash. Each workspace has its own key, so ids of two workspaces cannot be matched.

The key is the file `salt` in the workspace, so that later builds give the same user the same id. Without the file the
ids are irreversible; with it, a guessed user id can be tested.
"""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from analytics.files import write_atomically

KEY_FILE = "salt"
DIGITS = 12


def user_id_key(workspace: Path) -> bytes:
    """The key of the workspace; it is made if there is none."""
    file = workspace / KEY_FILE
    if not file.exists():
        write_atomically(file, secrets.token_bytes(16), mode=0o600)
    return file.read_bytes()


def hash_user_ids(table: str, batch: pa.RecordBatch, key: bytes) -> pa.RecordBatch:
    """`batch` with hashed user ids: users of turns, and raters and judges who are users.

    Annotators and models keep their names.
    """
    if table == "log_turns":
        return _hashed(batch, "user_id", None, key)
    if table == "log_feedback":
        return _hashed(batch, "rater", "rater_kind", key)
    if table == "log_comparisons":
        return _hashed(batch, "judge", "judge_kind", key)
    return batch


def _hashed(batch: pa.RecordBatch, column: str, kind_column: str | None, key: bytes) -> pa.RecordBatch:
    position = batch.schema.get_field_index(column)
    encoded = batch.column(position).dictionary_encode()
    hashes = pa.array([_hash(str(name), key) for name in encoded.dictionary.to_pylist()], pa.string())
    hashed = hashes.take(encoded.indices)
    if kind_column is not None:
        hashed = pc.if_else(pc.equal(batch.column(kind_column), "user"), hashed, batch.column(position))
    return batch.set_column(position, batch.schema.field(position), hashed)


def _hash(name: str, key: bytes) -> str:
    return hashlib.blake2b(name.encode(), key=key, digest_size=DIGITS // 2).hexdigest()
