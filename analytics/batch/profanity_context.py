"""Does an English word swear here, or does it mean an animal, a name or a tool?"""

from __future__ import annotations

import re

POSSESSED = re.compile(
    r"(?i)\b(?:my|your|his|her|their|our|kick(?:s|ed|ing)?|suck(?:s|ed|ing)?|eat|lick|kiss|big|huge|hard|dumb"
    r"|fat|lazy|bad"
    r"|smart|in the|up the|half|whole|sorry|you|stupid|tight|wet|nice|show(?:ed|ing)?)[ -]\Z"
)
_BE = r"(?:is|was|were|am|are|be|been|being|such|what|like|\w'[sm]|\w're|called (?:him|her|me|you))"
PERSON = re.compile(
    rf"(?i)\b(?:you|you're|youre|{_BE} an?|that|little|complete|absolute|total|stupid|son of an?|sons of|these|those"
    r"|dirty|filthy|ugly|lying|rich|poor|real|bunch of|fucking|arrogant|selfish|lazy|fat|old|cruel)[ -]\Z"
)
EXCLAMATION = re.compile(r"(?i)(?:^|[.!?\n,;:\"'] ?|\boh |\bholy |\bgod |\bso |\btoo |\bwell |\bwhat the )\Z")
BEHIND = {
    "ass": re.compile(
        r"(?i) (?:off|out of|hole|holes|whooping|kicking|backwards|hat|face|clown|wipe)\b|-(?:kicking|hole|hat)"
    ),
    "dick": re.compile(r"(?i) (?:move|head|pic|pics|around|joke|jokes|measuring)\b|ish\b"),
    "cock": re.compile(r"(?i) (?:sucker|block|tease|up)\b"),
    "piss": re.compile(r"(?i) (?:off|on|me|him|her|them|poor|take|about|around|drunk)\b"),
    "pisses": re.compile(r"(?i) (?:me|him|her|them|us|people|everyone|on)\b"),
    "pissed": re.compile(r"(?i) (?:off|at|me|him|her|about)\b|[.,!?]|$"),
    "damn": re.compile(r"(?i) (?:it|you|this|that|right|good|well|him|her|them|thing|near|the|fool|time|hard)\b|[,!.]"),
    "crap": re.compile(r"(?i) (?:out|like|on|about|load)\b|[,!.]|$"),
    "shag": re.compile(r"(?i) (?:me|him|her|them)\b"),
    "bugger": re.compile(r"(?i) (?:off|all|it|this|me)\b|[!]"),
    "boob": re.compile(r"(?i) (?:job|jobs)\b"),
    "tit": re.compile(r"(?i) (?:wank|job)\b"),
}
"""What follows a word when it swears."""

