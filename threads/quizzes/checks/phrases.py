"""The turns of phrase the rules look for, in the languages whose labels the service knows."""

import re

ALL_OR_NONE = re.compile(
    r"(?:all|none|any|both|neither|some) of (?:the|these)(?: (?:above|options|answers|choices|statements))?\W*"
    r"|(?:all|none) (?:are|is) (?:correct|true|right|false|wrong)\W*"
    r"|(?:todas|todos|ninguna|ninguno)(?: de)?(?: las| los)? (?:anteriores|opciones|respuestas)(?: anteriores)?\W*"
    r"|(?:toutes|tous|aucune|aucun)(?: de)?(?: les| ces)? ?(?:réponses|options|propositions)?"
    r"(?: (?:ci-dessus|précédentes))\W*"
    r"|(?:alle|keine|keines|keiner)(?: der)? (?:oben genannten|obigen|genannten|vorherigen)?(?: ?antworten)?\W*"
    r"|(?:tutte|tutti|nessuna|nessuno)(?: delle| dei| le| i)? ?(?:risposte|opzioni)? ?(?:precedenti|elencate)\W*"
    r"|(?:todas|nenhuma|nenhum)(?: as| das| os| dos)? ?(?:alternativas|opções|respostas)? ?(?:acima|anteriores)\W*"
)
_LETTER = r"\(?[A-J]\)?"
_AND = r"(?:and|or|nor|&|y|o|ni|et|ou|und|oder|noch|e)"
COMBINED = re.compile(
    rf"(?:(?:[Bb]oth|[Nn]either|[Ee]ither|[Oo]nly|[Ss]olo|[Nn]i|[Ss]eulement|[Nn]ur|[Ww]eder|[Tt]anto|[Aa]penas)\s+)?"
    rf"(?:(?:options?|answers?|choices?|opciones|opción|réponses?|Antworten?|opzioni|opções)\s+)?"
    rf"{_LETTER}(?:,\s*{_LETTER})*,?\s+{_AND}\s+{_LETTER}"
    rf"(?:\s+(?:only|are\s+correct|solo|solamente|seulement|nur|soltanto|apenas))?\W*"
)
PLACE = re.compile(
    rf"\b(?:[Oo]ptions?|[Aa]nswers?|[Cc]hoices?|[Oo]pción|[Oo]pciones|[Rr]espuesta|[Rr]éponses?|[Aa]ntwort(?:en)?|"
    rf"[Oo]pzion[ei]|[Rr]isposta|[Oo]pção|[Oo]pções|[Aa]lternativa|[Rr]esposta)\s+(?:\*\*|`)?{_LETTER}(?![\w'’])"
    rf"|\b(?:[Bb]oth|[Nn]either|[Ee]ither)\s+{_LETTER}\s+{_AND}\s+{_LETTER}(?!\w)"
    rf"|\b{_LETTER}\s+(?:and|y|et|und|e)\s+{_LETTER}\s+(?:only|are\s+correct)\b"
    r"|\b(?:the|of\s+the|one\s+of\s+the)\s+(?:above|first|second|third|fourth|last)(?:\s+(?:option|answer|choice)s?)\b"
    r"|\b(?:all|none|any|both)\s+of\s+the\s+above\b"
    r"|\b(?:anteriores|ci-dessus|oben\s+genannten|precedenti|acima)\b"
)
_PLACEHOLDER = re.compile(
    r"(?:option|answer|choice|distractor|opción|réponse|antwort|opzione|opção|alternativa)\s+(?:\d{1,2}|[a-j])\W*"
    r"|todo\b\W.*|todo|tbd|\.{3}|…|\?{2,}|x{3,}",
    re.DOTALL,
)
_TO_FILL_IN = re.compile(r"\[(?:insert|your|add|fill in|placeholder)\b|\blorem ipsum\b")


def is_placeholder(text: str) -> bool:
    """A text, folded, that was left to be written, or holds such a place."""
    if _PLACEHOLDER.fullmatch(text):
        return True
    return ("[" in text or "lorem" in text) and _TO_FILL_IN.search(text) is not None
