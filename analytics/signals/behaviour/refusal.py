"""Does an answer decline, in whole or in part, to do what was asked? Phrases of its first sentences, in nine languages.

A refusal comes first: it is sorry, it cannot, it may not. A caution, a quotation or a role later in the answer is no
refusal, which is why only the beginning counts. The phrases are built from their elements (who, may not, what), not
collected from answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.signals.family import Family
from analytics.signals.signal import Signal

if TYPE_CHECKING:
    import pyarrow as pa

OPENING_CHARACTERS = 300
"""About three sentences."""

_CANNOT = (
    r"(?:can(?:no|['’])?t|can not|could(?: not|n['’]t)|won['’]?t|will not|would(?: not|n['’]t)"
    r"|(?:am |are |is )?(?:unable|not able)|(?:may|must) not)"
)
_START = r"^\W*(?:[\w'’]+[,.!]? ){0,5}"
"""The first words of the answer: a letter that the answer drafts may apologise for something else."""
_ADVERBS = r"(?:\w+ly |just |also |in good conscience,? |therefore )*"
_HELP = (
    r"(?:help|assist|aid|provide|give|offer|answer|fulfil|satisfy|comply|complete|support|create|write"
    r"|generate|produce|draft|compose|discuss|share|disclose|reveal"
    r"|engage|participate|take part|endorse|condone|promote|encourage|facilitate|suggest|recommend|advise"
    r"|comment|respond|reply|tell|teach|explain|instruct|guide|speculate|predict"
    r"|confirm|make (?:that|this|an?|any|such)|do (?:that|this|so|it|what)|say|speak|describe|access|browse"
    r"|proceed|continue|perform|process|accommodate|grant|agree|list|show|directly)"
)
_ETHICAL = r"(?:appropriate|ethical|acceptable|respectful|legal|lawful|responsible|okay|ok)"

ENGLISH = (
    rf"\b(?:i|we)(?:['’](?:m|re))? {_ADVERBS}{_CANNOT} {_ADVERBS}(?:be able to |to )?{_HELP}",
    (
        rf"{_START}(?:sorry|apologi[sz]e|apologies|afraid|unfortunately"
        rf"|regret)\b[^.!?\n]{{0,90}}\b(?:{_CANNOT} {_ADVERBS}(?:be able to |be |to )?{_HELP}|do(?: not"
        rf"|n['’]t) (?:have|provide|support|offer|understand|know)|not (?:allowed|permitted|something i)"
        rf"|must decline|against my)"
    ),
    (
        rf"\b(?:i|we)(?: am|['’]m| are|['’]re| do|['’]d|['’]ve| have| must"
        rf"| will)? {_ADVERBS}(?:to )?(?:not (?:allowed|permitted|comfortable|programmed|designed|authori[sz]ed"
        rf"|going|willing|in a position)\b|refuse\b|decline\b)"
    ),
    (
        rf"\b(?:i|we) (?:do not|don['’]t|have no) {_ADVERBS}(?:(?:have|possess|hold) )?(?:any |the )?(?:direct "
        rf"|real-time |specific )?(?:access|information|knowledge|data|records?|ability|capability|authority)\b"
    ),
    (
        rf"\bas an? (?:ai\b|artificial|(?:large )?language model|(?:responsible|ethical"
        rf"|helpful)\b)[^.!?\n]{{0,90}}\b(?:{_CANNOT}\b|do(?: not|n['’]t) (?:provide|support|condone)"
        rf"|not (?:allowed|permitted|designed|programmed))"
    ),
    (
        rf"^\W*(?:i(?:['’]m)? (?:do not|don['’]t|not) (?:think|believe|sure)(?: that)? )?(?:it|that|this)(?: is"
        rf"|['’]s| would be) (?:not|never|in|un|il|ir)(?: \w+ly)? ?(?:accurate or )?{_ETHICAL}\b"
    ),
    rf"^[^.!?\n]{{0,120}}\b(?:is|are)(?: not|n['’]t| never) (?:an? )?(?:\w+,? ){{0,3}}{_ETHICAL}\b",
    (
        rf"\b(?:i (?:must|have to|need to|want to|would like to)|important to)(?: \w+ly)? (?:clarify|emphasi[sz]e"
        rf"|inform|point out|remind|note|stress|remember|understand)\b[^.!?\n]{{0,90}}\b(?:(?:not"
        rf"|never) (?:an? )?(?:\w+ ){{0,3}}{_ETHICAL}|unethical|illegal|inappropriate|never the answer)\b"
    ),
    r"^\W*i (?:strongly |firmly |do not |don['’]t )?(?:condemn|disagree|condone|support|agree)\b",
    (
        r"\b(?:violat\w+|(?:goes|is|be) against|contrary to|outside(?: of)?|beyond) (?:my|our"
        r"|openai['’]s) (?:\w+ )?(?:polic|guideline|programming|principle|term|ethic|capabilit|scope|value|rule)"
    ),
    (
        r"\bmy (?:\w+ )?(?:programming|guidelines|policies|principles|training) (?:do(?:es)? not|don['’]t|prohibit"
        r"|prevent|forbid)"
    ),
)
"""In this order: cannot help; sorry, cannot; not allowed, or declines; has no access or knowledge; as an AI, cannot; it
would be wrong (as the first words, then as a reminder); condemns or disagrees; against the rules (twice). Having no
opinion is a disclaimer, not a refusal: the answer may follow.
"""

OTHERS = (
    # German
    (
        r"\b(?:ich (?:kann|darf|werde|möchte)|(?:kann|darf|werde|möchte) ich)\b[^.!?\n]{0,80}\b(?:nicht"
        r"|keine?[nrms]?)\b[^.!?\n]{0,60}(?:helfen|unterstützen|beantworten|geben|stellen|erstellen|schreiben"
        r"|anbieten|erfüllen|nachkommen|tun|sagen|machen)"
    ),
    _START
    + r"(?:tut mir leid|leider|entschuldigung|bedauere)\b[^.!?\n]{0,80}\b(?:kann|darf|können|dürfen"
    + r"|nicht in der lage|nicht möglich)\b[^.!?\n]{0,60}\b(?:nicht|keine?[nrms]?|helfen)\b",
    # Spanish, Portuguese, Italian
    (
        r"\bno (?:me es posible|(?:puedo|podemos|podré|voy a)|estoy (?:autorizad"
        r"|capacitad)[oa])\b[^.!?\n]{0,30}(?:ayudar|asistir|proporcionar|dar|ofrecer|responder|crear|escribir"
        r"|generar|cumplir|hacer|brindar|compartir|facilitar)"
    ),
    _START
    + r"(?:lo siento|lamento|lamentablemente|disculp\w+)\b[^.!?\n]{0,60}\bno (?:puedo|podemos|podré"
    + r"|me es posible|estoy)\b",
    (
        r"\bnão (?:me é possível|(?:posso|podemos|consigo|vou|poderei))\b[^.!?\n]{0,30}(?:ajudar|ajudá|auxiliar"
        r"|fornecer|dar|oferecer|responder|criar|escrever|gerar|cumprir|fazer|compartilhar|atender)"
    ),
    _START
    + r"(?:desculp\w+|lamento|infelizmente|sinto muito)\b[^.!?\n]{0,60}\bnão (?:posso|podemos|consigo|me é possível)\b",
    (
        r"\bnon (?:posso|possiamo|sono in grado di|mi è possibile)\b[^.!?\n]{0,30}(?:aiutar|assister|fornir|dar"
        r"|offrir|risponder|crear|scriver|generar|soddisfar|far|condivider)"
    ),
    _START + r"(?:mi dispiace|spiacente|purtroppo|mi scuso)\b[^.!?\n]{0,60}\bnon (?:posso|possiamo|sono in grado)\b",
    # French
    (
        r"\bje ne (?:peux|pourrai|puis|suis) (?:malheureusement )?pas\b[^.!?\n]{0,40}(?:aider|assister|fournir"
        r"|donner|offrir|répondre|créer|écrire|générer|satisfaire|faire|partager|en mesure|autorisé)"
    ),
    _START
    + r"(?:désolée?|regrette|malheureusement|excuse\w*)\b[^.!?\n]{0,60}\bje ne (?:peux|pourrai|puis"
    + r"|suis) (?:malheureusement )?pas\b",
    # Russian
    r"(?:извините|простите|к сожалению|сожалею)[^.!?\n]{0,60}не (?:могу|можем|смогу|в состоянии|имею)",
    r"я не (?:могу|смогу|имею права)[^.!?\n]{0,30}(?:помочь|предостав|ответить|создать|написать|выполнить|дать)",
    # Chinese, Japanese
    (
        r"(?:抱歉|对不起|對不起|不好意思)[^。！？\n]{0,40}(?:不能|无法|無法|没办法|沒辦法|不便|不可以)|我(?:不能|无法|無法|不可以)(?:为您|為您|为你|為你|向您|向你)?(?:帮"
        r"|幫|提供|回答|协助|協助|满足|滿足|生成|撰写|撰寫|执行|執行)"
    ),
    (
        r"(?:申し訳|すみません|すいません|ごめん|残念ながら)[^！？\n]{0,60}(?:できません|できかねます|いたしかねます|しかねます|お手伝いでき|お答えでき|できない)|お(?:答え"
        r"|手伝い)(?:することは)?(?:できません|できかねます)"
    ),
)
"""The same in German, Spanish, Portuguese, Italian, French, Russian, Chinese and Japanese."""

PATTERN = "(?i)" + "|".join(f"(?:{pattern})" for pattern in (*ENGLISH, *OTHERS))


def refuses(texts: pa.Array) -> pa.Array:
    """Whether each text begins with a refusal; NULL stays NULL."""
    import pyarrow.compute as pc

    return pc.match_substring_regex(pc.utf8_slice_codeunits(texts, 0, OPENING_CHARACTERS), PATTERN)


def find_refusals(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """Whether each answer refuses."""
    return {"refused": refuses(batch["text"])}


FAMILY = Family(
    (
        Signal.flag(
            "refused",
            "Refuses",
            f"a refusal phrase in its first {OPENING_CHARACTERS} characters, in nine languages "
            "(signals/behaviour/refusal.py)",
        ),
    ),
    compute=find_refusals,
    about="answer",
    order=1,
)
