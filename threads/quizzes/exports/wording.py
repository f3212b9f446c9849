"""The few words an export adds by itself, in the language of the quiz."""

_TRUE_FALSE = {
    "ar": ("صحيح", "خطأ"),
    "de": ("Wahr", "Falsch"),
    "en": ("True", "False"),
    "es": ("Verdadero", "Falso"),
    "fr": ("Vrai", "Faux"),
    "it": ("Vero", "Falso"),
    "ja": ("正しい", "誤り"),
    "nl": ("Waar", "Onwaar"),
    "pl": ("Prawda", "Fałsz"),
    "pt": ("Verdadeiro", "Falso"),
    "ru": ("Верно", "Неверно"),
    "zh": ("对", "错"),
}
LETTERS = "ABCDEFGHIJ"


def true_false(language: str) -> tuple[str, str]:
    """The words for a true and a false statement; English for a language that is not known here."""
    return _TRUE_FALSE.get(language.partition("-")[0].lower(), _TRUE_FALSE["en"])
