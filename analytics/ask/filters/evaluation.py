"""The filter of documents that contain items of an evaluation set."""

from __future__ import annotations

from typing import Any

from analytics.ask.filters.filter import StructFilter, one_line

MIN_CONTAINED = 0.3
"""The share of an item's 13-grams that a document must have. Fewer are boilerplate of long items."""

CONTAINS = f"(near > 0 OR containment >= {MIN_CONTAINED}::REAL)"
"""The condition of rows of `evaluation_matches` that a document contains the item: edited, or a good part of it."""


class ContainsItem(StructFilter, frozen=True, tag="contains item"):
    """Documents that contain an item of the evaluation set `name` (empty: of any set), verbatim or edited."""

    name: str = ""

    def query(self) -> tuple[str, list[Any]]:
        return f"""SELECT DISTINCT doc_id FROM evaluation_matches WHERE {CONTAINS} AND ? IN ('', "set")""", [self.name]

    def describe(self) -> str:
        return (
            f"contains an item of the evaluation set “{one_line(self.name)}”"
            if self.name
            else ("contains an item of an evaluation set")
        )
