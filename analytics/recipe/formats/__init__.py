"""The formats of exported files: one module a format, discovered by its ending."""

from pathlib import Path

from analytics.errors import DataloupeError
from analytics.recipe.formats.format import Format
from analytics.registry import members

__all__ = ["FORMATS", "Format", "format_of"]

FORMATS: dict[str, type[Format]] = {
    kind.ending: kind for kind in sorted(members("analytics.recipe.formats", Format), key=lambda kind: kind.rank)
}
"""Every format by the ending of its files, the default first."""


def format_of(path: Path) -> type[Format]:
    """The format that the ending of a file names. Raises DataloupeError that names the available endings."""
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise DataloupeError(f"{path.name} has no extension that can be written. There are: {', '.join(FORMATS)}.")
    return FORMATS[ending]
