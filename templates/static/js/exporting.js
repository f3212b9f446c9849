/** The export dialog: each format with what it cannot carry, before and after. */

import { ApiError, send } from "./api.js";
import { button, el, openDialog, plural } from "./dom.js";

const PAST = "revisions and flags";
/** Format: [name, what for, what it never carries, the types it carries if not all]. */
const FORMATS = {
	json: ["JSON", "the whole quiz, for programs", ""],
	markdown: ["Markdown", "to read, to edit, to bring back here", PAST],
	gift: ["GIFT", "Moodle and many others", `points, ${PAST}, questions with several blanks`],
	"moodle-xml": ["Moodle XML", "Moodle's question bank", PAST],
	qti21: ["QTI 2.1", "most learning platforms", PAST],
	aiken: ["Aiken", "plain text for many systems", "all but question, options and key", ["single_choice", "true_false"]],
	csv: ["CSV", "spreadsheets", `the title, ${PAST}`],
	anki: ["Anki", "flash cards", `points, ${PAST}`],
};

export function openExport(quiz) {
	const said = el("div", { class: "said", role: "status" });
	const rows = Object.keys(FORMATS).map((format) => row(quiz, format, said));
	const dialog = openDialog("Take the quiz with you", el("ul", { class: "formats" }, ...rows),
		el("div", { class: "row foot" }, said, button(null, "Close", () => dialog.close())));
}

function row(quiz, format, said) {
	const [name, purpose, losses, types] = FORMATS[format];
	const fit = types ? quiz.questions.filter((question) => types.includes(question.type)).length : quiz.questions.length;
	const misses = [fit < quiz.questions.length && `carries ${fit} of ${plural(quiz.questions.length, "question")}`, losses && `loses ${losses}`];
	const save = button("file", "Save", () => download(quiz, format, said), { class: "small", "aria-label": `Save as ${name}`, disabled: fit === 0 });
	return el("li", {}, el("div", {}, el("b", {}, name), ` ${purpose}`, el("p", { class: "hint" }, misses.filter(Boolean).join("; ") || "loses nothing")), save);
}

async function download(quiz, format, said) {
	said.replaceChildren("…");
	try {
		const response = await send("GET", `/thread/${quiz.threadId}/quizzes/${quiz.id}/export?format=${format}`);
		const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? `quiz.${format}`;
		const url = URL.createObjectURL(await response.blob());
		el("a", { href: url, download: name }).click();
		setTimeout(() => URL.revokeObjectURL(url), 10_000);
		said.replaceChildren(el("p", {}, `Saved as ${name}.`), ...lossesOf(response.headers.get("X-Export-Losses"), quiz));
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
		said.replaceChildren(el("p", { class: "failure" }, error.message));
	}
}

/** What the file does not carry, question by question. @param {string|null} header */
function lossesOf(header, quiz) {
	const losses = JSON.parse(header || "[]");
	if (!Array.isArray(losses)) return [el("p", {}, Object.entries(losses).map(([what, count]) => `${what}: ${count}`).join(", "))];
	if (!losses.length) return [el("p", { class: "hint" }, "Nothing was lost.")];
	const number = (id) => quiz.questions.findIndex((question) => question.id === id) + 1;
	const words = losses.map(({ questionId, what, detail }) => `${questionId ? `Question ${number(questionId)}: ` : ""}${detail || what}`);
	return [el("details", {}, el("summary", {}, `${plural(words.length, "thing")} left out`), el("ul", {}, ...words.map((text) => el("li", {}, text))))];
}
