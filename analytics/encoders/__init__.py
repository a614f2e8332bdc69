"""What does a text mean, as numbers? Encoders by name: for the build, and for a search typed in the dashboard.

No large library is imported before an encoder is loaded, and no encoder uses the network.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

import numpy as np

DEFAULT = "static"
NAMES = ("static", "minilm", "static-multilingual", "e5")
"""Encoders that come with dataloupe. Any other name is a folder with a sentence-transformers model, or the name of one
in its cache.
"""

Progress = Callable[[int, int], None]
"""Called with how many of how many units of a long preparation are done: `on_progress(done, total)`."""


class Encoder(Protocol):
    """Turns texts into vectors of unit length. The vector of a text does not depend on the other texts."""

    name: str
    """The name that the user gave: one of NAMES, a folder, or the name of a model."""
    dimensions: int
    encoded_text: str
    """How much of a long text counts, for people: "the first 1,000 characters"."""
    digest: str
    """Identifies the vectors: those of two digests cannot be compared."""
    batch_rows: int
    """How many texts to encode in one call: enough to be fast, few enough to show progress."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """float32[len(texts), dimensions]: rows of unit length, or zeros where the encoder knows nothing in a text.

        Raises DataloupeError when the memory is too small for a single text.
        """
        ...


@runtime_checkable
class Teachable(Protocol):
    """An encoder that can be fitted to a corpus."""

    def taught(self, passages: Sequence[str], on_progress: Progress | None = None) -> Encoder:
        """The encoder fitted to `passages`."""
        ...


def encoder(name: str, on_progress: Progress | None = None, digest: str | None = None) -> Encoder:
    """The encoder `name`, loaded. Raises DataloupeError when there is no such model on this machine.

    `digest` names one of several encoders with the same name: `static-multilingual`, taught for a corpus.

    The first `static` encoder on a machine is distilled in about a minute, during which `on_progress` is called.
    """
    if name == "static":
        from analytics.encoders.static import StaticEncoder

        return StaticEncoder.load(on_progress)
    if name == "static-multilingual":
        from analytics.encoders.multilingual import MultilingualEncoder

        return MultilingualEncoder.load(digest, on_progress)
    if name == "e5":
        from analytics.encoders.e5 import E5Encoder

        return E5Encoder.load()
    from analytics.encoders.transformer import TransformerEncoder

    return TransformerEncoder.load(name)
