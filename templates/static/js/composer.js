/** The box where a message is written, with the options of the next quiz. */

import { all, byId, el, notice } from "./dom.js";
import { KINDS } from "./questions.js";

const MAX_CHARS = 16_000;
const WARN_CHARS = 14_000;
const box = byId("message");

/** Writes into the box and goes there. @param {string} text */
export function write(text) {
	box.value = text;
	box.focus();
	box.setSelectionRange(text.length, text.length);
	grow();
}

/** @param {boolean} on whether an answer is under way: Stop takes the place of Send */
export function busy(on) {
	const focused = document.activeElement === byId(on ? "send" : "stop");
	byId("send").hidden = on;
	byId("stop").hidden = !on;
	if (focused) box.focus();
}

function grow() {
	box.style.height = "auto";
	box.style.height = `${Math.min(box.scrollHeight, innerHeight * 0.4)}px`;
	const left = MAX_CHARS - box.value.trim().length;
	byId("limit").textContent = left < 0 ? `${-left} characters too many` : left < MAX_CHARS - WARN_CHARS ? `${left} characters left` : "";
	byId("send").disabled = left < 0;
}

/** What was chosen, undefined when nothing was. */
export function options() {
	const types = all("#o-types input:checked").map((input) => input.value);
	const chosen = {
		count: Math.min(50, Number(byId("o-count").value)) || undefined,
		types: types.length ? types : undefined,
		difficulty: byId("o-difficulty").value || undefined,
		language: byId("o-language").value || undefined,
	};
	return Object.values(chosen).some(Boolean) ? chosen : undefined;
}

function labelOptions() {
	const { count, types, difficulty, language } = options() ?? {};
	const words = [count && `${count} questions`, difficulty, language, types && `${types.length} ${types.length === 1 ? "type" : "types"}`];
	byId("options-label").textContent = words.filter(Boolean).join(", ") || "Options";
}

/** @param {(text: string) => boolean} onsend false keeps the text */
export function start(onsend) {
	const submit = () => {
		const text = box.value.trim();
		if (!text || text.length > MAX_CHARS) return;
		byId("options").open = false;
		if (onsend(text)) write("");
		else notice("An answer is still being written. Stop it, or wait for its end.");
	};
	byId("composer").onsubmit = (event) => (event.preventDefault(), submit());
	byId("o-types").append(...Object.entries(KINDS).map(([value, words]) => el("label", {}, el("input", { type: "checkbox", value }), words)));
	byId("options").addEventListener("change", labelOptions);
	box.oninput = grow;
	box.onkeydown = (event) => {
		if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
		event.preventDefault();
		submit();
	};
}
