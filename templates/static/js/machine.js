/** A look at the machine: its health and queue, and the figures of the last turn. */

import { all, byId, el, kept } from "./dom.js";
import { get, post } from "./api.js";

const EVERY_MS = 10_000;
const SETTLE_MS = 1200; // the service reads its figures once a second
/** What is shown, in this order. */
const ROWS = ["Service", "Run", "Model", "First words", "Whole answer", "Tokens", "Writes waiting", "Oldest waits", "Retrying", "Failed", "Delivered"];
const panel = byId("machine");
/** @type {Record<string, any>} */
const figures = { Run: "idle" };

/** @returns {"sse"|"ws"} */
export const transport = () => kept.read("transport", "sse");

/** @param {Record<string, any>} some figures by row; null and undefined take a row away */
function draw(some) {
	Object.assign(figures, some);
	const there = ROWS.filter((name) => (figures[name] ?? null) !== null);
	byId("figures").replaceChildren(...there.flatMap((name) => [el("dt", {}, name), el("dd", {}, String(figures[name]))]));
}

/** @param {string} words what the run does */
export const run = (words) => draw({ Run: words });

/** @param {{model?: string, provider?: string, firstChunkMs?: number|null, usage?: any, seconds?: number}} facts of the last turn */
export function turn({ model, provider, firstChunkMs = null, usage, seconds }) {
	if (provider) showProvider(provider);
	draw({
		Model: model,
		"First words": firstChunkMs === null ? null : `${Math.round(firstChunkMs)} ms`,
		"Whole answer": seconds && `${seconds.toFixed(1)} s`,
		Tokens: usage && `${usage.promptTokens} in, ${usage.completionTokens} out`,
	});
}

/** @param {any} counts `writeBackStatus` of a turn, or `writeBack` of the status */
export function queue({ pending, retrying, failed, delivered = figures.Delivered, oldestPendingSeconds }) {
	const oldest = oldestPendingSeconds ? `${oldestPendingSeconds} s` : null;
	draw({ "Writes waiting": pending, Retrying: retrying, Failed: failed, Delivered: delivered, "Oldest waits": oldest });
}

/** Says it plainly when no model answers. @param {string} provider */
function showProvider(provider) {
	const badge = byId("provider");
	badge.hidden = provider !== "offline";
	badge.replaceChildren("Offline", el("span", {}, ": no model answers"));
	badge.title = "Without a key, questions come from a built-in bank, from computation, or from the text you paste.";
}

async function refresh() {
	const dot = byId("health");
	try {
		const { system, writeBack, llm } = await get("/system/status", { ask: false });
		const { status, problems = [] } = system;
		dot.className = `dot ${status}`;
		draw({ Service: [status, ...problems.map((problem) => problem.detail ?? problem)].join(", ") });
		if (llm) showProvider(llm.provider);
		if (llm && !figures.Model) draw({ Model: llm.model });
		if (writeBack) queue(writeBack);
	} catch {
		dot.className = "dot unhealthy";
		draw({ Service: "cannot be reached" });
	}
}

async function flush() {
	const said = byId("flushed");
	try {
		const { delivered, remaining, durationMs } = await post("/system/flush-writes");
		said.textContent = `${delivered} delivered, ${remaining} left, ${durationMs} ms`;
	} catch (error) {
		said.textContent = error.message;
	}
	setTimeout(refresh, SETTLE_MS);
}

/** Draws now, and then as long as somebody looks. */
export function start() {
	byId("flush").onclick = flush;
	panel.open = kept.read("machine", false);
	panel.ontoggle = () => (kept.write("machine", panel.open), panel.open && refresh());
	for (const radio of all("[name=transport]")) {
		radio.checked = radio.value === transport();
		radio.onchange = () => kept.write("transport", radio.value);
	}
	refresh();
	setInterval(() => panel.open && !document.hidden && refresh(), EVERY_MS);
}
