"""The estimate of tokens in plain Python."""

from analytics.batch import token_weights as weights


def script(character):
    """What a character beyond ASCII adds, and whether it is a mark."""
    block = ord(character) >> 4
    for (first, last), tokens in weights.SCRIPTS.items():
        if first >> 4 <= block <= last >> 4:
            return tokens, first in weights.MARKS
    return weights.OTHER_CHARACTER, False


def kind(character):
    if character > "\x7f":
        return "mark" if script(character)[1] else "letter"
    if character in "\r\n":
        return "line feed"
    if character <= " ":
        return "space"
    return "letter" if character.isalpha() else "digit" if character.isdigit() else "mark"


def letter(length, before, here):
    if length == 1:
        return weights.WORD if here <= "\x7f" else weights.WORD_BEYOND_ASCII
    return weights.CAPITAL_IN_WORD if "A" <= here <= "Z" and "a" <= before <= "\x7f" else 0


def mark(length, before, here):
    if length == 1:
        return weights.RUN_OF_MARKS
    if before != here:
        return 0
    return weights.REPEATED_MARK if length <= 4 else weights.LATER_REPEATED_MARK


def digit(length, before, here):
    return weights.RUN_OF_DIGITS * (length == 1) + weights.THREE_DIGITS * (length % 3 == 1)


RUNS = {
    "letter": letter,
    "mark": mark,
    "digit": digit,
    "space": lambda length, before, here: weights.RUN_OF_SPACES * (length == 2),
    "line feed": lambda length, before, here: weights.RUN_OF_LINE_FEEDS * (length == 1),
}


def own(length, before, here):
    """What a character adds by itself: nothing when it repeats a mark."""
    if kind(here) == "mark" and length > 1 and before == here:
        return 0
    return script(here)[0] if here > "\x7f" else weights.ASCII_CHARACTERS.get(here, 0)


def units(text, before):
    """What the characters add, in thousandths, after the byte `before` of the text (None at its start)."""
    total, length, character = 0, 2, None if before is None else chr(before)
    run = None if character is None else "letter" if before > 0x7F else kind(character)
    for here in text:
        length = length + 1 if kind(here) == run else 1
        run = kind(here)
        total += sum(round(1000 * one) for one in (own(length, character, here), RUNS[run](length, character, here)))
        character = here
    return total


def plain_tokens(text):
    data = text.encode()
    if len(data) <= 1024:
        return max(round(units(text, None) / 1000), 1) if text else 0
    total = n_read = 0
    for window in range(8):
        first = character_start(data, window * (len(data) - 128) // 7)
        last = character_start(data, min(first + 128, len(data)))
        total += units(data[first:last].decode(), data[first - 1] if first else None)
        n_read += last - first
    return max(round(total * len(data) / n_read / 1000), 1)


def character_start(data, at):
    while at < len(data) and data[at] & 0xC0 == 0x80:
        at -= 1
    return at
