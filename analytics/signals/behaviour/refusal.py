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
_AI = r"(?:ai\b|artificial|(?:large )?language model|assistant|(?:responsible|ethical|helpful)\b)"
_CONDONE = (
    r"(?:condone|promote|encourage|endorse|advocate|tolerate|justify|glorify|facilitate|engage in|participate in)"
)
_HARM = (
    r"(?:harm\w*|violen\w+|illegal|unethical|unlawful|criminal|hat(?:e|eful|red)|abus\w+|discriminat\w+|danger\w+"
    r"|inappropriate|offensive|derogatory|hurtful|racis\w+|sexis\w+|stereotyp\w+|malicious|cruel\w*|suicid\w+"
    r"|self-harm|exploit\w+|physical|negative|such|this|that (?:kind|type|sort))"
)

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
        rf"\b(?:as|i am|i['’]m)(?: just| only| simply| merely)? an? (?:\w+ )?{_AI}[^.!?\n]{{0,90}}\b(?:{_CANNOT}\b"
        rf"|(?:do(?: not|n['’]t)|never) (?:provide|support|{_CONDONE})"
        rf"|do(?: not|n['’]t) have (?:the|any) (?:ability|capability|capacity) to (?:provide|create|generate|help|harm"
        rf"|assist|engage|participate|eradicate|kill|hurt)|not (?:allowed|permitted|designed|programmed))"
    ),
    (
        rf"\b(?:i|we) (?:do(?: not|n['’]t)|never|{_CANNOT}|strongly (?:oppose|condemn)) {_ADVERBS}{_CONDONE}"
        rf"(?:,? (?:or|nor|and) \w+)*(?: in)? (?:or \w+ )?(?:any |the use of |acts? of )?(?:\w+ (?:of|in) )?{_HARM}"
    ),
    (
        rf"{_START}(?:sorry|apologi[sz]e|apologies|afraid)\b[^.!?\n]{{0,90}}\b(?:not|never) (?:an? )?"
        rf"(?:\w+ ){{0,3}}{_ETHICAL}\b"
    ),
    (
        r"^[^\n]{0,120}\b(?:your|the|this) (?:question|request|prompt|premise|query|statement)\b[^.!?\n]{0,40}\b"
        r"(?:contains?|is|are|promotes?|implies|perpetuates|suggests?|involves?)\b[^.!?\n]{0,30}\b(?:harmful|offensive"
        r"|inappropriate|hurtful|derogatory|unethical|illegal|discriminatory|racist|sexist|insensitive)\b"
    ),
    (
        rf"^\W*i(?:['’]m| am)? (?:do not|don['’]t|not)(?: \w+ly)? (?:think|believe|sure|feel)(?: that)?"
        rf" (?:it|that|this)(?: is|['’]s| would be| was)(?: \w+ly)? (?:\w+ or )?{_ETHICAL}\b"
    ),
    (
        rf"^\W*(?:i(?:['’]m)? (?:do not|don['’]t|not) (?:think|believe|sure)(?: that)? )?(?:it|that|this)(?: is"
        rf"|['’]s| would be) (?:not|never|in|un|il|ir)(?: \w+ly)? ?(?:accurate or )?{_ETHICAL}\b"
    ),
    rf"^[^.!?\n]{{0,120}}\b(?:is|are)(?: not|n['’]t| never) (?:an? )?(?:\w+,? ){{0,3}}{_ETHICAL}\b",
    (
        rf"\b(?:i (?:must|have to|need to|want to|would like to)|important to)(?: \w+ly)? (?:clarify|emphasi[sz]e"
        rf"|inform|point out|remind|note|stress|remember|understand)\b[^.!?\n]{{0,120}}\b(?:(?:not"
        rf"|never) (?:an? )?(?:\w+ ){{0,3}}{_ETHICAL}|unethical|illegal|against the law|an? (?:\w+ )?crime|criminal act"
        rf"|inappropriate|never the answer|(?:should|must) (?:not|never) be (?:attempted|encouraged|tolerated))\b"
    ),
    (
        r"^\W*(?:there (?:is|are) no (?:(?:safe|good|ethical|legal|acceptable|appropriate|right|justifiable|humane) )?"
        r"(?:ways?|methods?|means) (?:to|of|for)\b|the (?:best|only|safest|right) way to [^.!?\n]{0,60}\bis (?:not to"
        r"|to not)\b)[^\n]{0,160}\b(?:illegal|unethical|wrong|harm\w*|violen\w+|crime|respect|safe\w*|never|law)\b"
    ),
    (
        r"[.!?]\s+(?:however, |instead, )?it(?: is|['’]s)(?: also)? (?:not|never) (?:appropriate|ethical|acceptable"
        r"|respectful|okay) to (?:discuss|joke|speculate|ask|request|judge|mock|make (?:\w+ )?(?:jokes?|assumptions?"
        r"|generali[sz]ations?|fun|light))\b"
    ),
    r"^\W*the (?:best|only|safest|right) way to [^.!?\n]{0,60}\bis (?:not to|to not) [^.!?\n]{0,40}\bat all\b",
    r"^\W*i (?:(?:strongly |firmly )?(?:condemn|disagree)|(?:do not|don['’]t) (?:condone|agree))\b",
    (
        r"\b(?:violat\w+|(?:goes|is|be) against|contrary to|outside(?: of)?|beyond) (?:my|our"
        r"|openai['’]s) (?:\w+ )?(?:polic|guideline|programming|principle|term|ethic|capabilit|scope|value|rule)"
    ),
    (
        r"\bmy (?:\w+ )?(?:programming|guidelines|policies|principles|training) (?:do(?:es)? not|don['’]t|prohibit"
        r"|prevent|forbid)"
    ),
)
"""In this order: cannot help; sorry, cannot; not allowed, or declines; has no access or knowledge; as an AI, cannot or
does not condone; does not condone harm; sorry, not appropriate; the question is harmful; does not think it appropriate;
it would be wrong (as the first words, then as a reminder); there is no way to; condemns or disagrees; against the rules
(twice). Having no opinion is a disclaimer, not a refusal: the answer may follow. A correction of a premise ("There is
no reason why they should not vote") is an answer in these words, even where people call it a refusal.
"""

