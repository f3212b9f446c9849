/** The conversation: what people said, what the service answers while it answers. */

import { button, byId, el, icon, plural, say } from "./dom.js";
import { Markdown } from "./markdown.js";
import { follow } from "./scroll.js";

const log = byId("log");
const latest = byId("latest");
const toEnd = follow(byId("chat"), log, (following) => (latest.hidden = following));
latest.onclick = toEnd;

/** @typedef {{edit: (text: string) => void, openQuiz: (quizId: string) => void}} Deeds */

/** @type {Deeds} */
let deeds = { edit: () => {}, openQuiz: () => {} };
/** @param {Deeds} given what the buttons of messages do */
export const connect = (given) => (deeds = given);

export function clear() {
  log.replaceChildren();
}

/** Whether the first turn is still under way. */
export const isFirst = () => log.childElementCount <= 2;

/** @param {string} text */
export function addMine(text) {
  const tools = el("div", { class: "row tools" }, copyButton(() => text),
    button("edit", "", () => deeds.edit(text), { label: "Edit and send again", class: "icon" }));
  log.append(el("li", { class: "mine" }, el("p", { class: "hidden" }, "You:"), el("div", { class: "bubble", dir: "auto" }, text), tools));
  toEnd();
}

/** @param {() => string} text */
function copyButton(text) {
  const copy = button("copy", "", async () => {
    await navigator.clipboard?.writeText(text());
    copy.replaceChildren(icon("check"));
    say("Copied");
    setTimeout(() => copy.replaceChildren(icon("copy")), 1500);
  }, { label: "Copy", class: "icon" });
  return copy;
}

/** An answer of the service, from its first word on. */
export class Reply {
  constructor() {
    this.md = el("div", { class: "md" });
    this.window = el("div", { class: "text" }, this.md);
    this.state = el("p", { class: "state" });
    this.meta = el("p", { class: "meta" });
    this.tools = el("div", { class: "row tools", hidden: true }, copyButton(() => this.text.text));
    this.chip = el("div", { hidden: true });
    this.node = el("li", { class: "reply" }, el("p", { class: "hidden" }, "Quiz Agent:"), this.window, this.chip, this.state, el("div", { class: "row foot" }, this.meta, this.tools));
    this.text = new Markdown(this.md);
    log.append(this.node);
  }

  /** @param {string} words what is going on; "" for nothing */
  say(words) {
    this.state.replaceChildren(words);
    this.state.classList.toggle("busy", Boolean(words));
  }

  /** @param {string} more */
  write(more) {
    if (!this.text.text) this.say("");
    this.text.write(more);
  }

  /** The first heading so far. */
  title() {
    return /^#+ (.+)/m.exec(this.text.text)?.[1] ?? "A new quiz";
  }

  /** The questions are on the sheet: their text needs a window only. */
  narrow() {
    if (this.window.classList.contains("narrow")) return;
    this.window.classList.add("narrow");
    this.window.tabIndex = 0;
    this.window.setAttribute("role", "region");
    this.window.setAttribute("aria-label", "The answer as it is written");
    follow(this.window, this.md)();
  }

  /** @param {any} quiz @param {string} [meta] */
  finish(quiz, meta = "") {
    this.text.end();
    this.say("");
    this.meta.replaceChildren(meta);
    this.tools.hidden = false;
    if (quiz) this.fold(quiz);
  }

  /** A quiz in place of its text, which stays within reach. @param {any} quiz */
  fold({ id, title, revision, questions }) {
    const words = [title, el("span", { class: "hint" }, `${plural(questions.length, "question")} · revision ${revision}`)];
    this.chip.replaceChildren(el("button", { type: "button", class: "chip", onclick: () => deeds.openQuiz(id) }, icon("logo"), el("span", {}, ...words)));
    this.chip.hidden = false;
    if (!this.text.text.trim()) return;
    this.window.classList.remove("narrow");
    const details = el("details", { class: "source" }, el("summary", {}, "Text of the answer"));
    this.chip.after(details);
    details.append(this.window);
  }

  /** @param {import("./api.js").ApiError} error @param {Node|false|""} remedy */
  fail(error, remedy) {
    this.text.end();
    this.state.classList.remove("busy");
    this.tools.hidden = !this.text.text;
    const reference = error.requestId && el("span", { class: "hint" }, ` Reference ${error.requestId}`);
    this.state.replaceChildren(el("span", { class: "failure" }, error.message, reference), remedy || "");
  }
}
