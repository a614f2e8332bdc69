"""Questions about a workspace. Each takes a connection first, then usually a selection, and returns a DataFrame with
documented columns or a frozen dataclass.

Selections: `columns`, `filters`, `selection`, `size`. The corpus: `overview`, `documents`, `percentiles`,
`distribution`, `source_distributions`, `personal_data`, `labels`, `groupings`, `search`, `map`, `duplicates`, `rules`.
Training data: `classifier`, `score_retention`, `mixture`, `training_plan`. Two groups of documents: `comparison`. User
logs: `logs`, `privacy`. SQL that a person types: `sql`. The workspaces themselves, without a connection: `workspaces`.
"""
