"""dataloupe as a library: build a workspace, open it, narrow it, ask it.

import dataloupe as dl

corpus = dl.build("corpus.parquet", workspace="corpus")
corpus.where(source="wikipedia", n_words=dl.between(50, None)).summary()
"""

from analytics import __version__
from analytics.errors import DataloupeError
from dataloupe.answer import Answer
from dataloupe.conditions import between, contains, sql
from dataloupe.logs import Logs
from dataloupe.recipe import Recipe
from dataloupe.workspace import Workspace, build, open

__all__ = [
    "Answer",
    "DataloupeError",
    "Logs",
    "Recipe",
    "Workspace",
    "__version__",
    "between",
    "build",
    "contains",
    "open",
    "sql",
]
