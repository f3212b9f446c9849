"""What the provider knows questions about, and the words by which people ask for it."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Topic:
    """`source` is a file of the bank or the name of a generator; `tag` narrows it, `lean` only prefers a tag."""

    title: str
    source: str
    words: tuple[str, ...]
    computed: bool = False
    tag: str = ""
    lean: str = ""


TOPICS = (
    Topic("Node.js", "javascript", ("node.js", "nodejs", "node js", "node"), lean="node"),
    Topic("JavaScript", "javascript", ("javascript", "java script", "js", "ecmascript")),
    Topic("Python", "python", ("python", "python3", "py")),
    Topic("HTTP", "http", ("http", "https", "http/2", "hypertext transfer protocol")),
    Topic("SQL", "sql", ("sql", "databases", "database", "relational databases", "bases de datos", "datenbanken")),
    Topic("Git", "git", ("git", "version control", "control de versiones", "versionsverwaltung")),
    Topic("Physics", "science", ("physics", "fisica", "physique", "physik"), tag="physics"),
    Topic("Chemistry", "science", ("chemistry", "quimica", "chimie", "chemie", "chimica"), tag="chemistry"),
    Topic("Biology", "science", ("biology", "biologia", "biologie"), tag="biology"),
    Topic(
        "Astronomy",
        "science",
        ("astronomy", "planets", "space", "solar system", "astronomia", "astronomie", "sistema solar"),
        tag="astronomy",
    ),
    Topic(
        "General science",
        "science",
        (
            "general science",
            "natural science",
            "natural sciences",
            "science",
            "sciences",
            "general knowledge",
            "ciencias",
            "ciencia",
            "naturwissenschaft",
            "naturwissenschaften",
            "scienze",
            "scienza",
        ),
    ),
    Topic("Percentages", "percent", ("percentages", "percentage", "percent", "per cent"), computed=True),
    Topic("Linear equations", "equation", ("linear equations", "equations", "equation", "algebra"), computed=True),
    Topic("Units", "unit", ("unit conversions", "unit conversion", "units", "metric units"), computed=True),
    Topic(
        "Number bases",
        "base",
        ("number bases", "number base", "number systems", "binary numbers", "binary", "hexadecimal"),
        computed=True,
    ),
    Topic(
        "Powers", "power", ("powers of two", "powers of 2", "powers", "exponents", "exponentiation"), computed=True
    ),
    Topic(
        "Arithmetic",
        "arithmetic",
        (
            "arithmetic",
            "mental arithmetic",
            "multiplication",
            "addition",
            "subtraction",
            "times tables",
            "aritmetica",
            "arithmetique",
            "arithmetik",
            "kopfrechnen",
            "calculo mental",
            "calcul mental",
        ),
        computed=True,
    ),
    Topic(
        "Mathematics",
        "mathematics",
        (
            "mathematics",
            "maths",
            "math",
            "numbers",
            "calculation",
            "matematicas",
            "matematica",
            "mathematiques",
            "mathematik",
            "mathe",
            "rechnen",
        ),
        computed=True,
    ),
)

MAIN_TITLES = ("JavaScript", "Python", "HTTP", "SQL", "Git", "General science", "Mathematics")


def fold(text: str) -> str:
    """Lower case, without accents, single spaces: what request words are compared in."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(text.casefold().replace("’", "'").split())


def titled(title: str) -> Topic:
    return next(topic for topic in TOPICS if topic.title == title)


def find(text: str) -> list[Topic]:
    """The topics that the folded text names, in the order in which it names them."""
    return [_by_word()[match[0]] for match in _pattern().finditer(text)]


def remove(text: str) -> str:
    """The folded text without the words that name a topic."""
    return _pattern().sub(" ", text)


@cache
def _by_word() -> dict[str, Topic]:
    return {word: topic for topic in TOPICS for word in topic.words}


@cache
def _pattern() -> re.Pattern[str]:
    # The longest first: "node.js" before "js". No word may be a part of a longer name ("c++", "type-script").
    words = "|".join(re.escape(word) for word in sorted(_by_word(), key=len, reverse=True))
    return re.compile(rf"(?<![\w.+#-])(?:{words})(?![\w+#])")
