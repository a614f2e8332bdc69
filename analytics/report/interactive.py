"""The map as one HTML file: zoom, hover and search without a server or a network."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import numpy as np

from analytics.ask.map import colour_classes
from analytics.ask.map import points as map_points
from analytics.ask.map.colours import THEME
from analytics.ask.map.points import Points
from analytics.ask.map.word_index import INDEXED_CHARACTERS, WORDS_PER_DOCUMENT, word_index
from analytics.batch.pii import mask
from analytics.errors import DataloupeError
from analytics.figures.map import places as class_places
from analytics.report.context import ReportContext
from analytics.report.render import environment

EXCERPT_CHARACTERS = 120
HIDDEN = "(hidden: few users)"


def interactive_map(context: ReportContext) -> str:
    """The page. Without texts, it has the words of an index, but no document's text. Raises DataloupeError when there
    is no map.
    """
    from plotly.offline import get_plotlyjs

    if not {"map", "topics"} <= context.tables:
        raise DataloupeError("This workspace has no map. Build it with an encoder to write an interactive map.")
    points = map_points.points(context.connection)
    data = _data(context, points)
    return (
        environment()
        .get_template("map.html")
        .render(
            name=context.workspace.path.resolve().name,
            count=len(points),
            with_texts=context.with_texts,
            min_users=context.min_users,
            knows_users=context.knows_users,
            indexed=INDEXED_CHARACTERS,
            words=WORDS_PER_DOCUMENT,
            data=_script_json(data),
            plotly=get_plotlyjs(),
        )
    )


def _data(context: ReportContext, points: Points) -> dict[str, Any]:
    """Positions as 16-bit numbers, classes, names, the word index, and texts where they are wanted."""
    colouring = colour_classes.colouring(context.connection, points, THEME)
    box = points.extent
    x = (points.x - box.x0) / (box.x1 - box.x0) * 65535
    y = (points.y - box.y0) / (box.y1 - box.y0) * 65535
    named = len(colouring.middles)
    middles = np.array(colouring.middles).reshape(-1, 2)
    # words of few documents could name a person: an index of logs has words of several users' worth of documents only
    index = word_index(context.connection, max(5, context.min_users if context.knows_users else 5))
    return {
        "box": list(box),
        "x": _packed(x.round().astype("<u2")),
        "y": _packed(y.round().astype("<u2")),
        "codes": _packed(colouring.codes.astype("u1")),
        "classes": [
            {"name": _name(context, name, count), "count": int(count), "place": list(place)}
            for name, count, place in zip(
                colouring.names[:named], colouring.counts[:named], class_places(*middles.T), strict=True
            )
        ],
        "middles": middles.round(3).tolist(),
        "words": _packed("\n".join(index.words).encode()),
        "starts": _packed(np.diff(index.starts).astype("<u4")),
        "documents": _packed(_deltas(index.starts, index.places)),
        "texts": _texts(context, points),
    }


def _name(context: ReportContext, name: str, count: int) -> str:
    is_small = context.knows_users and count < context.min_users
    return HIDDEN if is_small else name


def _deltas(starts: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The places of each word as differences from the one before, which compress well."""
    differences = np.diff(places, prepend=0)
    first = starts[:-1][starts[:-1] < starts[1:]]
    differences[first] = places[first]
    return differences.astype("<u4")


def _texts(context: ReportContext, points: Points) -> str | None:
    """The beginnings of all documents on one line each, personal data masked; None unless texts are wanted."""
    if not context.with_texts:
        return None
    rows = context.connection.execute(
        f"""SELECT left(text, {2 * EXCERPT_CHARACTERS}) FROM map JOIN documents USING (doc_id)
        WHERE isfinite(x) AND isfinite(y) ORDER BY hash(doc_id)"""
    ).fetchall()
    lines = [" ".join(mask(text).split())[:EXCERPT_CHARACTERS] for (text,) in rows]
    return _packed("\n".join(lines).encode())


def _packed(values: np.ndarray | bytes) -> str:
    """Deflated bytes in base64."""
    raw = values if isinstance(values, bytes) else np.ascontiguousarray(values).tobytes()
    return base64.b64encode(zlib.compress(raw, 9)).decode()


def _script_json(data: dict[str, Any]) -> str:
    """JSON for a script element: no character of it can end the element."""
    text = json.dumps(data, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
