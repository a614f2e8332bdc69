"""Where may personal data be? One compiled pass over the bytes marks places; the patterns read only those.

A place is a run of digits, a run of letters and digits as long as a key, an `@`, the colons or dots of an address, or
a word such as "password". Its window contains the words around it on the same line.
"""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import compiled, fused

AT, NUMBER, ADDRESS, TOKEN, PASSWORD, KEY_BLOCK = 1, 2, 4, 8, 16, 32
"""What a place is: an address of e-mail, digits, an IP address, a long token, a password, a key block."""

MIN_DIGITS, MIN_TOKEN, MAX_GAP = 6, 16, 3
"""Digits of a number, characters of a token, and characters between two digits of one number."""

LETTER, PROBE, DIGIT, UNDERSCORE, DASH, GAP, LINE, SIGN, WIDE, OTHER = range(10)
"""Classes of bytes. Those up to DASH are of a token, those up to UNDERSCORE of a word; PROBE are the letters of
`_probe`.
"""


def _classes() -> np.ndarray:
    """The class of each byte."""
    classes = np.full(256, OTHER, np.uint8)
    for first, last in (("A", "Z"), ("a", "z")):
        classes[ord(first) : ord(last) + 1] = LETTER
    for characters, kind in (("0123456789", DIGIT), (" ./)\t", GAP), ("-", DASH), ("\n", LINE), ("@([{:=", SIGN)):
        classes[[ord(character) for character in characters]] = kind
    classes[[ord(character) for character in "wdA"]] = PROBE
    classes[ord("_")] = UNDERSCORE
    classes[0xC2:] = WIDE
    return classes


CLASSES = _classes()
CLASSES.flags.writeable = False

_ENDS = str.split(
    "key token secret password swd pwd pass passwort mot-de-passe senha contraseña contrasena clave parola salasana "
    "şifre heslo hasło jelszó parolă пароль 密码 密碼 口令 パスワード 비밀번호 암호 المرور סיסמה पासवर्ड khẩu wachtwoord lösenord"
)


def _password_ends() -> np.ndarray:
    """The last three bytes of words for a password or key, such as "token" and "password", each as one number."""
    ends = [ending.encode()[-3:] for ending in _ENDS]
    folded = [[byte | 32 for byte in ending] for ending in ends]
    return np.array([first << 16 | second << 8 | third for first, second, third in folded], np.int64)


PASSWORD_ENDS = _password_ends()
PASSWORD_ENDS.flags.writeable = False


@compiled
def _digit_width(data: np.ndarray, i: int, end: int) -> int:
    """The bytes of a digit of another script at `i`: full-width, Arabic, Devanagari, Bengali or Thai; else 0."""
    first = data[i]
    if first == 0xD9 and i + 1 < end and 0xA0 <= data[i + 1] <= 0xA9:
        return 2
    if first == 0xDB and i + 1 < end and 0xB0 <= data[i + 1] <= 0xB9:
        return 2
    if i + 2 >= end:
        return 0
    second, third = data[i + 1], data[i + 2]
    is_digit = (
        (first == 0xEF and second == 0xBC and 0x90 <= third <= 0x99)
        or (first == 0xE0 and (second == 0xA5 or second == 0xA7) and 0xA6 <= third <= 0xAF)
        or (first == 0xE0 and second == 0xB9 and 0x90 <= third <= 0x99)
    )
    return 3 if is_digit else 0


@compiled
def _sign(data: np.ndarray, i: int, start: int, end: int, password_ends: np.ndarray) -> int:
    """What an ASCII sign at `i` may belong to: an address (`@`, `(at)`), or a password (`:` or `=` after its word)."""
    character = data[i]
    if character == 64:
        return AT if start < i < end - 1 and data[i - 1] > 32 and data[i + 1] > 32 else 0
    if character in (40, 91, 123):
        is_at = i + 3 < end and (data[i + 1] | 32) == 97 and (data[i + 2] | 32) == 116 and data[i + 3] in (41, 93, 125)
        return AT if is_at else 0
    last = i - 1
    while last > start and i - last < 4 and data[last] in (32, 34, 39, 93):
        last -= 1
    if last <= start + 1:
        return 0
    ending = (data[last - 2] | 32) << 16 | (data[last - 1] | 32) << 8 | (data[last] | 32)
    for known in password_ends:
        if known == ending:
            return PASSWORD
    return 0


