/** The import dialog: a quiz from a paste or a file. */

import { post } from "./api.js";
import { button, el, openDialog } from "./dom.js";

const MAX_BYTES = 200_000;
const FORMATS = { "": "Find out", markdown: "Markdown or plain text", gift: "GIFT", "moodle-xml": "Moodle XML", aiken: "Aiken", json: "JSON" };

/** @param {string} text @returns {string} the format it looks like */
function guess(text) {
	if (/^\s*[[{]\s*["{]/.test(text)) return "json";
	if (/^\s*</.test(text)) return "moodle-xml";
	if (/^ANSWER: ?[A-Z]\s*$/m.test(text)) return "aiken";
	return /\{\s*([=~#]|T(RUE)?\}|F(ALSE)?\})/.test(text) ? "gift" : "markdown";
}

/** @param {() => string} threadId where the quiz goes @param {(answer: any) => void} done */
export function openImport(threadId, done) {
	const text = el("textarea", { id: "import-text", rows: 10, spellcheck: "false", placeholder: "Paste questions here" });
	const format = el("select", { id: "import-format" }, ...Object.entries(FORMATS).map(([value, words]) => el("option", { value }, words)));
	const said = el("p", { class: "failure", role: "alert" });
	const labelled = (name, words, field) => el("div", { class: "row" }, el("label", { for: `import-${name}` }, words), field);
	const file = el("input", { type: "file", id: "import-file", accept: ".json,.md,.txt,.gift,.xml", onchange: readFile });
	const dialog = openDialog("Bring a quiz",
		el("label", { for: "import-text" }, "Questions"), text, labelled("file", "or a file", file), labelled("format", "Format", format), said,
		el("div", { class: "row end" }, button(null, "Cancel", () => dialog.close()), button(null, "Import", submit, { class: "primary" })));

	async function readFile() {
		const [chosen] = file.files;
		if (!chosen) return;
		if (chosen.size > MAX_BYTES) return said.replaceChildren("This file is too large: 200 KB at most.");
		text.value = await chosen.text();
	}

	async function submit() {
		said.replaceChildren("");
		try {
			done(await post(`/thread/${threadId()}/quizzes`, { content: text.value, format: format.value || guess(text.value) }));
			dialog.close();
		} catch (error) {
			said.replaceChildren(error.message);
		}
	}
}
