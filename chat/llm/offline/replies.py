"""What the provider says in words: what it cannot do, and what a reader should know about a quiz."""

from collections.abc import Iterable, Sequence

from chat.llm.offline import passages, topics

_NO_MODEL = "No language model is configured, so questions come from a small bank of the project's own."
_KEY = "With a key of a model provider in `GROQ_API_KEY` and a restart, any topic and any language will do."


def _ways() -> list[str]:
    return [
        "What works right now:",
        "",
        f"* a quiz on {listed(topics.MAIN_TITLES, 'or')};",
        f"* a quiz on a text of yours: paste {passages.PROSE_WORDS} words or more of prose;",
        "* changes to a quiz: more questions, fewer, harder or easier ones, another one in place of one.",
        "",
        _KEY,
    ]


def unknown_topic(subject: str) -> list[str]:
    return [f"There are no questions on “{subject}” here. {_NO_MODEL}", "", *_ways()]


def no_free_talk() -> list[str]:
    return [f"Answering this needs a model. {_NO_MODEL}", "", *_ways()]


def no_translation() -> list[str]:
    return [f"Translating needs a model. {_NO_MODEL}", "", *_ways()]


def text_too_short(usable: int) -> list[str]:
    found = {0: "no sentence", 1: "one sentence"}.get(usable, f"{usable} sentences")
    return [
        f"The text gives too little to ask about: {found} to build a question on, and three are needed.",
        f"It takes {passages.PROSE_WORDS} words or more of prose; lists, headings and code do not count.",
        "",
        _KEY,
    ]


def no_text_types(types: Iterable[str]) -> list[str]:
    wanted = listed([t.replace("_", " ") for t in types], "and")
    return [
        f"Questions of the type {wanted} cannot be made from a text without a model.",
        "Single choice, short answer and fill in the blank can.",
        "",
        _KEY,
    ]


def nothing_fits(title: str) -> list[str]:
    return [f"There is no question on {title} left that fits the request. {_NO_MODEL}", "", *_ways()]


def no_quiz_yet() -> list[str]:
    return ["There is no quiz in this conversation to change yet.", "", *_ways()]


def no_such_question(numbers: Iterable[int], total: int) -> str:
    return f"There is no question {listed(map(str, numbers), 'or')}: the quiz has {total}."


def source_text_gone() -> list[str]:
    return [
        "The text behind this quiz is not at hand any more, so no further questions can be taken from it.",
        "Paste it again to get more.",
    ]


def fewer(delivered: int, asked: int, what: str) -> str:
    verb = "is" if delivered == 1 else "are"
    return f"Of the {asked} questions asked for, {delivered} {verb} here: {what}."


def listed(parts: Iterable[str], last: str) -> str:
    """“a, b and c”."""
    *most, end = parts
    return f"{', '.join(most)} {last} {end}" if most else end


def focus(words: str, about: int) -> str:
    if not about:
        return f"The bank has no question on “{words}” in particular, so these are on the topic as a whole."
    return f"{_questions(about)} on “{words}” in particular; the bank has no more of them."


def leaning(title: str, about: int, total: int) -> str:
    """For a topic that is a part of a larger one."""
    if about == total:
        return f"All questions are on {title} in particular."
    return f"{_questions(about)} on {title} in particular, the rest on the language."


def _questions(count: int) -> str:
    return "One question is" if count == 1 else f"{count} questions are"


FULL = "a quiz holds 50 at most"
NO_MORE = "there are no more that fit and were not asked yet"


def same_size(total: int) -> str:
    return f"The quiz has {_count(total)} already."


def shortened(before: int, after: int) -> str:
    return f"The quiz goes from {_count(before)} to {after}: the last ones are taken out."


def kept(numbers: Sequence[int], why: str) -> str:
    noun, verb = ("Question", "stays as it is") if len(numbers) == 1 else ("Questions", "stay as they are")
    return f"{noun} {listed(map(str, numbers), 'and')} {verb}: {why}."


def already(difficulty: str) -> str:
    return f"{difficulty} already"


def none_left(shift: int) -> str:
    which = {1: "harder ", -1: "easier "}.get(shift, "")
    return f"there is no other {which}question left that fits"


def _count(total: int) -> str:
    return "one question" if total == 1 else f"{total} questions"
