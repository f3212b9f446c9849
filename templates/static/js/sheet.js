/** The sheet: the quiz as it stands, built while it streams, taken, checked and printed. */

import { post } from "./api.js";
import { Card } from "./card.js";
import { button, byId, el, notice, number, plural, say, tab } from "./dom.js";
import { flagList } from "./flags.js";

const STATUS = {
  partial: "Not everything could be written: some questions are missing.",
  needs_review: "All there, but at least one question needs a look before it is used.",
};

/** @typedef {{ask: (message: string, card?: Card) => void, pick: (quizId: string) => void, setView: (learner: boolean) => void}} Deeds */

export class Sheet {
  learner = false;
  /** @type {any} */
  quiz = null;
  /** All quizzes of the thread. @type {any[]} */
  others = [];
  /** By question id. @type {Map<string, Card>} */
  cards = new Map();
  /** The last attempt at the whole quiz. @type {any} */
  score = null;

  /** @param {Deeds} deeds */
  constructor(deeds) {
    this.deeds = deeds;
    this.root = byId("quiz");
    this.head = el("header", { class: "sheet-head" });
    this.list = el("ol", { class: "questions" });
    this.expecting = el("p", { class: "expecting", hidden: true });
    this.foot = el("footer", { class: "sheet-foot", hidden: true });
    this.root.append(this.head, this.list, this.expecting, this.foot);
  }

  clear() {
    this.others = [];
    this.startOver();
    this.show(null);
  }

  /** @returns {"author"|"learner"} */
  get view() {
    return this.learner ? "learner" : "author";
  }

  get hooks() {
    return {
      learner: this.learner,
      check: (card) => this.check([card]),
      changed: () => (this.save(), this.drawFoot()),
      ask: this.deeds.ask,
    };
  }

  /** A question of the running turn; true when it is a new one. @param {number} index @param {any} question @param {string} title of a new quiz */
  add(index, question, title) {
    const known = this.cards.get(question.id);
    if (!known && index === 0) this.begin(title);
    const card = known ?? new Card(question, this.hooks);
    if (known) known.update(question);
    else this.list.insertBefore(card.node, this.list.children[index] ?? null);
    this.cards.set(question.id, card);
    card.wait("");
    card.setNumber(index + 1);
    this.reveal();
    this.drawFoot();
    return !known;
  }

  startOver() {
    this.cards.clear();
    this.list.replaceChildren();
    this.quiz = null;
    this.score = null;
  }

  /** A new quiz, with all that will stand above its questions, so that nothing moves later. @param {string} title */
  begin(title) {
    this.startOver();
    this.drawHead({ title, questions: [] });
    this.drawFoot();
  }

  /** @param {string} words what is coming; "" for nothing */
  expect(words) {
    // A new node each time: one that goes down as the list grows would be a thing that moves.
    const next = el("p", { class: "expecting", hidden: !words }, words);
    this.expecting.replaceWith(next);
    this.expecting = next;
    this.root.classList.toggle("writing", Boolean(words));
    if (!words) for (const card of this.cards.values()) card.wait("");
  }

  reveal() {
    const any = this.cards.size > 0;
    this.root.hidden = !any;
    byId("blank").hidden = any;
    byId("tab-count").textContent = any ? String(this.cards.size) : "";
  }

  /** The whole quiz as it is now; cards that did not change stay untouched. @param {any} quiz */
  show(quiz) {
    this.quiz = quiz;
    const cards = new Map();
    (quiz?.questions ?? []).forEach((question, at) => {
      const old = this.cards.get(question.id);
      const card = old?.hooks.learner === this.learner ? old : new Card(question, this.hooks);
      card.update(question);
      card.setFlags(quiz.quality?.flags?.filter((flag) => flag.questionId === question.id) ?? []);
      card.setNumber(at + 1);
      if (this.list.children[at] !== card.node) this.list.insertBefore(card.node, this.list.children[at] ?? null);
      cards.set(question.id, card);
    });
    while (this.list.children.length > cards.size) this.list.lastChild?.remove();
    this.cards = cards;
    this.reveal();
    if (!quiz) return;
    this.restore();
    this.drawHead(quiz);
    this.drawFoot();
  }

  /** @param {any} quiz */
  drawHead({ title, questions, revision, coverage, quality, language, status }) {
    const missing = coverage?.missing ?? 0;
    const facts = [
      missing ? `${questions.length} of ${coverage.requested} questions` : revision ? plural(questions.length, "question") : "Being written",
      revision && `revision ${revision}`,
      quality?.score !== undefined && !this.learner && `quality ${quality.score}`,
      language && language !== "en" && new Intl.DisplayNames("en", { type: "language" }).of(language),
    ];
    const whole = (quality?.flags ?? []).filter((flag) => !flag.questionId);
    this.head.replaceChildren(
      this.picker(), el("h2", { id: "sheet-title", dir: "auto" }, title),
      el("p", { class: "hint" }, facts.filter(Boolean).join(" · ")),
      el("p", { class: "caution", hidden: !STATUS[status] }, STATUS[status]),
      (!this.learner && flagList(whole)) || "", this.toolbar());
  }

