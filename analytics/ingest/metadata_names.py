"""The names of metadata columns."""

from __future__ import annotations

from analytics.names import unique_name


class MetadataNames:
    """Gives each column of an input its name in `metadata`: distinct, ignoring case as SQL does.

    `renamed` maps the columns that need another name to that name.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._used = {"doc_id"}

    @property
    def renamed(self) -> dict[str, str]:
        return {column: name for column, name in self._names.items() if column != name}

    def __call__(self, column: str) -> str:
        if column not in self._names:
            plain = column.replace("\0", "\ufffd") or "column"
            name = unique_name(plain, self._used, key=str.lower)
            self._used.add(name.lower())
            self._names[column] = name
        return self._names[column]
