"""The filter of documents that contain items of an evaluation set."""

from __future__ import annotations

from typing import Any

from analytics.ask.filters.filter import StructFilter, one_line


class ContainsItem(StructFilter, frozen=True, tag="contains item"):
    """Documents that contain an item of the evaluation set `name` (empty: of any set), verbatim or edited."""

    name: str = ""

    def query(self) -> tuple[str, list[Any]]:
        return """SELECT DISTINCT doc_id FROM evaluation_matches WHERE ? IN ('', "set")""", [self.name]

    def describe(self) -> str:
        return (
            f"contains an item of the evaluation set “{one_line(self.name)}”"
            if self.name
            else ("contains an item of an evaluation set")
        )
