"""How many of the most frequent words of its language are in a text? For languages other than English, which the
compiled scan counts.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

MOST_FREQUENT: Mapping[str, str] = {
    "de": "der die und in den von zu das ist ein nicht mit",
    "fr": "de la le et les des en un", "es": "de la que el en y los del",
    "it": "di che la il e un per in", "pt": "de que a o e do da em", "nl": "de van het een en in is dat",
    "ca": "de la i el que a en les", "ro": "de și în la cu a să pe", "sv": "och i att det som en på är",
    "da": "og i at det er en til på", "no": "og i det er på som en til", "nn": "og i det er på som ein til",
    "fi": "ja on ei se että oli hän mutta", "et": "ja on ei et see ka oli kui", "hu": "a az és hogy nem is egy meg",
    "pl": "i w na z do nie się to", "cs": "a v se na je že to s", "sk": "a v sa na je že to s",
    "sl": "in je v na se da za so", "hr": "i u je na se da za su", "bs": "i u je na se da za su",
    "sr": "i u je na se da za su и у је на се да за су",
    "lt": "ir į kad yra su iš bet tai", "lv": "un ir ar no par kas uz ka",
    "ru": "и в не на я что с по", "uk": "і в не на що з до та", "bg": "и на да в се не за от",
    "mk": "на и да во се за од не",
    "be": "і ў не на што з да як", "el": "και το να του η της ο με", "tr": "bir ve bu da de için ne ile",
    "id": "yang dan di dengan untuk dari ini itu", "ms": "yang dan di dengan untuk dari ini itu",
    "vi": "và là của có không cho được một", "ar": "في من على إلى أن لا ما عن", "fa": "و در به از که را با این",
    "ur": "کے میں کی ہے اور سے کا کو", "he": "של את על לא הוא זה עם כי", "hi": "के में है की और से का को",
    "ne": "र को मा छ यो पनि हो छन्", "mr": "आणि आहे या हे व ते नाही होते", "bn": "এবং ও এই না করে থেকে যে এর",
    "uz": "va bu bilan uchun ham bir u edi", "az": "və bu bir da də ilə üçün ki", "eu": "eta da ez zen du bat ere dira",
    "gl": "de que a o e do da en", "sq": "të e në dhe i me për një", "af": "die en van in is het nie om",
    "ko": "이 그 수 있는 있다 등 것 및",
}  # fmt: skip
"""Eight or more frequent words of each language, as Gopher's rule has eight for English; in lower case."""

_WORDS = {language: frozenset(words.split()) for language, words in MOST_FREQUENT.items()}
_MARKS = ".,;:!?…\"'“”„«»()[]{}<>-–—।؟،؛·*_#"


def stop_word_counts(texts: pa.Array, languages: pa.Array, english: pa.Array) -> pa.Array:
    """Distinct frequent words of each text in its language; `english` has the counts of the scan, which stay for all
    other languages.
    """
    counts = english.to_pylist()
    codes = languages.to_pylist()
    for place, language in enumerate(codes):
        words = _WORDS.get(language)
        if words is not None:
            present = {word.strip(_MARKS) for word in texts[place].as_py().lower().split()}
            counts[place] = min(8, len(words & present))
    return pa.array(counts, pa.int64())
