"""Where are models that were made on this machine?"""

from __future__ import annotations

import os
from pathlib import Path

from analytics.errors import DataloupeError


def cache_folder() -> Path:
    """The folder for models made on this machine: DATALOUPE_CACHE, else the user's cache directory."""
    if folder := os.environ.get("DATALOUPE_CACHE"):
        return Path(folder).expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "dataloupe"


def cannot_write(what: str, folder: Path, error: OSError) -> DataloupeError:
    """The error of a cache that cannot be written."""
    return DataloupeError(
        f"The {what} cannot be written to {folder}: {error.strerror}. "
        "Set the environment variable DATALOUPE_CACHE to another folder."
    )
