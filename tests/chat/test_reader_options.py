"""What is an option, and what only looks like one."""

import pytest

from tests.chat.reading import key, options, questions

HEAD = "### Question 1\nWhich metal?\n"


@pytest.mark.parametrize(
    "written",
    [
        "A) tin\nB) zinc\nC) lead\n",
        "A. tin\nB. zinc\nC. lead\n",
        "(A) tin\n(B) zinc\n(C) lead\n",
        "A: tin\nB: zinc\nC: lead\n",
        "a) tin\nb) zinc\nc) lead\n",
        "**A)** tin\n**B)** zinc\n**C)** lead\n",
        "- **A.** tin\n- **B.** zinc\n- **C.** lead\n",
        "* A) tin\n* B) zinc\n* C) lead\n",
        "   - a. tin\n   - b. zinc\n   - c. lead\n",
        "🟢 A) tin\n🔵 B) zinc\n🔴 C) lead\n",
        "🅰️ tin\n🅱️ zinc\n🅲 lead\n",
        "Ⓐ tin\nⒷ zinc\nⒸ lead\n",
        "> A) tin\n> B) zinc\n> C) lead\n",
        "A)  tin  \nB)  zinc  \nC)  lead  \n",
        "Ａ）tin\nＢ）zinc\nＣ）lead\n",
        "A、tin\nB、zinc\nC、lead\n",
        "A)\u00a0tin\nB)\u00a0zinc\nC)\u00a0lead\n",
        "A)\n  tin\nB)\n  zinc\nC)\n  lead\n",
        "A) tin\n\nB) zinc\n\nC) lead\n",
        "A) tin B) zinc C) lead\n",
        "A) tin     B) zinc\nC) lead\n",
        "- [ ] A) tin\n- [ ] B) zinc\n- [ ] C) lead\n",
        '<div class="upper-alpha" markdown>\n1. tin\n2. zinc\n3. lead\n</div>\n',
    ],
)
def test_options_are_read_in_every_usual_shape(written: str) -> None:
    (read,) = questions(f"{HEAD}\n{written}\nAnswer: B\n")
    assert (read.question["stem"], options(read.question)) == ("Which metal?", ["tin", "zinc", "lead"])
    assert key(read.question) == ["zinc"]


@pytest.mark.parametrize(
    ("written", "letter"),
    [
        ("А) олово\nБ) цинк\nВ) свинец\n", "Б"),
        ("(क) टिन\n(ख) जस्ता\n", "(ख)"),
        ("① 주석\n② 아연\n", "②"),
        ("가) 주석\n나) 아연\n", "나"),
        ("Α) κασσίτερος\nΒ) ψευδάργυρος\n", "Β"),
        ("أ) قصدير\nب) زنك\n", "ب"),
    ],
)
def test_letters_of_other_alphabets_are_letters(written: str, letter: str) -> None:
    (read,) = questions(f"{HEAD}{written}Answer: {letter}\n")
    assert key(read.question) == [options(read.question)[1]]


def test_a_list_without_letters_is_known_by_its_key() -> None:
    (read,) = questions(f"{HEAD}- tin\n- zinc\n\nAnswer: Zinc\n")
    assert (options(read.question), key(read.question)) == (["tin", "zinc"], ["zinc"])


def test_emoji_bullets_are_options_even_without_a_key() -> None:
    (read,) = questions(f"{HEAD}🔴 tin\n🔵 zinc\n🟢 lead\n")
    assert (options(read.question), key(read.question)) == (["tin", "zinc", "lead"], None)


def test_bullets_before_the_letters_belong_to_the_stem() -> None:
    (read,) = questions("1. Given:\n- P holds\n- Q fails\n\nWhat follows?\nA) both\nB) neither\nAnswer: B\n")
    assert read.question["stem"] == "Given:\n- P holds\n- Q fails\nWhat follows?"


def test_a_sentence_that_begins_with_a_letter_is_no_option() -> None:
    stem = "Which of these is a bacterium?\nA. thaliana is a plant, by the way."
    (read,) = questions(f"1. {stem}\nA. Yeast\nB. Fly\nC. Moss\nD. E. coli\nAnswer: D\n")
    assert read.question["stem"] == stem
    assert (options(read.question), key(read.question)) == (["Yeast", "Fly", "Moss", "E. coli"], ["E. coli"])


def test_letters_in_formulas_and_code_are_text() -> None:
    text = "1. If $P(A) = 0.5$ and `B) x` is code, what is $P(B)$? A) $A) 1$ B) `C) 2` C) $P(A)$\nAnswer: C\n"
    (read,) = questions(text)
    assert read.question["stem"] == "If $P(A) = 0.5$ and `B) x` is code, what is $P(B)$?"
    assert options(read.question) == ["$A) 1$", "`C) 2`", "$P(A)$"]


