"""Text that a spreadsheet opens must not run as a formula."""

from __future__ import annotations

import re

FORMULA_STARTS = ("=", "+", "@", "\t", "\r", "＝", "＋", "＠")
"""First characters that make a spreadsheet run a cell (OWASP, CSV injection). A minus is not one of them: it also
begins lists, rulers and negative numbers.
"""

_NUMBER = r"\d+(?:[.,]\d+)*(?:[eE][-+]?\d+)?%?"
_CELL = r"\$?[A-Za-z]{1,3}\$?\d{1,7}(?![\w.])"
_STRING = r'"[^"]*"'
_OPERAND = rf"(?:{_CELL}|{_NUMBER}|{_STRING})"
_SIGNS = r"[-+(=@\s]*+"
_OPERATOR = r"\s*+[-+*/^&<>=]++\s*+"
_LINK = re.compile(r"\|\s*'[^']*'\s*!|[\w.]\|[\w./\\ ]+![A-Za-z$]")
"""A link that runs a program: `cmd|' /C calc'!A1`."""
_SHEET = re.compile(rf"{_SIGNS}(?:'[^']+'|\w+)!\$?[A-Za-z]")
_CALL = re.compile(rf"{_SIGNS}(?:\d[\d.]*{_OPERATOR})?[A-Za-z_][\w.]*\(")
_CALCULATION = re.compile(rf"{_SIGNS}{_OPERAND}\)*{_OPERATOR}{_SIGNS}{_OPERAND}")
_ONLY_CELL = re.compile(rf"{_SIGNS}{_CELL}\)*\s*")


def escape_formula(text: str) -> str:
    """`text`, with an apostrophe in front where a spreadsheet would run it."""
    return "'" + text if is_formula(text) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet that opens a CSV file would run the text.

    `- bread`, `-1.5`, `--- end ---` and `- 2-3 eggs` are texts, `-2+3` and `-SUM(A1)` are formulas.
    """
    first = text[:1]
    if first in ("-", "－"):
        return _is_formula_after_minus(text[1:])
    if first == "\n":
        return is_formula(text.lstrip("\n"))
    return text.startswith(FORMULA_STARTS)


def _is_formula_after_minus(rest: str) -> bool:
    """A formula by its beginning; after a space, as in a list, only when all of the text can be one."""
    if _LINK.search(rest) or _SHEET.match(rest) or _ONLY_CELL.fullmatch(rest):
        return True
    if call := _CALL.match(rest):
        return _continues(rest, call.end())
    calculation = _CALCULATION.match(rest)
    if not calculation or not rest[0].isspace():
        return bool(calculation)
    return bool(re.fullmatch(r"[-+*/^&<>=()\s]*+", re.sub(_OPERAND, "", rest)))


def _continues(rest: str, start: int) -> bool:
    """Whether after the call whose arguments begin at `start` a formula ends or goes on."""
    depth = 1
    for place in range(start, len(rest)):
        depth += {"(": 1, ")": -1}.get(rest[place], 0)
        if depth == 0:
            after = rest[place + 1 :].lstrip()
            return not after or after[0] in "-+*/^&<>=,;)%"
    return True
