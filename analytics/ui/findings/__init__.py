"""The start page: what stands out, as cards, and below them a first look at the data."""

from analytics.ui.findings.cards import cards
from analytics.ui.findings.first_look import lengths, map_picture, ranking, sources

__all__ = ["cards", "lengths", "map_picture", "ranking", "sources"]
