"""A turn: a message in, events out. One coroutine behind all doors.

  1. The thread is there: whoever took its lease has read it.
  2. An edit that needs no model is made at once; anything else is asked of the provider.
  3. `start`, then `chunk` for the text and `question` for every question as soon as its last line is read.
  4. The quiz is checked, repaired where that is needed, and merged into the thread.
  5. Messages, quiz, TTL and write-back operations are stored in one transaction, which also frees the thread.
  6. `complete`.

Raises LLMError and other APIErrors; what was finished by then is stored first. Trouble with Redis at the end is no
error: the answer is delivered with `persisted: false`.

Events are told, not yielded: a token goes from the provider's socket to the readers in one call, and no task wakes.
"""

import asyncio
import hashlib
import logging
from dataclasses import dataclass, field, replace

from django.conf import settings

from chat import asks, llm, prompts, quizzing, records, rush
from chat.asks import Ask
from chat.drafts import Draft
from chat.events import Event, Tell
from chat.interrupts import Interrupt, Interrupted
from chat.llm.base import Answer, Provider, QuizOptions, Request
from chat.llm.errors import LLMError
from chat.prompts import repairs
from quizagent import errors, ids
from threads import lease
from threads.quizzes import edits
from threads.store import Ref, Thread

logger = logging.getLogger(__name__)

NEWEST_MESSAGES = 40


@dataclass(slots=True)
class Turn:
    """What was asked, by whom, and the handle to stop it.

    Once it is `freed` the lease was given back.
    """

    ref: Ref
    message: str
    options: QuizOptions = field(default_factory=QuizOptions)
    view: str = "author"
    on_disconnect: str = "continue"
    request_id: str = "-"
    run_id: str = field(default_factory=lambda: ids.new("run"))
    message_id: str = field(default_factory=lambda: ids.new("msg"))
    interrupt: Interrupt = field(default_factory=Interrupt)
    freed: bool = False
    _words: asks.Words | None = None
    _lead: prompts.Lead | None = None

    def look_ahead(self) -> None:
        """Do what needs no thread: it is a good part of the way to the model, and Redis takes its time meanwhile."""
        self._lead = self._make_lead()

    def words(self) -> asks.Words:
        """What the message says. Read once."""
        if self._words is None:
            self._words = asks.words(self.message, self.options)
        return self._words

    def lead(self) -> prompts.Lead:
        """For one prompt; another has to begin with the same dice, so it gets its own."""
        lead = self._lead or self._make_lead()
        self._lead = self._words = None  # a stream need not keep them
        return lead

    def _make_lead(self) -> prompts.Lead:
        return prompts.lead(self.words().types, seed=self.seed, view=self.view)

    @property
    def seed(self) -> str:
        return hashlib.sha256(f"{self.ref.id}\n{self.message_id}".encode()).hexdigest()


async def run(turn: Turn, thread: Thread, tell: Tell) -> None:
    if command := quizzing.command_of(turn, thread):
        draft = Draft(tell, view=turn.view)
        draft.provider, draft.model = "offline", quizzing.EDIT_RULES_MODEL
        _begin(turn, draft)
        await quizzing.obey(turn, thread, draft, command)
    else:
        quiz = quizzing.latest(thread)
        ask = turn.words().ask(has_quiz=bool(quiz))
        draft = Draft(tell, view=turn.view, edited=quiz if ask.is_edit else None)
        await _asked(turn, thread, draft, ask)
    await rush.passes()
    tell(await records.complete(turn, thread, draft))


async def _asked(turn: Turn, thread: Thread, draft: Draft, ask: Ask) -> None:
    """The provider's answer. Whatever goes wrong after its first text, the part is kept."""
    provider = llm.provider()
    loop = asyncio.get_running_loop()
    limit = loop.call_later(settings.LLM_TOTAL_TIMEOUT_SECONDS, turn.interrupt.request, "output_limit")
    try:
        await _written(turn, thread, draft, ask, provider)
        if draft.finish_reason == "length" and (rest := await _rest(turn, draft, ask)):
            await _continued(turn, draft, rest, provider)
        draft.close()
        await quizzing.conclude(turn, thread, draft, ask, provider)
    except (LLMError, errors.ServerShutdown):
        if draft.chunks:
            await _keep_part(turn, thread, draft, ask, provider)
        raise
    finally:
        limit.cancel()


