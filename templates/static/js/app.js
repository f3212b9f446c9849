/** One conversation at a time: its turns, and the sheet they fill. */

import { get, send } from "./api.js";
import * as chat from "./chat.js";
import * as composer from "./composer.js";
import { all, button, notice, plural, say } from "./dom.js";
import * as machine from "./machine.js";
import * as page from "./page.js";
import { Sheet } from "./sheet.js";
import * as threads from "./threads.js";
import { Turn } from "./turn.js";

const FINISHES = { length: "cut by the length limit", cancelled: "stopped", output_limit: "cut: too long" };

/** @type {string|null} */
let threadId = null;
/** @type {Turn|null} */
let running = null;
const sheet = new Sheet({ ask: askAbout, pick: openQuiz, setView });

// --- Turns

/** @param {string} message @returns {boolean} false while another answer is under way */
function ask(message) {
	if (running) return false;
	chat.addMine(message);
	const request = { message, threadId: threadId ?? undefined, quizOptions: composer.options(), view: sheet.learner ? "learner" : "author" };
	watch(new Turn({ request, over: machine.transport() }), message);
	return true;
}

/** @param {string} message @param {import("./card.js").Card} [card] it is about */
function askAbout(message, card) {
	if (!ask(message)) return notice("An answer is still being written.");
	card?.wait("Being rewritten");
}

/** Shows a turn from now to its end. @param {Turn} turn @param {string} message what was asked */
async function watch(turn, message) {
	const reply = new chat.Reply();
	running = turn;
	page.show("split", page.isNarrow() && !sheet.quiz ? "chat" : undefined);
	composer.busy(true);
	machine.run("waiting for the first words");
	reply.say("Thinking");
	say("Writing the answer");
	const on = listeners(reply, message);
	turn.onevent = ({ type, data }) => on[type]?.(data);
	turn.online = (back) => reply.say(back ? "" : navigator.onLine ? "Connecting again" : "Offline: waiting for the network");
	turn.onfail = (error) => failed(error, reply, message);
	await turn.run();
	ended(turn);
}

/** What each type of event does. @param {chat.Reply} reply @param {string} message */
function listeners(reply, message) {
	const began = performance.now();
	/** @type {number|null} */
	let firstChunkMs = null;
	let first = true;
	return {
		start(data) {
			const isNew = !sheet.quiz && chat.isFirst();
			enter(data.threadId, { pending: { runId: data.runId, message, isNew }, ...(isNew && message && { title: message.slice(0, 60) }) });
			machine.turn({ model: data.model, provider: data.provider });
		},
		chunk(data) {
			if (firstChunkMs === null) machine.run("writing");
			firstChunkMs ??= performance.now() - began;
			reply.write(data.chunk);
		},
		question(data) {
			reply.narrow();
			const isNew = sheet.add(data.index, data.question, reply.title());
			if (isNew && first) page.show("split", "quiz");
			first = false;
			sheet.expect("The next question is being written");
		},
		repair(data) {
			reply.say(data.reason || "A question is asked for again");
		},
		complete(data) {
			if (firstChunkMs === null) reply.write(data.response);
			reply.finish(data.quiz, metaOf(data, firstChunkMs));
			machine.turn({ ...data, firstChunkMs, seconds: (performance.now() - began) / 1000 });
			machine.queue(data.writeBackStatus);
			if (data.quiz) present(data.quiz);
			enter(data.threadId, { expiresAt: data.context.expiresAt, pending: null, ...(data.quiz && { title: data.quiz.title }) });
			say(data.quiz ? `The quiz is ready: ${plural(data.quiz.questions.length, "question")}` : "The answer is finished");
			if (!data.persisted) notice("This answer could not be kept: the store is away. The next turn will not know it.", "bad");
		},
	};
}

function ended(turn) {
	if (running !== turn) return;
	running = null;
	composer.busy(false);
	sheet.expect("");
	machine.run("idle");
	drawThreads();
}

function failed(error, reply, message) {
	if (threadId) threads.remember({ id: threadId, pending: null });
	if (error.code === "run_over" || error.code === "run_not_found") return void openThread(threadId);
	const again = button("retry", "Try again", () => ask(message), { class: "small" });
	const look = button("eye", "Watch that answer", () => running || resume(error.activeRunId, ""), { class: "small" });
	reply.fail(error, error.activeRunId ? look : message && again);
	say(`The answer failed: ${error.message}`);
}

/** @param {any} data of `complete` @param {number|null} firstChunkMs */
function metaOf({ provider, model, finishReason, usage }, firstChunkMs) {
	const source = provider === "offline" ? `offline, no model: ${model}` : model;
	const words = [FINISHES[finishReason], source, firstChunkMs !== null && `first words ${Math.round(firstChunkMs)} ms`, usage && `${usage.totalTokens} tokens`];
	return words.filter(Boolean).join(" · ");
}

