"""What the registry says about one page."""

from __future__ import annotations

from dataclasses import dataclass

DOCUMENTS = ("documents",)


@dataclass(frozen=True)
class Entry:
    """One page: the name of its script, its title and Material symbol in the navigation, its question, what answers it,
    and the tables it needs.
    """

    name: str
    title: str
    symbol: str
    question: str
    answer: str
    tables: tuple[str, ...] = DOCUMENTS

    @property
    def icon(self) -> str:
        """The Material symbol as Streamlit names it."""
        return f":material/{self.symbol}:"

    @property
    def file(self) -> str:
        """The page's script, as `st.Page` and `st.switch_page` take it."""
        return f"pages/{self.name}.py"

    def describe(self) -> str:
        """The question and what answers it, as running text."""
        return f"{self.question} {self.answer}"
