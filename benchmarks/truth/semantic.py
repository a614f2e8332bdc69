"""Are semantic duplicates duplicates? Planted: two wordings of the same facts, and the same wording of other facts.

The same wording with another name, number, place, negation or object is what a cosine of sentence vectors takes for a
copy. Two wordings of the same facts have their sentences in another order and other function words. Reading of pairs
from real corpora is stated on the Duplicates page: 94 of 100 verified pairs are copies (interval 88 to 97).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.truth.table import Row

QUESTION = "Semantic duplicates"
PAIRS = 300

PEOPLE = [
    "Amara",
    "Bruno",
    "Celia",
    "Dmitri",
    "Edda",
    "Farid",
    "Greta",
    "Hideo",
    "Ines",
    "Jonas",
    "Kavya",
    "Luca",
    "Mirela",
    "Nadia",
    "Oskar",
    "Priya",
]
PLACES = [
    "Lisbon",
    "Nairobi",
    "Tallinn",
    "Bogota",
    "Perth",
    "Oslo",
    "Hanoi",
    "Quito",
    "Dakar",
    "Riga",
    "Cusco",
    "Bergen",
]
THINGS = ["bridge", "canal", "museum", "orchard", "lighthouse", "tannery", "observatory", "bakery", "quarry", "ferry"]
WORKS = ["repaired", "painted", "measured", "opened", "closed", "photographed", "insured", "flooded"]


@dataclass(frozen=True)
class Facts:
    """What a text says."""

    person: str
    place: str
    thing: str
    work: str
    count: int
    year: int
    is_done: bool = True


def draw(random: np.random.Generator) -> Facts:
    person, place, thing, work = (str(random.choice(some)) for some in (PEOPLE, PLACES, THINGS, WORKS))
    return Facts(person, place, thing, work, int(random.integers(3, 90)), int(random.integers(1900, 2020)))


def short(facts: Facts, wording: int) -> str:
    negation = "" if facts.is_done else "not "
    form = (
        "The {thing} in {place} was {negation}{work} by {person} in {year}",
        "the {thing} in {place} was {negation}{work} by {person}, in {year}!",
        "So the {thing} in {place} was {negation}{work} by {person} in {year}.",
    )[wording]
    return form.format(**vars(facts), negation=negation)


def long(facts: Facts, wording: int) -> str:
    negation = "" if facts.is_done else "not "
    first = (
        f"{facts.thing.title()} of {facts.place}. The {facts.thing} of {facts.place} was {negation}{facts.work} "
        f"by {facts.person}."
    )
    rest = [
        f"The work was done in {facts.year} with {facts.count} helpers, and people still talk about it.",
        f"{facts.person} had seen the {facts.thing} as a child, when the river was high and the road was closed.",
        f"It is judged that all {facts.count} helpers were paid on the same day, in front of the {facts.thing}.",
        f"Visitors who come to {facts.place} can see the {facts.thing} every day but Monday, and pay what they like.",
    ]
    order = ((0, 1, 2, 3), (1, 0, 3, 2), (3, 2, 1, 0))[wording]
    return " ".join([first, *(rest[row] for row in order)])


def changed(facts: Facts, random: np.random.Generator) -> Facts:
    """The facts with one difference."""
    other = draw(random)
    choice = str(random.choice(["person", "place", "thing", "work", "year", "is_done"]))
    value = not facts.is_done if choice == "is_done" else getattr(other, choice)
    return changed(facts, random) if value == getattr(facts, choice) else replace(facts, **{choice: value})


def generate(seed: int, write: Callable[[Facts, int], str], pairs: int = PAIRS) -> list[tuple[str, str, bool]]:
    """Pairs of texts, and whether both say the same: half of them do."""
    random = np.random.default_rng(seed)
    made = []
    for number in range(pairs):
        facts, wording = draw(random), int(random.integers(1, 3))
        is_same = number % 2 == 0
        made.append((write(facts, 0), write(facts if is_same else changed(facts, random), wording), is_same))
    return made


def verdicts(pairs: list[tuple[str, str, bool]]) -> tuple[np.ndarray, np.ndarray]:
    """bool[pairs]: what the product says, and what is true."""
    from analytics.build.semantic_copies import Rarity, Wording, is_copy

    wordings = [(Wording.of(one), Wording.of(other)) for one, other, _ in pairs]
    rarity = Rarity.of(wording for pair in wordings for wording in pair)
    return np.array([is_copy(*pair, rarity) for pair in wordings]), np.array([is_same for *_, is_same in pairs])


def check(seed: int = 0, pairs: int = PAIRS) -> list[Row]:
    rows = []
    for generator, write in (("one sentence", short), ("five sentences", long)):
        judged, true = verdicts(generate(seed, write, pairs))
        precision, recall = (judged & true).sum() / max(judged.sum(), 1), (judged & true).sum() / true.sum()
        rows.append(Row(QUESTION, generator, f"precision of verified pairs (n = {judged.sum()})", precision, ">=", 0.9))
        rows.append(Row(QUESTION, generator, f"recall of two wordings (n = {true.sum()})", recall, ">=", 0.5))
        rows.append(Row(QUESTION, generator, "precision of a cosine alone: all pairs are close", float(true.mean())))
    return rows
