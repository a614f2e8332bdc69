"""Names of topics are words of every script, without stop words, markup, addresses, digits and two forms of a word."""

import numpy as np
import pyarrow as pa
import pytest

from analytics.build.map import coherence, names
from analytics.build.map.word_forms import same_words
from analytics.build.map.words import split_words

SENTENCES = {
    "Hindi": ("गेंदबाज ने आज मैच में पाँच विकेट लिए और कप्तान खुश है", {"गेंदबाज", "मैच", "विकेट", "कप्तान"}),
    "Tamil": ("இன்று சென்னையில் கனமழை பெய்தது என்று வானிலை மையம் மற்றும் அரசு", {"சென்னையில்", "கனமழை", "வானிலை"}),
    "Bengali": ("এই নদীর মাছ এবং ধান থেকে কৃষক লাভ করে", {"নদীর", "মাছ", "ধান", "কৃষক"}),
    "Arabic": ("في المدينة سوق كبيرة من الفواكه على الشاطئ", {"المدينة", "سوق", "الفواكه", "الشاطئ"}),
    "Greek": ("το πλοίο και η θάλασσα με τον άνεμο στο λιμάνι", {"πλοίο", "θάλασσα", "άνεμο", "λιμάνι"}),
    "Polish": ("to jest rower, który się zepsuł na moście przy rzece", {"rower", "moście", "rzece"}),
    "Turkish": ("bu köy için bir köprü ve yol çok gerekli ama para yok", {"köy", "köprü", "yol", "para"}),
    "Ukrainian": ("це село та річка, яка є під горою і що не замерзає", {"село", "річка", "горою"}),
}


def named(groups):
    """The terms of each group of texts."""
    texts = [text for group in groups for text in group]
    topic = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    return names.terms(split_words(pa.array(texts)), topic, np.zeros(len(groups), int))[1]


@pytest.mark.parametrize("language", SENTENCES)
def test_words_of_every_script_make_names_without_its_stop_words(language):
    sentence, content = SENTENCES[language]
    terms = named([[sentence] * 8, ["a boat and its captain on the lake"] * 8])[0]
    chosen = set(" ".join(terms).split())
    assert chosen <= set(sentence.replace(",", "").split())
    assert chosen & content
    stop = {"और", "में", "है", "ने", "मற்றும்", "என்று", "এই", "এবং", "থেকে", "في", "من", "على", "το", "και", "με"}
    assert not chosen & (stop | {"to", "jest", "się", "na", "bu", "ve", "bir", "çok", "ama", "це", "та", "що", "і"})


@pytest.mark.parametrize(
    ("word", "frames"),
    [
        ("地震", ["昨天{}很大", "{}来得突然", "老人说{}可怕", "海边{}警报", "学校{}演习"]),
        ("図書館", ["新しい{}へ行く", "駅前{}は広い", "古い{}を直す", "{}で本を読む", "夜の{}は静か"]),
        ("โรงเรียน", ["เด็กไป{}เช้า", "{}ใหม่สวย", "ครู{}ใจดี", "หน้า{}มีตลาด", "{}ปิดวันนี้"]),
        ("รถไฟ", ["ขึ้น{}ช้า", "{}เสียอีก", "ตั๋ว{}แพง", "นั่ง{}กลับบ้าน", "สถานี{}ไกล"]),
        ("电影院", ["周末{}很挤", "{}关门早", "新开{}便宜", "去{}看书", "老{}拆除"]),
    ],
)
def test_names_in_scripts_without_spaces_are_whole_words(word, frames):
    terms = named([[frame.format(word) for frame in frames], ["boats on the lake"] * 6])[0]
    assert word in terms


@pytest.mark.parametrize(
    ("forms", "others"),
    [
        (("network", "networks"), "bread"),
        (("party", "parties"), "bread"),
        (("haus", "häuser"), "brot"),
        (("estimator", "estimation"), "bread"),
        (("книга", "книги"), "хлеб"),
        (("लड़का", "लड़के"), "रोटी"),
        (("eat", "eats"), "bread"),
    ],
)
def test_forms_of_one_word_are_recognized(forms, others):
    assert list(same_words([*forms, others])) == [(0, 1)]


def test_different_words_are_not_forms_of_one():
    assert list(same_words(["cat", "dog", "sun", "butter", "bus", "planet", "no", "on"])) == []


