"""The words the rules look for, in the languages whose labels the service knows."""

import re
from functools import cache
from typing import NamedTuple


class Vocabulary(NamedTuple):
    common: frozenset[str]  # the words that make a text this language, and that carry no meaning of their own
    negative: frozenset[str]
    absolute: frozenset[str]


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


LANGUAGES: dict[str, Vocabulary] = {
    "en": Vocabulary(
        _set(
            "a an and are as at be because been but by can did do does following for from had has have how if "
            "in into is it its most not of on or our she so such than that the their them then there these "
            "they this those to was we were what when where which while who why will with would you your he "
            "which's each other used between statement statements correct answer true false about after "
            "before during first"
        ),
        _set(
            "not except never incorrect false isn't aren't doesn't don't can't cannot isn’t aren’t doesn’t "
            "don’t can’t"
        ),
        _set("always never all only completely absolutely definitely"),
    ),
    "es": Vocabulary(
        _set(
            "al como con cuál cuáles cuando cuándo cómo de del desde donde dónde el ella en entre era es esta "
            "este esto está fue ha han hay la las le lo los más no o para pero por porque que quién qué se "
            "ser si sin sobre son su sus también un una uno y ya siguiente siguientes"
        ),
        _set("no excepto nunca jamás incorrecto incorrecta incorrectos incorrectas falso falsa salvo"),
        _set("siempre nunca todo todos toda todas solo sólo solamente completamente absolutamente"),
    ),
    "fr": Vocabulary(
        _set(
            "au aux avec ce ces cette comme comment dans de des du elle en entre est et eu il ils la laquelle "
            "le lequel les leur lors mais n'est ne on ont ou où par pas plus pour pourquoi qu'est que quel "
            "quelle quelles quels qui quoi sa sans se ses son sont sur un une été suivant suivante suivantes "
            "suivants"
        ),
        _set("pas n'est sauf jamais incorrect incorrecte fausse faux excepté aucun aucune"),
        _set("toujours jamais tout tous toute toutes seulement uniquement complètement absolument"),
    ),
    "de": Vocabulary(
        _set(
            "als am an auch auf aus bei bis das dass dem den der des die durch ein eine einem einen einer "
            "eines er es für hat im in ist kann mit nach nicht oder sein sich sie sind um und von vom war "
            "warum was welche welchem welchen welcher welches wenn werden wer wie wird wo wurde zu zum zur "
            "über folgende folgenden"
        ),
        _set("nicht außer nie niemals falsch falsche kein keine keinen keiner ausgenommen"),
        _set("immer nie niemals alle alles nur ausschließlich vollständig absolut"),
    ),
    "it": Vocabulary(
        _set(
            "a ai al alla che chi ci come con cosa cui da dal dalla degli dei del della delle di dove e ed è "
            "fra gli ha hanno i il in la le lo ma nei nel nella non o per perché più quale quali quando "
            "quanto se si sono su sul sulla tra un una uno era seguenti seguente"
        ),
        _set("non tranne eccetto mai errato errata sbagliato sbagliata falso falsa"),
        _set("sempre mai tutto tutti tutta tutte solo soltanto completamente assolutamente"),
    ),
    "pt": Vocabulary(
        _set(
            "a ao aos as com como da das de do dos e ela ele em entre era essa esse esta este está foi há "
            "isso isto já mais mas na nas no nos não o onde os ou para pela pelo por porque qual quais quando "
            "que quem se sem ser seu são sua também um uma é seguinte seguintes"
        ),
        _set("não exceto nunca jamais incorreto incorreta falso falsa salvo"),
        _set("sempre nunca todo todos toda todas somente apenas completamente absolutamente"),
    ),
}
COMMON = frozenset().union(*(vocabulary.common for vocabulary in LANGUAGES.values()))
NEGATIONS = frozenset({"no", "non", "without", "minus", "negative"}).union(
    *(vocabulary.negative for vocabulary in LANGUAGES.values())
)

_MIN_VOTES = 2


def votes(words: frozenset[str]) -> dict[str, int]:
    """How many of a text's different words are common ones of each language."""
    return {language: len(words & vocabulary.common) for language, vocabulary in LANGUAGES.items()}


def favourite(votes: dict[str, int]) -> str | None:
    """The language with the most votes, when it has two and no other has as many."""
    ranked = sorted(votes.items(), key=lambda vote: -vote[1])
    (best, most), (_, next_most) = ranked[:2]
    return best if most >= _MIN_VOTES and most > next_most else None


@cache
def any_of(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(sorted(words, key=lambda word: (-len(word), word))) + r")\b", re.IGNORECASE)


TRUE_FALSE = _set(
    "yes no true false correct incorrect right wrong sí verdadero falso cierto correcto incorrecto "
    "oui non vrai faux ja nein wahr falsch richtig vero sì sim não verdadeiro certo errado"
)
