"""Asks once more for what could not be read: keys that are missing, questions that did not come.

One structured call with only the questions concerned; where the provider has none, one in the dialect. Bounded in
time and tokens. Whatever goes wrong here, the quiz is `partial` and the turn goes on.
"""

import asyncio
import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chat.llm.base import Provider, Request
from chat.llm.errors import LLMError
from chat.prompts import repairs
from chat.reader import Reader, ReadQuestion
from chat.repair import completing, wire
from quizagent.errors import Overloaded
from threads.quizzes.checks import Report
from threads.quizzes.exports import keys
from threads.quizzes.model import Json

logger = logging.getLogger(__name__)

TIMEOUT_SECS = 3.0
_TOKENS_PER_QUESTION = 220
_LEAST_TOKENS, _MOST_TOKENS = 600, 2000


@dataclass(frozen=True, slots=True)
class Broken:
    """A question that trips a rule which asking again can mend. `source` is its text as it was streamed."""

    number: int
    question: Json
    source: str


@dataclass(slots=True)
class Repaired:
    """`completed` by question id; `added` in order; `text` is what the answer has to say of both."""

    completed: dict[str, Json] = field(default_factory=dict)
    added: list[Json] = field(default_factory=list)
    text: str = ""


def broken(read: Iterable[ReadQuestion], report: Report) -> list[Broken]:
    """The questions of this turn that are worth asking for again."""
    flagged = {question["id"]: question for question in report.questions if question["id"] in report.repair}
    return [
        Broken(one.number or one.index + 1, flagged[one.question["id"]], one.source)
        for one in read
        if one.question.get("id") in flagged
    ]


async def run(
    provider: Provider,
    *,
    title: str,
    broken: Sequence[Broken],
    missing: Sequence[int],
    used: Sequence[str],
    seed: str,
) -> Repaired:
    """What could be mended, empty when nothing could. `missing` are numbers of questions that did not come, `used`
    the stems there are. Takes no longer than `TIMEOUT_SECS`."""
    if not broken and not missing:
        return Repaired()
    texts = [(one.number, one.source, [flag["message"] for flag in one.question["flags"]]) for one in broken]
    messages = repairs.messages(title=title, broken=texts, missing=missing, used=used, seed=seed)
    tokens = min(_MOST_TOKENS, max(_LEAST_TOKENS, _TOKENS_PER_QUESTION * (len(broken) + len(missing))))
    try:
        async with asyncio.timeout(TIMEOUT_SECS):
            text = await _ask(provider, messages, tokens)
    except (LLMError, Overloaded, TimeoutError) as exc:
        logger.warning(
            "repair.failed", extra={"fault": type(exc).__name__, "broken": len(broken), "missing": len(missing)}
        )
        return Repaired()
    return _accepted(text, broken, missing)


async def _ask(provider: Provider, messages: tuple[bytes, ...], tokens: int) -> str:
    """The answer in the dialect, whichever way it came."""
    began = time.monotonic()
    found = await provider.complete_json(messages, wire.SCHEMA, max_tokens=tokens, timeout_secs=TIMEOUT_SECS)
    if found is not None:
        return wire.write(found)
    logger.info("repair.in_dialect", extra={"after_secs": round(time.monotonic() - began, 3)})
    async with provider.open(Request(message="", messages=messages, max_completion_tokens=tokens)) as answer:
        pieces: list[str] = []
        await answer.pour(pieces.append)
    return "".join(pieces)


def _accepted(text: str, broken: Sequence[Broken], missing: Sequence[int]) -> Repaired:
    """Completes what matches the streamed text, adds what was absent, and leaves the rest."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    waiting = {one.number: one.question for one in broken}
    absent, parts, result = set(missing), [], Repaired()
    for read in reader.questions:
        if read.missing or read.number is None:
            continue
        if (streamed := waiting.pop(read.number, None)) is not None:
            if mended := completing.complete(streamed, read.question):
                result.completed[mended["id"]] = mended
                parts.append(_told(read, streamed, mended))
        elif read.number in absent:
            absent.remove(read.number)
            result.added.append(read.question)
            parts.append(read.source.strip())
    result.text = "".join(f"\n\n{part}" for part in parts)
    return result


def _told(read: ReadQuestion, streamed: Json, mended: Json) -> str:
    """The key as a line under the number; the whole question where more than its key was absent."""
    if mended.keys() - streamed.keys() - {"explanation"} or streamed["type"] in ("matching", "ordering"):
        return read.source.strip()
    return f"### Q{read.number}\nAnswer: {keys.text(mended)}"
