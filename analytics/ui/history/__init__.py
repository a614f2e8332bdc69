"""The page *Since last time*: what to compare, what is new in words, and the views behind it."""

from analytics.ui.history.choosing import pick, show_first
from analytics.ui.history.documents import documents
from analytics.ui.history.drift import drift
from analytics.ui.history.ratings import ratings
from analytics.ui.history.summary import summary
from analytics.ui.history.topics import topics
from analytics.ui.history.versions import versions

__all__ = ["documents", "drift", "pick", "ratings", "show_first", "summary", "topics", "versions"]
