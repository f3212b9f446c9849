"""A turn asked for with `view: learner`: no key, explanation or feedback leaves the service."""

import json
import random

import pytest

from tests.support.groq_script import Script

CANARY = "kestrel"
QUIZ = f"""# Capitals

### Q1 [single_choice | easy]
What is the capital of France?
- A) Lyon
  > {CANARY} feedback
- B) Paris
- C) Nice
Answer: B
Explanation: {CANARY} explains.
Hint: {CANARY} hints.

### Q2 [matching]
Match the country and its capital.
- Italy => Rome
- Spain => Madrid
- => Vienna

### Q3 [short_answer]
Name the capital of Austria in English.
Answer: {CANARY} | {CANARY}s

### Q4 [ordering]
Order from north to south.
1. Oslo
2. Berlin
3. Rome

## Answer key
1. B because of the {CANARY}
"""


def _pieces(text, seed):
    rng = random.Random(seed)
    pieces = []
    while text:
        size = rng.randint(1, 7)
        pieces.append(text[:size])
        text = text[size:]
    return pieces


@pytest.mark.parametrize("seed", range(3))
async def test_nothing_of_the_stream_tells_a_key(service, groq, seed):
    groq.script = Script(pieces=_pieces(QUIZ, seed))
    body = {"message": "Create 4 questions on capitals", "threadId": "t", "view": "learner"}
    async with service.session.post(f"{service.url}/chat/stream", json=body) as response:
        raw = await response.text()
    assert CANARY not in raw and '"answer"' not in raw and "Answer" not in raw
    events = [json.loads(line[6:]) for line in raw.split("\n") if line.startswith("data: {")]
    answer = events[-1]["data"]
    assert "What is the capital of France?" in answer["response"] and "Paris" in answer["response"]
    assert "=>" not in answer["response"]
    assert "".join(e["data"]["chunk"] for e in events if e["type"] == "chunk") == answer["response"]
    assert len(answer["quiz"]["questions"]) == 4
    history = (await service.get("/thread/t/history")).body.decode()
    assert CANARY not in history
    stored = (await service.get(f"/thread/t/quizzes/{answer['quiz']['id']}")).json["quiz"]
    assert stored["questions"][0]["answer"] and CANARY in json.dumps(stored)


async def test_what_was_repaired_tells_no_key_either(service, groq):
    mended = {
        "questions": [
            {
                "n": 1,
                "type": "single_choice",
                "stem": "What is the capital of France?",
                "options": ["Lyon", "Paris", "Nice"],
                "correct": [1],
                "accepted": [],
                "pairs": [],
                "explanation": CANARY,
                "difficulty": None,
            }
        ]
    }
    groq.script = Script(text=QUIZ.split("### Q2")[0].replace("Answer: B\n", ""), json=mended)
    events = await service.stream({"message": "Create 1 question on capitals", "view": "learner"})
    assert any(event["type"] == "repair" for event in events)
    assert CANARY not in json.dumps(events) and "Answer" not in json.dumps(events)
    assert len(events[-1]["data"]["quiz"]["questions"]) == 1