@compiled
def _probe(data: np.ndarray, i: int, start: int, end: int) -> int:
    """What the word at `i` announces: "passw", " dot " or " AT "."""
    if data[i] == 119:
        return PASSWORD if i - 4 >= start and (data[i - 1] | 32) == 115 and (data[i - 2] | 32) == 115 else 0
    if i == start or i + 3 >= end or data[i - 1] not in (32, 40, 91):
        return 0
    if data[i] == 100:
        return AT if data[i + 1] == 111 and data[i + 2] == 116 and data[i + 3] in (32, 41, 93) else 0
    return AT if data[i + 1] == 84 and data[i + 2] == 32 else 0


@compiled
def _wide_sign(data: np.ndarray, i: int, end: int) -> int:
    """What a full-width sign at `i` may belong to, as `_sign`."""
    if data[i] != 0xEF or i + 2 >= end or data[i + 1] != 0xBC:
        return 0
    if data[i + 2] == 0xA0:
        return AT
    return PASSWORD if data[i + 2] == 0x9A else 0


@compiled
def _is_gap(data: np.ndarray, i: int) -> bool:
    """Whether a character of several bytes at `i` may be between digits: no-break and thin spaces, dashes, full-width
    signs.
    """
    return bool(data[i] == 0xC2 or data[i] == 0xE2 or data[i] == 0xEF or (data[i] == 0xE3 and data[i + 1] == 0x80))


@compiled
def _is_dull(data: np.ndarray, first: int, last: int, digits: int) -> bool:
    """Whether a run of digits is a decimal number, a date, two years, or within a word; or has six digits and no
    letters around it.
    """
    length = last - first + 1
    if digits == MIN_DIGITS:
        at = first - 2 if first > 1 and data[first - 1] == 32 else first - 1
        return not (at >= 1 and CLASSES[data[at]] <= PROBE and CLASSES[data[at - 1]] <= PROBE)
    dots, gap = 0, 0
    has_more = first > 1 and last + 1 < len(data) and CLASSES[data[first - 2]] <= DIGIT
    if length == digits and has_more and CLASSES[data[first - 1]] <= PROBE and CLASSES[data[last + 1]] <= PROBE:
        return True
    for i in range(first, last + 1):
        if not 48 <= data[i] <= 57:
            dots += data[i] == 46
            gap = i if gap == 0 else gap
    if length == digits + 1 and dots == 1 and (data[first] != 48 or gap - first == 1):
        return True
    if digits == 8 and gap - first == 4 and last - gap < 9 and data[first] in (49, 50) and data[last - 3] in (49, 50):
        return True
    if digits > 10 or length < 10 or data[gap] not in (45, 46, 47):
        return False
    year_first = gap - first == 4 and data[first + 7] == data[gap] and data[first] in (49, 50)
    year_last = gap - first == 2 and data[first + 5] == data[gap] and data[first + 8] != data[gap]
    return year_first or (year_last and data[first + 6] in (49, 50) and data[first + 3] in (48, 49))


@compiled
def _is_account(data: np.ndarray, i: int, start: int, end: int) -> bool:
    """Whether two letters and two digits that end at `i` begin a row of groups of four: an IBAN with few digits."""
    if i - 3 < start or CLASSES[data[i - 2]] > PROBE or CLASSES[data[i - 3]] > PROBE:
        return False
    if i - 4 >= start and CLASSES[data[i - 4]] <= UNDERSCORE:
        return False
    at = i + 1
    for _ in range(2):
        gap = at
        while at < end and at - gap < MAX_GAP and CLASSES[data[at]] > DIGIT:
            at += 1
        for _ in range(4):
            if at >= end or CLASSES[data[at]] > DIGIT:
                return False
            at += 1
    return True


@compiled
def _is_address(data: np.ndarray, i: int, start: int, end: int) -> bool:
    """Whether the colons at `i` are in a run of colons and hexadecimal digits, one of them 0 to 9, in a word alone."""
    first, last, digits = i, i, 0
    while first > start and i - first < 45 and (data[first - 1] == 58 or HEXADECIMAL[data[first - 1]]):
        first -= 1
    while last < end - 1 and last - i < 45 and (data[last + 1] == 58 or HEXADECIMAL[data[last + 1]]):
        last += 1
    for at in range(first, last + 1):
        digits += 48 <= data[at] <= 57
    is_start = first == start or CLASSES[data[first - 1]] > UNDERSCORE
    is_end = last == end - 1 or CLASSES[data[last + 1]] > UNDERSCORE
    return digits > 0 and last - first >= 4 and is_start and is_end


