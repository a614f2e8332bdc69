"""What the page says of the map: what it is about, and how far to believe it."""

from __future__ import annotations

from typing import Any

from analytics.ui.map.picture import Picture
from analytics.ui.map.scene import Scene


def headline(scene: Scene) -> str:
    """The answer in a sentence: how many documents in how many themes, the largest by name. Plain text."""
    themes = scene.themes
    n = len(scene.points)
    if themes.empty:
        return f"{n:,} document{'s' * (n != 1)}, without named regions."
    names = " and ".join(
        f"“{row.label}” ({row.documents / n:.0%})"
        for row in themes.head(2).rename(columns={"size": "documents"}).itertuples()
    )
    return f"{n:,} documents, {len(themes)} theme{'s' * (len(themes) != 1)}. The largest: {names}." + (
        " Counted over all documents; the selected ones are in colour." if scene.page.selection else ""
    )


def caption(scene: Scene, picture: Picture) -> str:
    """What is drawn of how many, made by which encoder in how many seconds, and how faithfully."""
    standing = scene.standing
    drawn = f"{picture.drawn:,} of {picture.in_view:,} documents in view are points" + (
        ", all are shaded" if picture.drawn < picture.in_view else ""
    )
    faithful = (
        ""
        if standing.faithfulness is None
        else f" {standing.faithfulness:.0%} of a document's true neighbours are near it on the map, on average."
    )
    return f"{drawn}. {_made(scene)}{faithful} {standing.without_topic:,} belong to no topic."


def _made(scene: Scene) -> str:
    stages = scene.page.manifest.stages
    encode: dict[str, Any] = dict(stages["encode"].notes) if "encode" in stages else {}
    seconds = sum(stages[name].seconds for name in ("encode", "neighbors", "layout", "topics") if name in stages)
    encoder = (
        f"Encoder: {encode['encoder']}" + (f" ({encode['part']})" if encode.get("part") else "")
        if encode.get("encoder")
        else "Vectors of your own"
    )
    return f"{encoder}; made in {seconds:,.0f} s."
