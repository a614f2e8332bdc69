"""Components of the pages about logs: which feedback, which groups, and how many users a group needs."""

from analytics.ui.logs.controls import pick_dimension, pick_level, pick_min_users
from analytics.ui.logs.ratings import about_users, pick_ratings, show_simulated
from analytics.ui.logs.roles import pick_roles

__all__ = [
    "about_users",
    "pick_dimension",
    "pick_level",
    "pick_min_users",
    "pick_ratings",
    "pick_roles",
    "show_simulated",
]
