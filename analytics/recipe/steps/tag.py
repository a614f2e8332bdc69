"""Tag the documents of a selection in the export."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from analytics.ask.filters import Filter
from analytics.ask.selection import Selection
from analytics.recipe.columns import free_name
from analytics.recipe.steps.action import Documents, ExportedRows, Filters, StructAction, check_any_filters

if TYPE_CHECKING:
    import pyarrow as pa

TAGS = "tags"
"""The column of the tags, a list; empty where a document has none."""


class Tag(StructAction, frozen=True, tag="tag"):
    """Add a tag to the documents that pass every filter, in the column `tags` of the export; no document is removed."""

    tag: str
    where: Filters = ()

    def describe(self) -> str:
        return f"tag “{self.tag}” where {Selection(self.where).describe()}"

    def filters(self) -> tuple[Filter, ...]:
        return self.where

    def check(self) -> None:
        check_any_filters(self)
        super().check()

    def affected(self, documents: Documents) -> np.ndarray:
        return documents.selected(*self.where)

    def export(self, rows: pa.Table, affected: np.ndarray | None, columns: Sequence[str]) -> ExportedRows:
        """The rows with the tag in the column of the tags, which the first of several tags adds."""
        import pyarrow as pa

        name = free_name(TAGS, columns, "dataloupe")
        position = rows.schema.get_field_index(name)
        before = [[]] * len(rows) if position < 0 else rows.column(position).to_pylist()
        chosen = np.zeros(len(rows), bool) if affected is None else affected
        after = [
            list(dict.fromkeys([*tags, self.tag])) if is_chosen else tags
            for tags, is_chosen in zip(before, chosen, strict=True)
        ]
        values = pa.array(after, pa.list_(pa.string()))
        tagged = rows.append_column(name, values) if position < 0 else rows.set_column(position, name, values)
        return ExportedRows(tagged, np.zeros(len(rows), bool))
