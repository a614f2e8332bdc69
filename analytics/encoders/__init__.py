"""What does a text mean, as numbers? Encoders by name: for the build, and for a question typed at the dashboard.

Nothing heavy is imported before an encoder is asked for, and none ever reaches for the network.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

DEFAULT = "static"
NAMES = ("static", "minilm")
"""Encoders that come with dataloupe; any other name is the path of a sentence-transformers model, or of one in its
cache.
"""

Progress = Callable[[int, int], None]
"""Called with how many of how many units of a long preparation are done."""


class Encoder(Protocol):
    """Turns texts into vectors of unit length. The same text has the same vector in whatever company it comes."""

    name: str
    """What the user asked for: `static`, `minilm`, a path or a name."""
    dimensions: int
    part: str
    """Which part of a long text counts, in words for people."""
    digest: str
    """Changes when the vectors do; vectors of two digests cannot be compared."""
    batch_rows: int
    """How many texts to hand over at once: enough to be quick, few enough to show progress."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """float32[len(texts), dimensions], rows of unit length; zeros where a text holds nothing that the encoder
        knows.

        Raises DataloupeError when memory does not suffice for a single text.
        """
        ...


def encoder(name: str, on_progress: Progress | None = None) -> Encoder:
    """The encoder `name`, loaded. The first `static` on a machine is distilled, in about a minute: `on_progress` hears
    of it.

    Raises DataloupeError when there is no such model on this machine.
    """
    if name == "static":
        from analytics.encoders.static import StaticEncoder

        return StaticEncoder.load(on_progress)
    from analytics.encoders.transformer import TransformerEncoder

    return TransformerEncoder.load(name)
