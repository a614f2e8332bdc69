"""Sentences with personal data in several languages and markups."""

from __future__ import annotations

from benchmarks.truth._pii_ids import ID_MODULES, national_id
from benchmarks.truth._pii_secrets import secret
from benchmarks.truth._pii_values import COUNTRIES, Draw, address, card, email, iban, phone

Case = tuple[str, str, str]
"""A text, the kind of what is in it, and its value."""

ANYWHERE = (
    "{}",
    "Please write it down: {}.",
    "({})",
    'The form had "{}" in it and nothing else.',
    "a; {}; b",
    "<td>{}</td>",
    "- **{}**",
    "| Eva | {} | paid |",
    '{{"value": "{}", "ok": true}}',
    "Er schrieb {} auf den Zettel.",
    "Voilà : {}, merci.",
    "Aquí está: {}",
    "他写下了 {}。",
    "メモ：{}",
    "Вот: {}.",
    "first line\n{}\nlast line",
    "user> here you go {}\nbot> thanks",
    "[contact]({})",
    "Name: Ann\nValue: {}\n",
)
MAIL = ('<a href="mailto:{}">write</a>', "Eva <{}>", "请联系{}。", "Пишите:{}", "Schreib an {} bis Montag", "{}, cc")
TELEPHONE = (
    "Tel.: {}", "phone {}", "Phone number: {}", "You can call me at {} after six.", "Fax: {}", "Mobile: {}.",
    "my number is {}", "WhatsApp {}", "<p>Phone: {}</p>", "| Phone | {} |", '"phone": "{}"',
)  # fmt: skip
BY_COUNTRY = {
    "DE": ("Rufen Sie {} an.", "Telefon {}", "Handy: {}"),
    "AT": ("Erreichbar unter {}.", "Tel. {}"),
    "CH": ("Telefon: {}", "Natel/Handy {}"),
    "FR": ("Appelez le {} svp", "Tél. : {}", "Mon numéro : {}"),
    "BE": ("Bel ons op {}", "Tél : {}"),
    "NL": ("Bel {} voor een afspraak", "Telefoonnummer: {}"),
    "ES": ("Llámame al {}", "Teléfono: {}", "móvil {}"),
    "MX": ("Llame al {}", "Cel. {}"),
    "IT": ("Chiamami al {}", "Cellulare: {}"),
    "PT": ("Ligue para {}", "Telemóvel: {}"),
    "BR": ("Ligue {}", "Meu celular é {}", "Telefone: {}"),
    "PL": ("Zadzwoń {}", "tel. kom. {}"),
    "SE": ("Ring mig på {}", "Mobil: {}"),
    "NO": ("Ring {}", "Mobilnummer: {}"),
    "DK": ("Ring på {}", "Tlf. {}"),
    "FI": ("Soita {}", "Puhelin: {}"),
    "CN": ("手机 {}", "请拨打{}咨询", "电话：{}"),
    "JP": ("電話 {}", "電話番号：{}", "携帯は{}です"),
    "KR": ("전화번호: {}", "{} 로 연락주세요"),
    "RU": ("Телефон: {}", "Звоните {}"),
    "TR": ("Cep: {}", "Telefon: {}"),
    "IN": ("Call {} for details", "मोबाइल: {}"),
}
CARD = (
    "Card: {}",
    "card number {} exp 04/29",
    "Visa {}",
    "Kreditkarte {}",
    "Carte bancaire : {}",
    "信用卡 {}",
    "Tarjeta {}",
)
ACCOUNT = ("IBAN {}", "IBAN: {}.", "Bitte auf {} überweisen", "Pay to {}, thanks", "iban {} BIC NOLADE21", "Compte {}")
HOST = (
    "request from {} denied", "http://{}/index.html", '{{"remote_addr": "{}"}}', "blocked {}:8080", "client={} ok",
    "{} - - [10/Oct/2023:13:55:36 +0000]", "X-Forwarded-For: {}, 10.0.0.1", "ping {}", "the server ({}) answered",
)  # fmt: skip
HOST_6 = ("from {} port 22", "[{}]:443", "ping {}", "the host {} answered", "AAAA {}", '"ip": "{}"')
ID_WORDS = {
    "us.ssn": "SSN|my social is|Social Security"
              " Number:", "ca.sin": "SIN:|Social Insurance Number", "br.cpf": "CPF|o CPF dele é",
    "br.cnpj": "CNPJ|CNPJ:", "mx.curp": "CURP|", "ar.cuit": "CUIT|CUIL", "cl.rut": "RUT|RUT:",
    "gb.nhs": "NHS number|NHS no.", "nl.bsn": "BSN|burgerservicenummer", "se.personnummer": "personnummer"
                                                                                            "|Personnummer:",
    "no.fodselsnummer": "fødselsnummer|Fødselsnummer:", "fi.hetu": "henkilötunnus|HETU|", "pl.pesel": "PESEL|nr PESEL:",
    "cz.rc": "rodné číslo|r.č.", "de.idnr": "Steuer-ID|IdNr.:|Steueridentifikationsnummer",
    "at.vnr": "SVNR|Sozialversicherungsnummer:", "ch.ssn": "AHV-Nummer|N° AVS|",
    "ru.inn": "ИНН|ИНН:", "es.dni": "DNI|NIF:",
    "es.nie": "NIE|NIE:", "it.codicefiscale": "codice fiscale|C.F.|", "fr.nir": "NIR|numéro de sécurité sociale :|",
    "be.nn": "rijksregisternummer|numéro de registre national|", "pt.nif": "NIF|contribuinte n.º", "ro.cnp": "CNP|CNP:",
    "bg.egn": "ЕГН|ЕГН:", "hr.oib": "OIB|OIB:", "gr.amka": "ΑΜΚΑ|AMKA:", "cn.ric": "身份证号|身份证号码：|",
    "kr.rrn": "주민등록번호|주민번호:|", "in_.aadhaar": "Aadhaar|Aadhaar number:|आधार", "tr.tckimlik": "TC kimlik no|T.C."
                                                                                             " Kimlik No:",
    "il.idnr": "ת.ז.|Teudat Zehut", "za.idnr": "SA ID|ID number:", "au.tfn": "TFN|tax file number",
    "th.pin": "เลขประจำตัวประชาชน|", "jp.in_": "マイナンバー|個人番号：",
}  # fmt: skip
SIZES = {"email": 280, "phone": 520, "card": 216, "iban": 216, "ip": 120, "secret": 240, "national_id": 296}


