"""What the rules want to know about a question, worked out once."""

from threads.quizzes import folding
from threads.quizzes.folding import Text
from threads.quizzes.model import Json

from . import words

CHOICE = frozenset({"single_choice", "multiple_choice"})
MIN_REVEALING_CHARS = 4


class Facts:
    """Reads a question dict of any soundness; what is absent is empty."""

    def __init__(self, question: Json) -> None:
        self.question = question
        self.id: str = question["id"]
        self.type: str = question["type"]
        self.stem = Text(question.get("stem") or "")
        self.is_choice = self.type in CHOICE
        self.options = [Text(option.get("text") or "") for option in question.get("options") or ()]
        self.keys, self.distractors = self._sorted_options()
        # The words of stem and options outside code.
        self.prose_words = frozenset(self.stem.prose_words).union(*(option.prose_words for option in self.options))
        self.votes = words.votes(self.prose_words)
        self.language = self._language()
        self.vocabulary = words.LANGUAGES[self.language]
        # What the right answer consists of, each part in every accepted form; empty where texts would say nothing.
        self.key_parts = self._key_parts()
        self.key_texts = [text for part in self.key_parts for text in part]
        # The words of key and distractors in a row: what would give an answer away where it stands.
        self.key_lines = [_telling(part) for part in self.key_parts]
        self.distractor_lines = _telling(self.distractors)
        self.key = self._key()  # the whole of it, comparable between questions

    @property
    def fingerprint(self) -> tuple[object, ...]:
        """Equal for questions that ask the same, with the same to choose from and the same key."""
        return self.type, self.stem.folded, self._content(), self.key

    def _key(self) -> tuple[object, ...]:
        answer = self.question.get("answer")
        if self.type == "true_false":
            return (bool(answer and answer.get("value")),)
        texts = {item["id"]: folding.folded(item["text"]) for item in self.items}
        if self.type == "ordering":
            return tuple(texts.get(id, "") for id in answer or ())
        if self.type == "matching":
            return tuple(sorted((texts.get(left, ""), texts.get(right, "")) for left, right in answer or ()))
        return tuple(sorted(text.folded for text in self.key_texts))

    @property
    def items(self) -> list[Json]:
        """Both sides of a matching question, or what is to be ordered."""
        return [item for side in ("left", "right", "items") for item in self.question.get(side) or ()]

    def _content(self) -> tuple[str, ...]:
        entries = [folding.folded(item.get("text") or "") for item in self.items]
        return tuple(sorted([option.folded for option in self.options] + entries))

    def _sorted_options(self) -> tuple[list[Text], list[Text]]:
        """The right and the wrong options; none of either when no key is known."""
        answer = self.question.get("answer")
        right = set(answer.get("optionIds") or ()) if self.is_choice and isinstance(answer, dict) else set()
        if not right:
            return [], []
        marked = [
            (text, option.get("id") in right)
            for text, option in zip(self.options, self.question["options"], strict=True)
        ]
        return [text for text, is_key in marked if is_key], [text for text, is_key in marked if not is_key]

    def _language(self) -> str:
        """The language whose words the rules look for: the question's own, else the one it reads like."""
        own = str(self.question.get("language") or "").partition("-")[0].lower()
        return own if own in words.LANGUAGES else words.favourite(self.votes) or "en"

    def _key_parts(self) -> list[list[Text]]:
        answer = self.question.get("answer")
        if self.is_choice:
            return [[key] for key in self.keys]
        if self.type == "short_answer" and answer:
            return [[Text(one["text"]) for one in answer.get("accepted") or ()]]
        if self.type == "fill_blank" and answer:
            return [[Text(text) for text in blank.get("accepted") or ()] for blank in answer]
        if self.type == "numeric" and answer:
            return [[Text(str(answer.get("value")))]]
        return []


def _telling(texts: list[Text]) -> list[str]:
    return [
        text.line
        for text in texts
        if len(text.line) >= MIN_REVEALING_CHARS + 2 and not words.COMMON.issuperset(text.words)
    ]
