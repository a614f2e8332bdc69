"""Changes of records that leave what they say as it is: other names, another order, one level deeper, other files."""

import json
import random

import pyarrow as pa
import pyarrow.parquet as pq

from tests.ingest.reading.files import as_text

SYNONYMS = {
    "text": ["body", "content", "utterance", "message_text"], "content": ["text", "body", "value", "msg"],
    "role": ["speaker", "from", "sender", "author"], "speaker": ["role", "who", "agent"],
    "sender": ["from", "role", "author"], "messages": ["turns", "dialog", "history", "chat"],
    "turns": ["messages", "utterances", "dialogue"], "conversation": ["messages", "chat", "thread"],
    "dialogue": ["conversation", "turns"], "user": ["name", "author", "sender"],
    "prompt": ["question", "query", "user_input", "instruction"], "question": ["prompt", "query"],
    "response": ["answer", "completion", "reply", "output"], "output": ["response", "answer", "completion"],
    "instruction": ["task", "prompt"], "conversation_id": ["dialog_id", "session_id", "thread"],
    "timestamp": ["time", "created_at", "ts"], "ts": ["time", "sent_at"], "date": ["published", "created_at"],
    "title": ["headline", "name"], "category": ["label", "topic"], "article": ["document", "full_text"],
    "summary": ["abstract", "highlights"], "source": ["origin", "domain"], "url": ["link"],
    "winner": ["preferred", "verdict", "better"], "response_a": ["answer_a"], "response_b": ["answer_b"],
    "thumbs": ["feedback", "vote"], "rating": ["score", "satisfaction", "stars"], "replies": ["children"],
    "transcript": ["dialog", "chat", "log"], "payload": ["data", "event"], "model": ["model_name", "engine"],
    "session": ["session_id", "chat_id"], "id": ["uid", "key"], "type": ["event", "kind"],
    "fluency": ["fluency_score"], "coherence": ["coherence_rating"],
}  # fmt: skip
TRANSLATIONS = {
    "de": {"text": "text", "content": "inhalt", "role": "rolle", "speaker": "sprecher", "sender": "absender",
           "messages": "nachrichten", "turns": "beitraege", "conversation": "gespraech", "dialogue": "dialog",
           "user": "benutzer", "prompt": "frage", "question": "frage", "response": "antwort", "output": "ausgabe",
           "instruction": "anweisung", "input": "eingabe", "conversation_id": "gespraech_id", "timestamp": "zeit",
           "ts": "zeit", "date": "datum", "title": "titel", "category": "kategorie", "article": "artikel",
           "summary": "zusammenfassung", "source": "quelle", "winner": "gewinner", "response_a": "antwort_a",
           "response_b": "antwort_b", "thumbs": "daumen", "rating": "bewertung", "replies": "antworten",
           "transcript": "protokoll", "payload": "daten", "model": "modell", "session": "sitzung", "chosen": "besser",
           "rejected": "schlechter", "response_1": "antwort_1", "response_2": "antwort_2",
           "fluency": "bewertung_sprache",
           "coherence": "bewertung_inhalt", "dialogue_id": "dialog_id", "type": "art", "lang": "sprache"},
    "fr": {"text": "texte", "content": "contenu", "role": "role", "speaker": "locuteur", "sender": "expediteur",
           "messages": "messages", "turns": "tours", "conversation": "conversation", "user": "utilisateur",
           "prompt": "question", "response": "reponse", "output": "sortie", "instruction": "consigne",
           "input": "entree", "timestamp": "horodatage", "ts": "heure", "date": "date", "title": "titre",
           "category": "categorie", "summary": "resume", "winner": "gagnant", "response_a": "reponse_a",
           "response_b": "reponse_b", "thumbs": "pouce", "rating": "note", "replies": "reponses",
           "transcript": "transcription", "payload": "donnees", "model": "modele", "chosen": "choisi",
           "rejected": "rejete", "response_1": "reponse_1", "response_2": "reponse_2", "fluency": "note_style",
           "coherence": "note_fond", "type": "type", "lang": "langue"},
    "es": {"text": "texto", "content": "contenido", "role": "rol", "speaker": "hablante", "sender": "remitente",
           "messages": "mensajes", "turns": "turnos", "conversation": "conversacion", "dialogue": "dialogo",
           "user": "usuario", "prompt": "pregunta", "question": "pregunta", "response": "respuesta",
           "output": "salida", "instruction": "instruccion", "input": "entrada", "timestamp": "hora", "date": "fecha",
           "title": "titulo", "category": "categoria", "summary": "resumen", "winner": "ganador",
           "response_a": "respuesta_a", "response_b": "respuesta_b", "thumbs": "pulgar", "rating": "puntuacion",
           "replies": "respuestas", "payload": "datos", "model": "modelo", "chosen": "elegido",
           "rejected": "rechazado", "response_1": "respuesta_1", "response_2": "respuesta_2",
           "fluency": "puntuacion_estilo", "coherence": "puntuacion_fondo", "type": "tipo", "lang": "idioma"},
    "zh": {"text": "文本", "content": "内容", "role": "角色", "speaker": "说话人", "sender": "发送者", "messages": "消息",
           "turns": "对话", "conversation": "对话", "dialogue": "对话", "user": "用户", "prompt": "问题",
           "question": "问题", "response": "回答", "output": "输出", "instruction": "指令", "input": "输入",
           "timestamp": "时间", "date": "日期", "title": "标题", "category": "类别", "summary": "摘要",
           "winner": "胜者", "thumbs": "点赞", "rating": "评分", "replies": "回复", "payload": "数据",
           "model": "模型", "chosen": "选择", "rejected": "拒绝", "type": "类型", "lang": "语言"},
    "pl": {"text": "tekst", "content": "tresc", "role": "rola", "speaker": "mowca", "messages": "wiadomosci",
           "turns": "wypowiedzi", "conversation": "rozmowa", "dialogue": "dialog", "title": "tytul", "date": "data",
           "category": "kategoria", "article": "artykul", "timestamp": "czas", "replies": "odpowiedzi",
           "payload": "dane", "source": "zrodlo"},
}  # fmt: skip
"""Names in other languages; the names of answers and ratings are translated only where a reading knows the language."""


