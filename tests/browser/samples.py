"""What the scripted model answers: a quiz with a question of every type."""

EIGHT_TYPES = """# How JavaScript runs

### Q1 [single_choice | easy | remember]
What does `typeof null` return?
- A) `"null"`
  > There is no such type.
- B) `"object"`
- C) `"undefined"`
- D) `"number"`
Answer: B
Explanation: An accident of the **first** implementation, kept so that old pages go on working.

### Q2 [multiple_choice | medium | understand]
Which of these values count as false in a condition?
- A) `0`
- B) `[]`
- C) `NaN`
- D) `"false"`
Answer: A, C
Explanation: Every array and every string with characters counts as true.

### Q3 [true_false | easy | understand]
An object declared with `const` can still get new properties.
Answer: True
Explanation: Only the name is bound for good.

### Q4 [short_answer | easy | remember]
Which method turns a JSON text into a value?
Answer: JSON.parse | JSON.parse()
Explanation: Its counterpart is `JSON.stringify`.

### Q5 [fill_blank | medium | remember]
A promise is [[1]] until it is fulfilled or [[2]].
Answer: 1) pending | waiting 2) rejected
Explanation: After that it never changes again.

### Q6 [matching | medium | understand]
Match each declaration with its scope.
- `let` => the nearest block
- `var` => the whole function
- => the whole module
Explanation: `const` has the scope of `let`.

### Q7 [ordering | hard | analyze]
Put one turn of the event loop in order.
1. take a task from the queue
2. run it to its end
3. run all microtasks
4. draw the page
Explanation: Promises settle before anything is drawn.

### Q8 [numeric | medium | apply]
How many different values can 10 bits hold? Remember $2^n$.
Answer: 1024 ± 0
Explanation: Each bit doubles them: $2^{10} = 1024$.
"""
