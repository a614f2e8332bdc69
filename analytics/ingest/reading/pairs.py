"""Candidates in which a record is a prompt with one answer, several answers, or answers of which one is better."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from analytics.ingest.reading.candidates import Candidate
from analytics.ingest.reading.fields import single_fields
from analytics.ingest.reading.model import Answer, Comparisons, Reading
from analytics.ingest.reading.profile import Field, Profile, relative
from analytics.ingest.reading.vocabulary import OPPOSED, name_rank, plain

WANTED = ("conversation", "title", "label", "source", "lang", "model", "user", "time", "id", "url")
_SIDE = re.compile(r"^(.*?)[\s_\-.]?\(?([a-dA-D]|[1-9])\)?$")
_SIDE_FIRST = re.compile(r"^([a-dA-D]|[1-9])[\s_\-.](.+)$")
TRANSLATIONS = frozenset({"target", "tgt", "translation", "hypothesis", "mt", "output"})
_WINNERS = re.compile(
    r"winner|preferred|preference|label|better|choice|chosen|decision|verdict|judg|vote|annotation|more_", re.IGNORECASE
)
_TIES = {"tie": "tie", "equal": "tie", "same": "tie", "both": "tie", "neither": "both_bad", "a=b": "tie", "draw": "tie",
         "both_bad": "both_bad",
         "none": "both_bad", "tie_bothbad": "both_bad", "c": "tie", "=": "tie", "no_preference": "tie"}  # fmt: skip


def candidates(profile: Profile) -> Iterator[Candidate]:
    """Candidates with a prompt and answers at the level of the records."""
    for records in _record_paths(profile):
        fields = [one for one in profile.below(records) if _is_answerable(relative(one.path, records))]
        texts = [one for one in fields if one.is_text and (one.prose > 0.15 or _named(one))]
        lists = [
            one for one in profile.below(records) if _is_list_of_texts(relative(one.path, records)) and one.is_text
        ]
        yield from _sides(profile, records, texts, lists)
        yield from single(profile, records)
        yield from _n_best(profile, records, texts, lists)


def _record_paths(profile: Profile) -> list[str]:
    """The record itself, and lists of objects one or two levels below it where the sample is a single record."""
    inner = [
        f"{path}[]"
        for path in profile.lists
        if f"{path}[]" in profile.objects and path.count("[]") == 0 and path.count(".") <= 1 and path
    ]
    return [""] + ([path for path in inner if profile.objects[path] >= 1] if profile.records <= 3 else [])


def _is_answerable(path: str) -> bool:
    return "[" not in path and "*" not in path and path.count(".") <= 1


def _is_list_of_texts(path: str) -> bool:
    holder, _, rest = path.partition("[]")
    return (
        path.count("[]") == 1
        and "*" not in path
        and holder.count(".") <= 1
        and (not rest or plain(rest) in ("text", "content", "response", "output", "answer", "value"))
    )


def _named(one: Field) -> bool:
    return max(_rank(one, "prompt"), _rank(one, "answer")) > 0.45


def _prompt(records: str, texts: Sequence[Field], answers: Sequence[str]) -> tuple[str, ...]:
    """The fields of the prompt: the best named one, and fields that go with an instruction."""
    rest = [one for one in texts if relative(one.path, records) not in answers]
    ranked = sorted(rest, key=lambda one: -(_rank(one, "prompt") + 0.3 * one.prose - 0.1 * one.path.count(".")))
    if not ranked or (_rank(ranked[0], "prompt") <= 0.25 and not (len(ranked) == 1 and ranked[0].prose > 0.4)):
        return ()
    chosen: list[Field] = [ranked[0]]
    if plain(ranked[0].name) in ("instruction", "instructions", "question", "query", "task"):
        chosen += [
            one for one in rest if one is not ranked[0] and plain(one.name) in ("input", "inputs", "context_input")
        ]
    elif plain(ranked[0].name) in ("input", "inputs"):
        chosen = [one for one in rest if plain(one.name) in ("instruction", "instructions")] + chosen
    return tuple(relative(one.path, records) for one in chosen)


def single(profile: Profile, records: str) -> Iterator[Candidate]:
    """The candidate in which each object at `records` is a prompt with one answer."""
    fields = [one for one in profile.below(records) if _is_answerable(relative(one.path, records))]
    pieces = [one for one in profile.below(records) if _is_parts(relative(one.path, records)) and one.is_text]
    texts = [one for one in fields if one.is_text and (one.prose > 0.15 or _named(one))]
    yield from _single(profile, records, texts, pieces)


def _is_parts(path: str) -> bool:
    """Whether a path leads into the pieces of one answer: a list under a name in the singular, of objects."""
    holder, _, rest = path.partition("[]")
    return (
        path.count("[]") == 1
        and holder.count(".") <= 1
        and plain(rest) in ("text", "value", "content")
        and not holder.endswith("s")
    )


def _single(
    profile: Profile, records: str, texts: Sequence[Field], pieces: Sequence[Field] = ()
) -> Iterator[Candidate]:
    texts = [*texts, *(_holder(one) for one in pieces)]
    ranked = sorted(texts, key=lambda one: -(_rank(one, "answer") + 0.2 * one.prose - 0.1 * one.path.count(".")))
    if not ranked or _rank(ranked[0], "answer") < 0.3:
        return
    answer = relative(ranked[0].path, records)
    is_translation = plain(ranked[0].name) in TRANSLATIONS
    others = [
        one for one in texts if one is not ranked[0] and (is_translation or plain(one.name) not in ("source", "src"))
    ]
    prompt = _prompt(records, others, (answer,))
    if not prompt:
        return
    name = _rank(ranked[0], "answer")
    strength = max(_rank(one, "prompt") for one in texts if relative(one.path, records) in prompt)
    score = 1.0 + name + strength + 0.5 * ranked[0].prose
    reasons = (f"{' and '.join(map(repr, prompt))} is the prompt and {answer!r} its answer",)
    yield Candidate(_reading(profile, records, prompt, (Answer(answer),), ()), score, reasons)


def _rank(one: Field, what: str) -> float:
    """How well the name of a field fits; `message.text` goes by its object's name."""
    steps = [step.strip('"') for step in one.path.replace("[]", "").split(".")]
    own = name_rank(one.name, what)
    if len(steps) > 1 and plain(one.name) in ("text", "content", "value"):
        own = max(own, name_rank(steps[-2], what) - 0.05)
    return own


