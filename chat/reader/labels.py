"""The words that carry a meaning in a quiz, in the languages the reader knows.

Everything is looked up case-folded and NFC. A word that is not here is text.
"""

import re
from enum import Enum
from unicodedata import normalize


class Kind(Enum):
    """What a labelled line holds."""

    KEY = "key"
    KEYS = "keys"  # a key, or the heading of a key section
    LEARNER = "learner"  # an answer that may be wrong, or a place for one
    EXPLANATION = "explanation"
    HINT = "hint"
    SOURCE = "source"
    BANK = "bank"
    RUBRIC = "rubric"
    POINTS = "points"
    TIME = "time"
    DIFFICULTY = "difficulty"
    TAGS = "tags"
    OTHER = "other"  # says nothing the quiz object holds


def _words(text: str) -> frozenset[str]:
    return frozenset(normalize("NFC", word.strip()).casefold() for word in text.split(",") if word.strip())


QUESTIONS = _words(
    "question, quest, q, mcq, problem, pregunta, frage, aufgabe, domanda, pergunta, questão, "
    "questao, quesito, вопрос, питання, запитання, 问题, 問題, 题目, 題目, 题, 題, 问, 問, 第, "
    "質問, 設問, 問い, 문제, 질문, 문, câu, câu hỏi, सवाल, प्रश्न, vraag, pytanie, soru, soal, "
    "pertanyaan, fråga, spørsmål, spørgsmål, kysymys, otázka, întrebarea, سؤال, السؤال, שאלה, "
    "คำถาม, ข้อ, ερώτηση"
)

# These stand before a number only: "Problem: …" is no question.
NUMBERED_ONLY = _words("problem, aufgabe, quesito, 第, ข้อ, mcq")

