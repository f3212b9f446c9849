"""Moodle XML read back with an XML parser, in the shapes of Moodle's own files."""

import re

import pytest
from lxml import etree

from tests.threads.quizzes import samples
from tests.threads.quizzes.exports import hostile
from threads.quizzes import exports
from threads.quizzes.model import Json

# Children of a question in the order in which Moodle writes them, by type.
COMMON = ("name", "questiontext", "generalfeedback", "defaultgrade", "penalty", "hidden", "idnumber")
COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback", "shownumcorrect")
SHAPES = {
    "multichoice": ("single", "shuffleanswers", "answernumbering", "showstandardinstruction", *COMBINED, "answer"),
    "truefalse": ("answer",),
    "shortanswer": ("usecase", "answer"),
    "matching": ("shuffleanswers", *COMBINED, "subquestion"),
    "numerical": ("answer", "units", "unitgradingtype", "unitpenalty", "showunits", "unitsleft"),
    "ordering": (
        *("layouttype", "selecttype", "selectcount", "gradingtype", "showgrading", "numberingstyle"),
        *COMBINED,
        "answer",
    ),
    "essay": (
        *("responseformat", "responserequired", "responsefieldlines", "attachments", "attachmentsrequired"),
        *("maxbytes", "graderinfo", "responsetemplate"),
    ),
}


def tree(quiz: Json):
    return etree.fromstring(exports.write(quiz, "moodle-xml").content)


def element(question: Json):
    return tree(samples.quiz(question)).findall("question")[1]


def text(question: Json, path: str) -> str:
    return element(question).findtext(path)


@pytest.mark.parametrize("question", [*samples.ALL, *hostile.questions()], ids=lambda question: question["type"])
def test_a_question_has_the_members_of_moodles_files_in_their_order(question: Json) -> None:
    made = element(question)
    kind = made.get("type")
    names = list(dict.fromkeys(child.tag for child in made))
    expected = [name for name in [*COMMON, *SHAPES.get(kind, ())] if kind != "cloze" or name != "defaultgrade"]
    assert [name for name in names if name not in ("hint", "tags")] == expected
    assert names[len(expected) :] == [name for name in ("hint", "tags") if name in names]


def test_the_types_are_moodles() -> None:
    kinds = [question.get("type") for question in tree(samples.quiz()).findall("question")]
    assert kinds[0] == "category"
    assert kinds[1:3] == ["multichoice", "multichoice"]
    assert kinds[3:] == ["truefalse", "shortanswer", "cloze", "matching", "ordering", "numerical"]


def test_a_category_carries_the_title() -> None:
    assert tree(samples.quiz(title="A/B test")).findtext("question/category/text") == "$course$/top/A//B test"


def test_the_options_of_a_choice() -> None:
    made = element(samples.SINGLE)
    assert [answer.get("fraction") for answer in made.iterfind("answer")] == ["0", "100", "0", "0"]
    assert made.findtext("single") == "true"
    assert made.findtext("answer/feedback/text") == "<p>There is no such type tag.</p>"
    assert made.findtext("generalfeedback/text").startswith("<p>A mistake")
    assert [tag.text for tag in made.iterfind("tags/tag/text")] == ["difficulty:easy", "bloom:remember", "types"]


def test_the_fractions_of_several_keys_sum_up() -> None:
    made = element(samples.choice("Which of these?", "a", "b", "c", "d", key=(0, 1, 2)))
    fractions = [answer.get("fraction") for answer in made.iterfind("answer")]
    assert fractions == ["33.33333", "33.33333", "33.33333", "-33.33333"]
    assert made.findtext("single") == "false"


def test_true_and_false() -> None:
    made = element(samples.TRUE_FALSE)
    assert [(a.findtext("text"), a.get("fraction")) for a in made.iterfind("answer")] == [
        ("true", "100"),
        ("false", "0"),
    ]


@pytest.mark.parametrize(("match", "usecase"), [("exact", "1"), ("caseless", "0"), ("normalized", "0")])
def test_case_counts_for_exact_answers_alone(match: str, usecase: str) -> None:
    question = samples.question(samples.SHORT)
    question["answer"]["match"] = match
    assert text(question, "usecase") == usecase


