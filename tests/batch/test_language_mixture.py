"""A text in two languages has a second language with its share; names, terms and commands are no language."""

import itertools

import pyarrow as pa
import pytest

from analytics.batch.language import detect
from analytics.batch.language_certain import certain
from analytics.batch.language_profile import profile
from analytics.batch.texts import utf8

PROSE = {
    "en": "The committee met on Tuesday and agreed that the old bridge should be repaired before the winter. We will "
    "need more money for it than they thought, but there is some left from the last year.",
    "de": "Der Ausschuss hat am Dienstag getagt und beschlossen, dass die alte Brücke vor dem Winter repariert werden "
    "soll. Wir brauchen dafür mehr Geld, als sie dachten, aber es ist noch etwas übrig.",
    "fr": "Le comité s'est réuni mardi et a décidé que le vieux pont devait être réparé avant l'hiver. Nous aurons "
    "besoin de plus d'argent que prévu, mais il en reste un peu de l'année dernière.",
    "zh": "委员会星期二开会，决定在冬天到来之前修好那座旧桥。我们需要的钱比他们想的多，不过去年还剩下一些。",
    "ja": "委員会は火曜日に集まり、冬が来る前に古い橋を直すことを決めました。思ったよりお金がかかりますが、まだ残りがあります。",
    "ru": "Комитет собрался во вторник и решил, что старый мост надо починить до зимы. Нам понадобится больше денег, "
    "чем думали, но с прошлого года кое-что осталось.",
    "ar": "اجتمعت اللجنة يوم الثلاثاء وقررت إصلاح الجسر القديم قبل الشتاء. سنحتاج إلى مال أكثر مما ظنوا، لكن بقي شيء.",
    "th": "คณะกรรมการประชุมกันเมื่อวันอังคารและตกลงว่าจะซ่อมสะพานเก่าก่อนถึงฤดูหนาว เราต้องการเงินมากกว่าที่คิดไว้",
}
NOT_TOLD = {("zh", "ja"), ("ja", "zh")}
"""They share their characters."""


def detected(*texts):
    return detect(pa.record_batch({"doc_id": range(len(texts)), "text": list(texts)})).to_pylist()


@pytest.mark.parametrize(
    ("main", "second"), [pair for pair in itertools.permutations(PROSE, 2) if pair not in NOT_TOLD]
)
def test_a_text_in_two_languages_has_both_with_the_share_of_the_second(main, second):
    (row,) = detected(f"{PROSE[main]} " * 3 + "\n\n" + PROSE[second])
    assert (row["lang_detected"], row["lang_second"]) == (main, second)
    assert 0.1 <= row["lang_second_share"] <= 0.6


@pytest.mark.parametrize("language", PROSE)
def test_a_text_in_one_language_has_no_second_one(language):
    for row in detected(PROSE[language], f"{PROSE[language]} " * 4, f"{PROSE[language]}\n" * 30):
        assert row["lang_detected"] == language
        assert row["lang_second"] is None
        assert row["lang_second_share"] is None


@pytest.mark.parametrize(
    "text",
    [
        "我们用 Docker 和 Kubernetes 部署服务，然后用 Prometheus 监控，再把日志写到 Elasticsearch。" * 3,
        "Запустите команду git rebase --interactive HEAD~3, затем проверьте лог: git log --oneline --graph. " * 3,
        "The flights go to São Paulo, Buenos Aires, Los Angeles, La Paz, Santiago de Chile and El Alto, and that is "
        "all there is to know about the trip that we will make in the spring. " * 3,
        "コマンド npm install と pip install を実行してから、設定ファイル config.yaml を編集してください。" * 3,
        "def total(values):\n    return sum(value for value in values if value)\n\n# the sum of what is there\n" * 6,
    ],
)
def test_names_terms_and_commands_are_no_second_language(text):
    assert detected(text)[0]["lang_second"] is None


def test_what_needs_no_model_is_decided_by_words_and_letters():
    texts = [PROSE[language] for language in ("en", "zh", "ja", "th", "de", "fr", "ru")]
    languages, confidence = certain(profile(*utf8(pa.array(texts))))
    assert languages == ["en", "zh", "ja", "th", None, None, None]
    assert ((confidence > 0.9) & (confidence <= 1)).all()


@pytest.mark.parametrize(
    "text",
    [
        "Wat is dit? In de stad was het warm en we do not know wat er is.",
        "佢哋尋日喺街市買咗好多嘢，跟住返屋企煮飯食，真係好開心。",
        "東京駅電車遅延、図書館前広場対応中",
        "Die was in an, so the man die in was.",
        "https://example.org/how/to/be/in/the/know/of/it.html",
        "/srv/data/the/old/one/is/not/for/you/to/see.txt",
        "",
        "ok",
    ],
)
def test_what_is_not_certain_is_left_to_the_model(text):
    assert certain(profile(*utf8(pa.array([text]))))[0] == [None]


def test_a_profile_does_not_depend_on_the_batch():
    texts = [PROSE[language] * count for language in PROSE for count in (1, 5, 40)]
    apart = [row for text in texts for row in detected(text)]
    for row, other in zip(detected(*texts), apart, strict=True):
        assert {**row, "doc_id": 0} == other
