/** The import dialog: a quiz from a paste or a file. */

import { post } from "./api.js";
import { button, el } from "./dom.js";

const MAX_BYTES = 200_000;
const FORMATS = { "": "Find out", json: "JSON", markdown: "Markdown", gift: "GIFT", "moodle-xml": "Moodle XML", aiken: "Aiken", csv: "CSV" };
const ENDINGS = { json: "json", md: "markdown", gift: "gift", xml: "moodle-xml", csv: "csv" };

/** @param {() => string} threadId where the quiz goes @param {(quiz: any) => void} done */
export function openImport(threadId, done) {
  const text = el("textarea", { id: "import-text", rows: 10, spellcheck: "false", placeholder: "Paste questions here" });
  const format = el("select", { id: "import-format" }, ...Object.entries(FORMATS).map(([value, words]) => el("option", { value }, words)));
  const said = el("p", { class: "failure", role: "alert" });
  const file = el("input", { type: "file", id: "import-file", accept: ".json,.md,.txt,.gift,.xml,.csv", onchange: readFile });
  const dialog = el("dialog", { class: "wide-dialog", "aria-labelledby": "import-title", onclose: () => dialog.remove() },
    el("h2", { id: "import-title" }, "Bring a quiz"),
    el("label", { for: "import-text" }, "Questions"), text,
    el("div", { class: "row" }, el("label", { for: "import-file" }, "or a file"), file, el("span", { class: "grow" }), el("label", { for: "import-format" }, "Format"), format),
    said,
    el("div", { class: "row end" }, button(null, "Cancel", () => dialog.close()), button(null, "Import", submit, { class: "primary" })));

  async function readFile() {
    const [chosen] = file.files;
    if (!chosen) return;
    if (chosen.size > MAX_BYTES) return said.replaceChildren("This file is too large: 200 KB at most.");
    text.value = await chosen.text();
    format.value = ENDINGS[chosen.name.split(".").pop()] ?? "";
  }

  async function submit() {
    said.replaceChildren("");
    try {
      const body = { content: text.value, format: format.value || undefined };
      done((await post(`/thread/${threadId()}/quizzes`, body)).quiz);
      dialog.close();
    } catch (error) {
      said.replaceChildren(error.message);
    }
  }

  document.body.append(dialog);
  dialog.showModal();
}
