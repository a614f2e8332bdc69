"""Filters on the prompt of an answer, by a column of a table with one row a document."""

from __future__ import annotations

from typing import Any

from analytics.ask.filters.columns import Range, Values

OF_PROMPT = "SELECT doc_id FROM turns WHERE parent_doc_id IN ({prompts})"


class PromptValues(Values, frozen=True, tag="prompt values"):
    """Answers to prompts whose `column` has one of `values`; None among them means missing."""

    def query(self) -> tuple[str, list[Any]]:
        prompts, parameters = super().query()
        return OF_PROMPT.format(prompts=prompts), parameters

    def describe(self) -> str:
        return f"prompt's {super().describe()}"


class PromptRange(Range, frozen=True, tag="prompt range"):
    """Answers to prompts whose `column` is in [low, high]; None leaves that end open."""

    def query(self) -> tuple[str, list[Any]]:
        prompts, parameters = super().query()
        return OF_PROMPT.format(prompts=prompts), parameters

    def describe(self) -> str:
        return f"prompt's {super().describe()}"