def _holder(one: Field) -> Field:
    """The field of a list of pieces, as if it were one text."""
    path = one.path.rpartition("[]")[0]
    return replace(one, path=path, name=path.split(".")[-1].split("[]")[-1].strip('"'))


def _sides(profile: Profile, records: str, texts: Sequence[Field], lists: Sequence[Field]) -> Iterator[Candidate]:
    """Answers named by opposed words (chosen, rejected) or by a letter or number after a common stem (response_a)."""
    for group, texts_of_group in (("", texts), ("[]", lists)):
        names = {relative(one.path, records): one for one in texts_of_group}
        for a, b in _opposed(names):
            answers = _answers(names, (a, b), profile, records)
            prompt = _prompt(records, [one for one in texts if relative(one.path, records) not in (a, b)], (a, b))
            score = 3.2 + 0.6 * bool(prompt) + 0.3 * names[a].prose
            better = (f"{a!r} is better than {b!r}: their names say so",)
            yield Candidate(_reading(profile, records, prompt, answers, (Comparisons(0, 1),)), score, better)
        if group:
            continue
        for members in _stems(names):
            prompt = _prompt(records, [one for one in texts if relative(one.path, records) not in members], members)
            if not prompt and name_rank(re.sub(r"[\W_]?\w$", "", members[0]), "answer") < 0.3:
                continue
            answers = _answers(names, members, profile, records)
            winners = tuple(_winners(profile, records, members)) if len(members) == 2 else ()
            score = 2.8 + 0.6 * bool(prompt) + 0.5 * bool(winners) + 0.3 * names[members[0]].prose
            reasons = [f"{', '.join(map(repr, members))} are answers to the same prompt"]
            reasons += [f"{one.winner!r} says which one won" for one in winners]
            yield Candidate(_reading(profile, records, prompt, answers, winners), score, tuple(reasons))


def _opposed(names: dict[str, Field]) -> Iterator[tuple[str, str]]:
    words = {path: plain(path.removesuffix("[]").split(".")[-1]).split("_") for path in names}
    for good, bad in OPPOSED:
        for a in words:
            if good not in words[a] or "not" in words[a]:
                continue
            for b in words:
                if a != b and bad in words[b] and set(words[a]) - {good} == set(words[b]) - {bad}:
                    yield a, b


