"""Moodle XML, in the shapes that Moodle's question bank writes."""

import contextlib
import time

import pytest

from tests.threads.quizzes import samples
from tests.threads.quizzes.exports import hostile
from tests.threads.quizzes.imports.comparing import content
from threads.quizzes import exports, imports
from threads.quizzes.imports import Imported, Unreadable
from threads.quizzes.model import BLANK, Json


def read(*questions: str) -> Imported:
    return imports.read(
        f'<?xml version="1.0" encoding="UTF-8"?><quiz>{"".join(questions)}</quiz>'.encode(), "moodle-xml"
    )


def question(kind: str, body: str, stem: str = "<p>Why?</p>") -> str:
    return (
        f'<question type="{kind}"><name><text>Name</text></name>'
        f'<questiontext format="html"><text><![CDATA[{stem}]]></text></questiontext>{body}</question>'
    )


def answer(fraction: float, text: str, feedback: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text>{text}</text>'
        f'<feedback format="html"><text>{feedback}</text></feedback></answer>'
    )


def only(*questions: str) -> Json:
    found = read(*questions)
    assert len(found.questions) == 1, found.problems
    return found.questions[0]


def refused(*questions: str) -> str:
    with pytest.raises(Unreadable) as caught:
        read(*questions)
    return caught.value.errors[0]["detail"]


def test_a_multichoice_of_one_key() -> None:
    body = answer(100, "yes", "well") + answer(0, "no") + "<single>true</single><shuffleanswers>0</shuffleanswers>"
    made = only(question("multichoice", body))
    assert (made["type"], made["stem"], made["shuffle"]) == ("single_choice", "Why?", False)
    assert content(made)["answer"] == {"optionIds": ["yes"]}
    assert made["options"][0]["feedback"] == "well"


def test_a_multichoice_of_several_keys() -> None:
    body = answer(33.33333, "a") + answer(33.33333, "b") + answer(33.33333, "c") + answer(-100, "d")
    made = only(question("multichoice", body + "<single>false</single><shuffleanswers>true</shuffleanswers>"))
    assert content(made)["answer"] == {"optionIds": ["a", "b", "c"], "scoring": "partial"}


def test_true_and_false_in_any_order() -> None:
    made = only(question("truefalse", answer(0, "false", "not so") + answer(100, "true")))
    assert made["answer"] == {"value": True}
    assert made["feedbackFalse"] == "not so"


def test_a_short_answer_compared_letter_by_letter() -> None:
    made = only(question("shortanswer", answer(100, "Ohm") + answer(50, "ohm") + "<usecase>1</usecase>"))
    assert made["answer"]["match"] == "exact"
    assert [entry["score"] for entry in made["answer"]["accepted"]] == [1, 0.5]


def test_a_number_with_tolerance_and_unit() -> None:
    body = (
        '<answer fraction="100"><text>9.81</text><feedback><text/></feedback><tolerance>0.01</tolerance></answer>'
        "<units><unit><multiplier>1</multiplier><unit_name>m/s2</unit_name></unit></units>"
    )
    expected = {"value": 9.81, "tolerance": 0.01, "toleranceType": "abs", "unit": "m/s2"}
    assert only(question("numerical", body))["answer"] == expected


def test_pairs_and_a_distractor() -> None:
    rows = [("one", "1"), ("two", "2"), ("", "3")]
    body = "".join(
        f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer></subquestion>'
        for left, right in rows
    )
    assert content(only(question("matching", body)))["answer"] == [["one", "1"], ["two", "2"]]


def test_an_order_by_its_fractions() -> None:
    made = only(question("ordering", answer(2, "second") + answer(1, "first") + answer(3, "third")))
    assert content(made)["answer"] == ["first", "second", "third"]


def test_an_order_that_states_no_places_is_the_order_of_the_file() -> None:
    made = only(question("ordering", answer(0, "first") + answer(0, "second")))
    assert content(made)["answer"] == ["first", "second"]


def test_an_essay_with_notes_for_the_grader() -> None:
    body = '<graderinfo format="html"><text>&lt;p&gt;Two reasons.&lt;/p&gt;</text></graderinfo>'
    assert only(question("essay", body))["answer"]["rubric"] == "Two reasons."


def test_embedded_answers_of_both_kinds() -> None:
    stem = "<p>Paris is in {2:SHORTANSWER:=France#yes~%50%EU~*#no} and {1:MC:=big~small#hm~tiny}.</p>"
    found = read(question("cloze", "", stem))
    made = found.questions[0]
    assert BLANK.sub("…", made["stem"]) == "Paris is in … and …."
    assert [blank["accepted"] for blank in made["answer"]] == [["France"], ["big"]]
    assert [blank["options"] for blank in made["answer"]] == [[], ["big", "small", "tiny"]]
    assert made["points"] == 3
    assert "Answers of partial credit are not kept." in {problem["detail"] for problem in found.problems}


