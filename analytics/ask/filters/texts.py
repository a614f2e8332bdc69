"""Filters on the text of a document."""

from __future__ import annotations

import re
from typing import Any

from analytics.ask.filters.filter import StructFilter

_ANY_I = re.compile("[iIİ]")

LONG_PATTERN = 200
"""Characters. A regular expression searches for a shorter text four times as fast as lowered texts can be searched;
a long expression takes seconds to compile.
"""


class Contains(StructFilter, frozen=True, tag="contains"):
    """Documents whose text contains `pattern`, as a substring or (`regex`) as an RE2 expression."""

    pattern: str
    regex: bool = False
    case: bool = False

    def query(self) -> tuple[str, list[Any]]:
        if self.regex:
            options = "s" if self.case else "si"
            return "SELECT doc_id FROM documents WHERE regexp_matches(text, ?, ?)", [self.pattern, options]
        if self.case:
            return "SELECT doc_id FROM documents WHERE contains(text, ?)", [self.pattern]
        if len(self.pattern) > LONG_PATTERN:
            return "SELECT doc_id FROM documents WHERE contains(lower(text), lower(?))", [self.pattern]
        # RE2 does not match the Turkish capital dotted I with i
        letters = _ANY_I.sub("[iİ]", re.escape(self.pattern))
        return "SELECT doc_id FROM documents WHERE regexp_matches(text, ?, 's')", [f"(?i:{letters})"]

    def describe(self) -> str:
        verb = "matches" if self.regex else "contains"
        return f"text {verb} “{self.pattern}”{' (case-sensitive)' if self.case else ''}"
