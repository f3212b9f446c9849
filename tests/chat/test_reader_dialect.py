"""The dialect that prompts ask for: every type, and the heads of edits."""

from chat.reader import Found, Reader
from threads.quizzes import model

ALL_TYPES = """# Browser basics

### Q1 [single_choice | easy | remember | dom, history]
Which object stands for the whole page?
- A) `window.page`
  > No browser has this.
- B) `document`
- C) `screen`
Answer: B
Explanation: `document` is the root of the tree.
Source: "The document object is the root of the tree."

### Q2 [multiple_choice | hard]
Which of these are primitive values?
- A) `42`
- B) `[]`
- C) `"a"`
- D) `{}`
Answer: A, C
Explanation: Arrays and objects are not primitive.

### Q3 [true_false]
A `const` array can be pushed to.
Answer: True
Hint: Think of the binding.

### Q4 [short_answer]
Which function turns JSON text into a value?
Answer: JSON.parse | JSON.parse()

### Q5 [fill_blank]
A promise is [[1]] until it is fulfilled or [[2]].
Answer: 1) pending | waiting 2) rejected

### Q6 [matching]
Match each keyword with its scope.
- `let` => block
- `var` => function
- => module

### Q7 [ordering]
Put one turn of the event loop in order.
1. take a task
2. run it
3. drain the microtasks

### Q8 [numeric]
How many bytes has a kibibyte?
Answer: 1024 ± 0
"""


def read(text: str) -> tuple[Reader, list[Found]]:
    reader = Reader()
    return reader, reader.feed(text) + reader.close()


def test_every_type_is_read_whole_and_valid() -> None:
    reader, found = read(ALL_TYPES)
    assert reader.title == "Browser basics"
    assert [event.status for event in found] == ["final"] * 8
    assert [event.index for event in found] == list(range(8))
    assert reader.final_count == 8
    for event in found:
        problems = model.validate_question(
            {key: value for key, value in event.question.items() if key != "sourceRefs"}
        )
        assert problems == []


def test_an_open_answer_is_marked_by_a_person() -> None:
    _, found = read("### Q1 [short_answer]\nWhy do closures keep memory alive?\nAnswer: open\n")
    assert found[0].question["answer"] == {"accepted": [], "match": "normalized", "grading": "manual"}


def test_the_head_of_an_edit_names_its_question() -> None:
    reader, _ = read(
        "### Q3 {q_7f3abcdefg} [numeric | hard] (replace)\nHow many bits has a byte?\nAnswer: 8\n\n"
        "### Q4 {q_7f3abcdefh} (delete)\n\n### Q11 [true_false] (new)\nCSS has variables.\nAnswer: True\n"
    )
    heads = [(read.number, read.ref, read.action, read.index) for read in reader.questions]
    assert heads == [
        (3, "q_7f3abcdefg", "replace", 0),
        (11, None, "new", 1),
        (4, "q_7f3abcdefh", "delete", -1),
    ]
