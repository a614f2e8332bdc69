"""Public IP addresses: not versions, headings, or addresses of private networks and of documentation."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from analytics.batch.pii.numbers import LETTERS

_HEX = "[0-9A-Fa-f]{1,4}"
IP = re.compile(
    rf"(?<![{LETTERS}.-])(?<![{LETTERS}]/)(?<![ ]/)(?<!\d[:=])(?:\d{{1,3}}\.){{3}}\d{{1,3}}(?![{LETTERS}-]"
    rf"|\.[{LETTERS}])"
    rf"|(?<![{LETTERS}:.])(?:{_HEX}:){{7}}{_HEX}(?![{LETTERS}:])"
    rf"|(?<![{LETTERS}:.])(?:{_HEX}:){{1,7}}(?::{_HEX}){{1,6}}(?![{LETTERS}:])"
    rf"|(?<![{LETTERS}:.])(?:{_HEX}:){{2,7}}:(?![{LETTERS}:])"
    rf"|(?<![{LETTERS}:.])::(?:ffff:|FFFF:)?(?:(?:\d{{1,3}}\.){{3}}\d{{1,3}}"
    rf"|{_HEX}(?::{_HEX}){{1,6}})(?![{LETTERS}:]|\.\d)"
)
NO_ADDRESS = re.compile(
    r"(?i)(?:\b(?:v|ver|version|versions|versión|versione|release|build|firmware|update|upgrade|upgraded from|section"
    r"|sections|chapter|clause|article|figure|table|rfc|oid|abschnitt|kapitel|artikel|paragraph|point|item|standard"
    r"|driver|kernel|assembly\w*|fileversion|productversion|chrome|firefox|safari|edge|opera|windows|android|ios"
    r"|numpy|stated in|see|§)\.?|§|==|>=|<=|~=|\^|[a-z]version)[ \"'(:=#/]*(?:no\.? ?|number )?$"
)
"""Words right before four numbers with dots that make them a version or a heading."""

NO_ADDRESS_AFTER = re.compile(
    r"(?i) (?:of the (?:contract|act|standard|agreement|code|statute|regulation|report|manual|specification|document)"
    r"|release|version|build|firmware)\b"
)
OTHER_VERSION = re.compile(
    r"(?<![\d.])(?:\d{1,4}\.\d{1,4}\.\d{1,5}(?!\.?\d)|(?:\d+\.){0,3}(?:2[6-9]\d|25[6-9]|[3-9]\d\d|\d{4,})(?:\.\d+){2,3}"
    r"|(?:\d+\.){1,2}(?:2[6-9]\d|25[6-9]|[3-9]\d\d|\d{4,})(?:\.\d+)+)"
)
"""Three numbers with dots, or four of which one is above 255: where they are near, the numbers are versions."""

SMALL_NUMBERS = re.compile(r"(?:1?\d\.){3}1?\d")
ADDRESS = re.compile(
    r"(?i)(?:\b(?:ip|ips|ipv4|host|hosts|dns|ping|address|addr|server|resolver|nameserver|client|gateway|from"
    r"|peer|proxy"
    r"|remote|src|dst|source)\b|//|@|\[)\W{0,6}$"
)
"""Words right before four numbers below 20 that make them an address: otherwise they are more often a heading."""


def find_ips(text: str) -> Iterator[tuple[int, int]]:
    """Where the public IP addresses of `text` are."""
    for match in IP.finditer(text):
        if not _is_version(text, match) and _is_public(match[0]):
            yield match.span()


def _is_version(text: str, match: re.Match[str]) -> bool:
    """Whether the words or the numbers near four numbers with dots make them a version or a heading."""
    before = text[max(0, match.start() - 24) : match.start()]
    if NO_ADDRESS.search(before) or NO_ADDRESS_AFTER.match(text, match.end()):
        return True
    if ADDRESS.search(before):
        return False
    is_small = SMALL_NUMBERS.fullmatch(match[0]) is not None
    return is_small or OTHER_VERSION.search(text, max(0, match.start() - 40), match.start()) is not None


def _is_public(address: str) -> bool:
    """Whether an address is of the public internet. Eight groups of two decimal digits are a time, not an address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        if mapped is not None:
            return mapped.is_global
        has_groups = re.search(r"[A-Fa-f]|\d{3}", address) is not None
        return has_groups and parsed.is_global and not parsed.is_multicast and int(parsed) >> 112 >= 0x2000
    return parsed.is_global and not parsed.is_multicast
