"""The whole text decides about its language, and an improbable answer is unknown."""

import pytest

from analytics.batch.language import MIN_CONFIDENCE, detect_text

MENU = (
    "Home | Shop | About us | Contact us | Sign in | Create account | Terms of service | Privacy policy | Help centre\n"
)
LICENCE = "# SPDX-License-Identifier: MIT\n# Permission is granted, free of charge, to any person who obtains a copy\n"
CODE = "```\nfor item in range(10):\n    print(item, end='')\n```\n`git commit --amend`\n"
LINKS = "https://www.example.org/en/articles/how-to-read-the-news-every-day.html?utm_source=mail\n" * 2
BODIES = {
    "de": "Gestern Abend haben wir im Garten gesessen und über die Reise gesprochen, die wir im Sommer machen wollen. ",
    "fr": "Hier soir nous étions assis dans le jardin et nous avons parlé du voyage que nous voulons faire cet été. ",
    "es": "Ayer por la noche estuvimos sentados en el jardín y hablamos del viaje que queremos hacer este verano. ",
    "pl": "Wczoraj wieczorem siedzieliśmy w ogrodzie i rozmawialiśmy o podróży, którą chcemy odbyć latem. ",
    "ru": "Вчера вечером мы сидели в саду и говорили о поездке, которую хотим совершить этим летом. ",
    "ja": "昨日の夜、私たちは庭に座って、この夏に行きたい旅行について話しました。",
    "zh": "昨天晚上我们坐在花园里，谈论今年夏天想去的旅行。",
    "ko": "어제 저녁 우리는 정원에 앉아 올여름에 가고 싶은 여행에 대해 이야기했습니다. ",
    "th": "เมื่อคืนนี้เรานั่งอยู่ในสวนและคุยกันเรื่องการเดินทางที่อยากไปในฤดูร้อนนี้ ",
    "hi": "कल शाम हम बगीचे में बैठे थे और उस यात्रा के बारे में बात कर रहे थे जो हम करना चाहते हैं। ",
}


@pytest.mark.parametrize("code", BODIES)
@pytest.mark.parametrize("head", [MENU, LICENCE, CODE, LINKS], ids=["menu", "licence", "code", "links"])
def test_an_english_beginning_does_not_decide(code, head):
    assert detect_text(head + BODIES[code] * 6)[0] == code


@pytest.mark.parametrize("code", BODIES)
def test_one_sentence_and_a_long_text_have_one_language(code):
    assert {detect_text(BODIES[code] * times)[0] for times in (1, 3, 30)} == {code}


SHORT = [
    "can you explain this to me", "what should i cook tonight", "my screen is black", "where is my parcel",
    "please cancel my subscription", "the app keeps crashing", "i need a new password", "tell me about black holes",
    "who wrote this book", "how much does it cost", "Write an email to my boss", "is it going to rain tomorrow",
    "HOW DO I TURN THIS OFF", "it doesn’t work", "why are you so slow", "thanks for your help",
]  # fmt: skip


@pytest.mark.parametrize("text", SHORT)
def test_short_english_is_english_or_unknown(text):
    assert detect_text(text)[0] in ("en", None)


def test_most_short_english_is_known():
    assert sum(detect_text(text)[0] == "en" for text in SHORT) >= 0.9 * len(SHORT)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\n\n", "42", "2023-04-05 06:07:08", "🎉🎉🎉🎉", "ok", "x", "zzzzzzzzzzzz", "lolololololol", "!!!???",
     "https://www.example.net/a/b/c.html", "someone@example.org", "0f8fad5b-d9cb-469f-a165-70867728950e",
     "<ul><li></li></ul>", '{"a": 1, "b": [2, 3]}', "|x|y|\n|-|-|\n|1|2|", "e3b0c44298fc1c149afbf4c8996fb924"],
)  # fmt: skip
def test_what_is_no_prose_is_unknown(text):
    assert detect_text(text) == (None, None)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("th", "สวัสดี"), ("ko", "안녕"), ("he", "שלום לכולם"), ("ja", "はい"), ("zh", "谢谢"),
        ("el", "Πού είναι ο σταθμός;"), ("he", "איפה נמצאת התחנה המרכזית?"), ("ka", "სად არის სადგური?"),
        ("hy", "Որտե՞ղ է կայարանը"), ("ta", "நிலையம் எங்கே இருக்கிறது?"), ("lo", "ສະຖານີຢູ່ໃສ `ls -la`"),
        ("km", "ស្ថានីយ៍នៅឯណា"), ("my", "ဘူတာရုံ ဘယ်မှာလဲ"), ("ko", "역이 어디에 있나요 `systemctl status nginx`"),
        ("zh", "使用 Docker 和 Kubernetes 部署 WordPress 应用程序"), ("ja", "Docker を使って WordPress を動かす"),
        ("ar", "أين تقع محطة القطار؟"), ("fa", "ایستگاه قطار کجاست و چگونه می‌توانم بروم؟"), ("bn", "স্টেশনটি কোথায়?"),
    ],
)  # fmt: skip
def test_a_language_in_another_script_is_impossible(code, text):
    assert detect_text(text)[0] == code


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("no", "Jeg vet ikke hva som skjer, men vi må gjøre noe nå, og barna vil ha mye mat."),
        ("da", "Jeg ved ikke hvad der sker, men vi må gøre noget nu, og børnene vil have meget mad."),
        ("ne", "तपाईं कहाँ जानुहुन्छ र यो काम कसरी गर्नुहोस् भनेर मलाई थाहा छैन।"),
        ("hi", "आप कहाँ जा रहे हैं और यह काम कैसे करना है मुझे नहीं पता।"),
        ("uz", "Bu dastur hujjatlarni ko'rish uchun kerak va u bilan ishlash qulay emas."),
        ("id", "Saya tidak bisa datang karena mobil saya rusak dan kantor sudah tutup."),
        ("ms", "Saya tidak boleh datang kerana kereta saya rosak dan pejabat sudah tutup."),
        ("uk", "Скажіть, будь ласка, де можна купити квитки та як туди доїхати?"),
        ("bg", "Кажете ми, моля, къде мога да купя билети и как да стигна до там?"),
        ("sr", "Deca su napolju, a mleko je u frižideru, posle ručka idemo u park."),
        ("hr", "Djeca su vani, a mlijeko je u hladnjaku, tko će ići vlakom u ponedjeljak?"),
    ],
)  # fmt: skip
def test_close_languages_are_distinguished_by_their_words(code, text):
    assert detect_text(text)[0] == code


@pytest.mark.parametrize("text", [*BODIES.values(), *SHORT, MENU, LICENCE])
def test_a_known_language_has_the_stated_confidence(text):
    language, confidence = detect_text(text)
    assert language is None or MIN_CONFIDENCE <= confidence <= 1
