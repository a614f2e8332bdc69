"""Near-copies are found as often in every script, in every Unicode form, and by more than chance."""

import random
import unicodedata

import pytest

from benchmarks.near_copies import LANGUAGES, originals, shares_found
from tests.duplicate_stages import workspace_of

N = 40
ACCENTED = (
    "Élève très zélé, où êtes-vous allé après la fête de Noël ? Le garçon a mangé une crêpe près de la forêt. "
    "Ça m'étonne, répondit sa mère, car il préfère le gâteau à la crème, et l'été dernier il n'a rien goûté."
)
VIETNAMESE = (
    "Buổi sáng hôm nay trời mưa rất to nên chúng tôi ở nhà đọc sách và uống trà nóng. Buổi chiều trời nắng đẹp, "
    "chúng tôi đi chợ mua cá, rau và trái cây tươi rồi về nhà nấu cơm cho cả gia đình cùng ăn tối."
)
KOREAN = (
    "오늘 아침에는 비가 많이 와서 우리는 집에서 책을 읽고 따뜻한 차를 마셨습니다. 오후에는 날씨가 맑아져서 시장에 가서 "
    "생선과 채소와 과일을 사고 집에 돌아와 온 가족이 함께 저녁을 먹었습니다. 내일은 바다에 가려고 합니다."
)


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    return shares_found("English", N, tmp_path_factory.mktemp("english"))[0]


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "English"])
def test_near_copies_are_found_at_the_edit_rates_of_english(language, english, tmp_path):
    shares, wrong = shares_found(language, N, tmp_path)
    assert wrong == 0
    assert english[:2] == [1, 1]
    assert english[2] <= 0.05
    for share, expected in zip(shares, english, strict=True):
        assert share == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize("language", ["Thai", "Khmer", "Japanese"])
def test_a_book_has_no_excerpts_by_chance_but_true_ones(language, tmp_path):
    texts = originals(language, 330, random.Random(5))
    book, others = "".join(texts[20:]), texts[:20]
    true = [texts[100][:80], texts[200][10:130]]
    pairs = workspace_of(tmp_path / "w", [*others, *true, book]).connect()
    rows = pairs.execute("SELECT a, b, containment FROM duplicate_pairs ORDER BY a").fetchall()
    assert rows == [(20, 22, 1.0), (21, 22, 1.0)]


@pytest.mark.parametrize("text", [ACCENTED, VIETNAMESE, KOREAN])
def test_a_near_copy_in_the_other_unicode_form_is_found_with_its_true_scores(text, tmp_path):
    words = text.split()
    words[3] = "9999"
    copy = unicodedata.normalize("NFD", " ".join(words))
    assert copy != " ".join(words)
    scores = [
        workspace_of(tmp_path / form, [text, unicodedata.normalize(form, copy)])
        .connect()
        .execute("SELECT kind, jaccard, shared FROM duplicate_pairs")
        .fetchall()
        for form in ("NFC", "NFD")
    ]
    assert scores[0] == scores[1]
    assert scores[0][0][0] == "near"


@pytest.mark.parametrize(
    ("one", "other"),
    [("ＡＢＣ１２３", "abc123"), ("ｶﾀｶﾅ", "カタカナ"), ("豈", "豈"), ("葛\U000e0100城", "葛城"), ("ﬀ x", "ff x")],
)
def test_letters_in_another_form_are_the_same_words(one, other, tmp_path):
    text = " ".join(f"word{i} and" for i in range(20))
    rows = workspace_of(tmp_path / "w", [f"{text} {one} end of it", f"{text} {other} begin of it"]).connect()
    same = rows.execute("SELECT jaccard FROM duplicate_pairs").fetchone()[0]
    changed = workspace_of(tmp_path / "v", [f"{text} {other} end of it", f"{text} {other} begin of it"]).connect()
    expected = changed.execute("SELECT jaccard FROM duplicate_pairs").fetchone()[0]
    assert (same == expected) == (one != "ﬀ x")  # a ligature of several letters stays one character
