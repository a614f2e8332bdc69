"""What tells of a text whether another one equals or resembles it: exact hashes and a MinHash signature."""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import compiled, inlined
from analytics.batch.scan import characters as ch
from analytics.batch.scan.bitmaps import CHUNK, NOTHING, ONE, copy_folded, lowest, up_to
from analytics.batch.scan.characters import Tables
from analytics.batch.scan.decoding import Scratch, beyond_ascii, spaces
from analytics.batch.scan.hashing import open_table, place_of
from analytics.batch.scan.repetition import maybe_repeated
from analytics.batch.shingles import SHINGLE_WORDS, encode, shingle_hash, shingle_size

PERMUTATIONS = 128
_GENERATOR = np.random.Generator(np.random.PCG64(20240607))
MULTIPLIERS = _GENERATOR.integers(1 << 31, size=PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
HALF = np.uint64(32)
SPACE = ord(" ")
SHIFTS = _GENERATOR.integers(1 << 32, size=PERMUTATIONS, dtype=np.uint32)


@inlined
def normalize(n: int, tables: Tables, s: Scratch) -> int:
    """Write the UTF-8 of `characters.normalized` of the first `n` characters to `normal`; gives its length, or -1 when
    only the whole text can be normalised.
    """
    folded, codes, classes, normal = tables.folded, s.codes, s.classes, s.normal
    length = i = 0
    after_space, before = ONE, 0
    while i < n:
        here = min(lowest(beyond_ascii(classes, i)), n - i)
        blanks = spaces(classes, i)
        dropped = blanks & ((blanks << ONE) | after_space) & up_to(here)
        kept = 0
        while True:  # mostly one run of blanks or none is left out of so few characters, and then nothing branches
            first = min(lowest(dropped), here, CHUNK - 1)
            copy_folded(classes, i + kept, normal, length)  # and what follows, which is written over
            length += first - kept
            kept = first + lowest(~(dropped >> np.uint64(first)))
            dropped &= ~up_to(kept)
            if dropped == NOTHING:
                break
        copy_folded(classes, i + kept, normal, length)
        length += here - kept
        i += here
        if here:
            before = ch.COMPOSED
            after_space = (blanks >> np.uint64(here - 1)) & ONE
        while i < n and classes[i] >= ch.NOT_ASCII:
            code = folded[codes[i]]
            flags = code & ~ch.CODE_POINT if code >= 0 else ch.COMPOSED
            if (
                code == ch.JOINING
                or flags & ch.REORDERS & before
                or (flags & ch.COMPOSES and before & (ch.COMPOSED | ch.REORDERS))
            ):
                return -1
            before = flags
            if code == SPACE:
                normal[length] = SPACE
                length += 1 - int(after_space)
                after_space = ONE
            else:
                if code >= 0:
                    length = write_character(code & ch.CODE_POINT, length, normal)
                else:
                    for expanded in range(tables.expansion_starts[-2 - code], tables.expansion_starts[-1 - code]):
                        length = write_character(tables.expansions[expanded], length, normal)
                after_space = NOTHING
            i += 1
    return length - int(after_space) if length else 0


@inlined
def write_character(code: int, at: int, out: np.ndarray) -> int:
    """Write the UTF-8 of a code point to `out` from `at` on, with zeros up to four bytes; gives where it ends."""
    encoded, length = encode(code)
    place = np.uint64(at)
    for i in range(4):
        out[place + np.uint64(i)] = encoded >> np.uint64(8 * i)
    return at + length


@inlined
def read_shingles(n: int, s: Scratch) -> tuple[int, int]:
    """Write the shingle hashes of the `n` folded words to `hashes`; gives how many there are, and how many different
    ones.
    """
    folded, keys, counts, positions, hashes = s.folded, s.keys, s.counts, s.positions, s.hashes
    if n == 0:
        return 0, 0
    size = shingle_size(n)
    found = n - size + 1
    if (
        size == SHINGLE_WORDS
    ):  # the same loop for the size that nearly all texts have: the compiler unrolls what it knows
        for i in range(found):
            hashes[i] = shingle_hash(folded, i, SHINGLE_WORDS)
    else:
        for i in range(found):
            hashes[i] = shingle_hash(folded, i, size)
    left = maybe_repeated(hashes, found, found, s)
    mask = open_table(keys, counts, left)
    distinct = found - left
    for i in range(left):
        place = place_of(hashes[np.uint64(positions[i])], keys, mask)
        distinct += counts[place] == 0
        counts[place] = 1
    return found, distinct


@compiled
def minhash(n: int, shingles: np.ndarray, signature: np.ndarray) -> None:
    """The least value of each permutation a*x + b (mod 2^32) over the upper halves x of the first `n` shingles, whether
    or not they differ.
    """
    signature[:] = np.uint32(0xFFFFFFFF)
    last = n - 1
    for i in range(
        0, n, 4
    ):  # four keys a turn, so that the signature is loaded and stored a quarter as often; the last one may come twice
        x0, x1 = np.uint32(shingles[i] >> HALF), np.uint32(shingles[min(i + 1, last)] >> HALF)
        x2, x3 = np.uint32(shingles[min(i + 2, last)] >> HALF), np.uint32(shingles[min(i + 3, last)] >> HALF)
        for k in range(PERMUTATIONS):
            a, b = MULTIPLIERS[k], SHIFTS[k]
            least = min(
                min(np.uint32(a * x0 + b), np.uint32(a * x1 + b)), min(np.uint32(a * x2 + b), np.uint32(a * x3 + b))
            )
            signature[k] = min(signature[k], least)
