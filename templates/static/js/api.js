/** The service's HTTP API: JSON in and out, problems as `ApiError`. */

import { button, el, openDialog, tab } from "./dom.js";

/** A refusal in the service's own words; `code` is "network" when nothing answered at all. */
export class ApiError extends Error {
	/** @param {number} status @param {any} problem the answer's body, or an `error` event's data */
	constructor(status, problem) {
		super(problem.errors?.[0]?.detail ?? problem.detail ?? problem.message ?? "Something went wrong.");
		this.status = status;
		this.code = problem.code ?? "internal_error";
		this.requestId = problem.requestId ?? null;
		this.activeRunId = problem.activeRunId ?? null;
	}
}

/** Which key a call needs, where the service asks for one: the operator's is another. Kept for this tab alone. */
const keyFor = (path) => (path.startsWith("/system/") ? "systemKey" : "key");

/**
 * The response, when its status is 2xx. Asks for a key once when the service wants one.
 * @param {string} method @param {string} path
 * @param {{body?: any, headers?: Record<string, string>, signal?: AbortSignal, ask?: boolean}} [options]
 * @returns {Promise<Response>} rejects with ApiError
 */
export async function send(method, path, options = {}) {
	const { body, headers = {}, signal, ask = true } = options;
	const key = tab.read(keyFor(path), "");
	const given = { ...headers, ...(key && { Authorization: `Bearer ${key}` }), ...(body && { "Content-Type": "application/json" }) };
	const response = await fetch(path, { method, signal, cache: "no-store", headers: given, body: body && JSON.stringify(body) }).catch((error) => {
		throw signal?.aborted ? error : new ApiError(0, { code: "network", detail: "The service cannot be reached." });
	});
	if (response.ok) return response;
	const error = new ApiError(response.status, await response.json().catch(() => ({})));
	if (ask && (error.status === 401 || (error.status === 403 && path.startsWith("/system/"))) && (await askForKey(path))) {
		return send(method, path, { ...options, ask: false });
	}
	throw error;
}

/** @param {string} path @param {any} [options] @returns {Promise<any>} */
export const get = async (path, options) => (await send("GET", path, options)).json();

/** @param {string} path @returns {Promise<any>} */
export const post = async (path, body = {}) => (await send("POST", path, { body })).json();

/** Whether one was given. @param {string} path @returns {Promise<boolean>} */
function askForKey(path) {
	const input = el("input", { type: "password", autocomplete: "off", required: true, id: "key" });
	return new Promise((resolve) => {
		const use = () => (tab.write(keyFor(path), input.value.trim()), dialog.close(input.value.trim() && "ok"));
		const dialog = openDialog("This service asks for a key",
			el("p", {}, "It stays in this tab and is sent to this service alone."),
			el("label", { for: "key" }, path.startsWith("/system/") ? "Operator's key" : "API key"), input,
			el("div", { class: "row end" }, button(null, "Cancel", () => dialog.close()), button(null, "Use it", use, { class: "primary" })));
		dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok"));
	});
}
