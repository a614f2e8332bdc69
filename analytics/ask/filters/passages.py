"""The filter of documents that contain a repeated passage."""

from __future__ import annotations

from typing import Any

from analytics.ask.filters.filter import StructFilter, one_line


class HasPassage(StructFilter, frozen=True, tag="holds"):
    """Documents that contain a repeated line or paragraph; `text` as in `repeated_passages`."""

    text: str

    def query(self) -> tuple[str, list[Any]]:
        return (
            "SELECT DISTINCT doc_id FROM passage_documents JOIN repeated_passages USING (passage_id) WHERE text = ?",
            [self.text],
        )

    def describe(self) -> str:
        return f"contains the repeated passage “{one_line(self.text)}”"