CRISIS = (
    r"(?i)\b(?:sorry (?:to hear|that you|you)|you(?: are|['’]re) not alone|people who care|going through a (?:difficult"
    r"|hard|tough)|struggling)\b[^\n]{0,200}\b(?:mental health|suicid\w+|hotline|lifeline|therapist|counsell?or|crisis"
    r"|not alone|people who care|reach out|seek (?:immediate |professional )?help|safety concerns)"
)
SELF_HARM = (
    r"(?i)\b(?:how|what|which|where|ways?|best|tell|give|show|need|want)\b[^\n]*\b(?:kill(?:ing)? (?:my|one|your)self"
    r"|(?:hurt|harm|cut|hang|starv|drown|poison|shoot|injur)\w* (?:my|one|your)self|suicid\w*|self-harm|overdose"
    r"|end(?:ing)? (?:my|one's|your) life|take my (?:own )?life|anorexi\w+|bulimi\w+|cutting)\b"
)
"""Help offered in place of the method that a prompt asks for. Without such a prompt, the same words are just help."""

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


def refuses(texts: pa.Array, prompts: pa.Array | None = None) -> pa.Array:
    """Whether each text begins with a refusal; NULL stays NULL. `prompts` are what the texts answer, where known."""
    import pyarrow.compute as pc

    openings = pc.utf8_slice_codeunits(texts, 0, OPENING_CHARACTERS)
    refused = pc.match_substring_regex(openings, PATTERN)
    if prompts is None:
        return refused
    is_help_instead = pc.and_(
        pc.match_substring_regex(openings, CRISIS), pc.fill_null(pc.match_substring_regex(prompts, SELF_HARM), False)
    )
    return pc.or_(refused, is_help_instead)


def find_refusals(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """Whether each answer refuses."""
    return {"refused": refuses(batch["text"], batch["prompt"])}


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
