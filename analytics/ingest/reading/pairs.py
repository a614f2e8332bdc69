"""Candidates in which a record is a prompt with one answer, several answers, or answers of which one is better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from analytics.ingest.reading import sides
from analytics.ingest.reading.candidates import Candidate
from analytics.ingest.reading.fields import single_fields
from analytics.ingest.reading.model import Answer, Comparisons, Reading
from analytics.ingest.reading.paths import first, join, values
from analytics.ingest.reading.profile import Field, Profile, relative
from analytics.ingest.reading.vocabulary import INPUTS, name_rank, plain
from analytics.ingest.reading.winners import winners

WANTED = ("conversation", "title", "label", "source", "lang", "model", "user", "time", "id", "url")
MAX_RUNS = 0.8
LONE_ANSWERS = frozenset({"response", "completion", "reply", "assistant", "model_response", "bot_response"})
"""Names of answers that need no prompt next to them: a corpus has other names for its texts."""
SUMMARIES = frozenset({"summary", "abstract", "highlights", "result"})
"""Names of texts about a document, which answer only what is named as a prompt."""
TRANSLATIONS = frozenset({"target", "tgt", "translation", "hypothesis", "mt", "output"})


def candidates(profile: Profile) -> Iterator[Candidate]:
    """Candidates with a prompt and answers at the level of the records."""
    for records in _record_paths(profile):
        fields = [one for one in profile.below(records) if _is_answerable(relative(one.path, records))]
        texts = [one for one in fields if one.is_text and (one.prose > 0.15 or _named(one))]
        lists = [
            one for one in profile.below(records) if _is_list_of_texts(relative(one.path, records)) and one.is_text
        ]
        yield from _opposed(profile, records, texts, lists)
        yield from _side_by_side(profile, records, texts, lists)
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
    ranked = sorted(rest, key=lambda one: -_prompt_score(one))
    if not ranked or (_rank(ranked[0], "prompt") <= 0.25 and not (len(ranked) == 1 and ranked[0].prose > 0.4)):
        return ()
    chosen = [ranked[0]]
    inputs = [one for one in rest if one is not ranked[0] and _is_input(one)]
    if _rank(ranked[0], "prompt") > 0.45 and not _is_input(ranked[0]):
        chosen += inputs
    return tuple(relative(one.path, records) for one in chosen)


def _is_input(one: Field) -> bool:
    """Whether a field is the second text of an instruction, by its name: input, my_input."""
    name = sides.name_of(one.path)
    return name in INPUTS or name.split("_")[-1] in INPUTS


def _prompt_score(one: Field) -> float:
    """How likely a field is the prompt: by name and prose, and less where it is often empty or a second text."""
    empty = one.empty / max(one.parents, 1)
    second = 0.3 * _is_input(one)
    return _rank(one, "prompt") + 0.3 * one.prose - 0.1 * one.path.count(".") - 0.5 * empty - second


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
        one
        for one in texts
        if one is not ranked[0] and (is_translation or sides.name_of(one.path) not in ("source", "src"))
    ]
    prompt = _prompt(records, others, (answer,))
    if not prompt:
        yield from _without_prompt(profile, records, ranked[0])
        return
    name = _rank(ranked[0], "answer")
    strength = max(_rank(one, "prompt") for one in texts if relative(one.path, records) in prompt)
    if plain(ranked[0].name) in SUMMARIES and strength < 0.45:
        return
    score = 1.0 + name + strength + 0.5 * ranked[0].prose - 2 * (1 - _share(profile, records, (prompt[0], answer)))
    reasons = (f"{' and '.join(map(repr, prompt))} is the prompt and {answer!r} its answer",)
    yield Candidate(_reading(profile, records, prompt, (Answer(answer),), ()), score, reasons)


def _without_prompt(profile: Profile, records: str, one: Field) -> Iterator[Candidate]:
    """The candidate in which each record is an answer whose prompt is in no field."""
    answer = relative(one.path, records)
    if plain(one.name) in LONE_ANSWERS and one.prose > 0.3:
        reason = f"{answer!r} is an answer without its prompt"
        yield Candidate(_reading(profile, records, (), (Answer(answer),), ()), 1.7 + 0.5 * one.prose, (reason,))


def _share(profile: Profile, records: str, paths: Sequence[str]) -> float:
    """The share of the records that have all of some texts, as far as counts say: that of the rarest."""
    total = profile.objects[records] or profile.records
    fields = [profile.fields.get(join(records, path)) for path in paths]
    return min([1.0, *(one.count / max(total, 1) for one in fields if one is not None)])


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


def _opposed(profile: Profile, records: str, texts: Sequence[Field], lists: Sequence[Field]) -> Iterator[Candidate]:
    """Answers named by opposed words: chosen and rejected, also as lists of answers."""
    for group in (texts, lists):
        names = {relative(one.path, records): one for one in group}
        for a, b in sides.opposed(names):
            answers = _answers(profile, records, (sides.Side(a, "a"), sides.Side(b, "b")))
            prompt = _prompt(records, [one for one in texts if relative(one.path, records) not in (a, b)], (a, b))
            score = 3.2 + 0.6 * bool(prompt) + 0.3 * names[a].prose
            better = (f"{a!r} is better than {b!r}: their names say so",)
            yield Candidate(_reading(profile, records, prompt, answers, (Comparisons((0, 1)),)), score, better)


def _side_by_side(
    profile: Profile, records: str, texts: Sequence[Field], lists: Sequence[Field]
) -> Iterator[Candidate]:
    """Answers whose names differ in a letter, a number or the name of a model, or that are elements of one list."""
    names = {relative(one.path, records): one for one in texts}
    groups = [(group, 0.0) for group in sides.numbered(names)]
    groups += [(group, -0.2) for group in sides.by_model(names)]
    groups += [(group, -0.1) for group in sides.inside_object(profile, records)]
    for group, malus in groups:
        yield from _group(profile, records, texts, group, 2.8 + malus)
    for one in lists:
        group = sides.listed(profile, records, relative(one.path, records))
        if group and name_rank(sides.name_of(one.path.split("[]")[0]).rstrip("s"), "answer") >= 0.4:
            yield from (one for one in _group(profile, records, texts, group, 2.8) if one.reading.comparisons)


def _group(
    profile: Profile, records: str, texts: Sequence[Field], group: Sequence[sides.Side], score: float
) -> Iterator[Candidate]:
    paths = [side.path for side in group]
    prompt = _prompt(records, [one for one in texts if relative(one.path, records) not in paths], paths)
    stem = "_".join(token for token in sides.tokens(sides.name_of(paths[0])) if token != group[0].token)
    if not prompt and name_rank(stem, "answer") < 0.3:
        return
    answers = _answers(profile, records, group)
    verdicts = tuple(winners(profile, records, group, [answer.model_path for answer in answers]))
    prose = max((one.prose for one in texts if relative(one.path, records) in paths), default=0.5)
    reasons = [f"{', '.join(map(repr, paths))} are answers to the same prompt"]
    reasons += [f"{one.winner or one.ranks[0]!r} says which one won" for one in verdicts]
    score += (
        0.6 * bool(prompt) + 0.5 * bool(verdicts) + 0.3 * prose - 2 * (1 - _share(profile, records, (*prompt, *paths)))
    )
    yield Candidate(_reading(profile, records, prompt, answers, verdicts), score, tuple(reasons))


def _answers(profile: Profile, records: str, group: Sequence[sides.Side]) -> tuple[Answer, ...]:
    """The answers of some sides, with the model that the name says or the path of its name: model_a, a_model."""
    paths = {plain(relative(one.path, records)): relative(one.path, records) for one in profile.below(records)}
    answers = []
    for side in group:
        leaf = plain(side.path.removesuffix("[]").split(".")[-1])
        token = side.token if len(group) > 2 or len(side.token) == 1 else leaf.split("_")[-1]
        usual = (f"model_{token}", f"{leaf}_model", f"generator_{token}", f"model{token}", f"system_{token}",
                 f"{token}_model", f"{leaf.split('_')[0]}_model")  # fmt: skip
        path = next((paths[name] for name in usual if name in paths and paths[name] != side.path), None)
        answers.append(Answer(side.path, side.model, path))
    return tuple(answers)


def _n_best(profile: Profile, records: str, texts: Sequence[Field], lists: Sequence[Field]) -> Iterator[Candidate]:
    """A prompt with a list of answers."""
    for one in lists:
        path = relative(one.path, records)
        holder = path.split("[]")[0]
        stem = plain(holder.split(".")[-1]).rstrip("s")
        name = max(name_rank(stem, "answer"), 0.6 * (stem in sides.ANSWER_NAMES))
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
    taken = {
        *prompt,
        *(answer.text for answer in answers),
        *(path for one in comparisons for path in (one.winner or "", *one.ranks)),
    }
    own = [set(sides.tokens(sides.name_of(answer.text))) for answer in answers]
    marks = set().union(*own) - own[0].intersection(*own[1:]) if len(own) > 1 else set()
    fields = [one for one in profile.below(records) if not marks & set(sides.tokens(sides.name_of(one.path)))]
    named = single_fields(fields, records, taken, WANTED)
    continues = len(answers) == 1 and _is_in_runs(profile, records, named.get("conversation"))
    return Reading(
        kind="pairs", records=records, text=prompt, answers=answers, comparisons=comparisons, fields=named,
        continues=continues,
    )  # fmt: skip


def _is_in_runs(profile: Profile, records: str, path: str | None) -> bool:
    """Whether the conversation of records is that of the next ones, and does not return later."""
    if path is None:
        return False
    holders = [one for record in profile.sample for one in (values(record, records) if records else [record])]
    conversations = [str(first(one, path)) for one in holders]
    runs = [value for value, _ in groupby(conversations)]
    return len(runs) <= MAX_RUNS * len(conversations) and len(set(runs)) == len(runs)
