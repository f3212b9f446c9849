"""The client's parser of Server-Sent Events, and the service's frames in front of it."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat import events
from quizagent.client import sse
from quizagent.client.sse import Frame

_LINE_ENDS = ("\n", "\r\n", "\r")
_VALUES = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=("Cs",)), max_size=12)


def _parsed(stream: bytes) -> list[Frame]:
    return sse.Parser().feed(stream)


def _parsed_in_pieces(stream: bytes, cuts: list[int]) -> list[Frame]:
    parser, found = sse.Parser(), []
    places = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    for start, end in itertools.pairwise(places):
        found += parser.feed(stream[start:end])
    return found


@pytest.mark.parametrize(
    ("stream", "frames"),
    [
        # the examples of the standard
        ("data: YHOO\ndata: +2\ndata: 10\n\n", [Frame("", "message", "YHOO\n+2\n10")]),
        (
            ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
            [
                Frame("1", "message", "first event"),
                Frame("", "message", "second event"),
                Frame("", "message", " third event"),
            ],
        ),
        ("data\n\ndata\ndata\n\ndata:", [Frame("", "message", ""), Frame("", "message", "\n")]),
        ("data:test\n\ndata: test\n\n", [Frame("", "message", "test")] * 2),
        # its rules
        ("\ufeffdata: a\n\n", [Frame("", "message", "a")]),
        ("data: \ufeffa\n\n", [Frame("", "message", "\ufeffa")]),
        ("event: add\ndata: 1\n\ndata: 2\n\n", [Frame("", "add", "1"), Frame("", "message", "2")]),
        ("id: 7\n\ndata: a\n\n", [Frame("7", "message", "a")]),
        ("id: 7\nid: 8\0\ndata: a\n\n", [Frame("7", "message", "a")]),
        ("event: x\n\ndata: a\n\n", [Frame("", "message", "a")]),
        ("Data: a\nunknown: b\ndata : c\n\n", []),
        ("data: a\r\rdata: b\r\n\r\n", [Frame("", "message", "a"), Frame("", "message", "b")]),
        ("data: a\u2028b\x0bc\x85d\n\n", [Frame("", "message", "a\u2028b\x0bc\x85d")]),
        ("data: a: b:c\n\n", [Frame("", "message", "a: b:c")]),
        ("data: never ended\n", []),
    ],
)
def test_it_reads_what_the_standard_says(stream, frames):
    assert _parsed(stream.encode()) == frames


def test_bytes_that_are_not_utf8_become_replacement_characters():
    assert _parsed(b"data: \xff!\n\n") == [Frame("", "message", "\ufffd!")]


@pytest.mark.parametrize(
    ("line", "retry_ms"), [("retry: 2000", 2000), ("retry: 2s", None), ("retry: ٣", None), ("retry", None)]
)
def test_retry_takes_ascii_digits_only(line, retry_ms):
    parser = sse.Parser()
    parser.feed(f"{line}\n\n".encode())
    assert parser.retry_ms == retry_ms


@given(
    st.binary(max_size=300) | st.text("data:id \r\n\0é1", max_size=120).map(str.encode),
    st.lists(st.integers(0, 400), max_size=12),
)
@settings(max_examples=150, deadline=None)
def test_it_does_not_matter_where_the_network_cuts(stream, cuts):
    assert _parsed_in_pieces(stream, cuts) == _parsed(stream)


@given(
    st.lists(
        st.tuples(st.none() | _VALUES, st.none() | _VALUES, st.lists(_VALUES, min_size=1, max_size=3)), max_size=5
    ),
    st.sampled_from(_LINE_ENDS),
    st.lists(st.integers(0, 400), max_size=8),
)
@settings(max_examples=150, deadline=None)
def test_what_is_written_by_the_rules_is_read_back(written, line_end, cuts):
    fields, expected, last_id = [], [], ""
    for event_id, event, data in written:
        last_id = last_id if event_id is None else event_id
        expected.append(Frame(last_id, event or "message", "\n".join(data)))
        fields += [f"id: {event_id}"] if event_id is not None else []
        fields += [f"event: {event}"] if event is not None else []
        fields += [*(f"data: {line}" for line in data), ": comment", ""]
    stream = "".join(line + line_end for line in fields)
    assert _parsed_in_pieces(stream.encode(), cuts) == expected


@given(
    st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=60), min_size=1, max_size=5),
    st.lists(st.integers(0, 900), max_size=12),
)
@settings(max_examples=150, deadline=None)
def test_a_frame_of_the_service_holds_any_text(texts, cuts):
    payloads = [events.chunk(text, index).payload() for index, text in enumerate(texts)]
    stream = events.SSE_RETRY + b"".join(
        events.sse(number, payload) + events.SSE_KEEP_ALIVE for number, payload in enumerate(payloads, 1)
    )
    assert _parsed_in_pieces(stream + events.SSE_DONE, cuts) == [
        *(Frame(str(number), "message", payload.decode()) for number, payload in enumerate(payloads, 1)),
        Frame(str(len(payloads)), "message", "[DONE]"),
    ]
