// Draws texts wherever the page shows a model's text, streamed in the given cuts. Returns those that came out
// differently when they were drawn whole.
async (texts) => {
  const { Markdown, fill } = await import("/static/js/markdown.js");
  const { Card } = await import("/static/js/card.js");
  const place = () => document.querySelector("#log").appendChild(document.createElement("div"));
  const hooks = { learner: false, check() {}, changed() {}, ask() {} };
  const differing = [];
  for (const [text, cuts] of texts) {
    const item = (id) => ({ id, text });

    const streamed = place();
    const markdown = new Markdown(streamed);
    let from = 0;
    for (const cut of [...cuts, text.length]) {
      markdown.write(text.slice(from, cut));
      markdown.draw(true);
      from = cut;
    }
    markdown.end();
    const whole = place();
    const again = new Markdown(whole);
    again.write(text);
    again.end();

    fill(place(), text);
    const every = { rev: 1, stem: text, explanation: text, tags: [text], points: 1, sourceRefs: [{ quote: text }] };
    every.flags = [{ rule: text, severity: "warning", message: text }];
    const questions = [
      { type: "single_choice", options: [item("o_1"), item("o_2")], answer: { optionIds: ["o_1"] } },
      { type: "short_answer", answer: { accepted: [{ text, score: 1 }], match: "exact", grading: "auto" } },
      { type: "fill_blank", stem: `${text} {{bl_aaaaaaaa}}`, answer: [{ id: "bl_aaaaaaaa", accepted: [text], options: [text, "b"] }] },
      { type: "matching", left: [item("l_1")], right: [item("r_1")], answer: [["l_1", "r_1"]] },
      { type: "ordering", items: [item("i_1"), item("i_2")], answer: ["i_1", "i_2"] },
      { type: "numeric", answer: { value: 1, tolerance: 0, unit: text } },
    ];
    for (const [at, question] of questions.entries()) place().append(new Card({ ...every, id: `q_${at}`, ...question }, hooks).node);
    if (streamed.innerHTML !== whole.innerHTML) differing.push(text);
  }
  return differing;
}