def positives(seed: int = 0, sizes: dict[str, int] = SIZES) -> list[Case]:
    """The cases of every kind."""
    draw = Draw(f"positives {seed}")
    makers = {"email": _email, "phone": _phone, "card": _card, "iban": _iban, "ip": _ip, "secret": _secret}
    makers["national_id"] = _national_id
    return [make(draw, number) for kind, make in makers.items() for number in range(sizes[kind])]


def _case(draw: Draw, kind: str, value: str, frames: tuple[str, ...]) -> Case:
    return draw.choice(frames).format(value), kind, value


def _email(draw: Draw, number: int) -> Case:
    value = email(draw, number)
    if " AT " in value:
        return _case(draw, "email", value, ("E-mail: {}", "My mail address is {}", "write to {} please"))
    plain = [frame for frame in MAIL if value.isascii() or ("联系" not in frame and "Пишите" not in frame)]
    return _case(draw, "email", value, (*ANYWHERE, *plain))


def _phone(draw: Draw, number: int) -> Case:
    country = COUNTRIES[number % len(COUNTRIES)]
    value, is_international = phone(draw, country)
    local = BY_COUNTRY.get(country, ())
    return _case(
        draw, "phone", value, (*ANYWHERE, *TELEPHONE, *local) if is_international else (*TELEPHONE, *local * 3)
    )


def _card(draw: Draw, number: int) -> Case:
    value = card(draw, number)
    is_rare = sum(character.isdigit() for character in value) in (13, 19) or value.startswith(("22", "67"))
    return _case(draw, "card", value, CARD if is_rare else (*ANYWHERE, *CARD))


def _iban(draw: Draw, number: int) -> Case:
    return _case(draw, "iban", iban(draw, number), (*ANYWHERE, *ACCOUNT))


def _ip(draw: Draw, number: int) -> Case:
    value = address(draw, number)
    return _case(draw, "ip", value, (*ANYWHERE, *(HOST_6 if ":" in value else HOST)))


def _secret(draw: Draw, number: int) -> Case:
    frame, value = secret(draw, number)
    text = frame.format(value)
    if frame == "{}" and "\n" not in value:
        text = draw.choice(ANYWHERE).format(value)
    return text, "secret", value


def _national_id(draw: Draw, number: int) -> Case:
    module = tuple(ID_MODULES)[number % len(ID_MODULES)]
    value, word = national_id(draw, module), draw.choice(ID_WORDS[module].split("|"))
    frame = draw.choice(ANYWHERE)
    colon = draw.choice((" ", ": ", " "))
    return (
        frame.format(f"{word}{' ' if word.endswith((':', '：')) else colon}{value}" if word else value),
        "national_id",
        value,
    )
