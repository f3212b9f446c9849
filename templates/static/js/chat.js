/** The conversation: what people said, what the service answers while it answers. */

import { button, byId, el, icon, plural, say } from "./dom.js";
import { Markdown } from "./markdown.js";
import { follow } from "./scroll.js";

const log = byId("log");
const latest = byId("latest");
const toEnd = follow(byId("chat"), log, (following) => (latest.hidden = following));
latest.onclick = toEnd;

/** What the buttons of messages do. @type {{edit?: (text: string) => void, openQuiz?: (quizId: string) => void}} */
export const deeds = {};

export const clear = () => log.replaceChildren();

/** Whether the first turn is still under way. */
export const isFirst = () => log.childElementCount <= 2;

/** @param {string} text */
export function addMine(text) {
	const tools = el("div", { class: "row tools" }, copyButton(() => text),
		button("edit", "", () => deeds.edit?.(text), { label: "Edit and send again", class: "icon" }));
	log.append(el("li", { class: "mine" }, el("p", { class: "hidden" }, "You:"), el("div", { class: "bubble", dir: "auto" }, text), tools));
	toEnd();
}

function copyButton(text) {
	const copy = button("copy", "", async () => {
		await navigator.clipboard?.writeText(text());
		copy.replaceChildren(icon("check"));
		say("Copied");
		setTimeout(() => copy.replaceChildren(icon("copy")), 1500);
	}, { label: "Copy", class: "icon" });
	return copy;
}

/** An answer of the service, from its first word on. */
export class Reply {
	md = el("div", { class: "md" });
	text = new Markdown(this.md);
	window = el("div", {}, this.md);
	chip = el("div");
	state = el("p", { class: "state" });
	meta = el("p", { class: "meta" });
	tools = el("div", { class: "row tools", hidden: true }, copyButton(() => this.text.text));

	constructor() {
		const foot = el("div", { class: "row foot" }, this.meta, this.tools);
		log.append(el("li", { class: "reply" }, el("p", { class: "hidden" }, "Quiz Agent:"), this.window, this.chip, this.state, foot));
	}

	/** @param {string} words what is going on; "" for nothing */
	say(words) {
		this.state.replaceChildren(words);
		this.state.classList.toggle("busy", Boolean(words));
	}

	write(more) {
		if (!this.text.text) this.say("");
		this.text.write(more);
	}

	/** The first heading so far. */
	title() {
		return /^#+ (.+)/m.exec(this.text.text)?.[1] ?? "A new quiz";
	}

	/** The questions are on the sheet: their text needs a window only. */
	narrow() {
		if (this.window.className) return;
		const narrow = el("div", { class: "narrow", tabindex: 0, role: "region", "aria-label": "The answer as it is written" }, this.md);
		this.window.replaceWith(narrow);
		this.window = narrow;
		follow(narrow, this.md)();
	}

	finish(quiz, meta = "") {
		this.text.end();
		this.say("");
		this.meta.replaceChildren(meta);
		this.tools.hidden = false;
		if (quiz) this.fold(quiz);
	}

	/** A quiz in place of its text, which stays within reach. */
	fold({ id, title, revision, questions }) {
		const words = el("span", {}, title, el("span", { class: "hint" }, `${plural(questions.length, "question")} · revision ${revision}`));
		this.chip.replaceChildren(button("logo", words, () => deeds.openQuiz?.(id), { class: "chip" }));
		if (!this.text.text.trim()) return;
		this.window.remove();
		this.chip.after(el("details", { class: "source" }, el("summary", {}, "Text of the answer"), this.md));
	}

	fail(error, remedy) {
		this.text.end();
		this.state.classList.remove("busy");
		this.tools.hidden = !this.text.text;
		const reference = error.requestId && el("span", { class: "hint" }, ` Reference ${error.requestId}`);
		this.state.replaceChildren(el("span", { class: "failure" }, error.message, reference), remedy || "");
	}
}
