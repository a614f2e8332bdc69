"""The filter of documents whose declared language differs from the detected one."""

from __future__ import annotations

from typing import Any

from analytics.ask.filters.filter import StructFilter

DECLARED = "split_part(lower(replace(documents.lang, '_', '-')), '-', 1)"
"""The first part of a language code: `zh` of `zh-Hans` and `pt` of `pt_BR`."""


class OtherLanguage(StructFilter, frozen=True, tag="other language"):
    """Documents with a declared two-letter language that differs from the detected one, where the detection has at
    least `confidence` and the text at least `characters`.
    """

    confidence: float = 0.8
    characters: int = 100

    @property
    def is_judged(self) -> str:
        """SQL over documents and signals: whether a declared language can be compared."""
        return (
            f"length({DECLARED}) = 2 AND lang_detected IS NOT NULL AND lang_confidence >= {float(self.confidence)} "
            f"AND n_chars >= {int(self.characters)}"
        )

    @property
    def differs(self) -> str:
        """SQL over documents and signals: whether it differs."""
        return f"{self.is_judged} AND {DECLARED} <> lang_detected"

    def query(self) -> tuple[str, list[Any]]:
        return f"SELECT doc_id FROM documents JOIN signals USING (doc_id) WHERE {self.differs}", []

    def describe(self) -> str:
        return "declared and detected language differ"
