"""Texts in the templates that language models are trained with: special tokens name who speaks or end a turn."""

from __future__ import annotations

import re

TEMPLATE, SEPARATED = "chat template", "separator"
_SPEAKER = re.compile(
    r"<\|(?:im_start|start_header_id|start)\|>\s*(?P<a>\w+)(?:<\|(?:end_header_id|message)\|>)?\s*"
    r"|<start_of_turn>\s*(?P<b>\w+)\s*"
    r"|<\|(?P<c>user|assistant|system|human|bot|prompter|tool|end_of_user|model)\|>\s*"
    r"|(?P<inst>\[INST\])|(?P<answer>\[/INST\])"
)
"""A token that begins the turn of a speaker: <|im_start|>user, <start_of_turn>model, <|assistant|>, [INST]."""
_END = re.compile(r"<\|(?:im_end|eot_id|end|endoftext|end_of_text|begin_of_text)\|>|<end_of_turn>|</?s>|<bos>|<eos>")
_SEPARATOR = re.compile(r"\s*(?:\|\|\||__eou__|__eot__|\[SEP\]|<sep>|<eos>|<\|endofturn\|>|</s>)\s*")
MIN_SEPARATORS = 2


def turns_of(text: str) -> list[tuple[str, str]]:
    """(speaker, text) of each turn of a text in a chat template; none for any other text."""
    matches = list(_SPEAKER.finditer(text))
    ends = [*(match.start() for match in matches[1:]), len(text)][: len(matches)]
    turns = []
    for match, end in zip(matches, ends, strict=True):
        speaker = match["a"] or match["b"] or match["c"] or ("user" if match["inst"] else "assistant")
        turns.append((speaker.lower(), _END.sub("", text[match.end() : end]).strip()))
    return turns


def pieces_of(text: str) -> list[str]:
    """The turns of a text with a separator between them; none without at least two separators."""
    pieces = [piece.strip() for piece in _SEPARATOR.split(text)]
    return [piece for piece in pieces if piece] if len(pieces) > MIN_SEPARATORS else []
