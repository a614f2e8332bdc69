"""What the page says about the map: what the text is about, how the map was made, and how faithful it is."""

from __future__ import annotations

from analytics.ask.map.layout import shown_layout
from analytics.ask.map.points import MapSummary
from analytics.layouts import GRAPH_NEIGHBORS, NEAR, describe
from analytics.ui.map.picture import Picture
from analytics.ui.map.scene import Scene

HELP = (
    "Scroll to zoom, drag to move. Click a point to read its document. Draw a lasso to compare its documents with the "
    "rest. Click a name on the map to read about its topic, or a name of the list to highlight and select its "
    "documents. By keyboard, arrows move, + and - zoom, 0 shows the whole map, Enter opens the document in the middle, "
    "and Escape closes it.\n\n"
    f"True neighbours are the {GRAPH_NEIGHBORS} documents with the most similar vectors. A neighbour counts when it "
    f"is among the {NEAR} nearest on the map. The share is the mean over all documents."
)


def headline(scene: Scene) -> str:
    """The answer in a sentence: how many documents in how many themes, the largest by name. Plain text."""
    themes = scene.themes
    n = len(scene.points)
    if themes.empty:
        return f"{n:,} document{'s' * (n != 1)}, no themes."
    sizes = zip(themes["label"].head(2), themes["size"].head(2), strict=True)
    names = " and ".join(f"“{label}” ({size / n:.0%})" for label, size in sizes)
    counted = " Counted over all documents; the selected documents are in colour." if scene.page.selection else ""
    return f"{n:,} documents, {len(themes)} theme{'s' * (len(themes) != 1)}. The largest: {names}.{counted}"


def caption(scene: Scene, picture: Picture) -> str:
    """What the text is about, what is drawn, and how the map was made and how faithful it is. Plain text."""
    drawn = f"{picture.drawn:,} of {picture.in_view:,} documents in view are points"
    shaded = "; the shading shows all" if picture.drawn < picture.in_view else ""
    summary = scene.data.summary
    return " ".join((headline(scene), f"{drawn}{shaded}.", _encoder(scene), *_layout(scene), *without_place(summary)))


def without_place(summary: MapSummary) -> list[str]:
    """How many documents have no topic, for which reasons, and how many have no position on the map."""
    n, positions = summary.without_topic, summary.without_position
    reasons = ", ".join(f"{count:,} because {reason}" for reason, count in summary.reasons)
    topics = f"{n:,} document{'s have' if n != 1 else ' has'} no topic{f' ({reasons})' if reasons else ''}."
    if not positions:
        return [topics]
    unplaced = f"{positions:,} document{'s are' if positions != 1 else ' is'} not on the map"
    return [topics, f"{unplaced}{_why_unplaced(positions, summary.without_text)}."]


def _why_unplaced(positions: int, without_text: int | None) -> str:
    """Why documents have no position, as far as it is known."""
    if without_text is None:
        return ", because they have no vector"
    unknown = positions - without_text
    empty = f"{without_text:,} {'have' if without_text != 1 else 'has'} no text" if without_text else ""
    known = (
        f"{unknown:,} {'have' if unknown != 1 else 'has'} too few characters that the encoder knows" if unknown else ""
    )
    return f": {' and '.join(reason for reason in (empty, known) if reason)}"


def _encoder(scene: Scene) -> str:
    stages = scene.page.manifest.stages
    notes = dict(stages["encode"].notes) if "encode" in stages else {}
    seconds = sum(stages[name].seconds for name in ("encode", "neighbors", "layout", "topics") if name in stages)
    if not notes.get("encoder"):
        return f"Vectors: from the input. Computed in {seconds:,.0f} s."
    passage = f" ({notes['encoded_text']})" if notes.get("encoded_text") else ""
    return f"Encoder: {notes['encoder']}{passage}. Computed in {seconds:,.0f} s."


def _layout(scene: Scene) -> list[str]:
    """The layout and its faithfulness, as far as they are known."""
    layout, faithfulness = shown_layout(scene.page.manifest), scene.data.summary.faithfulness
    name = [f"Layout: {describe(layout)}."] if layout else []
    return name + (
        []
        if faithfulness is None
        else [f"{faithfulness:.0%} of true neighbours are among the {NEAR} nearest on the map."]
    )
