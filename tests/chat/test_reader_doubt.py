"""Keys that are not certain, because they speak of something else or of more than was read: never guessed."""

import pytest

from chat.reader import Reader
from tests.chat.reading import key, keys, options, questions

OPTIONS = "A) tin\nB) zinc\nC) lead\nD) the old iron\n"


def keyed(line: str) -> object:
    (found,) = keys(f"### Question 1\nWhich metal?\n{OPTIONS}{line}\n")
    return found


@pytest.mark.parametrize(
    "line",
    [
        "Answer: B) copper",
        "Answer: b) the copper",
        "Answer: D) the new copper",
        "Answer: B. copper",
        "Answer: B – copper",
        "Answer: B (copper)",
        "**Answer:** **B)** copper and brass, as they are found",
        "Answer: A-C",
        "Answer: D-C-B-A",
        "Answer: B → A → D → C",
        "Answer: D, C, B, A",
        "Answer: 1-A, 2-B, 3-C",
        "Answer: A/B",
        "Answer: B (corrected from A)",
        "Answer: B, not C",
        "Explanation: Some think the correct answer is A, but it is B.",
        "Explanation: Many believe that the correct answer is A.",
        "The correct answer is not A.",
        "Incorrect answer: A",
        "The incorrect answer is A.",
        "Your answer: A",
        "错误答案是A",
        "不正解はA",
        "Неправильный ответ: A",
    ],
)
def test_a_letter_with_words_that_are_not_its_options_is_unknown(line: str) -> None:
    assert keyed(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Answer: B) Zinc, of course",
        "Answer: B) because it is grey",
        "Answer: B. It is grey and dull.",
        "Answer: B (zinc)",
        "Answer: B – since copper is red",
        "Answer: D) old iron",
    ],
)
def test_a_letter_with_its_own_words_or_a_reason_is_believed(line: str) -> None:
    assert keyed(line) in (["zinc"], ["the old iron"])


def test_a_letter_in_brackets_behind_the_key_is_the_text_of_its_option() -> None:
    assert keys("### Question 1\nWhich?\nA) tin\nB) a\nC) lead\nAnswer: B (a)\n") == [["a"]]


def test_without_options_a_letter_with_a_text_is_no_answer() -> None:
    for line in ("Answer: C) lead", "Answer: Option C", "Answer: **C**"):
        (read,) = questions(f"### Question 1\nWhich metal?\n{line}\n")
        assert (read.question["type"], key(read.question)) == ("single_choice", None)
    assert keys("### Question 1\nWhich worm?\nAnswer: C. elegans\n") == [["C. elegans"]]


def test_items_with_letters_are_in_no_order_until_a_key_says_so() -> None:
    assert keys("### Q1 [ordering]\nOrder.\nA) melt\nB) cool\nC) pour\n") == [None]
    assert keys("### Q1 [ordering]\nOrder.\n1. melt\n2. pour\n3. cool\n") == [["melt", "pour", "cool"]]


@pytest.mark.parametrize(
    "rows",
    ["A) tin\nB) zinc\nB) zinc\nC) lead\n", "1) tin\n1) zinc\n2) lead\n", "A) tin\nC) zinc\n", "1) tin\n3) zinc\n"],
)
def test_a_list_that_counts_wrong_is_not_read(rows: str) -> None:
    (read,) = questions(f"### Question 1\nWhich?\n{rows}Answer: A\n")
    assert key(read.question) is None


def test_pairs_with_the_same_left_twice_are_no_pairs() -> None:
    assert keys("### Q1 [matching]\nMatch.\n- tin => metal\n- tin => gas\n- neon => gas\n") == [None]


def test_a_word_for_one_blank_too_many_fits_none() -> None:
    assert keys("### Question 1\nA [[1]] is red.\nAnswer: 1) rose 2) green\n") == [None]


def test_a_list_of_words_for_the_blanks_ends_with_the_last_one() -> None:
    text = "1) A ____ is ____.\nAnswer:\n1. rose 2. red\n\n2) Which metal?\nA) tin\nB) zinc\nAnswer: B\n"
    assert keys(text) == [[["rose"], ["red"]], ["zinc"]]
    assert keys("1) A ____ is ____.\nAnswer:\n1) rose 2) red\n\nWell done!\n") == [[["rose"], ["red"]]]


def test_pairs_by_number_and_letter_are_no_keys_of_other_questions() -> None:
    """`1-A, 2-B` speaks of the numbered lines in its own question, not of questions 1 and 2."""
    other = f"### Question 1\nWhich?\n{OPTIONS}\n### Question 2\nWhich?\n{OPTIONS}\n"
    pairs = "### Question 3\nMatch.\n1. tin\n2. neon\n3. salt\n\nA. gas\nB. metal\nC. food\n"
    for line in ("Answer: 1-B, 2-A, 3-C", "#### Answer\n1-B, 2-A, 3-C"):
        assert keys(f"{other}{pairs}\n{line}\n") == [None, None, None]


def test_a_line_across_the_page_parts_a_question_from_the_next_ones_options() -> None:
    for later in (f"{OPTIONS}Answer: B\n", "- tin => metal\n- neon => gas\n"):
        assert keys(f"### Question 1\nIs it?\n\n---\n\n{later}\n### Question 3\nWhich?\n{OPTIONS}") == [None, None]
    assert keys("### Question 1\n\n---\n\nWhich?\nA) tin\nB) zinc\nAnswer: B\n") == [["zinc"]]


def test_two_lists_of_questions_with_one_key_list_give_no_key_to_an_earlier_one() -> None:
    first = f"1. Which?\n{OPTIONS}Answer: A\n\n2. And which?\n{OPTIONS}\n"
    second = f"## Part two\n\n1. Which one?\n{OPTIONS}Answer: B\n\n2. And which one?\n{OPTIONS}Answer: C\n\n"
    assert keys(f"{first}{second}## Answers\n1. B\n2. C\n") == [["tin"], None, ["zinc"], ["lead"]]


