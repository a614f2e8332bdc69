"""The filter of documents that fail quality rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from analytics.ask.filters.filter import StructFilter, selectable
from analytics.rules import Rule, any_fails, describe_rules, resolve_rules, selection_of, tables_of


class Fails(StructFilter, frozen=True, tag="fails"):
    """Documents that fail any of the `rules`, a selection of rules as in `analytics.rules.rule_selection`. A document
    to which no rule applies does not fail.

    With `passes` the opposite: documents that fail none of the rules.
    """

    old_names: ClassVar[Mapping[str, str]] = {"picks": "rules"}

    rules: tuple[tuple[Any, ...], ...]
    passes: bool = False

    @classmethod
    def of(cls, *rules: Rule, passes: bool = False) -> Fails:
        return cls(selection_of(rules), passes)

    def query(self) -> tuple[str, list[Any]]:
        rules = resolve_rules(self.rules)
        fails = f"coalesce({any_fails(rules)}, false)" if rules else "false"
        tables = [selectable(name) for name in tables_of(rules) if name != "documents"]
        joins = " ".join(f"LEFT JOIN {table} USING (doc_id)" for table in tables)
        return f"SELECT doc_id FROM documents {joins} WHERE {'NOT ' if self.passes else ''}{fails}", []

    def describe(self) -> str:
        return f"{'passes' if self.passes else 'fails'} {describe_rules(self.rules)}"