# Languages that write 3,14 for three and a bit: there "1,024" is close to one, in English a thousand.
_KEY_COMMA = _words(
    "réponse, bonne réponse, réponse correcte, réponse exacte, la bonne réponse, corrigé, "
    "respuesta, respuesta correcta, opción correcta, la respuesta correcta, solución, correcta, "
    "antwort, richtige antwort, korrekte antwort, die richtige antwort, lösung, risposta, "
    "risposta corretta, risposta esatta, la risposta corretta, soluzione, resposta, "
    "resposta correta, resposta certa, a resposta correta, solução, alternativa correta, gabarito, "
    "antwoord, juiste antwoord, correcte antwoord, odpowiedź, poprawna odpowiedź, "
    "prawidłowa odpowiedź, ответ, правильный ответ, верный ответ, відповідь, правильна відповідь, "
    "đáp án, đáp án đúng, đáp án chính xác, trả lời, cevap, doğru cevap, yanıt, doğru yanıt, "
    "jawaban, jawaban benar, jawaban yang benar, kunci jawaban, svar, rätt svar, riktig svar, "
    "rigtigt svar, korrekt svar, vastaus, oikea vastaus, odpověď, správná odpověď, răspuns, "
    "răspuns corect, απάντηση, σωστή απάντηση"
)
_KEY_POINT = _words(
    "answer, ans, correct answer, correct answer(s, answer(s, the correct answer, the answer, "
    "correct option, the correct option, correct choice, right answer, solution, key, correct, "
    "expected answer, model answer, sample answer, final answer, show answer, show the answer, "
    "reveal answer, see answer, view answer, answer & explanation, answer and explanation, "
    "correct answer and explanation, answer + explanation, answer/explanation, 答案, 正确答案, "
    "正確答案, 参考答案, 答, 正解, 答え, 解答, 正答, 정답, 답, उत्तर, सही उत्तर, जवाब, सही जवाब, "
    "الإجابة, الجواب, الإجابة الصحيحة, תשובה, คำตอบ, เฉลย, voir la réponse, ver respuesta, "
    "antwort anzeigen"
)
# What a learner wrote, or has to write, is no key.
_OF_LEARNER = _words(
    "your answer, student answer, student's answer, my answer, tu respuesta, su respuesta, votre réponse, "
    "ta réponse, deine antwort, ihre antwort, la tua risposta, sua resposta"
)
_KEYS = _words(
    "answers, correct answers, correct options, the answers, the correct answers, solutions, "
    "answer key, answer keys, answer-key, answers and explanations, answers & explanations, "
    "answer key and explanations, answer key & explanations, answer key with explanations, "
    "answers with explanations, quiz answers, quiz answer key, solution key, show answers, "
    "here are the answers, here are the correct answers, here is the answer key, réponses, "
    "bonnes réponses, réponses correctes, corrigés, corrigé du quiz, respuestas, respuestas correctas, "
    "clave de respuestas, soluciones, hoja de respuestas, antworten, richtige antworten, lösungen, "
    "antwortschlüssel, lösungsschlüssel, risposte, risposte corrette, soluzioni, respostas, "
    "respostas corretas, soluções, gabarito, antwoorden, odpowiedzi, klucz odpowiedzi, ответы, "
    "правильные ответы, відповіді, 答案与解析, 答案和解析, 答案解析, 정답 및 해설, 解答と解説, "
    "cevaplar, cevap anahtarı, kunci jawaban, svaren, facit, vastaukset, odpovědi, đáp án, 答案, "
    "参考答案, 正解, 解答, 정답, उत्तर, उत्तर कुंजी, corrigé"
)
_TABLE: tuple[tuple[Kind, frozenset[str]], ...] = (
    (
        Kind.EXPLANATION,
        _words(
            "explanation, explanations, rationale, reasoning, reason, why, justification, "
            "explanation of answer, explicación, explication, explications, justificación, justificativa, "
            "razonamiento, erklärung, begründung, spiegazione, motivazione, explicação, 解析, 解释, 解釋, 说明, "
            "説明, 解説, 해설, 설명, пояснение, объяснение, пояснення, giải thích, lời giải, व्याख्या, "
            "स्पष्टीकरण, uitleg, toelichting, wyjaśnienie, açıklama, penjelasan, pembahasan, förklaring, "
            "forklaring, selitys, vysvětlení, الشرح, التفسير, הסבר, คำอธิบาย, explicație, εξήγηση"
        ),
    ),
    (
        Kind.HINT,
        _words(
            "hint, hints, clue, tip, indice, pista, hinweis, tipp, suggerimento, aiuto, dica, подсказка, 提示, "
            "ヒント, 힌트, gợi ý, संकेत, ipucu, petunjuk, podpowiedź, vihje, ledtråd, vink"
        ),
    ),
    (
        Kind.SOURCE,
        _words(
            "source, sources, quote, fuente, quelle, fonte, источник, джерело, 来源, 來源, 出典, 출처, nguồn, "
            "स्रोत, kaynak, źródło, bron, sumber, källa, kilde, lähde, zdroj, المصدر"
        ),
    ),
    (Kind.BANK, _words("word bank, bank, words, banco de palabras, banque de mots, wortliste, banca di parole")),
    (Kind.RUBRIC, _words("rubric, rúbrica, grading rubric, marking scheme, bewertung, barème")),
    (Kind.POINTS, _words("points, marks, puntos, punkte, punti, pontos, баллы, 分值, 配点, 배점, điểm")),
    (Kind.TIME, _words("time limit, time")),
    (Kind.DIFFICULTY, _words("difficulty, level, dificultad, difficulté, schwierigkeit, difficoltà, dificuldade")),
    (Kind.TAGS, _words("tags, topic tags")),
    (
        Kind.OTHER,
        _words("concept tested, concept, topic, skill, learning objective, bloom, bloom level, category, see"),
    ),
)
LABELS: dict[str, Kind] = {
    **dict.fromkeys(_KEYS, Kind.KEYS),
    **dict.fromkeys(_KEY_COMMA | _KEY_POINT, Kind.KEY),
    **dict.fromkeys(_OF_LEARNER, Kind.LEARNER),
    **{word: kind for kind, words in _TABLE for word in words},
}
# One word for both in these languages: alone on its line it opens a key section, with a value it is a key.
SECTION_TITLES = _KEYS
DECIMAL_COMMA = _KEY_COMMA
# A heading with these among other words opens one too.
SECTION_WORDS = ("answer key", "answers", "solutions", "solution key", "respuestas", "réponses", "lösungen")
# Behind options or a stem on the same line; one of few letters is too easily a word of the text.
INLINE = frozenset(word for word in _KEY_COMMA | _KEY_POINT | _KEYS if len(word) > 3 or not word.isascii()) | {"ans"}

TRUE = _words(
    "true, t, verdadero, vrai, wahr, richtig, vero, verdadeiro, правда, верно, істина, 对, 對, 正确, "
    "正確, 正しい, 참, đúng, सही, सत्य, waar, prawda, doğru, benar, sant, sann, oikein, totta, pravda, "
    "صحيح, נכון, ✓, ✔, ○, 맞다, adevărat, σωστό"
)
FALSE = _words(
    "false, f, falso, faux, falsch, ложь, неверно, хибно, 错, 錯, 错误, 錯誤, 誤り, 間違い, 거짓, sai, "
    "गलत, असत्य, onwaar, fałsz, yanlış, salah, falskt, usann, väärin, nepravda, خطأ, ✗, ✘, ×, fals, "
    "λάθος"
)
# No answer is accepted in advance: somebody reads it.
OPEN = _words("open, open answer, open-ended, manual, manual grading, answers vary, answers may vary, varies")
# A key line that only points elsewhere, or is left to fill in, says nothing.
POINTERS = _words(
    "see below, see answer key, see the answer key, below, see key, see end, n/a, none given, tbd, hidden"
)