def _stems(names: dict[str, Field]) -> Iterator[tuple[str, ...]]:
    stems: dict[str, dict[str, str]] = {}
    for path, one in names.items():
        leaf = path.split(".")[-1].strip('"')
        match = _SIDE.match(leaf)
        if match and len(match.group(1)) > 1:
            stems.setdefault(match.group(1).lower(), {})[match.group(2).lower()] = path
        elif first := _SIDE_FIRST.match(leaf):
            stems.setdefault(first.group(2).lower(), {})[first.group(1).lower()] = path
        del one
    for sides in stems.values():
        keys = sorted(sides)
        if len(keys) >= 2 and keys[0] in ("a", "1") and all(ord(y) == ord(x) + 1 for x, y in pairwise(keys)):
            yield tuple(sides[key] for key in keys)


def _answers(names: dict[str, Field], members: Sequence[str], profile: Profile, records: str) -> tuple[Answer, ...]:
    models = {plain(relative(one.path, records)): relative(one.path, records) for one in profile.below(records)}
    answers = []
    for member in members:
        leaf = plain(member.removesuffix("[]").split(".")[-1])
        side = leaf.split("_")[-1]
        path = models.get(f"model_{side}") or models.get(f"{leaf}_model") or models.get(f"generator_{side}")
        answers.append(Answer(member, None, path))
    return tuple(answers)


def _winners(profile: Profile, records: str, members: Sequence[str]) -> Iterator[Comparisons]:
    """The fields that say which of two answers won: their values name the sides. A list holds one of each judge."""
    for one in profile.below(records):
        path = relative(one.path, records)
        if path in members or path.count("[") > 1 or not _WINNERS.search(one.name) or one.n_distinct > 8:
            continue
        values = {str(value): side for value in one.values if (side := side_of(str(value), members)) is not None}
        known = sum(str(value) in values for value in one.values)
        if known >= 0.8 * len(one.values) and {"a", "b"} & set(values.values()):
            judge = next(
                (
                    relative(other.path, records)
                    for other in profile.below(records)
                    if re.search(r"judge|rater|annotator", plain(other.name))
                    and other.path.count("[") == one.path.count("[")
                    and other.is_text
                    and other.prose < 0.4
                    and other.name != one.name
                ),
                None,
            )
            machine = bool((judge and "model" in judge) or re.search(r"judg", path))
            yield Comparisons(0, 1, path, values, judge, "model" if machine else "annotator")


def side_of(value: str, members: Sequence[str]) -> str | None:
    """'a', 'b', 'tie' or 'both_bad' for a value of a winner column, None for any other value."""
    word = (
        plain(value.replace(">", " > ").replace("<", " < ")).replace("_", "")
        if re.search(r"[<>]", value)
        else plain(value)
    )
    if re.fullmatch(r"(a|1)>+(b|2)|(b|2)<+(a|1)", word):
        return "a"
    if re.fullmatch(r"(b|2)>+(a|1)|(a|1)<+(b|2)", word):
        return "b"
    if word in _TIES:
        return _TIES[word]
    for side, member in zip("ab", members, strict=False):
        leaf = plain(member.split(".")[-1])
        letter, number = side, "1" if side == "a" else "2"
        if word in (
            letter,
            number,
            leaf,
            f"model_{letter}",
            f"response_{letter}",
            f"answer_{letter}",
            f"model_{number}",
            f"response_{number}",
            f"output_{number}",
            "left" if side == "a" else "right",
            "first" if side == "a" else "second",
        ):
            return side
    return None


def _n_best(profile: Profile, records: str, texts: Sequence[Field], lists: Sequence[Field]) -> Iterator[Candidate]:
    """A prompt with a list of answers."""
    for one in lists:
        path = relative(one.path, records)
        holder = path.split("[]")[0]
        name = name_rank(plain(holder.split(".")[-1]).rstrip("s"), "answer")
        prompt = _prompt(records, texts, ())
        if name < 0.4 or not prompt or one.prose < 0.25:
            continue
        yield Candidate(
            _reading(profile, records, prompt, (Answer(path),), ()),
            2.4 + 0.6 * name,
            (f"{holder!r} is a list of answers to {prompt[0]!r}",),
        )


def _reading(
    profile: Profile,
    records: str,
    prompt: tuple[str, ...],
    answers: tuple[Answer, ...],
    comparisons: tuple[Comparisons, ...],
) -> Reading:
    taken = {*prompt, *(answer.text for answer in answers), *(one.winner for one in comparisons if one.winner)}
    fields = list(profile.below(records))
    return Reading(
        kind="pairs", records=records, text=prompt, answers=answers, comparisons=comparisons,
        fields=single_fields(fields, records, taken, WANTED),
    )  # fmt: skip