async def _keep_part(turn: Turn, thread: Thread, draft: Draft, ask: Ask, provider: Provider) -> None:
    """Store what there is of an answer that ends in an error, its finished questions too, marked as interrupted."""
    draft.finish_reason = "interrupted"
    draft.quiet()
    draft.close()
    await quizzing.conclude(turn, thread, draft, ask, provider)
    await records.store_turn(turn, thread, draft)


async def _rest(turn: Turn, draft: Draft, ask: Ask) -> Request | None:
    """The request for what the token limit cut off; None when the questions are all there, or none is.

    A stream does not keep its prompt, which few need twice: it is made again.
    """
    done = [read.question["stem"] for read in draft.reader.questions if read.question and not read.missing]
    asked = ask.count or edits.DEFAULT_COUNT
    if not done or len(done) >= asked:
        return None
    try:
        thread = await lease.read_again(turn.ref, turn.run_id, newest=NEWEST_MESSAGES)
    except errors.StoreUnavailable:
        thread = None
    if thread is None:
        logger.info("turns.not_continued", extra={"run": turn.run_id})
        return None
    request = _request(turn, thread, ask)
    messages = repairs.continuation(request.messages, done=done, first=len(done) + 1, last=asked)
    return replace(request, messages=messages)


async def _continued(turn: Turn, draft: Draft, rest: Request, provider: Provider) -> None:
    """The rest of a cut answer, asked for once. Without it the answer stays as it is: cut."""
    try:
        with turn.interrupt:
            draft.add("\n\n")
            async with provider.open(rest) as answer:
                await _read(answer, draft)
    except LLMError:
        logger.info("turns.not_continued", extra={"run": turn.run_id})
    except Interrupted as exc:
        draft.finish_reason = _finish_reason(exc)


def _request(turn: Turn, thread: Thread, ask: Ask) -> Request:
    quiz = quizzing.latest(thread)
    others = [other for other in reversed(thread.quizzes) if other is not quiz]
    used = tuple(question["stem"] for other in others for question in other["questions"])
    return Request(
        message=turn.message,
        messages=prompts.build(
            turn.lead(),
            ask,
            message=turn.message,
            options=turn.options,
            quiz=quiz,
            history=thread.messages,
            used=used,
            view=turn.view,
        ),
        options=turn.options,
        quiz=quiz,
        used=used,
        said=tuple(thread.said),
        seed=turn.seed,
        max_completion_tokens=settings.GROQ_MAX_COMPLETION_TOKENS,
    )


async def _written(turn: Turn, thread: Thread, draft: Draft, ask: Ask, provider: Provider) -> None:
    draft.provider, draft.model = provider.name, provider.status()["model"]
    draft.prompt_version = prompts.VERSION
    opening = provider.open(_request(turn, thread, ask))
    thread.let_go_of_the_past()
    rush.is_served(turn.run_id)
    opened = False
    try:
        with turn.interrupt:
            async with opening as answer:
                draft.model, opened = answer.model, True
                _begin(turn, draft)
                await _read(answer, draft)
    except Interrupted as exc:
        draft.finish_reason = _finish_reason(exc)
        if not opened:
            _begin(turn, draft)


async def _read(answer: Answer, draft: Draft) -> None:
    await answer.pour(draft.add)
    draft.finish_reason = answer.finish_reason or "stop"
    draft.add_usage(answer.usage)


def _finish_reason(stopped: Interrupted) -> str:
    """Of an answer that was stopped. Raises ServerShutdown."""
    if stopped.reason == "server_shutdown":
        raise errors.ServerShutdown from stopped
    return stopped.reason


def _begin(turn: Turn, draft: Draft) -> None:
    data = {
        "threadId": turn.ref.id,
        "runId": turn.run_id,
        "messageId": turn.message_id,
        "provider": draft.provider,
        "model": draft.model,
    }
    draft.tell(Event("start", data))
