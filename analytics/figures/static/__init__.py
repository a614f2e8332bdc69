"""Figures as SVG, drawn here: for a report that contains no script, opens from an e-mail and prints."""

from analytics.figures.static.picture import Picture, draw

__all__ = ["Picture", "draw"]
