"""Names and values that fields of logs and corpora usually have. Values decide; these names break ties."""

from __future__ import annotations

import functools
import re
import unicodedata

from analytics.ingest.reading import translations


def _names(text: str) -> tuple[str, ...]:
    """The names in a text, in order of how usual they are."""
    return tuple(text.split())


USER = frozenset(
    _names("""
        user human prompter client customer visitor caller student patient questioner seeker requester person
        player asker wizard_user u usr me you interviewer
    """)
    + _names(translations.USER)
)
ASSISTANT = frozenset(
    _names("""
        assistant gpt bot ai model chatgpt bard bing agent chatbot gemini claude copilot llm machine responder
        chat-bot advisor representative support operator expert tutor doctor wizard cursor llama mistral qwen
        assistant_message interviewee respondent
    """)
    + _names(translations.ASSISTANT)
)
SYSTEM = frozenset(
    _names("""
        system developer instruction instructions system_prompt context
    """)
    + _names(translations.SYSTEM)
)
TOOL = frozenset(
    _names("""
        tool function function_call function_response observation tool_call tool_result tool_use tool_response
        action ipython environment env api code_output execution
    """)
)

NAMES: dict[str, tuple[str, ...]] = {
    "text": _names("""
        text content body message utterance value document raw_content page_content full_text article passage
        markdown selftext abstract sentence paragraph comment review tweet post description transcript story
        data msg
    """),
    "role": _names("""
        role from speaker sender author type agent who participant party source name user
    """),
    "prompt": _names("""
        prompt question instruction query input user_query request context source src human user history
        user_input user_message problem task user_question inputs stimulus message
    """),
    "answer": _names("""
        response answer output completion reply target assistant generation prediction model_response
        chatgpt_response actual_output generated bot translation hypothesis tgt summary result solution outputs
        model_output response_text ai bot gpt chatgpt chatbot
    """),
    "conversation": _names("""
        conversation_id conversation dialogue_id dialog_id session_id chat_id thread_id convo_id conv_id
        conversationid sessionid threadid dialogid dialogueid session thread dialogue dialog channel
        conversation_hash block
    """),
    "model": _names("""
        model model_id model_name modelid generator response_model dialog_model system engine llm model_slug
    """),
    "user": _names("""
        user user_id userid username rater annotator sender_id author_id visitor_id customer_id from_id
        owner_user_id requester
    """),
    "time": _names("""
        timestamp time created_at created date datetime ts tstamp create_time createdat date_unixtime
        timestamp_ms creation_date start_time sent_at published updated pub_date created_utc published_at
    """),
    "title": _names("""
        title name subject headline topic summary
    """),
    "label": _names("""
        label category class intent topic subset domain bias_type genre emotion sentiment tag
    """),
    "source": _names("""
        source dataset subset domain corpus origin channel collection
    """),
    "lang": _names("""
        lang language locale lang_code language_code
    """),
    "url": _names("""
        url link uri href permalink
    """),
    "score": _names("""
        score upvotes points karma stars
    """),
    "id": _names("""
        id uuid uid message_id messageid utterance_id turn_id _id
    """),
    "parent": _names("""
        parent parent_id parentuuid reply_to reply-to parentmessageid in_reply_to parent_message_id
    """),
    "order": _names("""
        turn turn_id turn_index utterance_id position index turn_count order seq message_index
    """),
    "latency_ms": _names("""
        latency_ms latency response_time duration_ms elapsed_ms
    """),
    "cost": _names("""
        cost total_cost price_usd evaluation_cost
    """),
    "comment": _names("""
        comment reason feedback_text explanation justification rationale
    """),
}
TRANSLATED = {field: frozenset(_names(names)) for field, names in translations.NAMES.items()}
"""Field -> its names in other languages."""
TURN_LISTS = frozenset(
    _names("""
        messages turns conversation conversations dialog dialogue dialogs dialogues utterances history chat log
        chat_messages events content traj trajectory transcript loglines requests exchanges thread
        structured_turns interactions
    """)
    + _names(translations.TURN_LISTS)
)
INPUTS = frozenset(_names("input inputs context_input") + _names(translations.INPUTS))
"""Names of the second text of an instruction, which is often empty."""
RATINGS = re.compile(
    r"rat(?:ing|ed|e)\b|rating|score|thumb|feedback|stars?\b|quality|reward|helpful|satisf|hallucinat|correct|accura|"
    r"relevan|fluen|coheren|appropriat|toxic|harmful|safe|success|win\b|like[sd]?\b|vote|severity|overall|useful|grade|"
    r"preference|judg|faithful|engag|reaction|nps|csat|evaluation|sentiment_score|usefulness|verbosity|"
    r"complexity|annotation|sensibl|interesting|natural|understandab|consisten|empath|humanlike|knowledgeab|informativ|"
    r"harmless|honest|creativ|factual|grounded|readab|" + translations.RATINGS,
    re.IGNORECASE,
)
PART_TYPES = frozenset(
    _names("""
        text input_text output_text image image_url tool_use tool_result tool_call reasoning thinking refusal
    """)
)
"""Types of the pieces of one content: no roles."""
RATER = re.compile(
    r"^(?:annotator|rater|judge|annot?|evaluator|expert|worker|coder|reviewer|assessor|crowd|turker|labell?er|grader|"
    r"human|r|a)_?(?:\d+|[a-z])$|^(?:annotator|rater|judge|evaluator|worker|reviewer|grader)_\w+$"
)
"""Names of columns that hold what one person decided: annotator_1, rater_b, r3."""
COUNTS = re.compile(
    r"(?:^|_)(?:num|n|no|nr|count|len|length|index|idx|id|ids|uid|year|month|day|hour|minute|age|turn|turns|page|pages|"
    r"rank|level|version|v|size|position|pos|step|round|split|fold|epoch|seed|tokens?|price|quantity|depth|k|"
    r"width|"
    r"height|port|line|row|start|end|offset|number|total|duration|batch|group|cluster|child|children|rooms?)(?:_|$)|"
    r"^column_1$"
)
"""Names of numbers that count, order or identify: no ratings, however small."""
BAD_IS_HIGH = re.compile(
    r"hallucinat|toxic|harm|unsafe|offens|bias|error|severity|wrong|incorrect|refus|fail|unhelpful|dislike|spam|profan|"
    r"repetit|contradict|irrelevan|verbos|complain|mistake|violat|abus",
    re.IGNORECASE,
)
OPPOSED = (
    ("chosen", "rejected"), ("chosen", "reject"), ("right", "wrong"), ("right", "hallucinated"),
    ("correct", "incorrect"),
    ("better", "worse"), ("preferred", "dispreferred"), ("preferred", "rejected"), ("good", "bad"), ("winner", "loser"),
    ("win", "lose"), ("positive", "negative"), ("accepted", "rejected"), ("safe", "unsafe"), ("best", "worst"),
    ("truthful", "hallucinated"), ("true", "false"), ("factual", "hallucinated"), ("w", "l"), ("best", "incorrect"),
    *translations.OPPOSED,
)  # fmt: skip