HEXADECIMAL = np.zeros(256, np.bool_)
HEXADECIMAL[[ord(character) for character in "0123456789abcdefABCDEF"]] = True
HEXADECIMAL.flags.writeable = False


@compiled
def _add(places: np.ndarray, n: int, text: int, start: int, end: int, kind: int) -> int:
    """Write place n, if there is room for it; gives the number of places."""
    if n < len(places):
        places[n, 0], places[n, 1], places[n, 2], places[n, 3] = text, start, end, kind
    return n + 1


@compiled
def _colon(data: np.ndarray, i: int, start: int, end: int, colons: np.ndarray) -> int:
    """ADDRESS at the second of two colons, or the last of seven, of an address of version 6; else 0. `colons` has the
    last colon, and how many are within five bytes of the one before.
    """
    previous = colons[0]
    colons[1] = colons[1] + 1 if i - previous <= 5 and previous >= start else 1
    colons[0] = i
    is_double = previous == i - 1 and i > start and _is_address(data, i, start, end)
    return ADDRESS if is_double or colons[1] == 7 else 0


@compiled
def _dot(data: np.ndarray, i: int, start: int, end: int) -> bool:
    """Whether the dot at `i` is the third between four short numbers."""
    dots, at = 1, i - 1
    while at >= start and i - at < 12 and (data[at] == 46 or 48 <= data[at] <= 57):
        dots += data[at] == 46
        at -= 1
    return dots == 3 and i + 1 < end and 48 <= data[i + 1] <= 57


@fused
def mark_places(
    data: np.ndarray,
    bounds: np.ndarray,
    classes: np.ndarray,
    password_ends: np.ndarray,
    places: np.ndarray,
    colons: np.ndarray,
) -> int:
    """Write (text, first byte, end, kind) for every place, by end; gives their number, which may be more than
    fit into `places`. `colons` is memory for two numbers.
    """
    n = 0
    for text in range(len(bounds) - 1):
        start, end = bounds[text], bounds[text + 1]
        token, digit, digits, first, last, gap, i = start, start - 2, 0, 0, 0, 0, start
        colons[0] = start - 9
        while i <= end:
            kind = classes[data[i]] if i < end else OTHER
            width, place, place_start = 1, 0, i
            if kind <= PROBE and digits > 0:
                gap = MAX_GAP + 1
            if kind == LETTER and digits == 0:
                i += 1
                continue
            if kind == WIDE:
                width = _digit_width(data, i, end)
                kind, width = (DIGIT, width) if width > 0 else (WIDE, 1)
            if kind == PROBE:
                place = _probe(data, i, start, end)
            elif kind == DIGIT:
                digits = digits + 1 if digits > 0 and gap <= MAX_GAP else 1
                first = i if digits == 1 else first
                gap, last, digit = 0, i + width - 1, i
                if digits == 2 and first == i - 1 and _is_account(data, i, start, end):
                    place = NUMBER
            elif kind == GAP:
                gap += 1
                if data[i] == 46 and digit == i - 1 and _dot(data, i, start, end):
                    place, place_start = ADDRESS, i - 12
            elif kind == DASH:
                gap += 1
                place = KEY_BLOCK if i + 9 < end and data[i + 1] == 45 and data[i + 5] == 66 else 0
            elif kind == LINE:
                joins = digit == i - 1 and i + 1 < end and classes[data[i + 1]] == DIGIT
                gap = gap + 1 if joins else MAX_GAP + 1
            elif kind == WIDE:
                gap = gap + 1 if _is_gap(data, i) else MAX_GAP + 1
                place = _wide_sign(data, i, end)
            elif kind == SIGN:
                gap = gap + 1 if data[i] == 40 else MAX_GAP + 1
                place = _colon(data, i, start, end, colons) if data[i] == 58 else 0
                place = place if place > 0 else _sign(data, i, start, end, password_ends)
            elif kind == UNDERSCORE or i == end or data[i] < 128:
                gap = MAX_GAP + 1
            if kind >= GAP:
                if i - token >= MIN_TOKEN and digit >= token:
                    n = _add(places, n, text, token, i, TOKEN)
                token = i + 1
            if gap > MAX_GAP and digits > 0:
                if digits >= MIN_DIGITS and not _is_dull(data, first, last, digits):
                    n = _add(places, n, text, first, last + 1, NUMBER)
                digits = 0
            if place > 0:
                n = _add(places, n, text, max(place_start, start), i + 1, place)
            i += width
    return n
