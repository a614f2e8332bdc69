"""Filters on the text of a document."""

from __future__ import annotations

from typing import Any

from analytics.ask.filters.filter import StructFilter
from analytics.ask.filters.folding import contains, expression


class Contains(StructFilter, frozen=True, tag="contains"):
    """Documents whose text contains `pattern`, as a substring or (`regex`) as an RE2 expression.

    A substring is compared as exact duplicates are (see `folding`): `case` distinguishes capitals, and without
    `accents` e is é.
    """

    pattern: str
    regex: bool = False
    case: bool = False
    accents: bool = True

    def query(self) -> tuple[str, list[Any]]:
        if self.regex:
            options = "s" if self.case else "si"
            return "SELECT doc_id FROM documents WHERE regexp_matches(text, ?, ?)", [self.pattern, options]
        condition, parameters = contains("text", self.pattern, self.case, self.accents)
        return f"SELECT doc_id FROM documents WHERE {condition}", parameters

    @property
    def expression(self) -> str:
        """An RE2 expression, to be used with the option `s`, for the place of the pattern in a text."""
        if self.regex:
            return self.pattern if self.case else f"(?i:{self.pattern})"
        return expression(self.pattern, self.case, self.accents)

    def describe(self) -> str:
        verb = "matches" if self.regex else "contains"
        details = [*(["case-sensitive"] if self.case else []), *([] if self.accents else ["accents ignored"])]
        how = f" ({', '.join(details)})" if details else ""
        return f"text {verb} “{self.pattern}”{how}"
