"""Which groups of people does an English text name? Words for them, so that an answer can be held against who was asked
about.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

_PEOPLE = r"(?:people|persons?|men|women|man|woman|boys?|girls?|kids|children|students|workers|folks|families|couples?|communit(?:y|ies))"

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
"""What a group is called here, and the words for it (RE2, any case, whole words). A word is no proof that people are
meant: a man page is a page.
"""

ANY = "(?i)\\b(?:" + "|".join(GROUPS.values()) + ")\\b"


def mentions(texts: pa.Array) -> pa.Array:
    """The names of the groups that each text mentions, a list of strings in the order of GROUPS; null where the text
    is.
    """
    named: list[list[str] | None] = [None if text is None else [] for text in texts.to_pylist()]
    there = pc.indices_nonzero(pc.fill_null(pc.match_substring_regex(texts, ANY), False))
    few = texts.take(there)
    places = there.to_pylist()
    for group, pattern in GROUPS.items():
        for index in pc.indices_nonzero(pc.match_substring_regex(few, f"(?i)\\b(?:{pattern})\\b")).to_pylist():
            named[places[index]].append(group)  # type: ignore[union-attr]
    return pa.array(named, pa.list_(pa.string()))
