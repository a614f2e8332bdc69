"""Messages without the folders of the server."""

from __future__ import annotations

import re

_ABSOLUTE = re.compile(r"(?<![\w.:/<])(?:[A-Za-z]:[\\/]|~?/|\\\\)(?:[^\s'\"<>|:,;()\[\]/\\]+[\\/])+")
"""The folders of an absolute path: of `/srv/texts/logs.csv` all but `logs.csv`. The path of an address such as
https://example.org/a/b is none.
"""


def without_paths(text: str) -> str:
    """The text with each absolute path reduced to its last name."""
    return _ABSOLUTE.sub("", text)
