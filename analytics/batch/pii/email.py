"""E-mail addresses: also with letters of other scripts, and as "name (at) host dot com"."""

from __future__ import annotations

import re
from collections.abc import Iterator

FILE_ENDINGS = frozenset(
    str.split(
        "png jpg jpeg gif svg webp ico bmp js ts jsx tsx css scss py md html htm json xml yml yaml txt log php rb java "
        "cpp local internal localhost lan"
    )
)
"""What follows the dot in names such as icon@2x.png, and in addresses that cannot receive mail."""

_LATIN = "A-Za-zÀ-ÖØ-öø-ɏ\u0300-\u036fḀ-ỿ"
_ALPHABETS = f"{_LATIN}Ͱ-Ͽἀ-῿Ѐ-ԯԱ-֏Ⴀ-ჿ"
"""Latin, Greek, Cyrillic, Armenian and Georgian letters: scripts that put spaces between words."""

_OTHERS = "Ѐ-ԯͰ-Ͽ԰-֏א-תء-يٮ-ۓऀ-ॿঀ-৿஀-௿ก-๙Ⴀ-ჿ㐀-鿿぀-ヿ가-힣"
_NAME = rf"[{_ALPHABETS}0-9_](?:[{_ALPHABETS}0-9._%+'&-]{{0,62}}[{_ALPHABETS}0-9_+-])?"
_LABEL = rf"[{_LATIN}0-9](?:[{_LATIN}0-9-]{{0,61}}[{_LATIN}0-9])?"
_OTHER_LABEL = rf"[{_OTHERS}0-9](?:[{_OTHERS}0-9-]{{0,61}}[{_OTHERS}0-9])?"
_TOP = str.split(
    "рф рус укр бел срб мкд мон қаз онлайн сайт дети москва орг ком ελ ευ бг հայ გე ישראל 中国 中國 公司 网络 網路 网址 台湾 台灣 "
    "香港 新加坡 广告 商城 在线 移动 我爱你 佛山 भारत संगठन 한국 삼성 みんな グーグル コム ไทย คอม السعودية امارات مصر ایران الاردن عمان "
    "المغرب قطر تونس فلسطين سوريا موقع شبكة"
)
_ENDS = rf"(?![{_LATIN}0-9@_-]|\.[{_LATIN}0-9])"
EMAIL = re.compile(
    rf"(?<![{_LATIN}0-9._%+@-])(?:\"[^\"\s][^\"\n@]{{0,62}}\"|{_NAME}|[㐀-鿿぀-ヿ가-힣ऀ-ॿء-ي]{{1,20}})@"
    rf"(?:(?:{_LABEL}\.){{1,8}}(?:[A-Za-z]{{2,24}}|xn--[a-z0-9-]{{2,59}}){_ENDS}"
    rf"|(?:{_OTHER_LABEL}\.){{1,4}}(?:{'|'.join(_TOP)})(?![{_OTHERS}]))"
)
_AT = r"[ ]?(?:\((?:at|AT)\)|\[(?:at|AT)\]|\{(?:at|AT)\})[ ]?"
_DOT = r"(?:[ ]?(?:\((?:dot|DOT)\)|\[(?:dot|DOT)\]|\{(?:dot|DOT)\})[ ]?|[ ](?:dot|DOT|punkt)[ ]|\.)"
_WORD = r"[A-Za-z0-9][A-Za-z0-9_+-]{0,40}"
SPELLED = re.compile(
    rf"(?<![A-Za-z0-9@._-]){_WORD}(?:{_DOT}{_WORD}){{0,3}}"
    rf"(?:{_AT}{_WORD}(?:{_DOT}{_WORD}){{0,3}}{_DOT}"
    rf"|(?P<words>[ ](?:at|AT)[ ])(?!an?[ ]|the[ ]){_WORD}(?:[ ](?:dot|DOT)[ ]{_WORD}){{0,3}}[ ](?:dot|DOT)[ ])"
    r"(?:com|net|org|edu|gov|io|co|info|eu|de|fr|es|it|uk|nl|be|ch|at|pl|se|no|dk|fi|pt|br|mx|ar|in|cn|jp|kr|ru|ua|tr"
    r"|au|nz|za|ca|us|me|dev|app|ai|tech|cz|gr|hu|ro|ie|il|(?-i:COM|NET|ORG|EDU|DE))\b(?![.@][A-Za-z0-9])"
)
"""Spelled out against robots: "at" and "dot" in brackets, or both as words."""

MAIL_WORD = re.compile(
    r"(?i)(?:e-?mails?|mail|contact|address|write(?: to)?|reach(?: me)?|correo|courriel)\b[^.\n]{0,24}\Z"
)
"""What stands before an address that is spelled with words."""

NO_ADDRESS_AFTER = re.compile(r":(?:[/~]|[\w.-]{1,60}/)|/[\w.-]+\.git")
"""A path after an address: the address of a computer (scp, git), not of a person."""

USER_IN_URL = re.compile(r"[a-z0-9+]://[^\s/@]*$")


def find_emails(text: str) -> Iterator[tuple[int, int]]:
    """Where the e-mail addresses of `text` are."""
    if "@" in text:
        for match in EMAIL.finditer(text):
            if _is_mail(text, match):
                yield match.span()
    if " dot " in text or re.search(r"[(\[{](?:at|AT)[)\]}]| AT ", text):
        for match in SPELLED.finditer(text):
            if not match["words"] or MAIL_WORD.search(text, max(0, match.start() - 48), match.start()):
                yield match.span()


def _is_mail(text: str, match: re.Match[str]) -> bool:
    """Whether a match is an address of a person: no file name, computer, or user in a URL."""
    name, domain = match[0].rsplit("@", 1)
    is_host = name == "git" or ".." in name or domain.rsplit(".", 1)[1].lower() in FILE_ENDINGS
    if is_host or NO_ADDRESS_AFTER.match(text, match.end()):
        return False
    return USER_IN_URL.search(text, max(0, match.start() - 80), match.start()) is None


def is_documented_email(address: str) -> bool:
    """Whether the domain is reserved for documentation (RFC 2606, RFC 6761)."""
    domain = address.rsplit("@", 1)[-1].lower()
    return re.search(r"(?:^|\.)example\.(?:com|org|net|edu)$|\.(?:example|test|invalid)$", domain) is not None
