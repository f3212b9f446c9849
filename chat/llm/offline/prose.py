"""The plain sentences of a pasted text: no headings, lists, tables or code."""

import re
from dataclasses import dataclass, field

from chat.llm.offline.lexicon import Lexicon

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LIST = re.compile(r"\s*(?:[-*+•‣–]|\(?\d{1,3}[.)]|[a-zA-Z][)])\s")
_OTHER = re.compile(r"\s{0,3}(?:#{1,6}\s|>|\||<[/!a-zA-Z]|\[[^\]]+\]:|[-*_=](?:\s?[-*_=]){2,}\s*$)")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.+?)\s*#*\s*$")
_INLINE = (
    (re.compile(r"!\[[^\[\]]*\]\([^()\s]*\)"), ""),
    (re.compile(r"\[([^\[\]]+)\]\([^()\s]*\)"), r"\1"),
    (re.compile(r" ?(?<!\[)\[\d{1,3}\](?!\])"), ""),
    (re.compile(r"</?[a-zA-Z][^<>]{0,200}>"), ""),
    (re.compile(r"`([^`]+)`"), r"\1"),
    (re.compile(r"(?<![\w*])(\*{1,3})(?=\S)([^*]+)(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"(?<![\w_])(_{1,2})(?=\S)([^_]+)(?<=\S)\1(?![\w_])"), r"\2"),
)
_END = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’»)\]]*(?=\s|$)")
_SHORT = re.compile(
    r"e\.g|i\.e|etc|vs|cf|dr|mrs?|ms|prof|st|fig|no|vol|ca|approx|inc|ltd|jr|sra?|pp?|u\.s|u\.k|z\.b|d\.h|bzw|usw|nr|ej"
    r"|dott|ecc"
)
# What a reader of the quiz would take for a part of a question: blanks, pairs, marks, keys, options, heads.
_UNFIT = re.compile(
    r"\[\[|\{\{|_{3,}|=>|→|https?:|[\"|]|\s[=<>]\s|[✅✔☑✓]|\((?:correct|right)\)|← ?correct|answer is"
    r"|^[^:]{1,30}: |^\(?[A-Za-z]\)? ?[.):]\s"
    r"|^(?:quest(?:ion)?s?|q|mcq|pregunta|frage|aufgabe|domanda|pergunta|questão)\.? ?#?\d",
    re.IGNORECASE,
)
_TITLE_WORDS = 8
_LONGEST_SMALL_CHARS = 16
_FEWEST_WORDS, _MOST_WORDS = 6, 40


@dataclass(frozen=True, slots=True)
class Sentence:
    """`raw` stands in the pasted text, white space aside; `text` is without its markup."""

    raw: str
    text: str


@dataclass(slots=True)
class Prose:
    title: str | None = None
    paragraphs: list[str] = field(default_factory=list)


def read(text: str) -> Prose:
    """Strips everything that is no running text. `title` is the first heading."""
    prose = Prose()
    lines: list[str] = []
    fence, in_list = "", False
    for line in [*text.replace("\r\n", "\n").split("\n"), ""]:
        mark = _FENCE.match(line)
        if fence or mark:
            if mark and (not fence or mark[1].startswith(fence)):
                fence = "" if fence else mark[1]
            continue
        if not line.strip():
            _close(prose, lines)
            in_list = False
        elif _skipped(prose, line, after_blank=not lines):
            in_list = in_list or bool(_LIST.match(line))
            _close(prose, lines)
        elif not in_list:
            lines.append(line)
    return prose


def _skipped(prose: Prose, line: str, *, after_blank: bool) -> bool:
    heading = _HEADING.match(line)
    if heading and prose.title is None:
        prose.title = plain(heading[1])
    indented = after_blank and line.startswith(("    ", "\t"))
    return bool(indented or _OTHER.match(line) or _LIST.match(line))


def _close(prose: Prose, lines: list[str]) -> None:
    """Ends the paragraph; a short first line without an end is its title."""
    if lines and len(lines[0].split()) <= _TITLE_WORDS and not _END.search(lines[0].rstrip()):
        follows = lines[1].lstrip()[:1] if len(lines) > 1 else "A"
        if follows.isupper():
            prose.title = prose.title or plain(lines[0])
            del lines[0]
    if lines:
        prose.paragraphs.append(" ".join(" ".join(lines).split()))
        lines.clear()


def plain(text: str) -> str:
    """Without inline markup: links, emphasis, code marks, tags, numbered references."""
    for pattern, kept in _INLINE:
        text = pattern.sub(kept, text)
    return " ".join(text.split())


def sentences(prose: Prose, lexicon: Lexicon) -> list[Sentence]:
    """The sentences that can stand alone as a question, each once."""
    found = (raw for paragraph in prose.paragraphs for raw in _split(paragraph, lexicon))
    every = (Sentence(raw, plain(raw)) for raw in dict.fromkeys(found))
    return [sentence for sentence in every if _stands_alone(sentence, lexicon)]


def _split(paragraph: str, lexicon: Lexicon) -> list[str]:
    found, start = [], 0
    for end in _END.finditer(paragraph):
        if _goes_on(paragraph, start, end, lexicon):
            continue
        found.append(paragraph[start : end.end()].strip())
        start = end.end()
    return found


def _goes_on(paragraph: str, start: int, end: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether this full stop ends an abbreviation or an initial, and no sentence: no small word starts after it."""
    follows = paragraph[end.end() : end.end() + _LONGEST_SMALL_CHARS].split()
    if follows and (follows[0][0].islower() or follows[0][0] in ",;"):
        return True
    before = paragraph[start : end.start()].rsplit(None, 1)
    if end[0][0] != "." or not before or not follows or follows[0].casefold() in lexicon.small:
        return False
    word = before[-1].strip("([\"'")
    return bool(_SHORT.fullmatch(word.casefold())) or (len(word) == 1 and word.isupper())


def _stands_alone(sentence: Sentence, lexicon: Lexicon) -> bool:
    words = sentence.text.split()
    if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS or not sentence.text.endswith("."):
        return False
    bare = [word.strip(".,;:()'’").casefold() for word in words]
    return (
        sentence.text[0].isupper()
        and bare[0] not in lexicon.leaning
        and not lexicon.negative & set(bare)
        and not any(word.endswith(("n't", "n’t")) for word in bare)
        and '"' not in sentence.raw
        and not _UNFIT.search(sentence.text)
        and sentence.text.count("(") == sentence.text.count(")")
    )
