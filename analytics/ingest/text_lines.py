"""Text files whose lines are the records: a dialogue on each line, or files whose lines belong together by position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os.path import commonprefix
from pathlib import Path

from analytics.ingest.reading.chat_templates import SEPARATED, TEMPLATE
from analytics.ingest.reading.profile import prose
from analytics.ingest.reading.transcripts import grammar_of

MIN_LINES = 5
MAX_SAMPLE = 200
MAX_VALUE_CHARACTERS = 40
"""A longer line is no label."""


def dialogues(text: str) -> list[str] | None:
    """The lines of a text when most are whole dialogues of their own; None for any other text."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < MIN_LINES:
        return None
    sample = lines[:MAX_SAMPLE]
    fit = grammar_of(sample)
    return lines if fit is not None and fit[0] in ("mark", TEMPLATE, SEPARATED) else None


def parallel(texts: Mapping[Path, str]) -> tuple[list[Path], list[dict[str, str]]] | None:
    """The files whose lines belong together and a record for each line; None where no files do.

    They have one number of lines; one has prose, the others short values that repeat: labels of the lines.
    """
    lines = {path: text.splitlines() for path, text in texts.items()}
    for path, own in sorted(lines.items(), key=lambda item: -sum(map(len, item[1]))):
        labels = [
            other
            for other, values in lines.items()
            if other != path and len(values) == len(own) and _are_values(values)
        ]
        if len(own) >= MIN_LINES and labels and _is_prose(own):
            files = [path, *labels]
            names = _names(files)
            records = [dict(zip(names, row, strict=True)) for row in zip(*(lines[one] for one in files), strict=True)]
            return files, [record | {"text": text} for record, text in zip(records, own, strict=True)]
    return None


def _names(files: Sequence[Path]) -> list[str]:
    """What differs in the names of the files: val_text and val_labels are text and labels; the first is the text."""
    stems = [file.stem for file in files]
    start = len(commonprefix(stems))  # noqa: RUF071 - of letters, on purpose
    names = [stem[start:].strip("_-. ") or stem for stem in stems]
    names = ["label" if name.lower() in ("labels", "label") else name for name in names]
    return ["text", *names[1:]]


def _is_prose(lines: Sequence[str]) -> bool:
    sample = lines[:MAX_SAMPLE]
    return sum(map(prose, sample)) / len(sample) > 0.4


def _are_values(lines: Sequence[str]) -> bool:
    sample = lines[:MAX_SAMPLE]
    is_short = all(len(line) <= MAX_VALUE_CHARACTERS for line in sample)
    return bool(sample) and is_short and len(set(sample)) <= 0.5 * len(sample)
