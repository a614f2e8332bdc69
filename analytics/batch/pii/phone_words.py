"""The words next to a telephone number, in the languages of the countries that are looked for."""

from __future__ import annotations

import re

PLAIN = str.split(
    "phone phones telephone tel tels ph fon mobile cell cellphone fax whatsapp sms hotline helpline landline viber"
    " telegram "
    "signal téléphone telephone tél portable fixe mobil telefon telefonnummer handy handynummer rufnummer festnetz "
    "telefax teléfono telefono tfno tlf telf móvil movil celular cel fono cellulare cell fax telefone telemóvel"
    " telemovel "
    "fone zap telefoon telefoonnummer mobiel gsm komórka komórkowy tlfn telefonnr mobilnummer mobilnr puhelin puh "
    "matkapuhelin telefón telefonszám mobilszám τηλέφωνο τηλ κινητό телефон тел моб мобильный сотовый мобільний "
    "телефона телефону gsm cep numara telefonum numaram handphone điện thoại đt sđt โทร โทรศัพท์ เบอร์ फ़ोन"
    " फोन मोबाइल "
    "दूरभाष ফোন মোবাইল هاتف جوال تلفون الهاتف موبايل واتساب تلفن موبایل טלפון נייד טל"
)
ACTIONS = str.split(
    "call calls calling called dial text texting reach contact contacts voicemail sms appelez "
    "appeler appel joindre joignable contactez rappelez anrufen rufen ruf erreichen erreichbar melden "
    "kontakt anruf llame llama llámame llamar llámanos llámenos marque contacto chiamami chiama chiamare "
    "chiamate chiamaci contatti contattare ligue ligar contato contacte bel bellen bereikbaar zadzwoń "
    "zadzwon dzwoń dzwonić ringa kontakta soita soittaa zavolejte volejte zavolajte hívjon hívja sunați "
    "sunați-mă καλέστε позвоните звоните позвони звони зателефонуйте дзвоніть arayın ara arayabilirsiniz "
    "hubungi telepon gọi liên hệ ติดต่อ कॉल संपर्क যোগাযোগ اتصل اتصلوا تماس שיחה התקשרו התקשר"
)
OWNERS = (
    "my|our|his|her|their|your|this|contact|mon|notre|son|votre|ce|meine?|unsere?|ihre|deine|mi|su|nuestro|este"
    "|mio|suo|questo"
    "|meu|seu|nosso|mijn|ons|mój|twój|min|mitt|mit|vår|мой|наш|мій|benim|رقم|मेरा"
)
NUMBERS = "number|numbers|numéro|nummer|número|numero|numer|numret|nummeret|номер|numaram|numara|नंबर|الهاتف|هاتفي"
"""A number is not yet a telephone number: "number" counts after "my" and the like."""

IDEOGRAPHS = "电话|電話|手机|手機|联系|聯繫|联络|致电|致電|拨打|撥打|号码|號碼|座机|热线|短信|微信|携帯|番号|連絡|전화|휴대폰|핸드폰|연락|번호|문자"

SYMBOLS = "☎☏✆📞📱"


def _any_of(words: list[str]) -> str:
    return "|".join(sorted(map(re.escape, set(words)), key=lambda word: (-len(word), word)))


WORD = re.compile(r"[^\W\d_]+")
_KNOWN = frozenset(WORD.findall(" ".join([*PLAIN, *ACTIONS, NUMBERS, "ring"]).lower()))
_BEHIND = frozenset(
    str.split("ext extension anrufen erreichbar erreichen cell mobile home work office fax mobil privat पर")
)
_IDEOGRAPHS = re.compile(f"{IDEOGRAPHS}|[{SYMBOLS}]")
_LABEL = re.compile(r"\b[TMPF]: ?[\d(+]")


def has_phone_word(text: str) -> bool:
    """Whether a word of a text may announce a telephone number: a fast answer, before the patterns look closer."""
    words = WORD.findall(text.lower())
    is_known = not _KNOWN.isdisjoint(words) or not _BEHIND.isdisjoint(words)
    return is_known or _LABEL.search(text) is not None or (not text.isascii() and _IDEOGRAPHS.search(text) is not None)


IS_PHONE = re.compile(rf"(?i)(?:{_any_of(PLAIN)}|{IDEOGRAPHS}|[{SYMBOLS}])")
"""A word that names a telephone or its number."""

MAY_BE_PHONE = re.compile(
    rf"(?i)(?<![^\W_])(?:{_any_of(PLAIN + ACTIONS)}|(?:{OWNERS}) (?:[^\W\d]+ )?(?:{NUMBERS})"
    rf"|ring(?= ?(?:[:(+\d]|\Z)| (?:på|mig|meg|oss)))"
    rf"(?![^\W_])|{IDEOGRAPHS}|[{SYMBOLS}]|(?<![^\W_])(?-i:[TMPF])(?=:)"
)
"""A word after which a telephone number may come."""

AFTER_NUMBER = re.compile(
    r"(?i)[ ,)]{0,2}(?:로|으로|에|번으로)? ?(?:연락|전화|문자|anrufen|an[.!]|erreich|a(?:rayın|rayabilir)|"
    r"पर (?:कॉल|संपर्क|फ़ोन)|(?:まで|に)(?:お電話|電話|ご?連絡)|ext\b|extension\b|is my (?:number|cell|phone|mobile)"
    r"|\((?:cell|mobile|home|work|office|fax|tel|phone|mobil|privat|handy|whatsapp)\b)"
)
"""What follows a telephone number."""
