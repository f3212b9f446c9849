"""Quizzes in the shapes that models write, made up at random together with what they say."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

LETTERS = "ABCDE"
_WORDS = ["alpha", "beta", "gamma", "delta", "iota", "kappa", "lambda", "sigma", "river", "stone", "light", "storm"]
# Texts with signs that mean something elsewhere. None is the beginning of another.
ODD_TEXTS = (
    "`let x = 1`",
    "A function that returns `B) no`",
    "E. coli in milk",
    "$P(A) = \\frac{1}{2}$",
    "42 km/h",
    "None of the above",
    "The answer is unknown",
    "f(x) = x => x + 1",
    "Dr. No: the film",
    '"quoted" text',
    "1. not a number",
    "naïve café 🎉 ok",
    "x | y || z",
    "C# and F#",
    "**not** this one",
    "a) lower",
    "https://example.org/a?b=c",
    "Option B is a bus",
    "(both) ways",
    "5:30 p.m. sharp",
    "Ж и З",
    "北京市",
    "_under_ score",
    "50 % off",
    "Which one?",
    "- 7 degrees",
    "# hash",
    "> quote",
)


@dataclass(frozen=True)
class Asked:
    stem: str
    options: tuple[str, ...]
    key: int


Head = Callable[[int, str], str]
Option = Callable[[int, str], str]
Key = Callable[[int, str], str]
Entry = Callable[[int, int, str], str]

HEADS: tuple[Head, ...] = (
    lambda n, stem: f"{n}. {stem}",
    lambda n, stem: f"{n}) {stem}",
    lambda n, stem: f"**{n}. {stem}**",
    lambda n, stem: f"**{n}.** {stem}",
    lambda n, stem: f"**Question {n}:** {stem}",
    lambda n, stem: f"**Question {n}**  \n{stem}",
    lambda n, stem: f"### Question {n}\n\n{stem}",
    lambda n, stem: f"#### Question #{n}: {stem}",
    lambda n, stem: f"### {n}. {stem}",
    lambda n, stem: f"Q{n}: {stem}",
    lambda n, stem: f"**Q{n}.** {stem}",
    lambda n, stem: f"Question {n} – {stem}",
    lambda n, stem: f"- **Question {n}:** {stem}",
    lambda n, stem: f"> **Question {n}:** {stem}",
    lambda n, stem: f"{n}\ufe0f\u20e3 **{stem}**",
    lambda n, stem: f"**Question {n} of 5 (2 points):** {stem}",
    lambda n, stem: f"**Pregunta {n}:** {stem}",
    lambda n, stem: f"问题{n}：{stem}",
    lambda n, stem: f"### Q{n} [single_choice | easy]\n{stem}",
    lambda _, stem: f"## {stem}",
    lambda _, stem: stem,
)
OPTIONS: tuple[Option, ...] = (
    lambda n, text: f"{LETTERS[n]}) {text}",
    lambda n, text: f"{LETTERS[n]}. {text}",
    lambda n, text: f"({LETTERS[n]}) {text}",
    lambda n, text: f"- {LETTERS[n]}) {text}",
    lambda n, text: f"   {LETTERS[n].lower()}) {text}",
    lambda n, text: f"   - {LETTERS[n].lower()}. {text}",
    lambda n, text: f"**{LETTERS[n]})** {text}",
    lambda n, text: f"- **{LETTERS[n]}.** {text}",
    lambda n, text: f"{'🔵🟢🔴🟡🟣'[n]} {LETTERS[n]}) {text}",
    lambda n, text: f"{LETTERS[n]}: {text}",
    lambda n, text: f"> {LETTERS[n]}) {text}",
    lambda n, text: f"{LETTERS[n]}) {text}  ",
    lambda n, text: f"{'ＡＢＣＤＥ'[n]}）{text}",
)
MARKS: tuple[Callable[[str], str], ...] = (
    lambda text: f"{text} ✅",
    lambda text: f"{text} ✔️",
    lambda text: f"✓ {text}",
    lambda text: f"{text} (correct)",
    lambda text: f"{text} **(Correct answer)**",
    lambda text: f"{text} ← correct",
)
KEYS: tuple[Key, ...] = (
    lambda key, _: f"Answer: {LETTERS[key]}",
    lambda key, text: f"**Answer:** {LETTERS[key]}) {text}",
    lambda key, _: f"**Correct Answer: {LETTERS[key]}**",
    lambda key, _: f"*Answer: {LETTERS[key].lower()}*",
    lambda _, text: f"Answer: {text}",
    lambda key, text: f"✅ **Correct Answer:** {LETTERS[key]}. {text}",
    lambda key, _: f"The correct answer is **{LETTERS[key]}**.",
    lambda key, _: f"Correct answer: ({LETTERS[key]})",
    lambda key, text: f"<details>\n<summary>Show answer</summary>\n\n{LETTERS[key]}) {text}\n\n</details>",
    lambda key, _: f'??? question "Show Answer"\n    The correct answer is **{LETTERS[key]}**.',
    lambda key, _: f"#### Answer\n{LETTERS[key]}",
    lambda key, _: f"> **Answer:** {LETTERS[key]}",
    lambda key, _: f"Answer = {LETTERS[key]}",
    lambda key, _: f"**Solution:** {LETTERS[key]} – since it is so",
    lambda key, text: f"**Respuesta correcta:** {LETTERS[key].lower()}) {text}",
    lambda key, _: f"答案：{LETTERS[key]}",
)
EXPLANATIONS: tuple[Callable[[str], str], ...] = (
    lambda _: "",
    lambda why: f"Explanation: {why}\n",
    lambda why: f"**Explanation:** {why}\n",
    lambda why: f"> **Rationale:** {why}\n",
    lambda why: f"解析：{why}\n",
)
SECTIONS = ("## Answer Key", "### Answers", "**Answer Key:**", "Answers:", "---\n\n**Answers**", "## ✅ Answer Key")
ENTRIES: tuple[Entry, ...] = (
    lambda n, key, _: f"{n}. {LETTERS[key]}",
    lambda n, key, text: f"{n}. **{LETTERS[key]}) {text}**",
    lambda n, key, _: f"Q{n}: {LETTERS[key]} – because it is",
    lambda n, key, _: f"**{n}.** {LETTERS[key]}",
    lambda n, key, _: f"- {n}: {LETTERS[key]}",
    lambda n, key, _: f"### Question {n}: {LETTERS[key]}",
    lambda n, key, text: f"**Question {n}:** {LETTERS[key]}) {text}",
    lambda n, key, text: f"| {n} | {LETTERS[key]} | {text} |",
)
TALK_BEFORE = ("", "Here is your quiz:\n\n", "# A title\n\n", "**A title**\n\n", "Sure!\n\n## A title\n\n")
TALK_AFTER = ("", "\nGood luck!\n", "\nWould you like more questions?\n", "\n---\n\nScoring: 5 right is great.\n")


@dataclass(frozen=True)
class Style:
    """How a quiz is written down. `where` its keys stand: line, mark, section or none."""

    where: str
    head: Head
    option: Option
    mark: Callable[[str], str]
    key: Key
    explanation: Callable[[str], str]
    section: str
    entry: Entry
    before: str
    after: str
    under_stem: str
    under_options: str
    between: str

    def write(self, quiz: tuple[Asked, ...], why: str = "it is so.") -> str:
        parts = [self.before, *(self._question(n, asked, why) for n, asked in enumerate(quiz, 1))]
        if self.where == "section":
            entries = (self.entry(n, asked.key, asked.options[asked.key]) for n, asked in enumerate(quiz, 1))
            parts.append("\n".join([self.section, "", *entries, ""]))
        return "".join([*parts, self.after])

    def _question(self, number: int, asked: Asked, why: str) -> str:
        lines = [self.head(number, asked.stem), *self.under_stem.splitlines()]
        for n, text in enumerate(asked.options):
            lines.append(self.option(n, self.mark(text) if self.where == "mark" and n == asked.key else text))
        written = "\n".join(lines) + "\n"
        if self.where == "line":
            written += f"{self.under_options}{self.key(asked.key, asked.options[asked.key])}\n"
        if self.where in ("line", "mark"):
            written += self.under_options + self.explanation(why)
        return written + self.between


def styles(*where: str) -> st.SearchStrategy[Style]:
    return st.builds(
        Style,
        where=st.sampled_from(where),
        head=st.sampled_from(HEADS),
        option=st.sampled_from(OPTIONS),
        mark=st.sampled_from(MARKS),
        key=st.sampled_from(KEYS),
        explanation=st.sampled_from(EXPLANATIONS),
        section=st.sampled_from(SECTIONS),
        entry=st.sampled_from(ENTRIES),
        before=st.sampled_from(TALK_BEFORE),
        after=st.sampled_from(TALK_AFTER),
        under_stem=st.sampled_from(("", "\n")),
        under_options=st.sampled_from(("", "\n")),
        between=st.sampled_from(("\n", "\n---\n\n", "\n\n")),
    )


def _phrases(count: int, seed: int) -> list[str]:
    choose = random.Random(seed)
    return sorted({" ".join(choose.choices(_WORDS, k=choose.randint(3, 5))) for _ in range(count)})


# Whole texts, not words, are drawn: a draw takes longer than reading the question.
_STEMS = st.sampled_from([f"{phrase.capitalize()}?" for phrase in _phrases(200, 1)])
_TEXTS = st.lists(st.sampled_from([*_phrases(40, 2), *ODD_TEXTS]), min_size=2, max_size=5, unique=True)


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    stem, texts = draw(_STEMS), draw(_TEXTS)
    return Asked(stem, tuple(texts), draw(st.integers(0, len(texts) - 1)))


def quizzes() -> st.SearchStrategy[tuple[Asked, ...]]:
    return st.lists(asked(), min_size=1, max_size=4, unique_by=lambda one: one.stem).map(tuple)