def test_gaps_are_embedded_answers_in_entities() -> None:
    stem = text(samples.BLANKS, "questiontext/text")
    assert stem == (
        "<p>A promise is {1:SHORTANSWER:=pending~=waiting} until it is fulfilled or "
        "{1:MULTICHOICE_S:=rejected~returned~resumed}.</p>"
    )


def test_the_weights_of_gaps_are_the_points() -> None:
    assert "{3:SHORTANSWER:" in text(samples.question(samples.BLANKS, points=6), "questiontext/text")
    made = exports.write(samples.quiz(samples.question(samples.BLANKS, points=3)), "moodle-xml")
    assert [loss["detail"] for loss in made.losses if loss["what"] == "points"] == [
        "The question counts 2, one for each blank."
    ]


def test_nothing_in_a_gap_or_beside_it_is_syntax() -> None:
    blank = {"id": "bl_blankaaaaa", "accepted": ["=a}~b#c*\\%50%"], "match": "exact"}
    stem = "{1:SHORTANSWER:=x} is {{bl_blankaaaaa}}"
    question = samples.question(samples.BLANKS, stem=stem, answer=[blank], points=1)
    answer = "&#61;a&#125;&#126;b&#35;c&#92;&#42;&#92;&#37;50&#37;"
    expected = f"<p>&#123;1:SHORTANSWER:=x}} is {{1:SHORTANSWER_C:={answer}}}</p>"
    assert text(question, "questiontext/text") == expected


def test_a_spare_right_side_is_an_empty_subquestion() -> None:
    rows = [
        (row.findtext("text"), row.findtext("answer/text"))
        for row in element(samples.MATCHING).iterfind("subquestion")
    ]
    assert rows == [
        ("<p><code>let</code></p>", "the block"),
        ("<p><code>var</code></p>", "the function"),
        ("", "the module"),
    ]


def test_the_fraction_of_an_entry_is_its_place() -> None:
    shuffled = samples.question(samples.ORDERING, answer=["i_orderccccc", "i_orderaaaaa", "i_orderbbbbb"])
    rows = [(a.get("fraction"), a.findtext("text")) for a in element(shuffled).iterfind("answer")]
    assert rows[0] == ("1", "<p>drain the microtasks</p>")
    assert [fraction for fraction, _ in rows] == ["1", "2", "3"]


def test_a_number_with_its_unit() -> None:
    made = element(samples.NUMERIC)
    assert (made.findtext("answer/text"), made.findtext("answer/tolerance")) == ("1024", "0")
    assert made.findtext("units/unit/unit_name") == "byte"


def test_an_essay_tells_the_grader_what_to_look_for() -> None:
    answer = {"accepted": [{"text": "because"}], "grading": "manual", "rubric": "Two *reasons*."}
    made = element(samples.question(samples.SHORT, answer=answer))
    assert made.get("type") == "essay"
    assert made.findtext("graderinfo/text") == "<p>Two <em>reasons</em>.</p>\n<ul>\n<li>because</li>\n</ul>"


def test_markup_stands_in_sections_and_their_end_is_escaped() -> None:
    content = exports.write(samples.quiz(samples.question(stem="Is a[b[0]]>1 **so**?")), "moodle-xml").content
    assert b"<![CDATA[<p>A mistake" in content
    assert b"a[b[0]]&gt;1" in content


def test_formulas_keep_their_backslashes() -> None:
    question = samples.question(stem=r"Is $\frac{a_1}{b_1}$ more than \(x*y*z\)?")
    assert text(question, "questiontext/text") == r"<p>Is \(\frac{a_1}{b_1}\) more than \(x*y*z\)?</p>"


def test_raw_html_stays_text() -> None:
    question = samples.question(stem="What does <script>alert(1)</script> do?")
    assert text(question, "questiontext/text") == "<p>What does &lt;script&gt;alert(1)&lt;/script&gt; do?</p>"


def test_losses_are_comments_before_the_questions() -> None:
    content = exports.write(samples.quiz(samples.SHORT), "moodle-xml").content.decode()
    assert re.search(r"<quiz>\s*<!-- quiz: The record .* -->\s*<question type=\"category\">", content)


def test_the_hint_is_carried() -> None:
    assert text(samples.question(hint="Think *twice*."), "hint/text") == "<p>Think <em>twice</em>.</p>"