// --- Conversations

/** Makes a thread the page's. @param {string} id @param {Partial<threads.Thread>} facts */
function enter(id, facts) {
	threadId = id;
	if (threads.current() !== id) history.replaceState(null, "", threads.address(id));
	threads.remember({ id, ...facts });
	drawThreads();
}

function drawThreads() {
	threads.draw(threadId, async (id) => {
		await send("DELETE", `/thread/${id}`).catch(() => {});
		threads.forget(id);
		if (id === threadId) location.hash = "";
		drawThreads();
	});
}

/** Everything of a thread, and its running answer. @param {string|null} id */
async function openThread(id) {
	running?.leave();
	running = null;
	composer.busy(false);
	chat.clear();
	sheet.clear();
	threadId = id;
	page.show(id ? "split" : "welcome", "chat");
	drawThreads();
	const pending = threads.find(id ?? "")?.pending;
	if (pending?.isNew) return resume(pending.runId, pending.message);
	if (id) return recallThread(id).catch((error) => threadId === id && missing(id, error));
}

async function recallThread(id) {
	const { expiresAt, activeRunId } = await get(`/thread/${id}`);
	const [{ messages }, { quizzes }] = await Promise.all([get(`/thread/${id}/history?limit=100`), get(`/thread/${id}/quizzes?view=${sheet.view}`)]);
	if (threadId !== id) return;
	sheet.others = quizzes;
	sheet.show(quizzes[quizzes.length - 1] ?? null);
	messages.forEach(recall);
	threads.remember({ id, expiresAt, ...(sheet.quiz && { title: sheet.quiz.title }) });
	drawThreads();
	const pending = threads.find(id)?.pending;
	if (activeRunId) resume(activeRunId, pending && pending.runId === activeRunId ? pending.message : "");
}

function missing(id, error) {
	if (error.status !== 404) return notice(error.message, "bad", 0);
	notice("The service does not know this conversation any more: they end a day after the last message.", "", 0);
	threads.forget(id);
	drawThreads();
}

/** @param {string} runId @param {string} message as far as this browser knows it */
function resume(runId, message) {
	if (message) chat.addMine(message);
	watch(new Turn({ runId, over: machine.transport() }), message);
}

/** @param {any} message of the history */
function recall({ role, content, quizId }) {
	if (role === "user") return chat.addMine(content);
	const reply = new chat.Reply();
	reply.write(content);
	reply.finish(sheet.others.find(({ id }) => id === quizId));
}

// --- The sheet

/** @param {any} quiz as a turn or an import left it */
function present(quiz) {
	sheet.others = [...sheet.others.filter(({ id }) => id !== quiz.id), quiz];
	sheet.show(quiz);
}

async function openQuiz(quizId) {
	page.show("split", "quiz");
	if (running) return;
	try {
		const { quiz } = await get(`/thread/${threadId}/quizzes/${quizId}?view=${sheet.view}`);
		sheet.score = null;
		sheet.show(quiz);
	} catch (error) {
		notice(error.message, "bad");
	}
}

function setView(learner) {
	sheet.learner = learner;
	openQuiz(sheet.quiz.id);
}

async function bring() {
	const { openImport } = await import("./importing.js");
	openImport(() => threadId ?? newThreadId(), ({ quiz, problems }) => {
		enter(quiz.threadId, { title: quiz.title });
		page.show("split", "quiz");
		present(quiz);
		const left = problems.map(({ detail }) => detail).join(" ");
		notice(`Imported ${plural(quiz.questions.length, "question")}. ${left && `Left out: ${left}`}`, left && "bad", left ? 0 : 8);
	});
}

/** As hard to guess as the service's own: 192 random bits. */
const newThreadId = () => `thread_${[...crypto.getRandomValues(new Uint32Array(6))].map((part) => part.toString(36)).join("")}`;

const onclick = (selector, deed) => all(selector).forEach((node) => (node.onclick = () => deed(node.dataset)));

onclick("[data-prompt]", ({ prompt }) => ask(prompt));
onclick("[data-fill]", ({ fill }) => composer.write(fill));
onclick("[data-open=import]", bring);
onclick("#new", () => (location.hash ? (location.hash = "") : openThread(null)));
onclick("#stop", () => running?.stop().catch((error) => notice(error.message, "bad")));
addEventListener("hashchange", () => (page.drawer(false), threads.current() !== threadId && openThread(threads.current())));
Object.assign(chat.deeds, { edit: composer.write, openQuiz });
composer.start(ask);
machine.start();
page.start();
openThread(threads.current());