def renamed(value, names):
    """The value with other keys, at all depths; strings of text stay as they are."""
    if isinstance(value, dict):
        return {names.get(key, key): renamed(one, names) for key, one in value.items()}
    return [renamed(one, names) for one in value] if isinstance(value, list) else value


def keys_of(value):
    if isinstance(value, dict):
        return set(value).union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


def _names(records, rule, options, share=0.8):
    """New names, each for one key of the records only, and not that of another key."""
    present, names = keys_of(records), {}
    for key in sorted(present):
        options_of_key = [one for one in options.get(key, ()) if one not in present and one not in names.values()]
        if options_of_key and rule.random() < share:
            names[key] = rule.choice(options_of_key)
    return names


def synonyms(records, rule):
    return renamed(records, _names(records, rule, SYNONYMS))


def translated(records, rule):
    language = rule.choice(sorted(TRANSLATIONS))
    return renamed(records, _names(records, rule, {key: [one] for key, one in TRANSLATIONS[language].items()}, 1))


def reordered(records, rule):
    def shuffled(value):
        if isinstance(value, list):
            return [shuffled(one) for one in value]
        if not isinstance(value, dict):
            return value
        return {key: shuffled(value[key]) for key in rule.sample(list(value), len(value))}

    return shuffled(records)


def deeper(records, rule):
    name = rule.choice(["data", "record", "item", "fields", "entry"])
    return [{"n": place, name: record} for place, record in enumerate(records)]


def more_fields(records, rule):
    """Each record has constants and numbers that mean nothing."""
    return [{"schema": "v2", "size": 100 + place, **record, "done": True} for place, record in enumerate(records)]


MUTATIONS = (synonyms, translated, reordered, deeper, more_fields)
CONTAINERS = ("jsonl", "json", "wrapped", "csv", "parquet")


def write(folder, name, records, container):
    """A file with the records; nested values are JSON in a table. The order of keys is that of the records."""
    if container == "wrapped":
        path = folder / f"{name}.json"
        path.write_text(json.dumps({"version": 1, "items": records}), encoding="utf-8")
        return path
    path = folder / f"{name}.{container}"
    if container == "parquet":
        flat = [{key: _plain(value) for key, value in record.items()} for record in _even(records)]
        pq.write_table(pa.Table.from_pylist(flat), path)
    elif container == "csv":
        flat = [{key: _plain(value, "") for key, value in record.items()} for record in _even(records)]
        path.write_text(as_text(path.name, flat), encoding="utf-8")
    else:
        path.write_text(as_text(path.name, records), encoding="utf-8")
    return path


def _even(records):
    keys = list(dict.fromkeys(key for record in records for key in record))
    return [{key: record.get(key) for key in keys} for record in records]


def _plain(value, empty=None):
    if value is None:
        return empty
    return json.dumps(value) if isinstance(value, (dict, list)) else value


def mutated(records, seed):
    """The records after one to three changes, the container, and the names of the changes."""
    rule = random.Random(seed)
    chosen = rule.sample(MUTATIONS, rule.randint(1, 3))
    for change in chosen:
        records = change(records, rule)
    return records, rule.choice(CONTAINERS), [change.__name__ for change in chosen]
