"""Of which type a question is, and the keys of those without options."""

import pytest

from tests.chat.reading import key, keys, questions
from threads.quizzes import model


def one(text: str) -> tuple[str, object]:
    (read,) = questions(text)
    return read.question["type"], key(read.question)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1. Zinc is a metal.\nAnswer: True\n", ("true_false", True)),
        ("1. Zinc is a gas.\nAnswer: False. It is a metal.\n", ("true_false", False)),
        ("1. True or false: zinc is a gas?\n**Answer:** F\n", ("true_false", False)),
        ("1. Zinc is a metal.\nA) True\nB) False\nAnswer: A\n", ("true_false", True)),
        ("1. El zinc es un metal.\nRespuesta: Verdadero\n", ("true_false", True)),
        ("1. Le zinc est un gaz.\nRéponse : Faux\n", ("true_false", False)),
        ("1. Zink ist ein Metall.\nAntwort: wahr\n", ("true_false", True)),
        ("1. Цинк — газ.\nОтвет: Неверно\n", ("true_false", False)),
        ("1. 锌是金属。\n答案：正确\n", ("true_false", True)),
        ("**Question 1 (True/False):** Zinc is a metal.\nAnswer: T\n", ("true_false", True)),
        ("1. How many legs?\nAnswer: 8\n", ("numeric", 8)),
        ("1. How far?\nAnswer: 3.5 ± 0.1 km\n", ("numeric", 3.5)),
        ("1. How far?\nAnswer: 3.5 km\n", ("short_answer", ["3.5 km"])),
        ("1. Who?\nAnswer: Ada | Ada Lovelace\n", ("short_answer", ["Ada", "Ada Lovelace"])),
        ("1. Which call?\nAnswer: `a | b` | `a || b`\n", ("short_answer", ["a | b", "a || b"])),
        ("1. A ____ is red.\nAnswer: rose | poppy\n", ("fill_blank", [["rose", "poppy"]])),
        ("1. A [[1]] is [[2]].\nAnswer: 1) rose 2) red\n", ("fill_blank", [["rose"], ["red"]])),
        ("1. A [[1]] is [[2]].\nAnswer: rose; red\n", ("fill_blank", [["rose"], ["red"]])),
        ("1. A ____ is ____.\nAnswer 1: rose\nAnswer 2: red\n", ("fill_blank", [["rose"], ["red"]])),
        ("1. A ____ is ____.\nAnswer:\n1) rose\n2) red\n", ("fill_blank", [["rose"], ["red"]])),
        ("1. A ____ is red.\nA) rose\nB) leaf\nAnswer: A\n", ("single_choice", ["rose"])),
        ("1. Match:\n- tin => metal\n- neon → gas\n", ("matching", [("tin", "metal"), ("neon", "gas")])),
        ("1. Put in order:\n1) tin\n2) zinc\n", ("single_choice", None)),
    ],
)
def test_the_type_shows_in_the_shape(text: str, wanted: tuple[str, object]) -> None:
    assert one(text) == wanted


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("[single_choice]\nWhich metal?\n- A) tin\n- B) zinc\nAnswer: A, B", "key-count"),
        ("[single_choice]\nWhich metal?\nAnswer: tin", "options-too-few"),
        ("[multiple_choice]\nWhich metal?\n- A) tin\nAnswer: A", "options-too-few"),
        ("[true_false]\nWhich metal?\n- A) tin\n- B) zinc\nAnswer: A", "type-contradicted"),
        ("[true_false]\nZinc is a metal.\nAnswer: perhaps", "key-missing"),
        ("[numeric]\nHow many?\nAnswer: about five", "number-unreadable"),
        ("[fill_blank]\nNo blank here.\nAnswer: x", "blank-mismatch"),
        ("[fill_blank]\nA [[1]] and a [[1]].\nAnswer: 1) x", "blank-mismatch"),
        ("[fill_blank]\nA [[1]] and a [[2]].\nAnswer: 1) x", "blank-mismatch"),
        ("[matching]\nMatch.\n- tin => metal", "pairs-incomplete"),
        ("[matching]\nMatch.\n- tin => metal\n- neon", "pairs-incomplete"),
        ("[ordering]\nOrder.\n1. tin", "pairs-incomplete"),
        ("[ordering]\nOrder.\n1. tin\n2. zinc\nAnswer: 2", "pairs-incomplete"),
        ("[short_answer]\nWho?\nAnswer: Ada\nAnswer: Bob", "key-missing"),
    ],
)
def test_a_declared_type_that_the_shape_contradicts_is_an_error(text: str, rule: str) -> None:
    (read,) = questions(f"### Q1 {text}\n")
    assert (key(read.question), rule in [flag["rule"] for flag in read.flags]) == (None, True)
    assert read.question["type"] == text[1 : text.index("]")]


