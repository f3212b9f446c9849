/** What several modules know about questions: the names of their types, letters, a shuffle that stays, and marks. */

import { el, icon } from "./dom.js";

export const KINDS = {
	single_choice: "One answer",
	multiple_choice: "Several answers",
	true_false: "True or false",
	short_answer: "Short answer",
	fill_blank: "Fill the blanks",
	matching: "Match",
	ordering: "Put in order",
	numeric: "A number",
};

/** @param {number} at */
export const letter = (at) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at] ?? String(at + 1);

/** Ids are random, so their order is a shuffle that stays. @param {any[]} items @returns {any[]} */
export const shuffled = (items) => [...items].sort((a, b) => (a.id < b.id ? -1 : 1));

/**
 * Right, wrong or neither, in words as well as in colour.
 * @param {HTMLElement} row @param {boolean} right @param {boolean} chosen @param {boolean} on false takes the mark away
 */
export function mark(row, right, chosen, on) {
	row.querySelector(":scope > .verdict")?.remove();
	row.classList.toggle("right", on && right);
	row.classList.toggle("wrong", on && chosen && !right);
	if (!on || (!right && !chosen)) return;
	const words = right ? (chosen ? "right" : "the key") : "not right";
	row.append(el("span", { class: "verdict" }, icon(right ? "check" : "cross"), words));
}
