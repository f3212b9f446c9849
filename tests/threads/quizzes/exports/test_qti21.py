"""The QTI package: what stands in it, and what a player that follows it would mark."""

import io
import zipfile
from typing import Any

import pytest
from lxml import etree

from tests.threads.quizzes import samples
from tests.threads.quizzes.exports import hostile
from threads.quizzes import exports
from threads.quizzes.model import Json

NS = {"q": "http://www.imsglobal.org/xsd/imsqti_v2p1", "c": "http://www.imsglobal.org/xsd/imscp_v1p1"}
MD = "{http://www.imsglobal.org/xsd/imsmd_v1p2}"


def package(quiz: Json) -> dict[str, Any]:
    content = exports.write(quiz, "qti21").content
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return {name: etree.fromstring(zipped.read(name)) for name in zipped.namelist()}


def item(question: Json, **members: Any) -> Any:
    return package(samples.quiz(question, **members))[f"items/{question['id']}.xml"]


def find(element: Any, path: str) -> list[Any]:
    return element.xpath(path, namespaces=NS)


def values(element: Any, response: str = "RESPONSE") -> list[str]:
    return find(element, f"//q:responseDeclaration[@identifier='{response}']/q:correctResponse/q:value/text()")


def mapped(element: Any, response: str = "RESPONSE") -> dict[str, str]:
    entries = find(element, f"//q:responseDeclaration[@identifier='{response}']/q:mapping/q:mapEntry")
    return {entry.get("mapKey"): entry.get("mappedValue") for entry in entries}


def test_the_manifest_names_every_file() -> None:
    files = package(samples.quiz())
    manifest = files["imsmanifest.xml"]
    assert set(find(manifest, "//c:file/@href")) == set(files) - {"imsmanifest.xml"}
    assert find(manifest, "//c:resource/@type").count("imsqti_item_xmlv2p1") == len(samples.ALL)
    assert find(manifest, "//c:dependency/@identifierref") == [question["id"] for question in samples.ALL]


