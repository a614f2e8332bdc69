"""The Judges page: which verdicts, whose labels, and how far the verdicts can be trusted."""

from analytics.ui.judges.controls import pick
from analytics.ui.judges.results import errors, groups

__all__ = ["errors", "groups", "pick"]
