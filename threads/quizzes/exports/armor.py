"""Text that a reader of the dialect takes for text and nothing else.

What would be read as a head, an option, a label, a mark or the end of a paragraph gets one of its characters written
as a character reference (`A) yes` becomes `&#65;) yes`): it looks the same where markdown is shown, means nothing to
the reader, and `undo` gives back the text that was.
"""

import re

# The reader may take a semicolon off the end of an answer.
_REFERENCE = re.compile(r"&#(\d{1,6})(?:;|$)")
# What may label a line, in the languages that answers come in most.
_WORDS = (
    r"answers?|ans|solutions?|keys?|correct\w*|corrett\w*|exact\w*|certa|explanations?|rationale|reason(?:ing)?|why"
    r"|justification|hints?|clue|tip|sources?|quote|bank|words|rubric|points?|marks|time|level|difficulty|tags|concept"
    r"|topic|skill|category|see|bloom|questions?|quest|mcq|problem|réponses?|corrigé|explication|indice|respuestas?"
    r"|explicación|pista|antwort(?:en)?|lösung(?:en)?|erklärung|begründung|hinweis|quelle|fuente|rispost[ae]"
    r"|soluzion[ei]|spiegazione|fonte|respostas?|explicação|dica|gabarito|antwoord|uitleg|odpowiedź|ответ|пояснение"
    r"|объяснение|подсказка|答案|正确答案|参考答案|正解|解答|答え|解析|解释|解説|提示|정답|해설|힌트|đáp\sán|giải\sthích|gợi\sý|उत्तर"
)
# The start of a line, by what stands there when quotes and emphasis are passed over.
_RISKY_START = re.compile(
    rf"""\s
    | [#>+=?!:<~]
    | [-–·•●▪◦‣](?:\s|$) | -{{2}} | [*_]+(?:\s|$) | (?:[*_]\s*){{3}}
    | [*_`"'(\[\s]*(?:
        [^\W\d_](?:[)\]:.,、*_]|\s[-–—]\s|$)
      | \d{{1,3}}\s*[.):\]|*_–—-]
      | 第?\s*\d{{1,3}}\s*[题題问問번]
      | [^\W\d_]\S{{0,14}}\W{{0,3}}\d{{1,3}}\s*(?:[.):\]|–—*\[{{(-]|$)
      | (?:the\s|la\s|die\s)?(?:[^\W\d_]+\s){{0,2}}(?:{_WORDS})(?:\s[^\W\d_]+)?(?:\s?\#?\d{{1,3}})?(?:\(s\))?
        (?:[\W_]{{0,6}}[:=–—-]|[\W_]*$)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# Under an option, whatever the label: a letter behind a colon.
_RISKY_UNDER = re.compile(r"[*_]{0,3}[^\W\d_][^:\n]{0,40}[:=：][*_\s]*[(\[]?[A-Ka-k](?![\w'])")
_WHOLE_BOLD = re.compile(r"(\*\*|__).+\1$")
# Inside a line: a key that is stated, options that follow each other, a mark at the end.
_KEY_INSIDE = re.compile(
    rf"(?<!\w)(?=(?:{_WORDS})(?:\s[^\W\d_]+)?(?:\(s\))?[*_]{{0,3}}\s*(?:[:=：]|(?:is|are|est|es|ist|è|é)\b))",
    re.IGNORECASE,
)
_OPTION_INSIDE = re.compile(r"(?<=[\s,;|/*_(])(?=[A-Ka-k][).][*_]{0,3}(?:[\s*_]|$))")
_SIGN_INSIDE = re.compile(r"[✅✔☑✓🗸❌✗✘❎☒✖←⬅👈]")
_MARKED = re.compile(r"[(\[<–—-]\W{0,6}(?:not\s)?[^\W\d_]{4,12}(?:\s(?:answer|option|choice))?\W{0,6}$")
_SPLIT = re.compile(r"(&#\d+;)")
FENCE = re.compile(r"(`{3,}|~{3,})")
_BREAK = "&#10;"
# Alone in a line: a line that was empty.
_EMPTY = "&#32;"


def block(text: str, *, blank_lines: bool = False, fences: bool = True) -> list[str]:
    """The lines of a text for a place that takes several.

    `blank_lines`: an empty line is no danger there; `fences`: a block of code is read as one.
    """
    lines: list[str] = []
    code_ends = 0
    given = _guard(text).split("\n")
    ends = _code_ends(given) if fences else {}
    for place, line in enumerate(given):
        code_ends = ends.get(place, 0) if place >= code_ends else code_ends
        if place < code_ends:
            lines.append(line)
        elif line:
            risky = not blank_lines and bool(lines) and _RISKY_UNDER.match(line)
            lines.append(_line(line, starts=True, first=bool(risky)))
        else:
            lines.append("" if blank_lines else _EMPTY)
    return lines


def line(text: str, *, starts: bool = False, behind: str = "") -> str:
    """A text in one line behind a label; `starts`: at the start of a line; `behind` is what follows it."""
    parts = _guard(text).split("\n")
    return _BREAK.join(
        _line(part, starts=starts and not place, behind=behind) if part else "" for place, part in enumerate(parts)
    )


def form(text: str, marks: str, *, starts: bool = False, folded: bool = False, behind: str = "") -> str:
    """A text in one line, with each of `marks`, which divide or wrap it in its place, as a reference.

    `starts`: its place is the start of a line; `folded`: the reader folds typographic signs there; `behind` is what
    follows it.
    """
    pieces = _SPLIT.split(line(text, starts=starts, behind=behind))
    return "".join(
        piece
        if place % 2
        else "".join(_reference(char) if char in marks or (folded and _is_sign(char)) else char for char in piece)
        for place, piece in enumerate(pieces)
    )


def first(text: str) -> str:
    """`text` with its first character as a reference, so that it is no word of the reader."""
    return _reference(text[0]) + text[1:]


def undo(text: str) -> str:
    text = re.sub(f"(?m)^{_EMPTY}$", "", text)
    return _REFERENCE.sub(lambda found: chr(int(found[1])) if int(found[1]) < 0x110000 else found[0], text)


def _guard(text: str) -> str:
    return text.replace("&#", "&#38;#")


def _code_ends(lines: list[str]) -> dict[int, int]:
    """Behind which line the block of code ends that a line opens; only of blocks that are closed."""
    ends: dict[int, int] = {}
    closing: dict[str, list[tuple[int, int]]] = {"`": [], "~": []}
    for place in range(len(lines) - 1, -1, -1):
        found = FENCE.match(lines[place])
        if found is None:
            continue
        sign, size = found[1][0], len(found[1])
        closers = closing[sign]
        # The nearest of the closing lines below that is long enough.
        after = next((end for end, length in reversed(closers) if length >= size), None)
        if after is not None:
            ends[place] = after + 1
        if not lines[place].strip(sign):
            while closers and closers[-1][1] <= size:
                closers.pop()
            closers.append((place, size))
    return ends


def _line(text: str, *, starts: bool, first: bool = False, behind: str = "") -> str:
    whole = text + behind
    patterns = (_KEY_INSIDE, _OPTION_INSIDE, _SIGN_INSIDE)
    places = {found.start() for pattern in patterns for found in pattern.finditer(whole)}
    if starts and (_RISKY_START.match(whole) or _is_sign(text[0])):
        places.add(0)
    if first or text[0].isspace() or (starts and FENCE.match(text)) or _WHOLE_BOLD.match(text):
        places.add(0)
    if text[-1].isspace() or _MARKED.search(text):
        places.add(len(text) - 1)
    return "".join(_reference(char) if place in places else char for place, char in enumerate(text))


def _is_sign(char: str) -> bool:
    """Neither a letter, a plain digit nor ASCII: emoji, circled numbers, bullets."""
    return not (char.isascii() or char.isalpha() or char.isdecimal())


def _reference(char: str) -> str:
    return f"&#{ord(char)};"
