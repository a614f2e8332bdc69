"""Conversations that are written into one text: lines or marks that say who speaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analytics.ingest.reading.candidates import Candidate
from analytics.ingest.reading.chat_templates import SEPARATED, TEMPLATE, pieces_of, turns_of
from analytics.ingest.reading.documents import WANTED
from analytics.ingest.reading.fields import single_fields, texts_of
from analytics.ingest.reading.model import Reading
from analytics.ingest.reading.paths import join, values
from analytics.ingest.reading.profile import Field, Profile, relative
from analytics.ingest.reading.roles import meanings
from analytics.ingest.reading.vocabulary import name_rank

_TIME = (
    r"(?:\[?\(?\d{1,4}[-/.:]\d{1,2}(?:[-/.:]\d{1,4})?(?:,?[T ]+\d{1,2}:\d\d(?::\d\d)?)?(?: ?[AaPp]\.?[Mm]\.?)?\)?\]?)"
)
GRAMMARS = {
    "irc": re.compile(rf"^(?P<time>{_TIME})?\s*<(?P<name>[^<>\n]{{1,40}})>[ \t]?(?P<text>.*)$"),
    "chat export": re.compile(rf"^\u200e?(?P<time>{_TIME})\s*(?:-\s*)?(?P<name>[^:\n<>]{{1,40}}):[ \t](?P<text>.*)$"),
    "heading": re.compile(
        r"^(?:#{1,4}|_?\*\*|\*\*_)\s*(?P<name>[A-Za-z][^\n*_#]{0,40}?)\s*(?:\*\*_?|_\*\*)?:?\s*$(?P<text>)(?P<time>)",
        re.MULTILINE,
    ),
    "label": re.compile(r"^(?P<time>)(?P<name>[^\W\d_][\w .'-]{0,24}?)\s?:[ \t]?(?P<text>.*)$"),
    "mark": re.compile(r"(?:^|<[^<>]{1,20}>|\|\|\|)\s*(?P<time>)(?P<name>[A-Z][A-Za-z_ ]{1,20}):\s?(?P<text>)"),
}  # fmt: skip
"""Ways in which a text says who speaks; `time` and `text` may be empty."""
SIDES = ("user", "assistant")
ASKED_AND_ANSWERED = {
    "q": "user", "question": "user", "instruction": "user", "input": "user", "prompt": "user", "query": "user",
    "a": "assistant", "answer": "assistant", "response": "assistant", "output": "assistant", "completion": "assistant",
}  # fmt: skip
"""Headings of a text that consists of a prompt and its answer."""
MIN_TURNS = 2
MAX_HOLDERS, MAX_TEXTS = 3, 200
MIN_FITTING, MIN_NAME = 0.6, 0.9
MIN_SHARE = 0.5
"""The least share of the records that have a transcript."""


@dataclass(frozen=True)
class Line:
    """One turn of a transcript."""

    name: str
    text: str
    time: str | None = None


def split(text: str, grammar: str) -> list[Line]:
    """The turns of a transcript. Lines without a name go on with the turn before; text before the first turn is lost to
    nobody: it is the first turn's, under the name "".
    """
    if grammar == "mark":
        return _split_marks(text)
    if grammar == TEMPLATE:
        return [Line(name, spoken) for name, spoken in turns_of(text)]
    if grammar == SEPARATED:
        return [Line(SIDES[place % 2], spoken) for place, spoken in enumerate(pieces_of(text))]
    pattern = GRAMMARS[grammar]
    lines: list[Line] = []
    for raw in text.splitlines():
        match = pattern.match(raw)
        if match:
            lines.append(Line(match["name"].strip(), match["text"], match["time"] or None))
        elif lines:
            last = lines[-1]
            lines[-1] = Line(last.name, f"{last.text}\n{raw}" if last.text else raw, last.time)
        elif raw.strip():
            lines.append(Line("", raw))
    return [Line(one.name, one.text.strip(), one.time) for one in lines]


def _split_marks(text: str) -> list[Line]:
    matches = list(GRAMMARS["mark"].finditer(text))
    if not matches:
        return [Line("", text.strip())]
    ends = [*(match.start() for match in matches[1:]), len(text)]
    return [
        Line(match["name"].strip(), _without_marks(text[match.end() : end]))
        for match, end in zip(matches, ends, strict=True)
    ]


def _without_marks(text: str) -> str:
    """The text of a turn without marks; a turn that is only one mark, such as `<selection>`, is that mark."""
    text = re.split(r"</\w+>", text)[0]
    plain = re.sub(r"<[^<>]{1,20}>|\|\|\|", " ", text).strip()
    mark = re.match(r"\s*(<(?!/|eos>)[^<>]{1,20}>)", text)
    return plain or (mark[1] if mark else "")


def grammar_of(texts: list[str]) -> tuple[str, dict[str, str]] | None:
    """The grammar that most texts follow and what its names mean as roles; None where the texts are no transcripts.

    Names must return: a text with many different names, each once, is a list or a glossary.
    """
    if _is_enough(sum(len(turns_of(text)) >= MIN_TURNS for text in texts), texts):
        return TEMPLATE, meanings("role", [name for text in texts for name, _ in turns_of(text)])
    for name, pattern in GRAMMARS.items():
        fitting, speakers = 0, Counter[str]()
        for text in texts:
            if name == "mark":
                names = [match["name"] for match in pattern.finditer(text)]
                share = 1.0 if len(names) >= MIN_TURNS else 0.0
            else:
                lines = [line for line in text.splitlines() if line.strip()]
                matches = [match for line in lines if (match := pattern.match(line))]
                names = [match["name"].strip() for match in matches]
                share = len(matches) / len(lines) if lines else 0.0
            enough = share >= (0.6 if name in ("irc", "chat export") else 0.25 if name == "label" else 0.0)
            roles = _meanings(names)
            known = sum(one in roles for one in names)
            is_dialogue = known >= 0.8 * len(names) and len(names) >= MIN_TURNS
            if name in ("label", "heading", "mark"):
                is_marked = name == "mark" and len(set(names)) == 2 and "<eos>" in text
                fits = (is_dialogue or is_marked) and (name != "mark" or len(names) >= 2)
            else:
                fits = enough and len(names) >= 5 and len(set(names)) <= 0.6 * len(names)
            fitting += fits
            speakers.update(names if fits else [])
        if _is_enough(fitting, texts):
            return name, _meanings(list(speakers.elements()))
    if _is_enough(sum(len(pieces_of(text)) >= MIN_TURNS for text in texts), texts):
        return SEPARATED, {side: side for side in SIDES}
    return None


def _is_enough(fitting: int, texts: list[str]) -> bool:
    return fitting > 0 and fitting >= MIN_FITTING * len(texts)


def _answer_apart(fields: Sequence[Field], records: str, total: int) -> str | None:
    """The path of the answer to a transcript that another field has: `context` and its `response`."""
    for one in fields:
        path = relative(one.path, records)
        is_answer = name_rank(one.name, "answer") > MIN_NAME and one.is_text and one.prose > 0.3
        if is_answer and "[" not in path and "*" not in path and one.count >= MIN_SHARE * total:
            return path
    return None


def _meanings(names: list[str]) -> dict[str, str]:
    """What names mean as roles; those of questions and answers where all names are such."""
    asked = {name: ASKED_AND_ANSWERED.get(name.strip(": ").lower(), "") for name in names}
    return asked if set(asked.values()) == set(SIDES) else meanings("role", names)


def candidates(profile: Profile) -> Iterator[Candidate]:
    """The best texts of the records as transcripts, also where one object has a list of all records."""
    inner = [path for path in profile.objects if path.endswith(("[]", "*")) and path.count("[") + path.count("*") == 1]
    for records in ["", *(inner if profile.records <= MAX_HOLDERS else [])]:
        total = profile.objects[records] or profile.records
        for _, path, one in texts_of(profile, records)[:4]:
            if one.count < MIN_SHARE * total:
                continue
            texts = [value for record in profile.sample for value in values(record, join(records, path))]
            matches = grammar_of([text for text in texts if isinstance(text, str)][:MAX_TEXTS])
            if matches is None:
                continue
            grammar, roles = matches
            rest = [one for one in profile.below(records) if relative(one.path, records) != path]
            answer = _answer_apart(rest, records, len(profile.sample) if not records else profile.objects[records])
            reading = Reading(
                kind="transcripts", last_answer=answer, records=records, key="conversation" if "*" in records else None,
                text=(path,), grammar=grammar, roles=roles, fields=single_fields(rest, records, {path}, WANTED),
            )  # fmt: skip
            reason = f"{path!r} contains whole conversations: its lines say who speaks ({grammar})"
            yield Candidate(reading, 3.6, (reason,))