def test_an_order_may_be_told_by_its_key() -> None:
    assert one("### Q1 [ordering]\nOrder.\n- A) tin\n- B) zinc\n- C) lead\nAnswer: C, A, B\n") == (
        "ordering",
        ["lead", "tin", "zinc"],
    )


def test_arrows_in_code_do_not_part_a_pair() -> None:
    text = "### Q1 [matching]\nMatch.\n- `x => x` => identity\n- `() => 1` => constant\n- => nothing\n"
    (read,) = questions(text)
    assert key(read.question) == [("`x => x`", "identity"), ("`() => 1`", "constant")]
    assert [part["text"] for part in read.question["right"]] == ["identity", "constant", "nothing"]


def test_two_lefts_may_share_a_right() -> None:
    (read,) = questions("### Q1 [matching]\nMatch.\n- tin => metal\n- zinc => metal\n- neon => gas\n")
    assert len(read.question["right"]) == 2
    assert key(read.question) == [("tin", "metal"), ("zinc", "metal"), ("neon", "gas")]


@pytest.mark.parametrize(
    ("written", "value", "tolerance", "kind", "unit"),
    [
        ("1024", 1024, 0, "abs", None),
        ("1024 ± 0", 1024, 0, "abs", None),
        ("1 024", 1024, 0, "abs", None),
        ("1,024", 1024, 0, "abs", None),
        ("1,024,000.5", 1024000.5, 0, "abs", None),
        ("3,14", 3.14, 0, "abs", None),
        ("3.14 ± 1%", 3.14, 0.01, "rel", None),
        ("9.81 ± 0.01 m/s²", 9.81, 0.01, "abs", "m/s²"),
        ("9.81 +/- 0.01", 9.81, 0.01, "abs", None),
        ("1e-3", 0.001, 0, "abs", None),
        ("1.5 × 10^3", 1500, 0, "abs", None),
        ("1/3", 1 / 3, 0, "abs", None),
        ("−4", -4, 0, "abs", None),
        ("-0.5 V", -0.5, 0, "abs", "V"),
        ("$5", 5, 0, "abs", "$"),
        ("50 %", 50, 0, "abs", "%"),
        ("**42**", 42, 0, "abs", None),
        ("`42`", 42, 0, "abs", None),
    ],
)
def test_numbers_are_read_as_people_write_them(
    written: str, value: float, tolerance: float, kind: str, unit: str | None
) -> None:
    (read,) = questions(f"### Q1 [numeric]\nHow much?\nAnswer: {written}\n")
    wanted = {"value": value, "tolerance": tolerance, "toleranceType": kind} | ({"unit": unit} if unit else {})
    assert read.question["answer"] == wanted
    assert model.validate_question(read.question) == []


def test_a_comma_is_a_decimal_sign_where_the_label_is_in_such_a_language() -> None:
    assert keys("### Q1 [numeric]\nCombien ?\nRéponse : 1,024\n") == [1.024]


@pytest.mark.parametrize("written", ["nan", "inf", "1e999", "five", "1..2", "5 ± -1", "1/0", "2 or 3"])
def test_what_is_no_number_is_not_made_one(written: str) -> None:
    assert keys(f"### Q1 [numeric]\nHow much?\nAnswer: {written}\n") == [None]


def test_facts_beside_the_key_are_kept() -> None:
    text = (
        "### Q1 [fill_blank | hard | analyse | colours, plants | 2 points]\nA [[1]] is [[2]].\n"
        "Answer: 1) rose 2) red\nExplanation: Look.\nHint: A flower.\nSource: “Roses are red.”\n"
        "Word bank: rose | red | leaf\nTime limit: 30 s\nTags: spring\n"
    )
    (read,) = questions(text)
    question = read.question
    assert (question["difficulty"], question["bloom"], question["points"]) == ("hard", "analyze", 2)
    assert (question["tags"], question["timeLimitSec"]) == (["colours", "plants", "spring"], 30)
    assert (question["explanation"], question["hint"]) == ("Look.", "A flower.")
    assert question["sourceRefs"] == [{"quote": "Roses are red."}]
    assert [blank["options"] for blank in question["answer"]] == [["rose", "red", "leaf"]] * 2
