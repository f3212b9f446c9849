/** Elements built from names and text. Nothing in these modules parses HTML. */

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} id @returns {any} */
export const byId = (id) => document.getElementById(id);

/** @param {string} selector @returns {any[]} */
export const all = (selector) => [...document.querySelectorAll(selector)];

/**
 * An element. A function is a listener (`onclick`), `true` an empty attribute; null, undefined and false are left out.
 * Strings among the children become text nodes, empty ones vanish.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...any} children
 * @returns {any}
 */
export function el(tag, props = {}, ...children) {
	const node = document.createElement(tag);
	for (const [name, value] of Object.entries(props)) {
		if (value === null || value === undefined || value === false) continue;
		if (typeof value === "function") node.addEventListener(name.slice(2), value);
		else node.setAttribute(name, value === true ? "" : value);
	}
	node.append(...children.filter((child) => child || child === 0));
	return node;
}

/** @param {string} name of a symbol in the page */
export function icon(name) {
	const svg = document.createElementNS(SVG, "svg");
	const use = document.createElementNS(SVG, "use");
	svg.setAttribute("aria-hidden", "true");
	svg.setAttribute("viewBox", "0 0 24 24");
	use.setAttribute("href", `#i-${name}`);
	svg.append(use);
	return svg;
}

/**
 * A button with an icon, words, or both; `label` names one that has no words.
 * @param {string|null} iconName @param {string|Node} words @param {() => void} onclick @param {Record<string, any>} [props]
 */
export function button(iconName, words, onclick, { label, ...props } = {}) {
	return el("button", { type: "button", onclick, "aria-label": label, title: label, ...props }, iconName && icon(iconName), words);
}

/** A dialog over the page, gone once it is closed. @param {string} title @param {...any} children */
export function openDialog(title, ...children) {
	const dialog = el("dialog", { "aria-labelledby": "dialog-title", onclose: () => dialog.remove() }, el("h2", { id: "dialog-title" }, title), ...children);
	document.body.append(dialog);
	dialog.showModal();
	return dialog;
}

/** Says a sentence once to a screen reader. @param {string} sentence */
export function say(sentence) {
	byId("says").textContent = sentence;
}

/** Takes one of two tones: "" or "bad". @param {string} sentence @param {string} [tone] */
export function notice(sentence, tone = "", seconds = 8) {
	const box = byId("notice");
	clearTimeout(box.timer);
	box.hidden = !sentence;
	box.className = `notice ${tone}`;
	box.replaceChildren(sentence, button("cross", "", () => notice(""), { label: "Dismiss", class: "icon" }));
	if (seconds) box.timer = setTimeout(() => notice(""), seconds * 1000);
}

/** @param {number} count @param {string} noun */
export const plural = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;

/** For people: at most two decimals. @param {number} value */
export const number = (value) => value.toLocaleString("en", { maximumFractionDigits: 2 });

/** @param {() => Storage} storage a browser that refuses it keeps nothing, and the page works without */
const shelf = (storage) => ({
	read(name, fallback) {
		try {
			return JSON.parse(storage().getItem(`quiz.${name}`) ?? "null") ?? fallback;
		} catch {
			return fallback;
		}
	},
	write(name, value) {
		try {
			storage().setItem(`quiz.${name}`, JSON.stringify(value));
		} catch {
			return;
		}
	},
});

/** What this browser keeps, and what only this tab keeps. */
export const kept = shelf(() => localStorage);
export const tab = shelf(() => sessionStorage);
