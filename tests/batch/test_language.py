"""The language of a text is detected where there are enough letters, and unknown elsewhere."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pytest

from analytics.batch.language import detect
from tests.batch.texts import ADVERSARIAL, text_batch

KNOWN = {
    "en": "The people of the town have been asked to be quiet, and that is the end of it.",
    "de": "Das ist ein ganz normaler deutscher Satz, und er steht hier allein.",
    "fr": "Les personnes physiques sont libres de circuler dans le territoire de la République.",
    "es": "Los ciudadanos tienen derecho a participar en los asuntos públicos.",
    "ru": "Все люди рождаются свободными и равными в своем достоинстве и правах.",
    "zh": "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心。",
    "ja": "吾輩は猫である。名前はまだ無い。",
    "ko": "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
    "ar": "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق.",
    "th": "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์",
}


def languages(texts: list[str], kind: pa.DataType | None = None) -> list[str | None]:
    detected = detect(text_batch(texts, kind))
    confidences = detected["lang_confidence"].to_pylist()
    assert all(confidence is None or 0 < confidence <= 1 for confidence in confidences)
    return detected["lang_detected"].to_pylist()


@pytest.mark.parametrize("code", KNOWN)
def test_a_sentence_is_known(code: str) -> None:
    assert languages([KNOWN[code]]) == [code]


def test_line_breaks_capitals_and_length_do_not_matter() -> None:
    german = KNOWN["de"]
    assert (
        languages([german.replace(" ", "\n"), german.upper(), german * 1000, "\n\n" + german], pa.large_string())
        == ["de"] * 4
    )


@pytest.mark.parametrize("text", ["", " ", "ok", "12345 67890 12345", "👍👍👍", "\n\n\n", "ls -l", "\0" * 50])
def test_what_is_too_short_or_has_no_letters_is_unknown(text: str) -> None:
    assert languages([text]) == [None]


def test_han_without_kana_is_not_called_japanese() -> None:
    assert set(languages(["白日依山盡黃河入海流", "千山鳥飛絕萬徑人蹤滅", "空山不見人但聞人語響"])) <= {
        "zh",
        "yue",
        "wuu",
    }


def test_hostile_texts_are_no_trouble_and_threads_agree() -> None:
    texts = [*ADVERSARIAL.values(), *KNOWN.values()] * 10
    alone = languages(texts)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(languages, [texts] * 8)) == [alone] * 8
    assert languages(texts[3:]) == alone[3:]
    assert languages([]) == []
