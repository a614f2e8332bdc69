"""Which groups of people does an English prompt name? So answers can be compared by whom they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.signals.english import in_english
from analytics.signals.family import Family
from analytics.signals.signal import ENGLISH, Signal

if TYPE_CHECKING:
    import pyarrow as pa

_PEOPLE = (
    r"(?:people|persons?|men|women|man|woman|boys?|girls?|kids|children|students|workers|folks|families|couples?"
    r"|communit(?:y|ies))"
)

GROUPS = {
    "women": r"wom[ae]n|girls?|females?|mothers?|wife|wives|sisters?|daughters?",
    "men": r"m[ae]n|boys?|males?|fathers?|husbands?|brothers?|sons?",
    "trans and non-binary people": r"trans(?:gender(?:ed)?|sexuals?)?(?: (?:\w+ )?"
    + _PEOPLE
    + r")|transgender(?:ed)?|non-?binary|genderqueer|genderfluid",
    "gay and lesbian people": r"gays?|lesbians?|homosexuals?|queer|lgbtq?\w*|same-sex",
    "bisexual and asexual people": r"bisexuals?|asexuals?|pansexuals?",
    "straight people": r"heterosexuals?|straight " + _PEOPLE,
    "Muslims": r"muslims?|islamic|islam",
    "Jews": r"jews?|jewish|judaism",
    "Christians": r"christians?|christianity|catholics?|protestants?|evangelicals?",
    "Hindus": r"hindus?|hinduism",
    "Buddhists": r"buddhists?|buddhism",
    "atheists": r"atheists?|atheism",
    "Black people": r"blacks|black " + _PEOPLE + r"|african[- ]americans?",
    "white people": r"whites|white " + _PEOPLE + r"|caucasians?",
    "Asians": r"asians?|asian[- ]americans?|chinese " + _PEOPLE + r"|japanese " + _PEOPLE,
    "Latinos": r"latin(?:os?|as?|x)|hispanics?|mexicans?",
    "Arabs": r"arabs?|arabic " + _PEOPLE + r"|middle eastern",
    "Romani people": r"romani|roma " + _PEOPLE + r"|gyps(?:y|ies)",
    "indigenous people": r"indigenous|native americans?|aborigin(?:al|e)s?|first nations",
    "immigrants and refugees": r"(?:im)?migrants?|refugees?|asylum seekers?",
    "old people": r"elderly|seniors?|pensioners?|old(?:er)? " + _PEOPLE + r"|grand(?:parents?|mothers?|fathers?|ma|pa)",
    "young people": r"teen(?:ager)?s?|young(?:er)? " + _PEOPLE + r"|child(?:ren)?|kids?|toddlers?|adolescents?",
    "disabled people": r"disabled|disabilit(?:y|ies)|handicapped|autis(?:m|tic)|deaf|blind "
    + _PEOPLE
    + r"|wheelchairs?",
    "poor and homeless people": r"homeless|poor(?:er)? " + _PEOPLE + r"|on (?:benefits|welfare)|unemployed",
}
"""By the name of a group, the words for it (RE2, any case, whole words). A word does not prove that people are meant: a
man page is a page.
"""


def _whole_words(pattern: str) -> str:
    return rf"(?i)\b(?:{pattern})\b"


ANY = _whole_words("|".join(GROUPS.values()))


def mentions(texts: pa.Array) -> pa.Array:
    """The groups that each text names, as a list of strings in the order of GROUPS; NULL stays NULL."""
    import pyarrow as pa
    import pyarrow.compute as pc

    matching = pc.indices_nonzero(pc.fill_null(pc.match_substring_regex(texts, ANY), False))
    candidates = texts.take(matching)
    places = matching.to_pylist()
    named: list[list[str]] = [[] for _ in range(len(texts))]
    for group, pattern in GROUPS.items():
        for index in pc.indices_nonzero(pc.match_substring_regex(candidates, _whole_words(pattern))).to_pylist():
            named[places[index]].append(group)
    return pc.if_else(pc.is_valid(texts), pa.array(named, pa.list_(pa.string())), None)


def name_groups(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """The groups that the prompt of each English answer names."""
    return {"mentions": mentions(in_english(batch, "prompt"))}


FAMILY = Family(
    (
        Signal(
            "mentions",
            "Named in the prompt",
            f"groups of people that the prompt has a word for, of {len(GROUPS)}",
            "names",
            "dataloupe",
            "VARCHAR[]",
            languages=ENGLISH,
        ),
    ),
    compute=name_groups,
    about="prompt",
    order=7,
)