  /** Which quiz, when the thread has several. */
  picker() {
    if (this.others.length < 2) return "";
    const select = el("select", { "aria-label": "Quiz of this conversation", onchange: () => this.deeds.pick(select.value) },
      ...this.others.map((quiz) => el("option", { value: quiz.id, selected: quiz.id === this.quiz?.id }, quiz.title)));
    return select;
  }

  toolbar() {
    const reveal = button("eye", this.root.classList.contains("revealed") ? "Hide keys" : "Show keys", () => {
      const on = this.root.classList.toggle("revealed");
      reveal.lastChild.textContent = on ? "Hide keys" : "Show keys";
      reveal.setAttribute("aria-pressed", String(on));
    }, { class: "small", "aria-pressed": "false" });
    const print = el("details", { class: "menu" }, el("summary", { class: "small" }, "Print"), el("div", { class: "pop" },
      button("print", "Questions only", () => this.print(false)), !this.learner && button("print", "With the answers", () => this.print(true))));
    const view = (learner, words) =>
      button(null, words, () => this.deeds.setView(learner), { "aria-pressed": String(this.learner === learner) });
    return el("div", { class: "row toolbar", role: "group", "aria-label": "Quiz" },
      el("div", { class: "switch", role: "group", "aria-label": "View" }, view(false, "Author"), view(true, "Learner")),
      el("span", { class: "grow" }),
      !this.learner && reveal,
      !this.learner && button("undo", "Undo", () => this.deeds.ask("undo"), { class: "small" }),
      button("file", "Export", () => this.export(), { class: "small" }), print);
  }

  drawFoot() {
    const answered = [...this.cards.values()].filter((card) => card.answer() !== null).length;
    const { score } = this;
    const [done, most, name] = score ? [score.points, score.maxPoints, "Score"] : [answered, this.cards.size, "Answered"];
    const words = score ? `${number(done)} of ${plural(most, "point")}${score.pendingPoints ? `, ${score.pendingPoints} to be marked by a person` : ""}` : `${done} of ${most} answered`;
    this.foot.hidden = !this.cards.size;
    this.foot.replaceChildren(
      el("p", { class: "score" }, words), el("progress", { max: most, value: done, "aria-label": name }),
      score ? button("retry", "Again", () => this.again(), { class: "small" }) : button("check", "Check all", () => this.check([...this.cards.values()]), { class: "small primary", disabled: !answered }));
  }

  /** Has answers marked by the service: of one question, or of all. @param {Card[]} cards */
  async check(cards) {
    if (!this.quiz || this.root.classList.contains("writing")) return notice("Answers can be checked as soon as the quiz is written.");
    const answers = Object.fromEntries(cards.map((card) => [card.question.id, card.answer() ?? card.input.asIs?.()]).filter(([, answer]) => (answer ?? null) !== null));
    if (!Object.keys(answers).length) return notice("Answer the question first.");
    try {
      const { result } = await post(`/thread/${this.quiz.threadId}/quizzes/${this.quiz.id}/attempts`, { answers });
      const all = cards.length > 1;
      for (const one of result.questions) if (all || one.questionId in answers) this.cards.get(one.questionId)?.show(one);
      if (all) this.score = result;
      this.drawFoot();
      say(all ? `Score: ${number(result.points)} of ${plural(result.maxPoints, "point")}` : cards[0].outcome.textContent);
    } catch (error) {
      notice(error.message, "bad");
    }
  }

  again() {
    this.score = null;
    for (const card of this.cards.values()) card.draw(card.question);
    this.save();
    this.drawFoot();
    this.root.parentElement?.scrollTo({ top: 0 });
  }

  /** Answers live as long as the tab. */
  save() {
    if (this.quiz) tab.write(this.quiz.id, Object.fromEntries([...this.cards].map(([id, card]) => [id, card.answer()]).filter(([, answer]) => answer !== null)));
  }

  restore() {
    for (const [id, answer] of Object.entries(tab.read(this.quiz.id, {}))) {
      const card = this.cards.get(id);
      if (card?.answer() === null) card.input.write(answer);
    }
  }

  async export() {
    if (!this.quiz) return notice("A quiz can be exported as soon as it is written.");
    const { openExport } = await import("./exporting.js");
    openExport(this.quiz);
  }

  /** @param {boolean} withKey */
  print(withKey) {
    for (const menu of this.head.querySelectorAll("details")) menu.open = false;
    document.body.dataset.print = withKey ? "key" : "paper";
    print();
  }
}
