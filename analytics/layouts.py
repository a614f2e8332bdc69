"""The layouts of the map and their options, in one place for the command line, the build and the pages.

A build keeps its layout as `options["layout"]`: {"name": "umap", "min_dist": 0.05} - the name and the options that
differ from their defaults. Without it the layout is `fast`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from analytics.errors import DataloupeError

GRAPH_NEIGHBORS = 15
"""Neighbours of each document in the neighbour graph: as many as umap-learn takes by default."""
MAX_NEIGHBORS = GRAPH_NEIGHBORS + 1
"""umap-learn counts the document itself as its first neighbour."""
MAX_TARGET_WEIGHT = 0.95
"""Above it, umap-learn removes all edges between classes: a document without a neighbour of its class has no place."""
NEAR = 50
"""A true neighbour counts as kept when it is among this many nearest on the map."""
MAX_CLASSES = 1000
"""Values that a column of labels may have."""
NOT_CLASSES = ("doc_id", "text", "title", "url", "created_at")
"""Columns of `documents` that name no classes."""

SWITCH = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


@dataclass(frozen=True)
class Option:
    """What an option accepts. `kind` is "integer", "number", "switch" or "column"; `is_optional` allows "none"."""

    kind: str
    help: str
    minimum: float = 0
    maximum: float = 0
    is_optional: bool = False

    def read(self, name: str, value: Any) -> Any:
        """`value` (a text, or a value of the right type) as this option takes it. Raises DataloupeError otherwise."""
        if self.kind == "column":
            return None if value in (None, "") else str(value)
        if self.is_optional and str(value).lower() == "none":
            return None
        try:
            return SWITCH[str(value).lower()] if self.kind == "switch" else self._in_range(str(value))
        except (KeyError, ValueError):
            raise DataloupeError(f"{name} must be {self.expected}, not {value!r}.") from None

    @property
    def expected(self) -> str:
        """What is accepted, in words."""
        if self.kind == "switch":
            return "yes or no"
        what = "a whole number" if self.kind == "integer" else "a number"
        return f"{what} from {self.minimum} to {self.maximum}{' or none' if self.is_optional else ''}"

    def _in_range(self, text: str) -> float | int:
        number = int(text) if self.kind == "integer" else float(text)
        if not self.minimum <= number <= self.maximum:
            raise ValueError(text)
        return number


def _option(default: Any, option: Option) -> Any:
    return field(default=default, metadata={"option": option})


@dataclass(frozen=True)
class Fast:
    """UMAP's objective by a descent that gives the same map with any number of threads. It has no options."""

    name: ClassVar[str] = "fast"
    title: ClassVar[str] = "Fast"


@dataclass(frozen=True)
class Umap:
    """umap-learn itself, on the neighbour graph of the build. The options have umap-learn's names, meanings and
    defaults; only `seed` (its `random_state`) and `labels` (the column of its target) are named differently.
    """

    name: ClassVar[str] = "umap"
    title: ClassVar[str] = "UMAP"

    n_neighbors: int = _option(
        15,
        Option(
            "integer",
            "Neighbours that shape the map, the document itself included. More show the large structure.",
            2,
            MAX_NEIGHBORS,
        ),
    )
    min_dist: float = _option(
        0.1, Option("number", "Smallest distance of two points. Less makes clusters denser.", 0, 2)
    )
    spread: float = _option(1.0, Option("number", "Scale of the distances between points.", 0.5, 2))
    repulsion_strength: float = _option(1.0, Option("number", "Weight of the forces that push points apart.", 0, 10))
    negative_sample_rate: int = _option(5, Option("integer", "Points that push for each point that pulls.", 1, 50))
    n_epochs: int | None = _option(
        None,
        Option("integer", "Rounds of the optimisation. None: 500 up to 10,000 documents, else 200.", 1, 5000, True),
    )
    densmap: bool = _option(False, Option("switch", "densMAP: dense regions stay dense, sparse ones sparse."))
    dens_lambda: float = _option(2.0, Option("number", "Weight of the density term of densMAP.", 0, 100))
    labels: str | None = _option(
        None,
        Option("column", "A column of classes: documents of the same class are pulled together.", is_optional=True),
    )
    target_weight: float = _option(
        0.5,
        Option("number", "Weight of the labels: more pulls documents of the same class closer.", 0, MAX_TARGET_WEIGHT),
    )
    seed: int | None = _option(
        42,
        Option(
            "integer",
            "Equal seeds give equal maps, on one core. None uses all cores and differs each time.",
            0,
            2**31 - 1,
            True,
        ),
    )

    def __post_init__(self) -> None:
        if self.min_dist > self.spread:
            raise DataloupeError(f"min_dist must be at most spread ({self.spread:g}), not {self.min_dist:g}.")


Layout = Fast | Umap

LAYOUTS: dict[str, type[Layout]] = {Fast.name: Fast, Umap.name: Umap}


def options_of(layout: type[Layout] | Layout) -> dict[str, Option]:
    """The options of a layout, by name."""
    return {one.name: one.metadata["option"] for one in fields(layout)}


def make_layout(name: str = Fast.name, options: Mapping[str, Any] | None = None) -> Layout:
    """The layout `name` with `options`, whose values may be texts. Raises DataloupeError that names what is valid."""
    if name not in LAYOUTS:
        raise DataloupeError(f"There is no layout {name!r}. There are: {', '.join(LAYOUTS)}.")
    known = options_of(LAYOUTS[name])
    for given in options or {}:
        if given not in known:
            valid = (
                f"It has: {', '.join(known)}." if known else f"It has no options. The layout {Umap.name} has options."
            )
            raise DataloupeError(f"The layout {name} has no option {given!r}. {valid}")
    return LAYOUTS[name](**{given: known[given].read(given, value) for given, value in (options or {}).items()})


def layout_of(options: Mapping[str, Any]) -> Layout:
    """The layout in the options of a build: `options["layout"]`, a name or {"name": ..., option: value}."""
    value = options.get("layout") or Fast.name
    if isinstance(value, str):
        return make_layout(value)
    return make_layout(value["name"], {name: one for name, one in value.items() if name != "name"})


def build_option(layout: Layout) -> dict[str, Any] | None:
    """`layout` as a build keeps it, so that equal layouts are equal options; None for the default."""
    return None if layout == Fast() else {"name": layout.name, **changed(layout)}


def with_layout(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a build, with the layout in its one form. Raises DataloupeError for a layout that is not valid."""
    layout = build_option(layout_of(options))
    return {name: value for name, value in options.items() if name != "layout"} | ({"layout": layout} if layout else {})


def changed(layout: Layout) -> dict[str, Any]:
    """The options that differ from their defaults."""
    return {one.name: value for one in fields(layout) if (value := getattr(layout, one.name)) != one.default}


def describe(layout: Layout) -> str:
    """The layout in a few words: `UMAP (n_neighbors 15, min_dist 0.1)`."""
    if isinstance(layout, Fast):
        return layout.title
    shown = {"n_neighbors": layout.n_neighbors, "min_dist": layout.min_dist} | changed(layout)
    return f"{layout.title} ({', '.join(_words(name, value) for name, value in shown.items())})"


def _words(name: str, value: Any) -> str:
    if value is True:
        return "densMAP" if name == "densmap" else name
    return f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}"
