/** The key of a question in words, for its author and for the printed key. */

import { el } from "./dom.js";
import { fill } from "./markdown.js";
import { letter } from "./questions.js";

/** A span for one text, a list for several. @param {string[]} texts */
function words(texts) {
	const spans = texts.map((text) => fill(el("span", { dir: "auto" }), text));
	return spans.length === 1 ? spans[0] : el("ul", {}, ...spans.map((span) => el("li", {}, span)));
}

const KEYS = {
	single_choice: chosen,
	multiple_choice: chosen,
	true_false: ({ answer }) => (answer.value ? "True" : "False"),
	short_answer: ({ answer }) => (answer.accepted?.length ? words(answer.accepted.map((a) => a.text)) : (answer.rubric ?? "Open: a person marks it")),
	fill_blank: ({ answer }) => el("ol", {}, ...answer.map((blank) => el("li", {}, blank.accepted.join(" or ")))),
	matching: ({ answer, left, right }) => words(answer.map(([l, r]) => `${textOf(left, l)} → ${textOf(right, r)}`)),
	ordering: ({ answer, items }) => el("ol", {}, ...answer.map((id) => el("li", {}, words([textOf(items, id)])))),
	numeric: ({ answer: { value, tolerance, toleranceType, unit = "" } }) =>
		`${value}${tolerance ? ` ± ${toleranceType === "rel" ? `${tolerance * 100} %` : tolerance}` : ""} ${unit}`.trim(),
};

const textOf = (items, id) => items.find((item) => item.id === id)?.text ?? "";

function chosen({ answer, options }) {
	const texts = options.map((option, at) => ({ id: option.id, text: `${letter(at)}) ${option.text}` }));
	return words(answer.optionIds.map((id) => textOf(texts, id)));
}

/** A right answer as the service tells it, in the shape of a key. */
const AS_KEY = {
	short_answer: (text) => ({ accepted: [{ text }] }),
	fill_blank: (texts) => Object.values(texts).map((text) => ({ accepted: [text] })),
	numeric: (value) => ({ value }),
	matching: (pairs) => pairs,
	ordering: (ids) => ids,
};

/** A right answer in words; null where the marks on the options say it. */
export function rightAnswer(question, correctAnswer) {
	const asKey = AS_KEY[question.type];
	if (!asKey || correctAnswer === null) return null;
	return el("div", { class: "key-text" }, el("p", { class: "label" }, "Answer"), KEYS[question.type]({ ...question, answer: asKey(correctAnswer) }));
}

/** Key, explanation and source of a question; null when it has no key here. @returns {HTMLElement|null} */
export function solution(question) {
	if (!question.answer) return null;
	const source = (question.sourceRefs ?? []).map((ref) => ref.quote).filter(Boolean);
	return el("div", { class: "key" },
		el("p", { class: "label" }, "Answer"), el("div", { class: "key-text" }, KEYS[question.type](question)),
		question.explanation && fill(el("div", { class: "md", dir: "auto" }), question.explanation),
		source.length > 0 && el("blockquote", { dir: "auto" }, source.join(" … ")));
}
