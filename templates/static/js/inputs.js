/** How each type of question is answered: one builder per type. */

import { el } from "./dom.js";
import { fill } from "./markdown.js";
import { letter, mark, shuffled } from "./questions.js";
import { Ordering } from "./ordering.js";

/**
 * @typedef {object} Input
 * @property {HTMLElement} node
 * @property {() => any} read the answer in the service's shape, null while there is none
 * @property {() => any} [asIs] what stands there even untouched
 * @property {(answer: any) => void} write
 * @property {(key: any) => void} mark shows the key on the answer; null takes the marks away
 */

const TYPING = { autocomplete: "off", spellcheck: "false", dir: "auto" };
const BLANK = /\{\{(bl_[0-9a-z]+)\}\}/g;

/** @param {{learner: boolean, onchange: () => void}} how @returns {Input} */
export function inputFor(question, how) {
	if (question.type === "ordering") return new Ordering(question, how);
	const builders = { single_choice: choice, multiple_choice: choice, true_false: trueFalse, fill_blank: blanks, matching };
	return (builders[question.type] ?? written)(question, how);
}

function choice(question, { onchange }) {
	const many = question.type === "multiple_choice";
	const rows = question.options.map((option, at) => {
		const box = el("input", { type: many ? "checkbox" : "radio", name: question.id, value: option.id, onchange });
		const words = fill(el("span", { class: "words", dir: "auto" }), option.text);
		return { id: option.id, box, row: el("label", { class: "option" }, box, el("span", { class: "letter" }, letter(at)), words) };
	});
	const chosen = () => rows.filter((r) => r.box.checked).map((r) => r.id);
	return {
		node: el("div", { class: "options", role: many ? "group" : "radiogroup", "aria-labelledby": `stem-${question.id}` }, ...rows.map((r) => r.row)),
		read: () => (chosen().length ? (many ? chosen() : chosen()[0]) : null),
		write: (answer) => rows.forEach((r) => (r.box.checked = [answer].flat().includes(r.id))),
		mark: (key) => rows.forEach((r) => mark(r.row, [key].flat().includes(r.id), r.box.checked, key !== null)),
	};
}

function trueFalse(question, how) {
	const options = [{ id: "true", text: "True" }, { id: "false", text: "False" }];
	const input = choice({ id: question.id, type: "single_choice", options }, how);
	input.node.classList.add("pair");
	return {
		node: input.node,
		read: () => (input.read() ? input.read() === "true" : null),
		write: (answer) => input.write(String(answer)),
		mark: (key) => input.mark(key === null ? null : String(key)),
	};
}

/** Short answers, long ones for a person to mark, and numbers. */
function written({ id, type, answer }, { onchange }) {
	const long = answer?.grading === "manual";
	const kind = type === "numeric"
		? { class: "field short", inputmode: "decimal", placeholder: "A number" }
		: { class: "field", rows: long ? 3 : null, placeholder: "Your answer" };
	const field = el(long ? "textarea" : "input", { ...kind, ...TYPING, maxlength: 2000, oninput: onchange, "aria-labelledby": `stem-${id}` });
	return {
		node: el("div", { class: "written" }, field, answer?.unit),
		read: () => field.value.trim() || null,
		write: (text) => (field.value = text),
		mark: () => {},
	};
}

/** @param {Node} root @returns {any[]} its text nodes */
function textsOf(root) {
	const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
	const texts = [];
	while (walker.nextNode()) texts.push(walker.currentNode);
	return texts;
}

/** The stem with its blanks as fields. */
function blanks(question, { learner, onchange }) {
	const fields = new Map();
	const facts = question.answer ?? question.blanks ?? [];
	const node = fill(el("div", { class: "cloze", dir: "auto" }), question.stem.replace(/[\uE000\uE001]/g, "").replace(BLANK, "\uE000$1\uE001"));
	for (const text of textsOf(node)) {
		text.replaceWith(...text.data.split(/\uE000|\uE001/).map((part, at) => (at % 2 ? gap(part) : part)));
	}

	function gap(id) {
		const bank = facts.find((blank) => blank.id === id)?.options ?? [];
		const label = { "aria-label": `Blank ${fields.size + 1}` };
		const words = (learner ? bank : [...bank].sort()).map((word) => el("option", { value: word }, word));
		const field = words.length
			? el("select", { ...label, onchange }, el("option", { value: "" }, "…"), ...words)
			: el("input", { ...label, ...TYPING, class: "field gap", maxlength: 300, oninput: onchange });
		fields.set(id, field);
		return field;
	}

	const read = () => Object.fromEntries([...fields].map(([id, field]) => [id, field.value.trim()]).filter(([, text]) => text));
	return {
		node,
		read: () => (Object.keys(read()).length ? read() : null),
		write: (answer) => fields.forEach((field, id) => (field.value = answer[id] ?? "")),
		mark: () => {},
	};
}

function matching(question, { learner, onchange }) {
	const right = learner ? question.right : shuffled(question.right);
	const rows = question.left.map((item) => {
		const words = fill(el("span", { class: "words", id: item.id, dir: "auto" }), item.text);
		const options = right.map((r, at) => el("option", { value: r.id }, letter(at)));
		const field = el("select", { "aria-labelledby": item.id, onchange }, el("option", { value: "" }, "…"), ...options);
		return { id: item.id, field, row: el("li", {}, words, field) };
	});
	const bank = right.map((r, at) => el("li", {}, el("span", { class: "letter" }, letter(at)), fill(el("span", { class: "words", dir: "auto" }), r.text)));
	const read = () => rows.filter((r) => r.field.value).map((r) => [r.id, r.field.value]);
	return {
		node: el("div", { class: "match" }, el("ul", { class: "left" }, ...rows.map((r) => r.row)), el("ul", { class: "bank", "aria-label": "Choices" }, ...bank)),
		read: () => (read().length ? read() : null),
		write: (answer) => {
			const pairs = new Map(answer);
			rows.forEach((r) => (r.field.value = pairs.get(r.id) ?? ""));
		},
		mark: (key) => {
			const pairs = new Map(key ?? []);
			rows.forEach((r) => mark(r.row, pairs.get(r.id) === r.field.value, Boolean(r.field.value), key !== null));
		},
	};
}
