"""One item of a report: what it shows, where it comes from, a note, and how it looked when it was added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class Item:
    """`kind` is a module of `items.kinds`, and `spec` what it needs to show the item again, as plain JSON: selections
    as in a link, names of columns. `parameters` are those of the link to `page`. `digest` identifies the content when
    it was added, `answer` says it in words, and `snapshot` has its tables and figures.
    """

    item_id: str
    kind: str
    title: str
    spec: Mapping[str, Any]
    page: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    created_at: float = 0.0
    digest: str = ""
    answer: str = ""
    snapshot: tuple[Mapping[str, Any], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The item as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Item:
        """The item of `to_json`; what a later version added is ignored. Raises TypeError for anything else."""
        known = {one.name for one in fields(cls)}
        item = cls(**{name: value for name, value in values.items() if name in known})
        return item if isinstance(item.snapshot, tuple) else cls(**{**item.__dict__, "snapshot": tuple(item.snapshot)})