HARMLESS = re.compile(
    r"(?i)\b(?:summa|magna|egregia|insigni) cum\b|\bcum (?:laude|grano|dividend|rights|privilegio)|-cum-|\w-cum |\bcum-"
    r"|\b(?:great|blue|coal|marsh|willow|crested|long-tailed|bearded|penduline|varied|sultan|grey|gray|azure|japanese|"
    r"siberian|sombre|bush|green-backed|bird|birds|nesting) tits?\b|\btit[ -]for[ -]tat|\btits? (?:nest|species"
    r"|bird|family)"
    r"|\bpussy(?:[ -]?(?:willow|cat|foot|riot|toes))|\bpussies and kittens|\bboob(?:y)? (?:tube|prize|trap)"
    r"|\bblue-footed boob|\b(?:red|brown|masked|peruvian|nazca)[ -](?:footed )?boob"
    r"|\bcock(?:s)? (?:crow|and bull|a hoop|of the|pheasant|robin|fight|linnet|sparrow)|\bcock-(?:a|and)-"
    r"|\b(?:stop|weather|"
    r"pea|petr|fighting|game|heath|turkey|half|gun|wood) ?-?cock|\bcock(?:s)? (?:the|his|her|your|a|an) (?:gun"
    r"|head|pistol|hammer|rifle|ear|eyebrow)"
    r"|\bcocks (?:crow|and hens)|\bhens and cocks"
    r"|\b(?:wild|african|asiatic|somali|nubian|pack|domestic) ass(?:es)?\b|\bass(?:es)? (?:bray|and (?:ox|mule|horse))"
    r"|\b(?:ox|oxen|mule|mules|horse|horses|camels?|jaw ?bone of an|balaam's|foal of an|she-|donkeys?"
    r"|his ox,? nor his) (?:and |or |nor )?(?:an |his )?ass(?:es)?\b"
    r"|\bprick (?:the|it|them|your finger|a hole|holes|with|up|out|of conscience)"
    r"|\bpricks? (?:up|of conscience|the)|\bpin ?-?pricks?|\bprick (?:his|her|my) (?:ears|finger|conscience)"
    r"|\bbastard (?:sword|file|child|son|daughter|title|title-?page|operator|amber|toadflax|culverin|feudalism"
    r"|wing|cut|mahogany|brother)"
    r"|\bshag (?:carpet|rug|pile|haircut|cut|tobacco|bark)"
    r"|\b(?:european|common|double-crested|crested|cormorants? (?:and|or)) shags?\b"
    r"|\bshags? (?:and|or) (?:cormorant|gull)"
    r"|\bhorny (?:toad|lizard|layer|beak|plate|scale|skin|sheath|material|devil|substance|coral|sponge)"
    r"|\bdouche (?:bag of|chamber)|\bvaginal douche|\bnasal douche|\bcontrast douche"
    r"|\bdildo,? (?:newfoundland|canada|cactus|pot)"
    r"|\b(?:the|souls of the|wretched and|of) damned\b|\bdamned souls?"
    r"|\bthe bitch (?:and her|nurs|whelp|gave|is in|was in|comes in|had)"
    r"|\b(?:brood|breeding|pregnant|whelping|spayed|intact|nursing|champion|stud|in-season"
    r"|young) bitch(?:es)?\b|\bbitch(?:es)? (?:and dogs?|in (?:heat|season|whelp)|pup)|\bdogs? and bitch(?:es)?"
    r"|\bdog or bitch"
    r"|\bcoin tosser|\btosser of|\bpancake tosser|\bmount wank|\bwank (?:mountain|peak|bahn)|\bturd(?:s)? of a"
)
"""Phrases in which the word is harmless."""

NAME_BEFORE = re.compile(r"(?:\b[A-Z][\w.'’-]*|\b(?:Mr|Mrs|Ms|Dr|Sir)\.?|\bvan|\bvon|\bde|\bK\.|[A-Z]\.) \Z")
NAME_AFTER = re.compile(r"(?:,? (?:[A-Z][\w'’-]+|van|von|de|Jr)\b|'s\b|’s\b)")


def is_name(text: str, start: int, end: int) -> bool:
    """Whether a word with a capital is a name: next to another name, or within a sentence."""
    word = text[start:end]
    if not word[0].isupper() or (word.isupper() and len(word) > 1):
        return False
    before = text[max(0, start - 24) : start]
    if NAME_AFTER.match(text, end) or NAME_BEFORE.search(before):
        return True
    return re.search(r"[\w,;)\]”\"] \Z", before) is not None


def english_meaning(text: str, start: int, end: int, is_vulgar: bool) -> str:
    """What an ambiguous English word at start:end is: "swears", "uncertain" or "harmless". `is_vulgar`: other words of
    the text swear.
    """
    word = text[start:end].lower()
    near = text[max(0, start - 32) : end + 28]
    at = start - max(0, start - 32)
    if any(match.start() < at + end - start and match.end() > at for match in HARMLESS.finditer(near)):
        return "harmless"
    if is_name(text, start, end):
        return "harmless"
    before = text[max(0, start - 20) : start]
    stem = word.removesuffix("es") if word in ("asses", "arses") else word.rstrip("s") if word != "ass" else word
    behind = BEHIND.get(word) or BEHIND.get("ass" if stem == "arse" else stem)
    if behind is not None and behind.match(text, end):
        return "swears"
    if stem in _PEOPLE and PERSON.search(before):
        return "swears"
    if stem in _BODIES and POSSESSED.search(before):
        return "swears"
    if stem in ("crap", "damn", "pissed") and (EXCLAMATION.search(before) or PERSON.search(before)):
        return "swears"
    return "swears" if is_vulgar or word in _MOSTLY_VULGAR else "uncertain"


_PEOPLE = frozenset(
    str.split("prick dick bitch bastard tosser tit cock arse ass turd douche skank bugger jackass wank")
)
_BODIES = frozenset(str.split("ass arse dick cock tit boob pussy pussie boner cum dildo"))
_MOSTLY_VULGAR = frozenset(
    str.split(
        "bitches bastards pissed boobs dicks pricks skanky crap damn turds dildo dildos boner boners horny badass"
    )
)
"""Words that nearly always swear where no phrase of HARMLESS is near."""