def test_a_key_in_words_under_a_task_list_is_no_text_of_an_option() -> None:
    (read,) = questions("### Question 1\nWhich?\n- [ ] tin\n- [x] zinc\nThe correct answer is (B).\n")
    assert (options(read.question), key(read.question)) == (["tin", "zinc"], ["zinc"])


def test_the_full_stop_of_a_spoken_key_is_not_part_of_it() -> None:
    assert keys("### Question 1\nWhich metal?\nThe correct answer is zinc.\n") == [["zinc"]]


@pytest.mark.parametrize(
    "text",
    [
        "### Q1 [matching]\nMatch.\n- tin => metal\n- neon => gas\n- sal",
        "### Q1 [ordering]\nOrder.\n1. melt\n2. pour\n3. co",
        "### Q1 [multiple_choice]\nWhich?\n- A) tin ✅\n- B) zinc\n- C) le",
        "1. Which?\n- [x] tin\n- [ ] zinc\n- [",
        "1. Which two?\nA) tin\nB) zinc\nC) lead\nAnswers:\n- A\n- ",
        "Question 1: Which?\nA: tin\nB: zi",
    ],
)
def test_a_list_that_was_cut_off_gives_no_key(text: str) -> None:
    reader = Reader()
    reader.feed(text)
    assert [found.status for found in reader.close(cut=True)] in ([], ["provisional"])
    assert [key(read.question) for read in reader.questions] in ([], [None])


def test_a_finished_list_of_a_cut_text_has_its_key() -> None:
    reader = Reader()
    reader.feed("### Q1 [matching]\nMatch.\n- tin => metal\n- neon => gas\n\n### Q2 [single_ch")
    assert [found.status for found in reader.close(cut=True)] == []
    assert [key(read.question) for read in reader.questions] == [[("tin", "metal"), ("neon", "gas")]]


def test_what_a_learner_wrote_does_not_hide_the_key() -> None:
    assert keyed("Your answer: A\nCorrect answer: B") == ["zinc"]
    (read,) = questions(f"### Question 1\nWhich metal?\n{OPTIONS}Your answer: ____\n")
    assert options(read.question)[-1] == "the old iron"


def test_a_letter_named_beside_the_key_in_a_reason_does_no_harm() -> None:
    assert keyed("Answer: B, as A is too soft") == keyed("Answer: B because C is heavy") == ["zinc"]
    assert keyed("Answer: B. A metal that is grey and dull, as one finds it in ore.") == ["zinc"]


@pytest.mark.parametrize(
    "line",
    [
        "Answer: B. Actually, C is right.",
        "Answer: B. Hmm, let me check: C",
        "Answer: B) zinc. Wait, it is C.",
        "Answer: B – grey and dull. Correction: C",
        "Answer: B\nWait, the answer should be C.",
        "Answer: B\nExplanation: It is grey. Sorry, that is C.",
        "Answer: B\nWait, the answer should be lead.",
        "Answer: B\n\nEspera, la respuesta es C.",
        "Answer: B\nExplanation: It is grey.\n\nWait. The key is C.",
        "Answer: B\nExplanation: It is grey.\nHmm, but zinc is not that heavy. The key is C, then.",
    ],
)
def test_a_key_that_is_taken_back_is_none(line: str) -> None:
    assert keyed(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Answer: B\nExplanation: Wait for it to cool; zinc is grey.",
        "Answer: B\nExplanation: Actually, most people know zinc from roofs.",
        "Answer: B\nWait, is it? Yes, B it is.",
        "Answer: B. Sorry for the easy one.",
    ],
)
def test_a_second_thought_that_names_nothing_else_changes_nothing(line: str) -> None:
    assert keyed(line) == ["zinc"]


@pytest.mark.parametrize("value", ["True, False", "True/False", "False. Actually true.", "Not false"])
def test_a_truth_that_is_taken_back_is_none(value: str) -> None:
    assert keys(f"### Q1 [true_false]\nZinc is a gas.\nAnswer: {value}\n") == [None]


@pytest.mark.parametrize(
    "value", ["3-4", "12:30", "2^10", "3²", "0x10", "4/2/1", "5 million", "2 тысячи", "3万", "5 to 6"]
)
def test_what_is_more_than_a_number_and_its_unit_is_no_number(value: str) -> None:
    (read,) = questions(f"### Q1 [numeric]\nHow many?\nAnswer: {value}\n")
    assert (key(read.question), read.flags[0]["rule"]) == (None, "number-unreadable")


@pytest.mark.parametrize(
    "value", ["5 km", "5 m/s", "5 m²", "5%", "5 °C", "5 miles", "5 mg", "5 /s", "5 公里", "$5", "5 H2O"]
)
def test_a_number_with_its_unit_is_a_number(value: str) -> None:
    assert keys(f"### Q1 [numeric]\nHow many?\nAnswer: {value}\n") == [5]


@pytest.mark.parametrize(
    "text",
    [
        "### Q1 [matching]\nMatch.\n- tin => metal\n- neon => gas\n---\n- salt => food\n",
        "### Q1 [ordering]\nOrder.\n1. melt\n2. pour\nThen wait.\n3. cool\n",
        "1. Which?\n- [x] tin\n- [ ] zinc\n\nThink twice.\n\n- [x] lead\n",
        "1. Which?\nA) tin ✅\nB) zinc\n\nThink twice.\n\nC) lead ✅\n",
    ],
)
def test_a_list_with_something_in_its_middle_gives_no_key(text: str) -> None:
    assert keys(text) == [None]