@functools.lru_cache(20_000)
def plain(name: str) -> str:
    """A name as it is compared: lower case, words joined by `_`, without accents (responseText -> response_text)."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    joined = re.sub(r"[\s\-_.:/]+", "_", split).strip("_").lower()
    return joined if joined.isascii() else _without_accents(joined)


def _without_accents(name: str) -> str:
    """Latin letters without their marks; letters of other scripts stay as they are."""
    folded = name.replace("ß", "ss").replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ł", "l")
    pieces = (unicodedata.normalize("NFKD", letter) for letter in folded)
    return "".join(piece[0] if piece[0].isascii() else unicodedata.normalize("NFC", piece) for piece in pieces)


@functools.lru_cache(20_000)
def name_rank(name: str, what: str) -> float:
    """How well a name fits a field, 0 to 1: the usual names first, then names that end or begin with one."""
    names, own = NAMES[what], plain(name)
    squeezed = own.replace("_", "")
    for place, usual in enumerate(names):
        if own == usual or squeezed == usual.replace("_", ""):
            return 1.0 - 0.4 * place / len(names)
    words = own.split("_")
    translated = TRANSLATED.get(what, frozenset())
    if own in translated:
        return 0.75
    best = 0.4 if len(words) > 1 and translated.intersection((words[0], words[-1])) else 0.0
    for place, usual in enumerate(names):
        if len(usual) > 1 and (usual in words or own.endswith(f"_{usual}") or own.startswith(f"{usual}_")):
            best = max(best, 0.5 - 0.2 * place / len(names))
    return best


def role_of(value: object) -> str | None:
    """user, assistant, system or tool, when a value is a usual word for it."""
    word = plain(str(value)).strip("_")
    for role, words in (("user", USER), ("assistant", ASSISTANT), ("system", SYSTEM), ("tool", TOOL)):
        if word in words:
            return role
    return None
