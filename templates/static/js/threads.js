/** The conversations of this browser: an address, a title and the time they have left. */

import { button, byId, el, icon, kept } from "./dom.js";

const MAX_THREADS = 40;
const MINUTE_MS = 60_000;

/** @typedef {{id: string, title: string, expiresAt: string, pending?: {runId: string, message: string, isNew: boolean}|null}} Thread */

/** @returns {Thread[]} newest first, none that has expired */
export function all() {
	return kept.read("threads", []).filter((thread) => Date.parse(thread.expiresAt) > Date.now());
}

/** @param {string} id */
export const find = (id) => all().find((thread) => thread.id === id);

/** Remembers or updates one. @param {Partial<Thread> & {id: string}} facts */
export function remember(facts) {
	const old = find(facts.id) ?? { title: "New conversation", expiresAt: new Date(Date.now() + 1440 * MINUTE_MS).toISOString() };
	kept.write("threads", [{ ...old, ...facts }, ...all().filter(({ id }) => id !== facts.id)].slice(0, MAX_THREADS));
}

/** @param {string} id */
export const forget = (id) => kept.write("threads", all().filter((thread) => thread.id !== id));

/** @param {string} id */
export const address = (id) => `#/t/${id}`;

/** The thread named by the page's address, or null. */
export const current = () => /^#\/t\/([A-Za-z0-9_-]{1,64})$/.exec(location.hash)?.[1] ?? null;

function timeLeft(expiresAt) {
	const minutes = Math.max(0, Math.round((Date.parse(expiresAt) - Date.now()) / MINUTE_MS));
	if (minutes < 1) return "about to end";
	return minutes < 90 ? `${minutes} min left` : `${Math.round(minutes / 60)} h left`;
}

/** @param {string|null} active @param {(id: string) => Promise<void>} remove */
export function draw(active, remove) {
	const threads = all();
	byId("no-threads").hidden = threads.length > 0;
	byId("threads").replaceChildren(...threads.map(({ id, title, expiresAt }) =>
		el("li", { class: id === active ? "active" : null },
			el("a", { href: address(id), "aria-current": id === active ? "page" : null },
				el("span", { dir: "auto" }, title), el("span", { class: "hint" }, timeLeft(expiresAt))),
			removeButton(id, title, remove))));
}

/** Asks once, by turning into the question. */
function removeButton(id, title, remove) {
	const ask = (sure) => (node.classList.toggle("danger", sure), node.replaceChildren(sure ? "Delete?" : icon("trash")));
	const onclick = () => (node.classList.contains("danger") ? remove(id) : ask(true));
	const node = button("trash", "", onclick, { label: `Delete ${title}`, class: "icon", onblur: () => ask(false) });
	return node;
}
