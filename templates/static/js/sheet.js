/** The sheet: the quiz as it stands, built while it streams, taken, checked and printed. */

import { post } from "./api.js";
import { Card } from "./card.js";
import { all, button, byId, el, notice, number, plural, say, tab } from "./dom.js";
import { flagList } from "./flags.js";

const STATUS = {
	partial: "Not everything could be written: some questions are missing.",
	needs_review: "All there, but at least one question needs a look before it is used.",
};

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

	root = byId("quiz");
	head = el("header", { class: "sheet-head" });
	list = el("ol");
	expecting = el("p", { hidden: true });
	foot = el("footer", { class: "sheet-foot", hidden: true });

	/** @param {{ask: (message: string, card?: Card) => void, pick: (quizId: string) => void, setView: (is: boolean) => void}} deeds */
	constructor(deeds) {
		this.deeds = deeds;
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
		const { learner, deeds } = this;
		return { learner, ask: deeds.ask, check: (card) => this.check([card]), changed: () => (this.save(), this.drawFoot()) };
	}

	/** A question of the running turn; true when it is a new one. @param {number} index @param {string} title of a new quiz */
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

	/** The whole quiz as it is now; cards that did not change stay untouched. */
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
	drawHead(quiz) {
		const whole = (quiz.quality?.flags ?? []).filter((flag) => !flag.questionId);
		this.head.replaceChildren(
			this.picker(), el("h2", { id: "sheet-title", dir: "auto" }, quiz.title), el("p", { class: "hint" }, this.facts(quiz)),
			el("p", { class: "caution", hidden: !STATUS[quiz.status] }, STATUS[quiz.status]),
			(!this.learner && flagList(whole)) || "", this.toolbar());
	}

	facts({ questions, revision, coverage, quality, language }) {
		if (!revision) return "Being written";
		const count = coverage.missing ? `${questions.length} of ${coverage.requested} questions` : plural(questions.length, "question");
		const score = !this.learner && quality && `quality ${quality.score}`;
		const tongue = language !== "en" && new Intl.DisplayNames("en", { type: "language" }).of(language);
		return [count, `revision ${revision}`, score, tongue].filter(Boolean).join(" · ");
	}

	/** Which quiz, when the thread has several. */
	picker() {
		if (this.others.length < 2) return "";
		const select = el("select", { "aria-label": "Quiz of this conversation", onchange: () => this.deeds.pick(select.value) },
			...this.others.map((quiz) => el("option", { value: quiz.id, selected: quiz.id === this.quiz?.id }, quiz.title)));
		return select;
	}

	toolbar() {
		const { learner, deeds } = this;
		const words = (on) => (on ? "Hide keys" : "Show keys");
		const shown = this.root.classList;
		const reveal = button("eye", words(shown.contains("revealed")), () => (reveal.lastChild.data = words(shown.toggle("revealed"))), { class: "small" });
		const print = el("details", { class: "menu" }, el("summary", { class: "small" }, "Print"), el("div", { class: "pop" },
			button("print", "Questions only", () => this.print(false)), !learner && button("print", "With the answers", () => this.print(true))));
		const view = (is, name) => button(null, name, () => deeds.setView(is), { "aria-pressed": String(learner === is) });
		return el("div", { class: "row toolbar", role: "group", "aria-label": "Quiz" },
			el("div", { class: "switch", role: "group", "aria-label": "View" }, view(false, "Author"), view(true, "Learner")), el("span", { class: "grow" }),
			!learner && reveal, !learner && button("undo", "Undo", () => deeds.ask("undo"), { class: "small" }),
			button("file", "Export", () => this.export(), { class: "small" }), print);
	}

	drawFoot() {
		const answered = [...this.cards.values()].filter((card) => card.answer() !== null).length;
		const { score } = this;
		const [done, most, name] = score ? [score.points, score.maxPoints, "Score"] : [answered, this.cards.size, "Answered"];
		const open = score?.pendingPoints ? `, ${score.pendingPoints} to be marked by a person` : "";
		const words = score ? `${number(done)} of ${plural(most, "point")}${open}` : `${done} of ${most} answered`;
		const deed = score
			? button("retry", "Again", () => this.again(), { class: "small" })
			: button("check", "Check all", () => this.check([...this.cards.values()]), { class: "small primary", disabled: !answered });
		this.foot.hidden = !this.cards.size;
		this.foot.replaceChildren(el("p", { class: "score" }, words), el("progress", { max: most, value: done, "aria-label": name }), deed);
	}

	/** Has answers marked by the service: of one question, or of all. @param {Card[]} cards */
	async check(cards) {
		if (!this.quiz || this.root.classList.contains("writing")) return notice("Answers can be checked as soon as the quiz is written.");
		const answers = answersOf(cards, (card) => card.answer() ?? card.input.asIs?.() ?? null);
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
		if (this.quiz) tab.write(this.quiz.id, answersOf([...this.cards.values()], (card) => card.answer()));
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

	print(withKey) {
		for (const menu of all(".menu")) menu.open = false;
		document.body.dataset.print = withKey ? "key" : "paper";
		print();
	}
}

/** What there is, by question id. @param {Card[]} cards @param {(card: Card) => any} read */
function answersOf(cards, read) {
	return Object.fromEntries(cards.map((card) => [card.question.id, read(card)]).filter(([, answer]) => answer !== null));
}
