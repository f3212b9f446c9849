/** One question on the sheet: read it, answer it, have it checked, speak about it. */

import { button, el, icon, number, plural } from "./dom.js";
import { flagList } from "./flags.js";
import { inputFor } from "./inputs.js";
import { fill } from "./markdown.js";
import { KINDS } from "./questions.js";
import { rightAnswer, solution } from "./solution.js";

/** What an author can ask of one question; `n` is its number. */
const REQUESTS = {
	Easier: (n) => `Make question ${n} easier`,
	Harder: (n) => `Make question ${n} harder`,
	Replace: (n) => `Replace question ${n} with another one`,
	Delete: (n) => `Delete question ${n}`,
};

export class Card {
	number = 0;
	flags = el("div");
	outcome = el("div", { hidden: true });
	place = el("span", { class: "number", "aria-hidden": "true" });

	/** @param {{learner: boolean, check: Function, changed: Function, ask: Function}} hooks */
	constructor(question, hooks) {
		this.hooks = hooks;
		this.heading = el("h3", { class: "hidden", id: `head-${question.id}` });
		this.node = el("li", { class: "question", id: `card-${question.id}` });
		this.question = question;
		/** @type {import("./inputs.js").Input} */
		this.input = inputFor(question, { learner: hooks.learner, onchange: () => this.onchange() });
		this.draw(question);
	}

	draw(question) {
		const { learner } = this.hooks;
		const { id, type, points = 1, difficulty } = question;
		this.question = question;
		this.input = inputFor(question, { learner, onchange: () => this.onchange() });
		const facts = [KINDS[type], difficulty, points !== 1 && `${points} points`].filter(Boolean).join(" · ");
		const stem = el("div", { class: "stem", id: `stem-${id}`, dir: "auto" });
		if (type !== "fill_blank") fill(stem, question.stem);
		this.node.replaceChildren(el("article", { "aria-labelledby": this.heading.id },
			this.place, this.heading, el("p", { class: "facts" }, facts), stem, this.flags, this.input.node, this.outcome, !learner && solution(question), this.tools()));
		this.setFlags(question.flags ?? []);
		this.clear();
	}

	tools() {
		if (this.question.missing?.length) return el("p", { class: "hint" }, "The key of this question has not been written yet.");
		const requests = Object.entries(REQUESTS).map(([word, message]) => button(null, word, () => this.hooks.ask(message(this.number), this), { class: "quiet small" }));
		return el("div", { class: "row tools" }, button("check", "Check", () => this.hooks.check(this), { class: "small" }), el("span", { class: "grow" }),
			!this.hooks.learner && el("div", { class: "row asks", role: "group", "aria-label": "Ask for a change" }, ...requests));
	}

	setFlags(flags) {
		this.flags.replaceChildren((!this.hooks.learner && flagList(flags)) || "");
	}

	/** Draws the question again unless it is the same; an answer survives when it still fits. */
	update(question) {
		if (JSON.stringify(question) === JSON.stringify(this.question)) return;
		const answer = JSON.stringify(parts(question)) === JSON.stringify(parts(this.question)) ? this.answer() : null;
		this.draw(question);
		if (answer !== null) this.input.write(answer);
	}

	/** @param {number} number from 1 */
	setNumber(number) {
		this.number = number;
		this.place.textContent = String(number);
		this.heading.textContent = `Question ${number}`;
	}

	answer() {
		return this.input.read();
	}

	onchange() {
		this.clear();
		this.hooks.changed(this);
	}

	/** Takes marks and outcome away. */
	clear() {
		this.outcome.hidden = true;
		this.input.mark(null);
	}

	/** @param {any} result of this question, as the service marked it */
	show(result) {
		const [tone, sign, words] = verdictOf(result);
		const notes = [...result.feedback.map(({ text }) => text), result.explanation].filter(Boolean);
		this.outcome.hidden = false;
		this.outcome.className = `outcome ${tone}`;
		this.outcome.replaceChildren(el("p", { class: "result" }, icon(sign), words), (!result.correct && rightAnswer(this.question, result.correctAnswer)) || "",
			...notes.map((note) => fill(el("div", { class: "md", dir: "auto" }), note)));
		this.input.mark(result.correctAnswer);
	}

	/** @param {string} words why the card waits, or "" when it does not any more */
	wait(words) {
		this.node.classList.toggle("waiting", Boolean(words));
		this.node.ariaBusy = String(Boolean(words));
		this.node.dataset.wait = words;
	}
}

/** What an answer refers to. */
const parts = ({ type, options, left, right, items, stem }) => [type, options, left, right, items, type === "fill_blank" && stem];

/** Its tone, its sign and its words. */
function verdictOf({ correct, answered, points, maxPoints }) {
	const score = `${number(points)} of ${plural(maxPoints, "point")}`;
	if (correct) return ["good", "check", `Right, ${score}`];
	if (correct === null) return ["", "eye", "A person has to mark this answer"];
	if (points > 0) return ["", "flag", `Partly right, ${score}`];
	return ["bad", "cross", `${answered ? "Not right" : "Not answered"}, ${score}`];
}
