"""Languages so close that a model of character sequences confuses them are distinguished by frequent words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from analytics.batch.stop_words import MOST_FREQUENT

WORDS: tuple[Mapping[str, str], ...] = (
    {
        "no": """av hva hvordan hvorfor noe noen bare mye meg deg seg nå være etter opp opprinnelig uke barna
        dokumentasjon dokumentasjonen informasjon mer enn ble fram gjøre hadde også selv sånn tusen fikk må
        skole hjelpe""",
        "da": """af hvad hvordan noget nogen kun meget mig dig sig nu efter op oprindelig oprindelige uge børnene børn
        dokumentation dokumentationen information mere end blev frem gøre havde også selv sådan tusind fik må
        skole hjælpe""",
        "nn": "eg ikkje kva korleis kvifor noko nokon berre mykje dei kjem veit gjere vere ein eit frå heim me hjå",
    },
    {
        "ru": "и в не на что это как где можно купить вы он она мы для из или есть был они но так же меня мне",
        "uk": "і в не на що це як де можна купити ви він вона ми для із або є був вони але так та мене мені до",
        "be": "і ў не на што гэта як дзе можна купіць вы ён яна мы для з або ёсць быў яны але так мяне мне да",
        "bg": "и в не на че това как къде мога да купя вие той тя ние за от или е беше те но така са съм се",
        "mk": "и во не на што ова како каде може да купам вие тој таа ние за од или е беше тие но така се сум",
    },
    {
        "hi": "है हैं का की के में और से यह वह नहीं था थी थे कर लिए हो क्या आप मैं एक पर",
        "ne": """छ छन् हो को मा र यो त्यो गर्नुहोस् हेर्नुहोस् लागि हुन्छ हुन् गर्न गरेको पनि तपाईं म थियो छैन
            के लाई बाट
        आदेश आदेशको उपनाम मौलिक कागजात थप जानकारी भएको""",
        "mr": "आहे आहेत आणि हे ते या मध्ये नाही होते साठी मी तुम्ही काय करा करण्यासाठी चा ची चे च्या होता",
    },
    {
        "hr": """tko što vlak tjedan uvjet tisuću tisuća kruh općina glazba hladnjaku ponedjeljak sveučilište vrijeme
        lijep djeca mlijeko gdje tijekom također naredba naredbe naredbu dokumentaciju rujan siječanj""",
        "bs": """ko šta voz sedmica hiljadu hiljada hljeb opština općina lijep lijepo djeca mlijeko gdje također
        komanda komande komandu pseudonim pogledaj izvornu univerzitet vrijeme kahva lahko""",
        "sr": """ko šta voz nedelja hiljadu hiljada hleb opština lep lepo deca mleko gde takođe vreme uvek pre ovde
        napolju frižideru komanda komande dokumentaciju univerzitet mesto posle""",
    },
    {
        "id": """bisa karena anda adalah tidak perintah ini dari untuk dengan dokumentasi lihat lebih atau
            seperti kereta
        uang tetapi saat bahwa kami kamu asli kantor mobil bisakah""",
        "ms": """boleh kerana awak ialah tidak arahan ini daripada untuk dengan dokumentasi lihat lebih atau seperti
        keretapi wang tetapi ketika bahawa kami kamu asal pejabat kereta bolehkah apabila""",
    },
    {
        "uz": """va bu uchun bilan ushbu ham emas kerak qanday men siz u ning buyruq taxallus ko'rish hujjatlarni asl
        bo'lgan bo'ladi bir o'zbek yo'q qilish haqida""",
        "tr": "ve bu için ile bir de da ne nasıl ben sen değil çok daha var yok gibi olarak komut belge",
        "az": "və bu üçün ilə bir də da nə necə mən sən deyil çox daha var yox kimi olaraq",
    },
)
"""Groups of close languages: words that decide between them."""

FUNCTION_WORDS: Mapping[str, str] = {
    "en": """the a an is are was be am do does did how what why who when where which i my me you your we our it
        this that
        to of in on at for and or not no can could would should will please with from have has there let some
        any if so""",
    "de": """der die das den dem ein eine einen ist sind und oder nicht ich du wir mein mit für auf zu von im
        wie was kann auch""",
    "fr": """le la les un une des est sont et ou pas je tu vous nous mon ma avec pour sur dans de du au comment
        que qui ce""",
    "es": "el la los las un una es son y o no yo tu mi con para por en de del como qué que quiero este al se lo",
    "it": "il lo la i gli le un una è sono e o non io tu mio con per su di del della nel come che questo da si",
    "pt": "o a os as um uma é são e ou não eu você meu minha com para por em de do da no na como que este ao se",
    "nl": "de het een is zijn en of niet ik je jij wij mijn met voor op te van in hoe wat kan ook dat er naar",
    "sv": "en ett är och eller inte jag du vi min med för på att av i hur vad kan också det som till",
    "id": "yang dan di ke dari ini itu untuk dengan saya anda tidak apa bagaimana bisa adalah pada ada akan",
    "tr": "bir ve bu için ile ne nasıl ben sen değil mi var çok de da olarak",
    "pl": "i w na z do nie jest się to jak co czy dla że po od mój",
    "hi-latin": """hai hain ka ki ke ko mein mujhe kya nahi nahin kar karo ho raha rahe rahi aap tum yaar bahut
        samajh ye
        yeh woh aaj kahan kaise kyun tha thi mera meri hum se bhai accha""",
}
"""The most frequent words of languages that short texts are often in or confused with."""

MIN_WORDS_WITH_FUNCTION = 6
"""So many words without a function word of English are hardly English."""

_WORD = re.compile(r"[^\W\d_]+(?:['’ʻʼ‘`][^\W\d_]+)*[\u0900-\u0963]*")
_DEVANAGARI = re.compile(r"[\u0900-\u0963]+")
_FUNCTION = {code: frozenset(words.split()) for code, words in FUNCTION_WORDS.items()}
_GROUPS = [{code: frozenset(words.split()) for code, words in group.items()} for group in WORDS]
_GROUP_OF = {code: group for group in _GROUPS for code in group}
_CLOSE_PAIRS = (
    {"zh", "yue"},
    {"zh", "ja"},
    {"es", "gl"},
    {"pt", "gl"},
    {"es", "ca"},
    {"nl", "af"},
    {"fa", "ar"},
    {"sv", "no"},
    {"sv", "da"},
    {"cs", "sk"},
    {"sl", "hr"},
)
_APOSTROPHES = str.maketrans("’ʻʼ‘`", "'''''")


def closest(text: str, language: str) -> str:
    """The language of its group whose own words are most frequent; `language` where none has more."""
    group = _GROUP_OF.get(language)
    if group is None:
        return language
    counts = word_counts(text, group)
    best = max(counts, key=lambda code: (counts[code], code == language))
    return best if counts[best] > counts[language] else language


def are_close(one: str, other: str) -> bool:
    """Whether two languages are hard to distinguish in a short passage."""
    return one == other or other in _GROUP_OF.get(one, ()) or {one, other} in _CLOSE_PAIRS


def frequent_words(text: str, language: str) -> int:
    """How many words of the text are among the most frequent ones of the language; 2 where these are unknown."""
    frequent = _FUNCTION.get(language, frozenset()) | frozenset(MOST_FREQUENT.get(language, "").split())
    words = _WORD.findall(text.lower().translate(_APOSTROPHES))
    return sum(word in frequent for word in words) if frequent else 2


def word_counts(text: str, group: Mapping[str, frozenset[str]]) -> dict[str, int]:
    """How many words of the text each language has that not all of them have."""
    lowered = text.lower().translate(_APOSTROPHES)
    words = _DEVANAGARI.findall(lowered) if "hi" in group else _WORD.findall(lowered)
    shared = frozenset.intersection(*group.values())
    return {code: sum(word in own and word not in shared for word in words) for code, own in group.items()}


def known_by_words(text: str) -> str | None:
    """The language of a Latin text that the model does not know, by its words: Uzbek, and Hindi in Latin letters."""
    words = _WORD.findall(text.lower().translate(_APOSTROPHES))
    if sum(word in _UZBEK for word in words) >= max(2, 0.15 * len(words)):
        return "uz"
    return "hi" if sum(word in _FUNCTION["hi-latin"] for word in words) >= max(3, 0.35 * len(words)) else None


def function_weight(text: str, language: str) -> float:
    """How much more or less probable a language is by its function words in a short text; 1 where they are unknown."""
    own = _FUNCTION.get(language)
    if own is None:
        return 1.0
    words = _WORD.findall(text.lower().translate(_APOSTROPHES))
    count = sum(word in own for word in words)
    if count == 0:
        return 0.2 if language == "en" and len(words) >= MIN_WORDS_WITH_FUNCTION else 1.0
    return float(3 ** min(count, 4))


_UZBEK = _GROUP_OF["uz"]["uz"] - {"bu", "u", "bir", "men", "va", "siz"}
