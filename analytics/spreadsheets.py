"""Text that a spreadsheet opens must not run as a formula."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet run a cell (OWASP, CSV injection)."""


def escape_formula(text: str) -> str:
    """`text`, with an apostrophe in front where a spreadsheet would run it."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text
