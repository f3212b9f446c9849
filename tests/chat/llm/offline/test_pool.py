"""Which questions are picked, and in which order they are asked."""

from chat.llm.offline import pool
from chat.llm.offline.items import Item


def item(stem: str, key: str, difficulty: str = "easy") -> Item:
    return Item(type="short_answer", stem=stem, difficulty=difficulty, correct=(key,), explanation=f"About {stem}")


EASY = item("What does a leaf take from the air?", "carbon dioxide")
TELLING = item("Where does carbon dioxide enter?", "stomata")
HARD = item("Which gas leaves?", "oxygen", "hard")


def test_the_easy_ones_come_first():
    assert pool.by_difficulty([HARD, TELLING, EASY])[-1] is HARD


def test_a_question_is_asked_before_the_one_that_tells_its_answer():
    told = item("Why is stomata the answer to the other one?", "no reason")
    assert pool.by_difficulty([TELLING, EASY]) == [EASY, TELLING]
    assert pool.by_difficulty([told, TELLING]) == [TELLING, told]


def test_words_that_only_start_alike_tell_nothing():
    assert pool.by_difficulty([item("What are oxygenated waters?", "rivers"), HARD])[1] is HARD


def test_what_the_stems_tell_already_is_taken_last():
    assert pool.unspoilt_first([EASY, TELLING, HARD], ["The **Stomata** are where?"]) == [EASY, HARD, TELLING]


def test_none_is_taken_twice_whatever_its_blanks_and_spaces():
    blank = Item(type="fill_blank", stem="A leaf takes  [[1]].", difficulty="easy", blanks=(("air",),))
    assert pool.choose([blank, EASY, EASY, HARD], 5, ["a leaf takes {{bl_aaaaaaaaaa}}."]) == [EASY, HARD]


def test_two_forms_of_one_question_are_one():
    again = Item(type="true_false", stem="A leaf takes air.", difficulty="easy", explanation=EASY.explanation)
    assert pool.choose([EASY, again], 5, []) == [EASY]


def test_topics_take_turns():
    assert list(pool.take_turns([[EASY, TELLING], [HARD]])) == [EASY, HARD, TELLING]