DIFFICULTIES = {
    word: level
    for level, words in {
        "easy": "easy, beginner, fácil, facile, einfach, leicht, лёгкий, 简单, 簡単, 쉬움, dễ, आसान",
        "medium": "medium, intermediate, moderate, medio, media, moyen, mittel, médio, средний, 中等, 普通, 보통",
        "hard": "hard, difficult, advanced, difícil, difficile, schwer, schwierig, сложный, 困难, 難しい, 어려움",
    }.items()
    for word in _words(words)
}
BLOOM = _words("remember, understand, apply, analyze, evaluate, create")
BLOOM_SPELLINGS = {
    "analyse": "analyze",
    "analyzing": "analyze",
    "remembering": "remember",
    "understanding": "understand",
    "applying": "apply",
    "evaluating": "evaluate",
    "creating": "create",
}
TYPES = {
    **{name: name for name in ("single_choice", "multiple_choice", "true_false", "short_answer")},
    **{name: name for name in ("fill_blank", "matching", "ordering", "numeric")},
    "multiple_select": "multiple_choice",
    "multiple_answer": "multiple_choice",
    "select_all_that_apply": "multiple_choice",
    "single_answer": "single_choice",
    "true_or_false": "true_false",
    "boolean": "true_false",
    "open_ended": "short_answer",
    "open": "short_answer",
    "fill_in_the_blank": "fill_blank",
    "fill_in_the_blanks": "fill_blank",
    "fill_blanks": "fill_blank",
    "cloze": "fill_blank",
    "match": "matching",
    "order": "ordering",
    "sequence": "ordering",
    "numerical": "numeric",
    "number": "numeric",
}

# "The correct answer is …" in the middle of talk. Nothing that repeats stands inside something that repeats.
PROSE_KEY = re.compile(
    r"(?:\b(?:(?:correct|right) (?:answer|option|choice)s?(?: here)?(?: is| are|:)"
    r"|(?:respuestas? correctas?|opción correcta) (?:es|son)"
    r"|(?:bonnes? réponses?|réponses? correctes?) (?:est|sont)"
    r"|(?:richtigen?|korrekten?) antwort(?:en)? (?:ist|sind|lautet)"
    r"|rispost[ae] (?:corrett|esatt|giust)[ae] (?:è|sono)"
    r"|(?:resposta|alternativa|opção) (?:correta|certa) é"
    r"|(?:правильный|верный) ответ(?: это)?[ ]?[:–—-]?"
    r"|đáp án (?:đúng )?là|(?:juiste|correcte) antwoord is|doğru (?:cevap|yanıt)|jawaban (?:yang )?benar(?: adalah)?"
    r"|(?:rätt|korrekt|riktig) svar (?:är|er)|(?:poprawna|prawidłowa) odpowiedź to)"
    r"|(?<!错误)(?<!錯誤)(?<!不正确)(?<!不正確)答案(?:是|为|為)|(?<!不)正解は|정답은|सही (?:उत्तर|जवाब)(?: है)?)"
    r"[ ]*[:：]?[ ]*",
    re.IGNORECASE,
)
# Before such words: somebody else thinks so, or nobody does.
DOUBT = re.compile(
    r"\b(?:not|n't|never|think|thinks|thought|believe|assume|mistake|mistakenly|wrong|wrongly|might|may|could|would|if|some|many"
    r"|unless|whether|creen|piensan|croient|pensent|glauben|denken|meinen|nicht|pas|non|não)\b",
    re.IGNORECASE,
)
# At the start of a sentence: the one who wrote the key thinks again.
SECOND_THOUGHT = re.compile(
    r"(?:^|[.!?…;:(–—-])\W{0,4}(?:wait|hm+|oops|sorry|correction|actually|scratch that|on second thought"
    r"|let me (?:check|recheck|see)"
    r"|espera|perdón|en realidad|attends|pardon|en fait|moment|entschuldigung|eigentlich|korrektur|aspetta|scusa|anzi"
    r"|espere|desculpe|na verdade|подожди\w*|точнее)\b",
    re.IGNORECASE,
)


def normal(label: str) -> str:
    """`label` as the tables have it."""
    return (label if label.isascii() else normalize("NFC", label)).casefold()
