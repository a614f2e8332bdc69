"""Mask personal data in exported texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import numpy as np

from analytics.errors import DataloupeError
from analytics.recipe.steps.action import AT_LEAST_ONE, ExportedRows, StructAction

if TYPE_CHECKING:
    import pyarrow as pa

MASKED_COLUMNS = ("text", "title")
"""The columns in which personal data is masked unless a step names others."""

KIND_NAMES = {"card": "card number", "iban": "IBAN", "ip": "IP address", "national_id": "national ID number"}
"""Kinds of personal data whose names in recipe files are abbreviations."""


class Mask(StructAction, frozen=True, tag="mask"):
    """Replace personal data of some kinds in columns of the export; no document is removed."""

    kinds: Annotated[tuple[str, ...], AT_LEAST_ONE] = ()
    columns: tuple[str, ...] = MASKED_COLUMNS

    def __post_init__(self) -> None:
        if not self.kinds:
            raise DataloupeError("The step needs the key 'kinds', such as kinds: [email].")

    def describe(self) -> str:
        kinds = [KIND_NAMES.get(kind, kind) for kind in self.kinds]
        return f"mask {', '.join(kinds)} in {' and '.join(self.columns)}"

    def check_export(self, columns: Sequence[str]) -> None:
        from analytics.batch.pii import KINDS

        for kind in self.kinds:
            if kind not in KINDS:
                raise DataloupeError(f"There is no kind of personal data {kind!r}. There are: {', '.join(KINDS)}.")
        for column in self.columns:
            if column not in columns:
                raise DataloupeError(f"There is no column {column!r} to mask. There are: {', '.join(columns)}.")

    def export(self, rows: pa.Table, affected: np.ndarray | None, columns: Sequence[str]) -> ExportedRows:
        import pyarrow as pa
        import pyarrow.compute as pc

        from analytics.batch.pii import mask_texts

        edited = np.zeros(len(rows), bool)
        for column in self.columns:
            position = rows.schema.get_field_index(column)
            field = rows.schema.field(position)
            if not pa.types.is_string(field.type):
                raise DataloupeError(f"The column {column!r} has the type {field.type}. Only text can be masked.")
            before = rows.column(position).combine_chunks()
            after = mask_texts(before, self.kinds).cast(pa.string())
            edited |= pc.fill_null(pc.not_equal(before, after), False).to_numpy(zero_copy_only=False)
            rows = rows.set_column(position, field, after)
        return ExportedRows(rows, edited)
