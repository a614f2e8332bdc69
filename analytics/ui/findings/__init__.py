"""The start page: what stands out, as cards, and below them a first look at the data."""

from analytics.ask.selection import ALL
from analytics.ui.findings.cards import cards
from analytics.ui.findings.first_look import lengths, map_picture, sources

__all__ = ["ALL", "cards", "lengths", "map_picture", "sources"]
