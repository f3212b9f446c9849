import pytest

from tests.threads.quizzes import samples
from threads.quizzes import exports
from threads.quizzes.model import Json


def written(*questions: Json, **members: str) -> str:
    return exports.write(samples.quiz(*questions, **members), "aiken").content.decode()


def test_a_single_choice() -> None:
    assert written(samples.SINGLE) == (
        "What does `typeof null` return in JavaScript?\n"
        'A. `"null"`\nB. `"object"`\nC. `"undefined"`\nD. It throws an error\nANSWER: B\n'
    )


def test_true_and_false_are_options_in_the_language_of_the_quiz() -> None:
    assert written(samples.TRUE_FALSE, language="de").endswith("A. Wahr\nB. Falsch\nANSWER: A\n")


def test_every_text_is_one_line() -> None:
    question = samples.choice("Which\nof\n\nthese?", "one\nline", "two")
    assert written(question) == "Which of these?\nA. one line\nB. two\nANSWER: A\n"


def test_a_blank_line_parts_the_questions() -> None:
    assert written(samples.SINGLE, samples.TRUE_FALSE).count("\n\n") == 1


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (samples.SHORT, "Aiken has only choices with one key."),
        (samples.MULTIPLE, "Aiken has only choices with one key."),
        (samples.question(stem="```js\nx\n```\nWhat is x?"), "A block of code does not fit into one line."),
        (samples.question(stem="A) is what?"), "The question would be read as an option or a key."),
        (samples.question(stem="Answer: what is it?"), "The question would be read as an option or a key."),
    ],
)
def test_what_aiken_cannot_say_is_left_out(question: Json, reason: str) -> None:
    with pytest.raises(exports.ExportNotPossible) as caught:
        written(question)
    assert caught.value.errors == [{"pointer": "/questions/0", "detail": reason}]


def test_everything_beside_stem_options_and_key_is_a_loss() -> None:
    lost = {loss["what"] for loss in exports.write(samples.quiz(samples.SINGLE), "aiken").losses}
    assert "type" in {loss["what"] for loss in exports.write(samples.quiz(samples.TRUE_FALSE), "aiken").losses}
    assert {"explanation", "feedback", "difficulty", "bloom", "tags", "title", "record"} <= lost
