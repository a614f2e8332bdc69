"""Public IP addresses: not versions, headings, or addresses of private networks."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

IP = re.compile(
    r"(?<![\w.:=-])(?<!\w/)(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\w)"
    r"|(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}(?![\w:])"
    r"|(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:){2,7}(?::[0-9A-Fa-f]{1,4}){1,6}(?![\w:])"
)
IP_AFTER_EQUALS = re.compile(
    r"(?i:ip|addr|address|host|client|remote|src|dst|from)=(?P<number>(?:\d{1,3}\.){3}\d{1,3})(?![\w-]|\.\w)"
)
NO_ADDRESS = re.compile(
    r"(?i)(?:\b(?:v|ver|version|versions|release|build|firmware|update|upgrade|section|chapter|clause|article|figure"
    r"|table|rfc|oid|§)\.?|§|==) *$"
)
"""Words right before four numbers with dots that make them a version or a heading."""

SMALL_NUMBERS = re.compile(r"(?:1?\d\.){3}1?\d")
ADDRESS = re.compile(r"(?i)(?:\b(?:ip|ips|host|dns|ping|address|addr|server|resolver|nameserver)\b|//|@|\[)\W{0,6}$")
"""Words right before four numbers below 20 that make them an address: otherwise they are more often a heading."""

HINT = r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]|[0-9A-Fa-f]::?[0-9A-Fa-f]{1,4}:|:[0-9A-Fa-f]{1,4}::?[0-9A-Fa-f]"
"""An RE2 pattern that matches every line with a finding. Arrow searches for it many times as fast as Python."""


def find_ips(text: str) -> Iterator[tuple[int, int]]:
    """Where the public IP addresses of `text` are."""
    for match in IP.finditer(text):
        before = text[max(0, match.start() - 16) : match.start()]
        may_be_heading = SMALL_NUMBERS.fullmatch(match[0]) and not ADDRESS.search(before)
        if _is_public(match[0]) and not NO_ADDRESS.search(before) and not may_be_heading:
            yield match.span()
    for match in IP_AFTER_EQUALS.finditer(text):
        if _is_public(match["number"]):
            yield match.span("number")


def _is_public(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_global
    except ValueError:
        return False
