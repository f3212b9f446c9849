"""What is asked of the model: the rules, what it must know of the thread, and the message.

The message goes whole, however long it is; everything else has to fit into what it leaves of the budget.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from chat.asks import Ask
from chat.llm.base import QuizOptions
from chat.prompts import context, rules, tasks
from chat.prompts.fences import Fence
from threads.quizzes.model import Json

VERSION = "2026-11.1"  # changes with every change of what the model is told

_BUDGET_TOKENS = 3300  # by our estimate, without what JSON adds; with the completion it has to stay under 8,000
_LEAST_TOKENS = 300  # for the quiz, also beside a very long message
_STEMS_TOKENS = 300
_HISTORY_TOKENS = 600
_USUAL_TYPES = ("single_choice",)


@dataclass(frozen=True, slots=True)
class Lead:
    """What of a prompt needs no thread. Made for one prompt: its dice are thrown on."""

    rng: Random
    fence: Fence
    system: str


def lead(types: Sequence[str], *, seed: str, view: str = "author") -> Lead:
    """`types` are those that the message asks for. The same arguments give the same text."""
    rng = Random(seed)
    return Lead(rng, Fence(seed), rules.system(types or _USUAL_TYPES, rng, learner=view == "learner"))


def build(
    lead: Lead,
    ask: Ask,
    *,
    message: str,
    options: QuizOptions,
    quiz: Json | None,
    history: Sequence[Json],
    used: Sequence[str],
    view: str = "author",
) -> tuple[bytes, ...]:
    """The messages of the request, each encoded. The same arguments give the same bytes.

    `ask` is what the message asks, `quiz` the one that an edit would change, `history` the stored messages, oldest
    first, `used` the stems that the thread has in other quizzes, latest first.
    """
    learner = view == "learner"
    rng, fence, system = lead.rng, lead.fence, lead.system
    task = tasks.facts(ask, options, quiz, rng)
    request = _request(message, ask.text, fence)
    left = _BUDGET_TOKENS - sum(map(context.tokens, (system, task, request)))
    shown = quiz if quiz and not ask.is_new_quiz else None
    known = _known(shown, quiz, used, ask, fence, learner=learner, budget=left)
    left -= context.tokens(known)
    said = context.history(history, learner=learner, budget=min(left, _HISTORY_TOKENS))
    asked = "\n\n".join(filter(None, [known, task, request]))
    return (context.message("system", system), *said, context.message("user", asked))


def _known(
    shown: Json | None, quiz: Json | None, used: Sequence[str], ask: Ask, fence: Fence, *, learner: bool, budget: int
) -> str:
    """The quiz that may be changed, and the stems that must not come again."""
    parts = []
    if shown:
        named = ask.scope(len(shown["questions"]))
        text = context.quiz(shown, named=named, learner=learner, budget=max(budget - _STEMS_TOKENS, _LEAST_TOKENS))
        parts.append(f"The current quiz:\n{fence.around(text)}")
    elif quiz:
        used = [*(question["stem"] for question in quiz["questions"]), *used]
    if stems := context.stems(used, budget=min(budget, _STEMS_TOKENS)):
        parts.append(f"Asked before, not to come again:\n{fence.around(stems)}")
    return "\n\n".join(parts)


def _request(message: str, text: str, fence: Fence) -> str:
    """The person's words, with a pasted text set apart from them."""
    before, pasted, after = message.partition(text) if text else (message, "", "")
    words = " ".join(filter(None, (before.strip(), after.strip())))
    if not pasted:
        return f"The request:\n{words}"
    return f"The source text:\n{fence.around(pasted)}\n\nThe request:\n{words or 'Make a quiz on this text.'}"