def test_a_formula_over_several_lines_is_text() -> None:
    (read,) = questions("1. What is\n$$\nA. x + y\n$$\nfor x = y?\nA) $2x$\nB) $0$\nAnswer: A\n")
    assert read.question["stem"] == "What is\n$$\nA. x + y\n$$\nfor x = y?"


def test_an_option_goes_on_in_indented_lines_and_code() -> None:
    text = (
        "1. Which prints 1?\nA) This one:\n   ```py\n   print(1)\n   ```\nB) wrapped\n   over two lines\nAnswer: A\n"
    )
    (read,) = questions(text)
    assert options(read.question) == ["This one:\n```py\nprint(1)\n```", "wrapped\nover two lines"]


def test_a_table_is_one_piece_of_the_stem() -> None:
    (read,) = questions("1. Which row?\n\n| A | B |\n|---|---|\n| A) 1 | Answer: B |\n\nA) one\nB) two\nAnswer: A\n")
    assert read.question["stem"].endswith("| A | B |\n|---|---|\n| A) 1 | Answer: B |")
    assert key(read.question) == ["one"]


def test_a_missing_letter_makes_the_question_unreadable() -> None:
    (read,) = questions("1. Which metal?\nA) tin\nB) zinc\nD) lead\nAnswer: B\n")
    assert (key(read.question), [flag["rule"] for flag in read.flags]) == (None, ["question-unreadable"])


def test_more_than_ten_options_are_refused() -> None:
    written = "".join(f"{letter}) option {letter}\n" for letter in "ABCDEFGHIJK")
    (read,) = questions(f"1. Which?\n{written}Answer: B\n")
    assert (key(read.question), len(options(read.question))) == (None, 10)
    assert "options-too-few" in [flag["rule"] for flag in read.flags]


@pytest.mark.parametrize(
    ("written", "shuffles"),
    [
        ("A) tin\nB) zinc\n", True),
        ("A) 1\nB) 2\nC) 10\n", False),
        ("A) 1\nB) 10\nC) 2\n", True),
        ("A) tin\nB) zinc\nC) Both A and B\n", False),
        ("A) tin\nB) All of the above\n", False),
    ],
)
def test_options_that_speak_of_their_place_keep_it(written: str, shuffles: bool) -> None:
    (read,) = questions(f"{HEAD}{written}Answer: A\n")
    assert read.question["shuffle"] is shuffles


def test_a_task_list_after_lettered_lines_is_the_list_of_options() -> None:
    text = "1. Which hold?\nA. Tin melts.\nB. Zinc sings.\n\n- [ ] A\n- [x] B\n\n2. Next?\n- ( ) tin\n- (x) zinc\n"
    first, second = questions(text)
    assert first.question["stem"] == "Which hold?\nA. Tin melts.\nB. Zinc sings."
    assert (options(first.question), key(first.question)) == (["A", "B"], ["B"])
    assert key(second.question) == ["zinc"]


def test_what_was_marked_in_a_list_that_is_none_is_forgotten() -> None:
    (read,) = questions("1. Given:\n- P ✅\n- Q\n\nWhich?\nA) tin\nB) zinc\n\nAnswer: B\n")
    assert (options(read.question), key(read.question)) == (["tin", "zinc"], ["zinc"])


def test_a_word_of_a_label_can_be_an_option() -> None:
    (read,) = questions("1. Which file is secret?\n- [ ] answer\n- [x] key\n- [ ] solution\n")
    assert (options(read.question), key(read.question)) == (["answer", "key", "solution"], ["key"])


@pytest.mark.parametrize("later", ["- [x] one\n- [ ] two\n", "A) one\nB) two\n"])
def test_a_list_after_a_finished_question_is_not_its_own(later: str) -> None:
    (read,) = questions(f"1. Which?\n1) tin\n2) zinc\nAnswer: B\n\n---\n\n{later}")
    assert (options(read.question), key(read.question)) == (["tin", "zinc"], ["zinc"])


@pytest.mark.parametrize("rows", ["A. tin   B. zinc   C. lead\n", "A. tin   B. zinc\nC. lead\n"])
def test_wide_space_parts_options_in_one_line(rows: str) -> None:
    (read,) = questions(f"1. Which?\n{rows}Answer: B\n")
    assert (options(read.question), key(read.question)) == (["tin", "zinc", "lead"], ["zinc"])
