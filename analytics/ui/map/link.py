"""What of the map's state is in its link: the view, a drawn outline, the open document. The URL is the only place where
it is kept.

So a colleague's link shows the same, and the browser's back button undoes a zoom: Streamlit runs the page anew with the
older URL.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from analytics.ask.filters import Region
from analytics.ask.map import Box
from analytics.errors import DataloupeError

VIEW, OUTLINE, DOCUMENT = "view", "outline", "doc"
MOST_CORNERS = 400

T = TypeVar("T")


@dataclass(frozen=True)
class Link:
    """The parts of the state; None is the whole map, no outline, no open document."""

    view: Box | None = None
    outline: Region | None = None
    doc_id: int | None = None


def read() -> Link:
    """The state that the present URL holds. Raises DataloupeError naming the part that cannot be read."""
    given = st.query_params
    return Link(
        _parse(VIEW, given.get(VIEW), _view),
        _parse(OUTLINE, given.get(OUTLINE), _outline),
        _parse(DOCUMENT, given.get(DOCUMENT), int),
    )


def remember(parameter: str, value: object | None) -> None:
    """Put one part, as the map sends it, into the URL; None takes it out. A new outline closes the document that hid
    its answer.
    """
    if parameter == OUTLINE:
        st.query_params.pop(DOCUMENT, None)
    if value is None:
        st.query_params.pop(parameter, None)
    else:
        st.query_params[parameter] = _WRITTEN[parameter](value)


_WRITTEN: dict[str, Callable[[Any], str]] = {
    VIEW: lambda view: ",".join(f"{edge:.10g}" for edge in view),
    OUTLINE: lambda corners: "_".join(f"{x:.10g},{y:.10g}" for x, y in corners),
    DOCUMENT: str,
}


def _parse(name: str, text: str | None, parse: Callable[[str], T]) -> T | None:
    try:
        return parse(text) if text else None
    except ValueError:
        raise DataloupeError(
            f"the part {name}= of the link cannot be read - take it out of the address to see the whole map"
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
    if not 3 <= len(corners) <= MOST_CORNERS or any(len(corner) != 2 for corner in corners):
        raise ValueError(text)
    return Region(tuple(corners))  # type: ignore[arg-type]
