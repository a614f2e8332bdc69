"""The Checks page: the state of all checks, their history, and the limits."""

from analytics.ui.checks.limits import limits, load
from analytics.ui.checks.results import history, runs, state, summary
from analytics.ui.checks.running import offer_proposal, offer_run

__all__ = ["history", "limits", "load", "offer_proposal", "offer_run", "runs", "state", "summary"]