def test_the_archive_has_a_fixed_date() -> None:
    content = exports.write(samples.quiz(), "qti21").content
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        assert {entry.date_time for entry in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_metadata_carries_difficulty_bloom_and_tags() -> None:
    manifest = package(samples.quiz(samples.question(difficulty="hard")))["imsmanifest.xml"]
    words = [element.text for element in manifest.iter(f"{MD}langstring")]
    assert words == ["bloom:remember", "types", "LOMv1.0", "difficult"]


def test_the_test_holds_points_times_order_and_the_mark_to_pass() -> None:
    settings = {"shuffleQuestions": True, "timeLimitSec": 600, "passPercent": 60}
    questions = [samples.question(points=4, timeLimitSec=30), samples.MULTIPLE]
    test = package(samples.quiz(*questions, settings=settings, description="Read **well**."))["test.xml"]
    assert find(test, "//q:weight/@value") == ["4", "2"]
    assert find(test, "//q:timeLimits/@maxTime") == ["600", "30"]
    assert find(test, "//q:ordering/@shuffle") == ["true"]
    assert find(test, "//q:gte/q:baseValue/text()") == ["3.6"]  # 60 % of 4 + 2
    assert find(test, "//q:rubricBlock/q:p/q:strong/text()") == ["well"]


def test_a_single_choice() -> None:
    made = item(samples.SINGLE)
    assert values(made) == ["o_singlebbbb"]
    assert find(made, "//q:choiceInteraction/@maxChoices") == ["1"]
    assert find(made, "//q:simpleChoice/@identifier") == [option["id"] for option in samples.SINGLE["options"]]
    assert find(made, "//q:feedbackInline/@identifier") == ["o_singleaaaa"]
    assert find(made, "//q:modalFeedback/q:p/text()") == [samples.SINGLE["explanation"]]
    assert find(made, "//q:setOutcomeValue[@identifier='FEEDBACK']//q:variable/@identifier") == ["RESPONSE"]


def test_without_feedback_the_standard_template_marks() -> None:
    plain = samples.choice("Which of them?", "a", "b")
    assert find(item(plain), "//q:responseProcessing/@template")[0].endswith("/match_correct")
    several = samples.choice("Which of them?", "a", "b", "c", key=(0, 1))
    assert find(item(several), "//q:responseProcessing/@template")[0].endswith("/match_correct")
    several["answer"]["scoring"] = "partial"
    assert find(item(several), "//q:responseProcessing/@template")[0].endswith("/map_response")


def test_partial_credit_takes_wrong_choices_off() -> None:
    made = item(samples.MULTIPLE)
    assert mapped(made) == {"o_multiaaaaa": "0.5", "o_multiccccc": "0.5"}
    assert find(made, "//q:mapping/@defaultValue") == ["-0.5"]
    assert find(made, "//q:mapping/@lowerBound") == ["0"]


def test_true_and_false_in_the_language_of_the_quiz() -> None:
    made = item(samples.TRUE_FALSE, language="fr-CA")
    assert values(made) == ["true"]
    assert [choice.text for choice in find(made, "//q:simpleChoice")] == ["Vrai", "Faux"]
    assert find(made, "/q:assessmentItem/@xml:lang") == ["fr-CA"]


def test_accepted_answers_are_mapped() -> None:
    made = item(samples.SHORT)
    assert mapped(made) == {"JSON.parse": "1", "parse": "0.5"}
    assert values(made) == ["JSON.parse"]
    assert set(find(made, "//q:mapEntry/@caseSensitive")) == {"false"}


def test_a_question_that_a_person_marks_shows_the_rubric_to_that_person() -> None:
    answer = {"accepted": [], "grading": "manual", "rubric": "Two reasons."}
    made = item(samples.question(samples.SHORT, answer=answer))
    assert find(made, "//q:extendedTextInteraction")
    assert find(made, "//q:rubricBlock[@view='scorer']/q:p/text()") == ["Two reasons."]
    assert not find(made, "//q:responseProcessing")


def test_gaps_stand_in_their_sentence() -> None:
    made = item(samples.BLANKS)
    assert mapped(made, "RESPONSE_bl_blankaaaaa") == {"pending": "1", "waiting": "1"}
    words = {choice.get("identifier"): choice.text for choice in find(made, "//q:inlineChoice")}
    right = mapped(made, "RESPONSE_bl_blankbbbbb")
    assert [words[name] for name in right] == ["rejected"]
    assert list(words.values()) == sorted(words.values())
    paragraph = find(made, "//q:itemBody/q:p")[0]
    assert paragraph.text == "A promise is "
    assert [child.tail for child in paragraph] == [" until it is fulfilled or ", "."]
    assert find(made, "//q:divide/q:baseValue/text()") == ["2"]


def test_a_gap_in_code_is_a_gap() -> None:
    stem = "```js\nlet x = {{bl_blankaaaaa}};\n```"
    question = samples.question(samples.BLANKS, stem=stem, answer=[{"id": "bl_blankaaaaa", "accepted": ["1"]}])
    code = find(item(question), "//q:pre/q:code")[0]
    assert (code.text, code[0].tail) == ("let x = ", ";\n")
    assert code[0].tag.endswith("}textEntryInteraction")


def test_the_sides_of_a_matching_are_not_in_the_order_of_the_key() -> None:
    question = samples.question(samples.MATCHING)
    for side, letters in (("left", "ba"), ("right", "cab")):
        for entry, letter in zip(question[side], letters, strict=True):
            entry["id"] = f"{entry['id'][:-5]}{letter * 5}"
    question["answer"] = [
        [question["left"][0]["id"], question["right"][0]["id"]],
        [question["left"][1]["id"], question["right"][1]["id"]],
    ]
    made = item(question)
    assert set(values(made)) == {"l_matchbbbbb r_matchccccc", "l_matchaaaaa r_matchaaaaa"}
    shown = find(made, "//q:simpleAssociableChoice/@identifier")
    assert shown == ["l_matchaaaaa", "l_matchbbbbb", "r_matchaaaaa", "r_matchbbbbb", "r_matchccccc"]
    assert find(made, "//q:matchInteraction/@shuffle") == ["true"]


def test_the_entries_of_an_order_are_not_in_the_right_order() -> None:
    question = samples.question(samples.ORDERING, answer=["i_orderccccc", "i_orderaaaaa", "i_orderbbbbb"])
    made = item(question)
    assert values(made) == ["i_orderccccc", "i_orderaaaaa", "i_orderbbbbb"]
    assert find(made, "//q:simpleChoice/@identifier") == ["i_orderaaaaa", "i_orderbbbbb", "i_orderccccc"]


@pytest.mark.parametrize(
    ("answer", "mode", "tolerance"),
    [
        ({"value": 4}, "exact", None),
        ({"value": 4, "tolerance": 0.5}, "absolute", "0.5 0.5"),
        ({"value": 4, "tolerance": 0.05, "toleranceType": "rel"}, "relative", "5 5"),
    ],
)
def test_numbers_are_compared_with_their_tolerance(answer: Json, mode: str, tolerance: str | None) -> None:
    equal = find(item(samples.question(samples.NUMERIC, answer=answer)), "//q:equal")[0]
    assert (equal.get("toleranceMode"), equal.get("tolerance")) == (mode, tolerance)


@pytest.mark.parametrize("question", hostile.questions(), ids=lambda question: question["type"])
def test_hostile_text_stays_text(question: Json) -> None:
    made = item(question)
    body = "".join(find(made, "//q:itemBody")[0].itertext())
    for words in ("]]> {{c1::x}}", "<div class='x'>", "if (a < b && c[[0]]>1)", r"\(\frac{a}{b}\)", "שלום 🙂"):
        assert words in body
    assert not find(made, "//q:itemBody//q:div")
