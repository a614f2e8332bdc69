"""The pieces of the pages on logs: what feedback, which groups, how few people are too few, and what to do where there
are no logs.
"""

from analytics.ui.logs.controls import pick_dimension, pick_k, pick_level
from analytics.ui.logs.ratings import about_users, feedback, needs_turns, say_simulated

__all__ = ["about_users", "feedback", "needs_turns", "pick_dimension", "pick_k", "pick_level", "say_simulated"]
