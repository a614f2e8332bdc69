"""On which scale are the ratings of a workspace, and why? The build records it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analytics.workspace import Manifest


@dataclass(frozen=True)
class RatingScale:
    """The scale of the ratings with one name: its ends (None for words), if a high value is bad, and the reason."""

    name: str
    ends: tuple[float, float] | None
    is_reversed: bool
    reason: str

    def raw(self, value: float) -> float | None:
        """A value in [0, 1], 1 the best, on the scale of the raw ratings."""
        if self.ends is None:
            return None
        low, high = self.ends
        return high - value * (high - low) if self.is_reversed else low + value * (high - low)

    def summary_text(self, mean: float) -> str:
        """`rating: scale 1 to 5, the usual one around 3 to 4. The mean on this scale is 3.5.`"""
        range_text = f"scale {self.ends[0]:g} to {self.ends[1]:g}" if self.ends else ""
        reason = self.reason.removeprefix(range_text).removeprefix(", ")
        direction = ["high is bad"] * (self.is_reversed and "high is bad" not in reason and self.ends is not None)
        text = f"{self.name}: {', '.join(filter(None, [range_text, *direction, reason]))}."
        raw = self.raw(mean)
        is_usual = self.ends == (0.0, 1.0) and not self.is_reversed
        return text if raw is None or is_usual else f"{text} The mean on this scale is {raw:.1f}."


def rating_scale(manifest: Manifest, name: str) -> RatingScale | None:
    """The scale of the ratings with this name; None where neither a reading nor the values gave one."""
    inferred, stated = _notes(manifest, "conversations"), _stated(manifest, name)
    if stated is not None:
        return RatingScale(
            name, _ends(stated.get("ends")), bool(stated.get("reverse")), str(stated.get("reason") or "")
        )
    reason = inferred.get("ratings", {}).get(name)
    if reason is None:
        return None
    ends = _ends(inferred.get("scales", {}).get(name))
    return RatingScale(name, ends, name in inferred.get("reversed ratings", ()), str(reason))


def _stated(manifest: Manifest, name: str) -> Mapping[str, Any] | None:
    for facts in _notes(manifest, "documents").get("inputs", []):
        if name in facts.get("scales", {}):
            return dict(facts["scales"][name])
    return None


def _notes(manifest: Manifest, stage: str) -> Mapping[str, Any]:
    return manifest.stages[stage].notes if stage in manifest.stages else {}


def _ends(value: Any) -> tuple[float, float] | None:
    return (float(value[0]), float(value[1])) if isinstance(value, (list, tuple)) and len(value) == 2 else None