@pytest.mark.parametrize(
    "noise",
    [
        "<div class='box'>lantern</div>",
        "lantern&nbsp;&amp; 2024 3rd",
        "lantern https://example.org/lantern/page.html",
        "lantern www.shop.example/x?id=4 keeper@light.example",
        "<br/>lantern <a href='#'>read</a> 12,000",
    ],
)
def test_markup_addresses_and_digits_make_no_names(noise):
    terms = named([[f"{noise} harbour {word}" for word in ("fog", "gull", "pier", "rope", "tide")], ["x y"] * 5])[0]
    text = " ".join(terms)
    assert "lantern" in text or "harbour" in text
    assert not any(character.isdigit() for character in text)
    assert not {"div", "class", "nbsp", "amp", "href", "https", "www", "html", "br"} & set(text.split())


def test_terms_that_occur_together_are_preferred():
    texts = np.zeros((8, 4), np.float32)
    texts[:4, :2] = 1  # the first two terms together
    texts[:6:2, 2] = texts[5:, 3] = 1
    from scipy.sparse import csc_array

    values = coherence.npmi(csc_array(texts), np.ones(8))
    assert values[0, 1] == pytest.approx(1)
    assert values[0, 3] == -1
    chosen = coherence.choose(values, np.array([1.0, 0.9, 0.9, 0.9]), np.eye(4, dtype=bool), 2)
    assert chosen == [0, 1]


def test_a_name_that_another_group_has_gets_more_terms_or_a_letter():
    made = names.unique_names([list("abcd"), list("abce"), list("abc"), list("abc"), [], []])
    assert made == [
        "a, b, c",
        "a, b, c, e",
        "a, b, c (B)",
        "a, b, c (C)",
        "various short texts",
        "various short texts (B)",
    ]


THAI = [
    "ร้าน|นี้|เป็น|อีก|สาขา|หนึ่ง|ของ|ร้าน|อาหารทะเล",
    "เรือ|ลำ|นี้|ออก|จาก|ท่าเรือ|ตอน|เช้า|พร้อม|ชาว|ประมง",
    "โปรด|อ่าน|รายละเอียด|สำหรับ|ผู้โดยสาร|ก่อน|ขึ้น|รถไฟ",
    "ครู|สอน|ภาษาไทย|ให้|นักเรียน|ที่|โรงเรียน|ทุก|วัน",
    "หมอ|แนะนำ|ให้|ผู้ป่วย|ออกกำลังกาย|และ|ดื่มน้ำ|มาก|ขึ้น",
    "ตลาด|นัด|วัน|เสาร์|มี|ผลไม้|และ|ขนม|ราคา|ถูก",
]


@pytest.mark.parametrize("sentence", THAI)
def test_repeated_thai_sentences_are_named_by_whole_words(sentence):
    words = sentence.split("|")
    whole = {"".join(words[start:stop]) for start in range(len(words)) for stop in range(start + 1, len(words) + 1)}
    others = ["สนามบิน", "โรงแรม", "พิพิธภัณฑ์", "ห้องสมุด", "สวนสาธารณะ", "โรงพยาบาล"]
    texts = [f"{''.join(words)} and {other} and {''.join(words)}" for other in others]
    terms = named([texts, ["boats on the lake"] * 6])[0]
    assert terms
    cut = [term for term in terms if not term.isascii() and term not in whole | set(others)]
    assert len(cut) <= len(terms) // 4, cut  # the model of word boundaries is right nearly everywhere


MIXED = {
    "tr": "bu komut için bir takma addır ve çok daha kısa olan adı ile de çalışır ama ne kadar",
    "de": "dieser Befehl ist ein Alias und nicht der einzige, der für das gleiche auch so heißt",
    "pl": "to jest alias dla tego polecenia, który się nie zmienia i ma tak samo jak przy innych",
    "nl": "deze opdracht is een alias van het originele en niet de enige die ook zo heet",
    "ca": "aquest ordre és un àlies de l'ordre original i no és el que es fa amb les altres",
    "fi": "tämä komento on alias ja se ei ole ainoa joka on myös niin kuin muut ovat",
}


def test_a_group_of_many_languages_has_the_stop_words_of_none_in_its_name():
    texts = [text for text in MIXED.values() for _ in range(4)] + ["kernel driver module loader"] * 60
    terms = " ".join(named([texts, ["boats on the lake"] * 6])[0]).split()
    assert not {"için", "bir", "ist", "ein", "der", "für", "jest", "się", "een", "het", "van", "és", "un"} & set(terms)
    assert not {"es", "on", "ja", "ei", "niin", "nie"} & set(terms)
