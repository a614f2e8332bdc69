"""Whose annotations do not count, by the recipe of the workspace."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

RECIPE, STEP = "recipe.yaml", "exclude annotator"


@dataclass(frozen=True)
class Excluded:
    """Pairs of annotator and schema; the schema None stands for all schemas."""

    pairs: frozenset[tuple[str, str | None]] = frozenset()

    def has(self, annotator: str, schema: str) -> bool:
        """Whether the annotations of a person to a schema do not count."""
        return (annotator, None) in self.pairs or (annotator, schema) in self.pairs


NOBODY = Excluded()


def excluded(folder: Path) -> Excluded:
    """The annotators that active steps of the recipe exclude. A recipe that cannot be read excludes nobody: the
    Decisions page says what is wrong with it.
    """
    try:
        status = (folder / RECIPE).stat()
    except OSError:
        return Excluded()
    return _read(folder / RECIPE, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=8)
def _read(path: Path, _changed: int, _size: int) -> Excluded:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        plain: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
        steps = plain["steps"]
    except (OSError, yaml.YAMLError, ValueError, TypeError, KeyError):
        return Excluded()
    return Excluded(
        frozenset(
            (str(step["annotator"]), step.get("schema"))
            for step in steps or ()
            if isinstance(step, dict) and step.get("do") == STEP and "annotator" in step and step.get("active", True)
        )
    )
