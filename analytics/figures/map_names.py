"""Which names does the map show at which zoom, and where? They are placed once, for the whole map.

A name appears at its level and stays at all higher ones. At no level do two names overlap, in any window in which the
whole map has at least REFERENCE pixels: larger windows have the same names with more space between them.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass

import numpy as np
import pandas as pd

REFERENCE = 760, 500
"""Width and height in pixels of the whole map in the smallest window that is supported."""
LEVELS_PER_DOUBLING, MAX_LEVEL = 2, 24
MAX_AT_HOME, MAX_DENSITY = 14, 2.5
"""Names when the whole map is in view, and how many times more names a view of the same size has after a zoom."""
MAX_SENT = 90
LEVELS_AHEAD = 2
"""Levels beyond that of the view that are sent too: a zoom shows them before the server answers."""
PADDING = 5
"""Free pixels around a name."""
SHIFTS = ((0.0, 0.0), (0.0, -0.6), (0.0, 0.6), (-0.35, 0.0), (0.35, 0.0))
"""Distances from the middle of a region, in widths and heights of the name: the first has priority."""
MIN_THEMES, TOPICS_FROM = 5, 2
"""With this many themes, topics are named from this level on."""
LAST_HOME_LEVEL = 2
"""Up to this level, names stay within the borders of the map."""

THEME_SIZE, TOPIC_SIZE = 14.5, 12.5
"""Sizes of the letters in pixels, as in map.css."""
MAX_WIDTH, MAX_WORD_WIDTH, MAX_LINES, LINE_HEIGHT = 140, 200, 3, 1.14
BOLD = 1.07
NARROW, BROAD = set("ijltfrI.,:;'|!()[]- "), set("mwMW@%&")


Bounds = tuple[float, float, float, float]
"""A box (x0, x1, y0, y1) in map coordinates."""


@dataclass(frozen=True)
class PlacedNames:
    """Names in the order in which they appear: `frame` has topic_id, text (lines), x and y on the map, dx, dy, width
    and height in pixels, level, and is_theme.
    """

    frame: pd.DataFrame
    extent: Bounds
    scale: float
    """Pixels per unit of the map at level 0, in the smallest window."""

    def in_view(self, view: Bounds) -> pd.DataFrame:
        """The names that a browser needs for a view (x0, x1, y0, y1), and those of the whole map."""
        x0, x1, y0, y1 = view
        width, height = x1 - x0, y1 - y0
        level = level_of(view, self.extent) + LEVELS_AHEAD
        names = self.frame
        is_near = names["x"].between(x0 - width / 4, x1 + width / 4) & names["y"].between(
            y0 - height / 4, y1 + height / 4
        )
        return names[(names["level"] == 0) | (is_near & (names["level"] <= level))].head(MAX_SENT)


def level_of(view: Bounds, extent: Bounds) -> int:
    """The level of a view: 0 for the whole map, LEVELS_PER_DOUBLING more where it is twice as large."""
    zoom = max((extent[1] - extent[0]) / (view[1] - view[0]), (extent[3] - extent[2]) / (view[3] - view[2]))
    return int(np.clip(math.floor(LEVELS_PER_DOUBLING * math.log2(max(zoom, 1.0)) + 1e-6), 0, MAX_LEVEL))


def place_names(labels: pd.DataFrame, extent: Bounds) -> PlacedNames:
    """Place the names of regions (label, size, x, y, parent_id; NaN for a theme), the largest themes first.

    Each name gets the lowest level from which on it is clear of all names before it. A topic with the name of its theme
    is the theme, and is not named again.
    """
    named = _distinct(labels)
    scale = min(REFERENCE[0] / (extent[1] - extent[0]), REFERENCE[1] / (extent[3] - extent[2]))
    placed = _Placed(named, extent, scale)
    has_themes = int(named["is_theme"].sum()) >= MIN_THEMES
    for row, is_theme in enumerate(named["is_theme"]):
        placed.place(row, 0 if is_theme or not has_themes else TOPICS_FROM)
    columns = named[["topic_id", "text", "x", "y", "is_theme", "width", "height"]]
    frame = columns.assign(dx=placed.dx, dy=placed.dy, level=placed.level)
    frame = frame[frame["level"] <= MAX_LEVEL].sort_values("level", kind="stable", ignore_index=True)
    return PlacedNames(frame, extent, scale)


class _Placed:
    """The offsets and levels of names, in pixels, while they are placed one by one."""

    def __init__(self, named: pd.DataFrame, extent: Bounds, scale: float) -> None:
        self.x, self.y = (named[name].to_numpy(float) * scale for name in ("x", "y"))
        self.half_width = named["width"].to_numpy(float) / 2 + PADDING
        self.half_height = named["height"].to_numpy(float) / 2 + PADDING
        self.dx, self.dy = np.zeros(len(named)), np.zeros(len(named))
        self.level = np.full(len(named), MAX_LEVEL + 1)
        self.borders = [edge * scale for edge in extent]
        zoom = 2.0 ** (np.arange(MAX_LEVEL + 1) / LEVELS_PER_DOUBLING)
        self.free = MAX_AT_HOME * zoom**2 * np.minimum(zoom, MAX_DENSITY)

    def place(self, row: int, lowest: int) -> None:
        """Place one name after all rows before it, at the first place with the lowest level, not below `lowest`."""
        near = self._near(row)
        for is_home in (True, False):
            levels = [self._level(row, near, *self._offset(row, shift, is_home)) for shift in SHIFTS]
            best = int(np.argmin(levels))
            level = max(levels[best], lowest)
            if level <= LAST_HOME_LEVEL:
                break
        self.dx[row], self.dy[row] = self._offset(row, SHIFTS[best], is_home)
        while level <= MAX_LEVEL and self.free[level:].min() < 1:
            level += 1
        self.level[row] = level
        self.free[level:] -= 1

    def _offset(self, row: int, shift: tuple[float, float], is_home: bool) -> tuple[float, float]:
        """The offset of a name from its region. Names of the whole map (`is_home`) stay within its borders."""
        dx, dy = 2 * shift[0] * self.half_width[row], 2 * shift[1] * self.half_height[row]
        if is_home:
            dx += _inside(self.x[row] + dx, self.half_width[row], *self.borders[:2])
            dy += _inside(self.y[row] + dy, self.half_height[row], *self.borders[2:])
        return dx, dy

    def _near(self, row: int) -> np.ndarray:
        """The rows before this one that it can overlap at a level where they are shown, with any of its offsets."""
        zoom = 2.0 ** (self.level[:row] / LEVELS_PER_DOUBLING)
        across = 3 * self.half_width[row] + self.half_width[:row] + np.abs(self.dx[:row])
        along = 4 * self.half_height[row] + self.half_height[:row] + np.abs(self.dy[:row])
        is_near = np.abs(self.x[row] - self.x[:row]) * zoom < across
        is_near &= np.abs(self.y[row] - self.y[:row]) * zoom < along
        return np.flatnonzero(is_near)

    def _level(self, row: int, near: np.ndarray, dx: float, dy: float) -> int:
        """The lowest level from which on a name with this offset overlaps none of the rows `near`.

        The middles of two names are |a z + b| apart at zoom z, in each direction. They overlap where that is less than
        the sum of their halves in both: an interval of z, of which only the end matters. A name whose level is higher
        than this end is not yet shown there.
        """
        half_width, half_height = self.half_width, self.half_height
        across = _overlap(self.x[row] - self.x[near], dx - self.dx[near], half_width[row] + half_width[near])
        along = _overlap(self.y[row] - self.y[near], dy - self.dy[near], half_height[row] + half_height[near])
        start, end = np.maximum(across[0], along[0]), np.minimum(across[1], along[1])
        first_clear = np.ceil(LEVELS_PER_DOUBLING * np.log2(np.maximum(end, 1.0)) - 1e-9)
        matters = (start < end) & (first_clear > self.level[near])
        return int(np.clip(first_clear[matters].max(initial=0), 0, MAX_LEVEL + 1))


def _overlap(a: np.ndarray, b: np.ndarray, reach: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The interval of z > 0 in which |a z + b| < reach."""
    slope = np.where(np.abs(a) < 1e-9, 1e-9, a)
    one, other = (-reach - b) / slope, (reach - b) / slope
    return np.maximum(np.minimum(one, other), 0.0), np.maximum(one, other)


