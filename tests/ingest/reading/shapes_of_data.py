"""Records of each shape that a reading can say, with usual names: the files that mutations change."""

ROWS = 24


def documents(write):
    return [
        {"id": n, "title": f"Report {n}", "text": f"{write.answer()} {write.answer()}", "category": f"c{n % 3}",
         "date": f"2024-03-{n + 1:02}", "url": f"https://example.org/{n}"}
        for n in range(ROWS)
    ]  # fmt: skip


def long_documents_with_summaries(write):
    return [
        {"article": " ".join(write.answer() for _ in range(8)), "summary": write.text_line(), "source": f"s{n % 2}"}
        for n in range(ROWS)
    ]


def chats(write):
    return [
        {"id": f"c{n}", "model": "m-1", "messages": [
            message for question, answer in exchanges
            for message in ({"role": "user", "content": question}, {"role": "assistant", "content": answer})]}
        for n, exchanges in write.dialogues(ROWS)
    ]  # fmt: skip


def chats_with_parts(write):
    return [
        {"session_id": f"s{n}", "conversation": [
            turn for question, answer in exchanges
            for turn in ({"sender": "human", "content": [{"type": "text", "text": question}]},
                         {"sender": "ai", "content": [{"type": "text", "text": answer}]})]}
        for n, exchanges in write.dialogues(ROWS)
    ]  # fmt: skip


def timed_chats_of_people(write):
    names = ("anna", "ben", "carla")
    return [
        {"channel": f"k{n}", "messages": [
            {"user": names[(n + place) % 3], "text": text, "ts": f"2024-05-01T10:{place:02}:00"}
            for place, text in enumerate(text for exchange in exchanges for text in exchange)]}
        for n, exchanges in write.dialogues(ROWS)
    ]  # fmt: skip


def prompts(write):
    return [
        {"prompt": write.text_line(), "response": write.answer(), "model": f"m-{n % 2}", "lang": "en"}
        for n in range(ROWS)
    ]


def instructions(write):
    return [
        {"instruction": write.text_line(), "input": write.text_line() if n % 3 else "", "output": write.answer()}
        for n in range(ROWS)
    ]


def rows_of_turns(write):
    return [
        {"conversation_id": f"c{n}", "turn": 2 * place + side, "role": role, "text": text, "timestamp": 1.7e9 + place}
        for n, exchanges in write.dialogues(ROWS)
        for place, exchange in enumerate(exchanges)
        for side, (role, text) in enumerate(zip(("user", "assistant"), exchange, strict=True))
    ]


def events(write):
    records = [{"type": "session_start", "timestamp": 0, "session": "x1"}]
    for _, exchanges in write.dialogues(ROWS // 3):
        for question, answer in exchanges:
            records.append({"type": "user", "timestamp": len(records), "session": "x1", "payload": {"text": question}})
            records.append({"type": "tool_log", "timestamp": len(records), "session": "x1", "ok": True})
            answered = {"text": answer, "model": "m-1"}
            records.append({"type": "assistant", "timestamp": len(records), "session": "x1", "payload": answered})
    return records


def better_and_worse(write):
    return [{"prompt": write.text_line(), "chosen": write.answer(), "rejected": write.answer()} for _ in range(ROWS)]


def two_sides(write):
    return [
        {"question": write.text_line(), "response_a": write.answer(), "response_b": write.answer(),
         "winner": write.one_of("a", "b", "tie"), "model_a": "m-1", "model_b": "m-2"}
        for _ in range(ROWS)
    ]  # fmt: skip


def annotators(write):
    return [
        {"prompt": write.text_line(), "response_1": write.answer(), "response_2": write.answer(),
         "annotator_1": write.one_of(1, 2), "annotator_2": write.one_of(1, 2), "annotator_3": write.one_of(1, 2)}
        for _ in range(ROWS)
    ]  # fmt: skip


def rated_dialogues(write):
    return [
        {"dialogue_id": n, "rating": write.grade(), "turns": [
            turn for question, answer in exchanges
            for turn in ({"speaker": "user", "text": question},
                         {"speaker": "bot", "text": answer, "thumbs": write.one_of("up", "down")})]}
        for n, exchanges in write.dialogues(ROWS)
    ]  # fmt: skip


def rated_documents(write):
    return [{"text": write.answer(), "fluency": write.grade(), "coherence": write.grade()} for _ in range(ROWS)]


def trees(write):
    def node(role, depth):
        text = write.answer() if role == "assistant" else write.text_line()
        other = "user" if role == "assistant" else "assistant"
        return {
            "role": role,
            "text": text,
            "replies": [node(other, depth - 1) for _ in range(2 if depth == 2 else 1)] if depth else [],
        }

    return [{"thread_id": f"t{n}", "messages": [node("user", 2)]} for n in range(ROWS)]


def transcripts(write):
    return [
        {"id": n, "transcript": "\n".join(f"User: {a}\nAssistant: {b}" for a, b in exchanges)}
        for n, exchanges in write.dialogues(ROWS)
    ]


def role_and_text_pairs(write):
    return [
        {"id": n, "dialogue": [turn for a, b in exchanges for turn in (["customer", a], ["agent", b])]}
        for n, exchanges in write.dialogues(ROWS)
    ]


SHAPES = (
    documents, long_documents_with_summaries, chats, chats_with_parts, timed_chats_of_people, prompts, instructions,
    rows_of_turns, events, better_and_worse, two_sides, annotators, rated_dialogues, rated_documents, trees,
    transcripts, role_and_text_pairs,
)  # fmt: skip
