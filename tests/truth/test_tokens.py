"""A fast part of the truth bench about tokens, with counts that GPT-4o's tokenizer (o200k) made once."""

import pytest

from benchmarks.truth import tokens

COUNTED = (
    (
        "The committee agreed on a budget for the coming year, and nobody in the room objected to "
        "the small rise in the price of paper.",
        28,
    ),
    (
        "Der Ausschuss einigte sich auf den Haushalt für das kommende Jahr, und niemand im Saal "
        "widersprach der kleinen Erhöhung des Papierpreises.",
        31,
    ),
    (
        "Комитет согласовал бюджет на следующий год, и никто в зале не возражал против небольшого "
        "повышения цены на бумагу.",
        27,
    ),
    ("Η επιτροπή συμφώνησε στον προϋπολογισμό του επόμενου έτους και κανείς δεν έφερε αντίρρηση.", 31),
    ("วันนี้อากาศดีมาก เราจึงเดินไปตลาดเพื่อซื้อผลไม้และปลาสดสำหรับอาหารเย็น", 24),
    ("ມື້ນີ້ອາກາດດີຫຼາຍ ພວກເຮົາຈຶ່ງຍ່າງໄປຕະຫຼາດເພື່ອຊື້ໝາກໄມ້", 101),
    ("आज मौसम बहुत अच्छा है, इसलिए हम फल और ताज़ी मछली खरीदने बाज़ार गए।", 23),
    ("今天天气很好，所以我们走路去市场买水果和新鲜的鱼做晚饭。", 21),
    ("今日は天気がとても良いので、果物と新鮮な魚を買いに市場へ歩いて行きました。", 30),
    ("오늘은 날씨가 아주 좋아서 과일과 신선한 생선을 사러 시장에 걸어갔습니다.", 26),
    ("اليوم الطقس جميل جدا، لذلك مشينا إلى السوق لشراء الفاكهة والسمك الطازج للعشاء.", 26),
    (
        'def add(first, second):\n    """Give the sum of two numbers."""\n    return first + second\n\n\n'
        "print(add(2, 40))\n",
        29,
    ),
)


@pytest.mark.parametrize(("text", "true"), COUNTED)
def test_the_estimate_of_a_sentence_is_near_the_count_of_a_tokenizer(text, true):
    assert tokens.estimated([text])[0] == pytest.approx(true, rel=0.45)


def test_the_estimate_of_many_languages_together_is_nearer():
    texts, true = zip(*COUNTED, strict=True)
    assert tokens.estimated(list(texts)).sum() == pytest.approx(sum(true), rel=0.15)


def test_drawn_tables_are_not_counted_mark_by_mark():
    texts = [tokens.generate(seed) for seed in range(10)]
    marks = sum(sum(not one.isalnum() and not one.isspace() for one in text) for text in texts)
    assert tokens.estimated(texts).sum() < 0.8 * marks
