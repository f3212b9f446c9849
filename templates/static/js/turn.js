/** One turn, from its request to its last event, over either door; rejoins by itself when the line drops. */

import { ApiError, send } from "./api.js";
import { overSocket, rejoinOverSse, startOverSse } from "./events.js";

const MAX_TRIES = 8;
const FIRST_WAIT_MS = 400;
const MAX_WAIT_MS = 8000;

export class Turn {
	/** Everything the service says, in order, once. @type {(frame: import("./events.js").Frame) => void} */
	onevent = () => {};
	/** False while the line is down, true when it is back. @type {(back: boolean) => void} */
	online = () => {};
	/** The turn ended without `complete`. @type {(error: ApiError) => void} */
	onfail = () => {};

	/** @param {{request?: any, runId?: string|null, over: "sse"|"ws"}} what a new turn, or one that runs already */
	constructor({ request, runId = null, over }) {
		this.request = request;
		this.runId = runId;
		this.over = over;
		this.key = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
		this.abort = new AbortController();
		this.ended = false;
		/** @type {string|null} */
		this.lastId = null;
	}

	/** Resolves when the turn has ended, however it did. */
	async run() {
		for (let tries = 0; !this.ended; tries += 1) {
			try {
				const stream = await this.open();
				if (!stream) throw new ApiError(410, { code: "run_over", detail: "The answer is over." });
				for await (const frame of stream) {
					if (tries) this.online(true);
					tries = 0;
					this.take(frame);
				}
			} catch (error) {
				if (this.abort.signal.aborted) return;
				if (!this.mayTryAgain(error, tries)) return this.fail(error);
				this.online(false);
				await pause(tries, this.abort.signal);
			}
		}
	}

	async open() {
		const { runId, lastId, over, abort: { signal } } = this;
		if (over === "ws") {
			const resume = { type: "resume", data: { runId, after: Number(lastId ?? 0) } };
			return overSocket(runId ? resume : { type: "message", data: this.request }, signal);
		}
		return runId ? rejoinOverSse(runId, lastId, signal) : startOverSse(this.request, this.key, signal);
	}

	take(frame) {
		if (this.ended) return;
		if (frame.id !== null) this.lastId = frame.id;
		if (frame.type === "start") this.runId = frame.data.runId;
		if (frame.type === "error") return this.fail(new ApiError(200, { retryable: false, ...frame.data }));
		if (frame.type === "complete") this.ended = true;
		this.onevent(frame);
	}

	fail(error) {
		this.ended = true;
		if (!(error instanceof ApiError)) console.error(error);
		this.onfail(error instanceof ApiError ? error : new ApiError(0, { code: "page", detail: "This page failed to read the answer." }));
	}

	mayTryAgain(error, tries) {
		if (!(error instanceof ApiError) || tries >= MAX_TRIES) return false;
		// A socket has no idempotency key: before `start` nobody knows whether the message arrived.
		if (error.code === "network") return Boolean(this.runId) || this.over === "sse";
		return error.code === "idempotency_in_progress" || (Boolean(this.runId) && error.status === 503);
	}

	/** Asks the service to stop; the stream itself then ends with `complete` and what there is. */
	async stop() {
		if (this.runId) await send("POST", `/chat/stream/${this.runId}/cancel`);
	}

	/** Stops listening; the turn goes on without this page. */
	leave() {
		this.ended = true;
		this.abort.abort();
	}
}

/** Waits longer each time, and while the network is away until it is back. @param {number} tries @param {AbortSignal} signal */
function pause(tries, signal) {
	const ms = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** tries) * (0.5 + Math.random() / 2);
	return new Promise((resolve) => {
		const done = () => (clearTimeout(timer), removeEventListener("online", done), resolve(null));
		const timer = setTimeout(done, navigator.onLine ? ms : 60_000);
		addEventListener("online", done);
		signal.addEventListener("abort", done);
	});
}