def test_what_stands_around_every_question() -> None:
    body = (
        answer(100, "true")
        + answer(0, "false")
        + '<generalfeedback format="html"><text>Because.</text></generalfeedback><defaultgrade>2.5</defaultgrade>'
        '<hint format="html"><text>Look.</text></hint>'
        "<tags><tag><text>bloom:apply</text></tag><tag><text>sun</text></tag></tags>"
    )
    category = '<question type="category"><category><text>$course$/top/A // B</text></category></question>'
    found = read(category, question("truefalse", body))
    made = found.questions[0]
    assert found.title == "A / B"
    assert (made["explanation"], made["points"], made["hint"]) == ("Because.", 2.5, "Look.")
    assert (made["bloom"], made["tags"]) == ("apply", ["sun"])


def test_texts_of_other_formats() -> None:
    body = answer(100, "true") + answer(0, "false")
    for form, text, stem in (
        ("markdown", "What *is* `a&lt;b`?", "What *is* `a<b`?"),
        ("plain_text", "a &lt;b&gt; c", "a <b> c"),
        ("moodle_auto_format", "Two\nlines", "Two\nlines"),
        ("moodle_auto_format", "&lt;p&gt;One&lt;/p&gt;", "One"),
    ):
        holder = f'<questiontext format="{form}"><text>{text}</text></questiontext>'
        assert only(f'<question type="truefalse">{holder}{body}</question>')["stem"] == stem


def test_a_key_is_never_made_up() -> None:
    assert refused(question("multichoice", answer(0, "a") + answer(0, "b"))) == "None of its options is fully right."
    both = answer(100, "a") + answer(100, "b")
    assert refused(question("multichoice", both)) == "It does not have exactly one right option."
    unsure = answer(0, "true") + answer(0, "false")
    assert refused(question("truefalse", unsure)) == "It does not have exactly one right answer."
    assert refused(question("shortanswer", answer(100, "*"))) == "It has no accepted answer that can be kept."
    assert refused(question("numerical", answer(100, "many"))) == "The key is no number."
    assert refused(question("cloze", "", "{1:SA:no}")) == "One of its embedded answers has no right one."
    assert refused(question("calculated", "")) == "A question of the type calculated cannot be read."


@pytest.mark.parametrize(
    ("xml", "detail"),
    [
        ('<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>', "A document type is not allowed in the file."),
        (
            '<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><quiz x="&b;"/>',
            "A document type is not allowed in the file.",
        ),
        (
            '<!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/x.dtd"><quiz/>',
            "A document type is not allowed in the file.",
        ),
        ("<quiz>&unknown;</quiz>", "The file is not well-formed XML."),
        ("<quiz>" + "<a>" * 5000, "The file is not well-formed XML."),
        ("<quiz>" + "<a>" * 5000 + "</a>" * 5000 + "</quiz>", "The file is not well-formed XML."),
        ("<html/>", "The file is no Moodle quiz."),
        ("", "The file is not well-formed XML."),
        ('<?xml version="1.0" encoding="utf-7"?><quiz/>', None),
    ],
)
def test_hostile_xml_is_refused(xml: str, detail: str | None) -> None:
    with pytest.raises(Unreadable) as caught:
        imports.read(xml.encode(), "moodle-xml")
    assert detail in (None, *(error["detail"] for error in caught.value.errors))


def test_a_file_beside_it_is_never_read(tmp_path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("canary")
    xml = f'<!DOCTYPE q [<!ENTITY x SYSTEM "{secret.as_uri()}">]><quiz><question type="essay">&x;</question></quiz>'
    with pytest.raises(Unreadable):
        imports.read(xml.encode(), "moodle-xml")


@pytest.mark.parametrize(
    "piece", ["{1:SA:", "{1:SA:=a}", "\\}", "&lt;!--", "&lt;a ", "&lt;p&gt;", "*", "`", "\\(", "&amp;#"]
)
def test_long_runs_of_signs_are_read_in_linear_time(piece: str) -> None:
    text = piece * (50_000 // len(piece))
    xml = f'<question type="cloze"><questiontext format="html"><text>{text}</text></questiontext></question>'
    started = time.process_time()
    with contextlib.suppress(Unreadable):
        read(xml)
    assert time.process_time() - started < 2


def test_ordinary_questions_come_back_as_they_were() -> None:
    quiz = samples.quiz()
    found = imports.read(exports.write(quiz, "moodle-xml").content, "moodle-xml")
    assert found.title == quiz["title"]
    assert found.problems == []
    for before, after in zip(quiz["questions"], found.questions, strict=True):
        gone = ("answer",) if before["type"] in ("fill_blank", "short_answer") else ()
        assert content(after, without=gone) == content(before, without=gone)


def test_hostile_text_keeps_its_words_and_its_code() -> None:
    """Formulas change their delimiters on the way; signs that markdown would take get a backslash."""
    found = imports.read(exports.write(hostile.quiz(), "moodle-xml").content, "moodle-xml")
    assert len(found.questions) == len(hostile.questions())
    for before, after in zip(hostile.questions(), found.questions, strict=True):
        assert "if (a < b && c[[0]]>1) { let s = `${x}`; }" in after["stem"]
        for words in ("**not** `a == b` <div class='x'>", "\\(x_1 \\le y_2\\)", "]]> {{c1::x}}", "שלום 🙂"):
            assert words in after["stem"]
        assert after["type"] == before["type"]
        assert after.get("tags") == before["tags"]
