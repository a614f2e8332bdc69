"""Where are the words of a decoded text, and where may a sentence, a line or an address end or start?"""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import inlined
from analytics.batch.scan import characters as ch
from analytics.batch.scan.bitmaps import CHUNK, NOTHING, ONE, count, lowest, members
from analytics.batch.scan.scratch import Scratch
from analytics.batch.scan.tables import Tables

USUAL_STOPS, USUAL_EDGES = 2, 24
"""Most CHUNKs have at most this many events and this many word boundaries."""

in_words = members(*ch.ascii_runs(ch.WORD), ch.LETTERS)
in_events = members(*ch.ascii_runs(ch.EVENT), ch.EVENTS)


@inlined
def find_words(n: int, s: Scratch) -> tuple[int, int]:
    """Write where words start and end to `boundaries`, where events are to `events`, and the number of boundaries
    before each event; gives the numbers of boundaries and of events. For texts without marks and ideographs.
    """
    classes, boundaries, events, boundaries_before = s.classes, s.boundaries, s.events, s.boundaries_before
    n_boundaries = n_events = 0
    carried = NOTHING
    for start in range(0, n + 1, CHUNK):
        inside = in_words(classes, start)
        edges = inside ^ ((inside << ONE) | carried)
        carried = inside >> np.uint64(CHUNK - 1)
        stops = in_events(classes, start)
        n_events = write_events(start, stops, edges, n_events, n_boundaries, events, boundaries_before)
        n_boundaries = write_bits(start, edges, n_boundaries, boundaries)
    return n_boundaries, n_events


@inlined
def write_events(
    start: int, stops: np.uint64, edges: np.uint64, n_events: int, n_boundaries: int, events: np.ndarray,
    boundaries_before: np.ndarray,
) -> int:  # fmt: skip
    """Append the places of `stops` and the number of boundaries before each; gives the number of events so far.

    It writes USUAL_STOPS places without asking how many there are, which costs less; later places overwrite the excess.
    """
    n_stops = count(stops)
    for k in range(USUAL_STOPS):
        events[n_events + k] = start + lowest(stops)
        boundaries_before[n_events + k] = n_boundaries + count(edges & (stops ^ (stops - ONE)))
        stops &= stops - ONE
    for k in range(USUAL_STOPS, n_stops):
        events[n_events + k] = start + lowest(stops)
        boundaries_before[n_events + k] = n_boundaries + count(edges & (stops ^ (stops - ONE)))
        stops &= stops - ONE
    return n_events + n_stops


@inlined
def write_bits(start: int, edges: np.uint64, n_boundaries: int, boundaries: np.ndarray) -> int:
    """Append the places of `edges`, as `write_events` does; gives the number of boundaries so far."""
    n_edges = count(edges)
    for k in range(USUAL_EDGES):
        boundaries[n_boundaries + k] = start + lowest(edges)
        edges &= edges - ONE
    for k in range(USUAL_EDGES, n_edges):
        boundaries[n_boundaries + k] = start + lowest(edges)
        edges &= edges - ONE
    return n_boundaries + n_edges


@inlined
def find_words_of_any_script(n: int, tables: Tables, s: Scratch) -> tuple[int, int]:
    """As `find_words`, for any text: a mark continues a word but starts none, an ideograph with its marks is a word by
    itself.
    """
    classes, properties, boundaries = s.classes, tables.properties, s.boundaries
    events, boundaries_before = s.events, s.boundaries_before
    n_boundaries = n_events = i = 0
    while i < n:
        has = properties[classes[i]]
        if has & (ch.WORD | ch.MARK) == ch.WORD:
            boundaries[n_boundaries] = i
            i += 1
            continues = (ch.WORD | ch.MARK) if has & ch.IDEOGRAPH else ch.WORD
            tested = (ch.IDEOGRAPH | ch.WORD) | (ch.MARK if has & ch.IDEOGRAPH else 0)
            while i < n and properties[classes[i]] & tested == continues:
                i += 1
            boundaries[n_boundaries + 1] = i
            n_boundaries += 2
            continue
        if has & ch.EVENT:
            events[n_events], boundaries_before[n_events] = i, n_boundaries
            n_events += 1
        i += 1
    return n_boundaries, n_events
