"""Which encoder fits the documents? The one that the user named; else one for many languages where they are needed."""

from __future__ import annotations

from analytics import encoders
from analytics.build.stage import Context

MULTILINGUAL = "static-multilingual"
MAX_OTHER_SHARE = 0.05
"""Up to this share of documents in other languages, the default encoder for English stays: detection errs, too."""


def chosen_encoder(context: Context) -> str:
    """The name of the encoder. One line reports a choice that the user did not make."""
    if named := context.options.get("encoder"):
        return str(named)
    other, known = _documents_not_in_english(context)
    if not known or other / known <= MAX_OTHER_SHARE:
        return encoders.DEFAULT
    from analytics.encoders.packaged_e5 import is_installed

    share = f"{other / known:.0%} of the documents are not in English"
    if is_installed():
        context.say(f"{share}: the encoder is {MULTILINGUAL}. --encoder chooses another.")
        return MULTILINGUAL
    context.say(
        f"{share}, and the encoder {encoders.DEFAULT} knows English. For the other languages: "
        "pip install 'dataloupe[multilingual]', then build again."
    )
    return encoders.DEFAULT


def has_languages(context: Context) -> bool:
    """Whether the language of each document was detected."""
    return bool(context.rows("signals"))


def _documents_not_in_english(context: Context) -> tuple[int, int]:
    """How many documents are in another language, and of how many the language is known."""
    if not has_languages(context):
        return 0, 0
    row = (
        context.workspace.connect(context.manifest)
        .execute("SELECT count(*) FILTER (lang_detected <> 'en'), count(lang_detected) FROM signals")
        .fetchone()
    )
    return (int(row[0]), int(row[1])) if row else (0, 0)
