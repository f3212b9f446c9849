/** The two doors of a turn. Each yields `{id, type, data}` until its end; a line that breaks is an ApiError "network". */

import { ApiError, send } from "./api.js";

const dropped = () => new ApiError(0, { code: "network", detail: "The connection was lost." });

/** @typedef {{id: string|null, type: string, data: any}} Frame */

/** Server-sent events up to `[DONE]`. @param {Response} response @returns {AsyncGenerator<Frame>} */
async function* frames({ body }) {
	const reader = /** @type {any} */ (body).pipeThrough(new TextDecoderStream()).getReader();
	let text = "";
	try {
		for (;;) {
			const { done, value } = await reader.read().catch(() => Promise.reject(dropped()));
			if (done) throw dropped();
			text += value;
			const parts = text.split("\n\n");
			text = parts.pop() ?? "";
			for (const part of parts) {
				const fields = fieldsOf(part);
				if (fields.data === "[DONE]") return;
				if (fields.data) yield { id: fields.id ?? null, ...JSON.parse(fields.data) };
			}
		}
	} finally {
		reader.cancel().catch(() => {});
	}
}

/** @param {string} part @returns {any} */
function fieldsOf(part) {
	const fields = {};
	for (const line of part.split("\n")) {
		const colon = line.indexOf(":");
		if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).replace(/^ /, "");
	}
	return fields;
}

/** @param {string} key the same for every try @param {AbortSignal} signal */
export async function startOverSse(request, key, signal) {
	const headers = { Accept: "text/event-stream", "Idempotency-Key": key };
	return frames(await send("POST", "/chat/stream", { body: request, headers, signal }));
}

/** Null when nothing is left after `after`. @param {string} runId @param {string|null} after @param {AbortSignal} signal */
export async function rejoinOverSse(runId, after, signal) {
	const headers = { Accept: "text/event-stream", ...(after !== null && { "Last-Event-ID": after }) };
	const response = await send("GET", `/chat/stream/${runId}`, { headers, signal });
	return response.status === 204 ? null : frames(response);
}

/** A turn or its rest over a socket of its own. @param {AbortSignal} signal @returns {AsyncGenerator<Frame>} */
export async function* overSocket(hello, signal) {
	const socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/ws/chat`);
	/** @type {(Frame|null)[]} null when the socket has closed */
	const waiting = [];
	let wake = () => {};
	const push = (frame) => (waiting.push(frame), wake());
	socket.onopen = () => socket.send(JSON.stringify(hello));
	socket.onmessage = ({ data }) => push(JSON.parse(data));
	socket.onclose = () => push(null);
	signal.addEventListener("abort", () => socket.close());
	try {
		for (;;) {
			if (!waiting.length) await new Promise((resolve) => (wake = () => resolve(null)));
			const frame = waiting.shift();
			if (!frame) throw dropped();
			yield { ...frame, id: frame.id === undefined ? null : String(frame.id) };
			if (frame.type === "complete" || frame.type === "error") return;
		}
	} finally {
		socket.close();
	}
}
