"""One thing that stands out, with its evidence, the documents that it affects, and where to look."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.ask.filters import Filter
from analytics.ask.selection import Selection
from analytics.recipe.steps import Action

ACTION, DESCRIPTION = 1.0, 0.5
"""The weights of a finding about which a person can do something, and of one that only describes the data."""

MAX_SENTENCE_WORDS = 14
SHARE, POINTS, NUMBER = "share", "points", "number"
"""What a value is: a share of something, a difference of two shares, or a number with a scale of its own."""


@dataclass(frozen=True)
class Finding:
    """A fact about these data, or a claim about what they are a sample of.

    A claim has a `p_value`: the probability of a value at least as far from `reference` when nothing is there. A fact
    is counted and has None. `low` and `high` are the 95 % confidence interval of `value`; both equal it for a count.
    `share_affected` (of documents, tokens or ratings) and `strength` are in [0, 1].
    """

    kind: str
    sentence: str
    value: float
    low: float
    high: float
    n: int
    page: str
    share_affected: float
    strength: float
    weight: float = ACTION
    unit: str = SHARE
    reference: float = 0.0
    p_value: float | None = None
    affected_documents: int | None = None
    affected_tokens: int | None = None
    filters: tuple[Filter, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    """Choices of the page that show the finding, as its link has them: (name, value)."""
    action: Action | None = None
    is_urgent: bool = False
    """Whether the finding comes first whatever its score, for example secrets."""

    @property
    def score(self) -> float:
        """Share affected x strength x weight."""
        return self.share_affected * self.strength * self.weight

    @property
    def selection(self) -> Selection:
        return Selection(self.filters)

    @property
    def crosses_reference(self) -> bool:
        """Whether the interval contains the value that would be no finding."""
        return self.low <= self.reference <= self.high


def distance_from(reference: float, low: float, high: float) -> float:
    """The distance of the interval's nearest end from `reference`; 0 when it contains the reference."""
    if low <= reference <= high:
        return 0.0
    return min(abs(low - reference), abs(high - reference))
