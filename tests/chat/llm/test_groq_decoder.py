import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.llm.base import Usage
from chat.llm.decoder import Decoder
from chat.llm.errors import LLMBadResponse, LLMUnavailable
from tests.support.groq_script import Frames, Script

BODY = {"model": "m", "messages": [{"role": "user", "content": "x" * 40}]}
PIECES = ["# Ünïcode 🎉\r\n", "line\n\n", "data: [DONE]\n\n", " \u2028", "日本語"]


def wire(script: Script) -> bytes:
    frames = Frames(script, BODY)
    return frames.opening() + b"".join(map(frames.token, script.pieces)) + frames.closing(5, script.finish_reason)


@given(st.lists(st.integers(1, 7), min_size=1))
def test_any_cut_of_the_bytes_gives_the_same_text(sizes):
    data, decoder, text = wire(Script(pieces=PIECES, reasoning=2, null_content=True)), Decoder(), ""
    while data:
        for size in sizes:
            text += decoder.feed(data[:size])
            data = data[size:]
    assert text == "".join(PIECES)
    assert (decoder.finish_reason, decoder.done, decoder.fault) == ("stop", True, None)
    assert decoder.usage == Usage(10, 5, 15)


def test_all_text_of_one_read_is_one_piece():
    assert Decoder().feed(wire(Script(pieces=PIECES))) == "".join(PIECES)


@pytest.mark.parametrize(
    ("where", "usage"), [("x_groq", Usage(10, 5, 15)), ("usage", Usage(10, 5, 15)), ("none", None)]
)
def test_it_reads_the_usage_wherever_it_stands(where, usage):
    decoder = Decoder()
    decoder.feed(wire(Script(pieces=PIECES, usage=where)))
    assert decoder.usage == usage


def test_half_a_usage_is_none():
    decoder = Decoder()
    decoder.feed(b'data: {"choices": [], "usage": {"prompt_tokens": 4}}\n')
    assert (decoder.usage, decoder.fault) == (None, None)


def test_comments_event_names_and_empty_lines_are_skipped():
    decoder = Decoder()
    assert decoder.feed(b": ping\r\n\r\nevent: message\nid: 7\nretry: 1\ndata:" + b'{"choices":[]}\n\n') == ""
    assert decoder.fault is None


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"<html>\n", LLMBadResponse),
        (b"data: {\n", LLMBadResponse),
        (b"data: []\n", LLMBadResponse),
        (b'data: {"choices": 1}\n', LLMBadResponse),
        (b'data: {"choices": [{}]}\n', LLMBadResponse),
        (b'data: {"choices": [{"delta": {"content": {"a": 1}}}]}\n', LLMBadResponse),
        (b'data: {"choices": [{"delta": {"content": "\\ud800"}}]}\n', LLMBadResponse),
        (b'data: {"choices": [], "x_groq": {"usage": 7}}\n', LLMBadResponse),
        (b"data: \xff\n", LLMBadResponse),
        (b"x" * (1 << 20) + b"x", LLMBadResponse),
        (b'event: error\ndata: {"error": {"message": "busy"}}\n', LLMUnavailable),
        (b'data: {"x_groq": {"error": "over_capacity"}, "choices": []}\n', LLMUnavailable),
    ],
)
def test_a_line_that_is_none_ends_the_reading_after_the_text_before_it(line, fault):
    decoder, before = Decoder(), {"choices": [{"delta": {"content": "kept"}, "finish_reason": None}]}
    after = b"data: " + orjson.dumps(before) + b"\n\n"
    assert decoder.feed(after + line + after) == "kept"
    assert isinstance(decoder.fault, fault)
    assert decoder.finish_reason is None