def _inside(at: float, half: float, low: float, high: float) -> float:
    """How far a box with this middle has to move to be between two borders."""
    return max(0.0, low + half - at) - max(0.0, at + half - high)


def _distinct(labels: pd.DataFrame) -> pd.DataFrame:
    """The names to place, in order, with their text in lines and its size in pixels."""
    is_theme = labels["parent_id"].isna()
    theme_names = labels[is_theme].set_index("topic_id")["label"]
    is_repeated = ~is_theme & (labels["parent_id"].map(theme_names) == labels["label"])
    named = labels.assign(is_theme=is_theme)[~is_repeated & (labels["label"].astype(str).str.strip() != "")]
    named = named.sort_values(["is_theme", "size"], ascending=[False, False], kind="stable").reset_index(drop=True)
    sizes = [
        text_box(str(label), THEME_SIZE * BOLD if theme else TOPIC_SIZE)
        for label, theme in zip(named["label"], named["is_theme"], strict=True)
    ]
    texts, widths, heights = zip(*sizes, strict=True) if sizes else ((), (), ())
    return named.assign(text=list(texts), width=list(widths), height=list(heights))


def text_box(text: str, size: float) -> tuple[str, int, int]:
    """The text in balanced lines of at most MAX_WIDTH pixels, with its width and height for letters of this size.

    The width is an upper estimate for fonts without serifs.
    """
    whole = " ".join(text.split())
    n_lines = min(MAX_LINES, math.ceil(_width(whole, size) / MAX_WIDTH))
    for limit in (max(MAX_WIDTH * 0.5, 1.1 * _width(whole, size) / max(n_lines, 1)), MAX_WIDTH):
        lines = _wrapped(whole, size, limit)
        if len(lines) <= n_lines:
            break
    if len(lines) > MAX_LINES:
        lines = [*lines[: MAX_LINES - 1], _cut(lines[MAX_LINES - 1] + " …", size)]
    width = max((_width(line, size) for line in lines), default=0.0)
    return "\n".join(lines), math.ceil(width) + 2, math.ceil(len(lines) * size * LINE_HEIGHT) + 2


def _wrapped(text: str, size: float, limit: float) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and _width(joined, size) <= limit:
            lines[-1] = joined
        else:
            lines.append(word)
    return [piece for line in lines for piece in _pieces(line, size)]


def _pieces(line: str, size: float) -> list[str]:
    """A line without spaces can be too long, as in Chinese or in a URL: it breaks between letters."""
    pieces = [""]
    for letter in line:
        if pieces[-1] and _width(pieces[-1] + letter, size) > MAX_WORD_WIDTH and not unicodedata.combining(letter):
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _cut(line: str, size: float) -> str:
    while len(line) > 2 and _width(line, size) > MAX_WIDTH:
        line = line[:-3].rstrip() + " …"
    return line


def _width(text: str, size: float) -> float:
    return size * sum(map(_em, text))


def _em(letter: str) -> float:
    """An upper estimate of the width of a letter, in heights of the letters."""
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    if unicodedata.combining(letter):
        return 0.0
    if letter in NARROW:
        return 0.36
    if letter in BROAD:
        return 0.92
    return 0.72 if letter.isupper() else 0.59
