"""The state of the map in its link: the view, a drawn outline, the open document. The URL is the only place for it.

So a link shows a colleague the same map, and the back button of the browser undoes a zoom: Streamlit runs the page
again with the older URL.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from analytics.ask.filters import Region
from analytics.ask.map.points import Box
from analytics.errors import DataloupeError

VIEW, OUTLINE, DOCUMENT, TOPIC = "view", "outline", "doc", "topic"
MAX_CORNERS = 400

T = TypeVar("T")


@dataclass(frozen=True)
class Link:
    """The state; None means the whole map, no outline, no open document, no open topic."""

    view: Box | None = None
    outline: Region | None = None
    doc_id: int | None = None
    topic_id: int | None = None


def read() -> Link:
    """The state in the current URL. Raises DataloupeError that names a parameter it cannot read."""
    parameters = st.query_params
    return Link(
        _parse(VIEW, parameters.get(VIEW), _view),
        _parse(OUTLINE, parameters.get(OUTLINE), _outline),
        _parse(DOCUMENT, parameters.get(DOCUMENT), int),
        _parse(TOPIC, parameters.get(TOPIC), int),
    )


def set_parameter(parameter: str, value: object | None) -> None:
    """Put a value of the map into the URL; None removes the parameter. A new outline or topic closes what would hide
    the answer.
    """
    for hidden in HIDDEN_BY.get(parameter, ()) if value is not None else ():
        st.query_params.pop(hidden, None)
    if value is None:
        st.query_params.pop(parameter, None)
    else:
        st.query_params[parameter] = _FORMATS[parameter](value)


HIDDEN_BY = {OUTLINE: (DOCUMENT, TOPIC), TOPIC: (DOCUMENT, OUTLINE)}
"""What is closed when something else is opened."""
_FORMATS: dict[str, Callable[[Any], str]] = {
    VIEW: lambda view: ",".join(f"{edge:.10g}" for edge in view),
    OUTLINE: lambda corners: "_".join(f"{x:.10g},{y:.10g}" for x, y in corners),
    DOCUMENT: str,
    TOPIC: str,
}


def _parse(name: str, text: str | None, parse: Callable[[str], T]) -> T | None:
    try:
        return parse(text) if text else None
    except ValueError:
        raise DataloupeError(
            f"The parameter {name}= of the link cannot be read. Remove it from the address to see the whole map."
        ) from None


def _numbers(text: str) -> list[float]:
    values = [float(value) for value in text.split(",")]
    if not all(map(math.isfinite, values)):
        raise ValueError(text)
    return values


def _view(text: str) -> Box:
    x0, x1, y0, y1 = _numbers(text)
    if x0 >= x1 or y0 >= y1:
        raise ValueError(text)
    return Box(x0, x1, y0, y1)


def _outline(text: str) -> Region:
    corners = [tuple(_numbers(corner)) for corner in text.split("_")]
    if not 3 <= len(corners) <= MAX_CORNERS or any(len(corner) != 2 for corner in corners):
        raise ValueError(text)
    return Region(tuple(corners))  # type: ignore[arg-type]
