"""Rules about words and stop words know the language of the text, and say of how many documents they judge."""

import pytest

from analytics.ask.rules import verdicts
from analytics.ask.selection import ALL
from analytics.batch.stop_words import MOST_FREQUENT
from analytics.rules import selection_of
from analytics.rules.published import RULES, find_rule
from analytics.signals.signal import STOP_WORD_LANGUAGES
from analytics.workspace import open_workspace

PROSE = {
    "en": "We walked along the river and talked of the years that have gone by, with all the people to be remembered. ",
    "de": "Wir gingen den Fluss entlang und sprachen von den Jahren, die vergangen sind, mit all den Leuten. ",
    "fr": "Nous marchions le long de la rivière et parlions des années passées, avec les gens et un ami de la ville. ",
    "es": "Caminamos a lo largo del río y hablamos de los años que pasaron, con la gente en el pueblo y de la vida. ",
    "pl": "Szliśmy wzdłuż rzeki i rozmawialiśmy o latach, które minęły, z ludźmi na rynku i w domu, to nie było nic. ",
    "ru": "Мы шли вдоль реки и говорили о годах, что прошли, с людьми на площади и в доме, я не знал, куда по пути. ",
    "tr": "Nehir boyunca yürüdük ve geçen yıllar için konuştuk, bu şehirde bir ev ile ne kadar da güzel bir gün. ",
    "hi": "हम नदी के किनारे चले और बीते सालों की बात की, गाँव में लोगों से मिले और घर को देखा, यह दिन है। ",
}
UNSPACED = {
    "th": "เราเดินเลียบแม่น้ำและพูดคุยถึงปีที่ผ่านมากับผู้คนในเมือง ",
    "lo": "ພວກເຮົາຍ່າງຕາມແຄມແມ່ນ້ຳແລະລົມກັນເລື່ອງປີທີ່ຜ່ານມາກັບຄົນໃນເມືອງ ",
    "km": "យើងដើរតាមមាត់ទន្លេនិយាយអំពីឆ្នាំកន្លងមកជាមួយមនុស្សក្នុងទីក្រុង ",
    "my": "ကျွန်တော်တို့သည်မြစ်ကမ်းတစ်လျှောက်လမ်းလျှောက်ပြီးစကားပြောခဲ့ကြသည် ",
}
IDEOGRAPHS = {
    "zh": "我们沿着河边走，和城里的人谈论过去的岁月。",
    "ja": "私たちは川に沿って歩き、町の人々と過ぎた年月について話しました。",
}
MENU = "Home | Shop | About us | Contact us | Sign in | Terms of service | Privacy policy | Help centre\n"


def verdict(case, rule, texts):
    """Whether each text fails the rule; None where it does not apply."""
    case.build("a.jsonl", [{"text": text} for text in texts], until="scan")
    return case.values(f"select {rule.fails} from signals order by doc_id")


def test_stop_words_are_those_of_the_language(case):
    rule = find_rule("Gopher quality", "too few stop words")
    assert verdict(case, rule, [text * 3 for text in PROSE.values()]) == [False] * len(PROSE)


def test_a_list_of_words_in_another_language_than_english_fails(case):
    lists = [
        "Schrauben Muttern Nägel Bretter Farbe Pinsel Hammer Zange Säge Leiter Eimer Kelle Spachtel Bohrer Dübel " * 2,
        "tornillos tuercas clavos tablas pintura martillo alicates sierra escalera cubo paleta taladro pincel " * 2,
        "гайки гвозди доски краска кисть молоток клещи пила лестница ведро сверло винты болты шурупы рубанок " * 2,
    ]
    rule = find_rule("Gopher quality", "too few stop words")
    assert set(verdict(case, rule, lists)) <= {True, None}
    assert True in verdict(case, rule, lists)


def test_an_english_menu_does_not_make_a_text_english(case):
    rule = find_rule("Gopher quality", "too few stop words")
    assert verdict(case, rule, [MENU + text * 5 for text in PROSE.values()]) == [False] * len(PROSE)


@pytest.mark.parametrize(
    ("group", "name"),
    [
        ("Gopher quality", "too few words"),
        ("Gopher quality", "words too long"),
        ("Gopher quality", "too few stop words"),
        ("Gopher quality", "hash signs"),
        ("Gopher quality", "ellipses"),
        ("FineWeb", "line feeds per word"),
        ("FineWeb", "short lines"),
        ("C4", "too few sentences left"),
        ("Gopher repetition", "duplicate 5-grams"),
    ],
)
def test_rules_about_words_do_not_apply_where_words_are_not_known(case, group, name):
    rule = find_rule(group, name)
    assert verdict(case, rule, [text * 12 for text in UNSPACED.values()]) == [None] * len(UNSPACED)


def test_thai_and_lao_have_no_marks_at_the_end_of_a_line(case):
    rule = find_rule("FineWeb", "lines without terminal punctuation")
    assert verdict(case, rule, [UNSPACED["th"] * 9, UNSPACED["lo"] * 9, PROSE["en"], "no mark\n" * 9]) == [
        None,
        None,
        False,
        True,
    ]


def test_words_of_chinese_and_japanese_are_characters(case):
    rule = find_rule("Gopher quality", "too few words")
    texts = [text * times for text in IDEOGRAPHS.values() for times in (1, 12)]
    assert verdict(case, rule, texts) == [True, False, True, False]


def test_no_rule_fails_long_prose_of_any_language_for_its_words(case):
    texts = [text * 20 for text in (PROSE | UNSPACED | IDEOGRAPHS).values()]
    case.build("a.jsonl", [{"text": text} for text in texts], until="scan")
    for rule in RULES:
        if rule.set == "Gopher quality":
            assert True not in case.values(f"select {rule.fails} from signals"), rule


def test_the_page_says_how_many_documents_a_rule_judges(case):
    case.build("a.jsonl", [{"text": text * 9} for text in (PROSE | UNSPACED).values()], until="scan")
    answer = verdicts(
        open_workspace(case.workspace).connect(), ALL, selection_of([find_rule("Gopher quality", "too few words")])
    )
    assert answer.by_rule["applicable"].tolist() == [len(PROSE)]


def test_every_language_with_stop_words_has_eight_or_more():
    assert set(STOP_WORD_LANGUAGES) == {"en", *MOST_FREQUENT}
    assert min(len(set(words.split())) for words in MOST_FREQUENT.values()) >= 8
