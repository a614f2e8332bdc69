"""Several inputs of one source: files without text are skipped with a line, never an error that stops the build."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analytics.errors import DataloupeError
from analytics.ingest.description import InputDescription, describe_input
from analytics.ingest.document_columns import LONGEST
from analytics.ingest.extracts import extracts
from analytics.ingest.inputs import Input

MIN_TEXT_CHARACTERS = 60
"""A shorter longest column of a file among others is no text: names, kinds, time zones."""


def describe_inputs(
    inputs: Sequence[Input], options: Mapping[str, Any]
) -> tuple[list[InputDescription], dict[str, str]]:
    """How the inputs will be read, and {name: reason} of those that are skipped.

    An input is skipped when it has no text and others have, or only extracts of another one. Raises the DataloupeError
    of the first when none has any.
    """
    descriptions: list[InputDescription] = []
    skipped: dict[str, str] = {}
    first: DataloupeError | None = None
    for one in inputs:
        try:
            description = describe_input(one, options)
            if one.is_one_of_many and _has_only_names(description):
                raise DataloupeError(f"{one.name} has no text, only short values.")
            descriptions.append(description)
        except DataloupeError as error:
            if len(inputs) == 1 or not one.is_one_of_many:
                raise
            first = first or error
            skipped[one.name] = str(error)
    if first is not None and not any(one.plan for one in descriptions):
        return [describe_input(one, options) for one in inputs], {}
    copies = extracts(descriptions)
    return [one for one in descriptions if one.input.name not in copies], skipped | copies


def _has_only_names(one: InputDescription) -> bool:
    """Whether the text of a corpus was chosen by its length alone, and is short."""
    if one.is_log or one.plan is None or not one.plan.why.startswith(LONGEST) or one.preview is None:
        return False
    texts = one.preview.column("text").to_pylist()
    return sum(map(len, texts)) < MIN_TEXT_CHARACTERS * len(texts)
