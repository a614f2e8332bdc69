"""How long will a slow encoder take? Estimated before it starts, from a few documents."""

from __future__ import annotations

import time

from analytics.build.stage import Context
from analytics.encoders import Encoder

TRIAL_TEXTS = 64
MIN_DOCUMENTS = 1_000
MIN_SECONDS = 60.0
MAX_BATCH_ROWS = 1_000
"""An encoder with smaller batches runs a neural network."""


def say_duration(context: Context, encoder: Encoder, documents: int) -> None:
    """Say the time that `documents` will take, when it is more than a minute."""
    if documents < MIN_DOCUMENTS or encoder.batch_rows > MAX_BATCH_ROWS:
        return
    rows = context.workspace.connect(context.manifest).execute(
        f"SELECT text FROM documents WHERE trim(text) <> '' ORDER BY hash(doc_id) LIMIT {TRIAL_TEXTS}"
    )
    texts = [text for (text,) in rows.fetchall()]
    encoder.encode(texts[:2])  # the first call is slower
    started = time.perf_counter()
    encoder.encode(texts)
    seconds = (time.perf_counter() - started) * documents / max(1, len(texts))
    if seconds >= MIN_SECONDS:
        context.say(
            f"The encoder {encoder.name} takes about {duration_text(seconds)} for {documents:,} documents. "
            "It continues where it was when it is interrupted."
        )


def duration_text(seconds: float) -> str:
    """In minutes, or in hours from ninety minutes on."""
    if seconds < 90 * 60:
        minutes = max(1, round(seconds / 60))
        return f"{minutes} minute{'s' * (minutes != 1)}"
    return f"{seconds / 3600:.1f} hours"
