"""Questions to a workspace. Each takes a connection first, then a selection, and gives a DataFrame or a frozen
dataclass.
"""
