/**
 * Markdown to nodes while it streams. Blocks that are finished are never touched again; only the last, still open one
 * is drawn anew. Markup in the text stays text.
 */

import { button, el } from "./dom.js";
import { inline } from "./inline.js";
import { math } from "./tex.js";

const MAX_DEPTH = 5;
const MAX_ITEMS = 200; // then a list goes on as another one, so that a draw never has much to do
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*)/;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])(\s+|$)/;
const TABLE_LINE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
const FORMULA = /^\s*(\$\$|\\\[)/;

/** @typedef {{from: number, node: () => Node}} Block */

/** Text that grows. `write` as often as there is more, `end` once. */
export class Markdown {
  /** @param {HTMLElement} root it fills */
  constructor(root) {
    this.root = root;
    this.text = "";
    this.tail = "";
    this.drawn = 0;
    this.frame = 0;
  }

  /** @param {string} more */
  write(more) {
    this.text += more;
    this.tail += more;
    this.frame ||= requestAnimationFrame(() => this.draw(true));
  }

  end() {
    this.draw(false);
  }

  /** @param {boolean} open */
  draw(open) {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const lines = this.tail.split("\n");
    const blocks = read(lines, 0, open);
    while (this.root.childNodes.length > this.drawn) this.root.lastChild?.remove();
    for (const block of blocks) this.root.append(block.node());
    const last = blocks[blocks.length - 1];
    if (!last) return;
    this.drawn += blocks.length - 1;
    this.tail = lines.slice(last.from).join("\n");
  }
}

/** The nodes of a whole text. @param {string} text */
export function render(text) {
  return read(text.split("\n"), 0, false).map((block) => block.node());
}

/** Inline text, or blocks where it has several: for stems and options. @param {HTMLElement} into @param {string} text */
export function fill(into, text) {
  const blocks = /\n\s*\n|^ {0,3}(?:```|~~~|>|[-*+] |\d+[.)] |\||\$\$)/m.test(text);
  into.replaceChildren(...(blocks ? render(text) : inline(text)));
  return into;
}

/** @param {string[]} lines @param {number} depth @param {boolean} open @returns {Block[]} */
function read(lines, depth, open) {
  const blocks = [];
  for (let at = 0; at < lines.length; ) {
    if (!lines[at].trim()) {
      at += 1;
      continue;
    }
    const block = blockAt(lines, at, depth, open);
    blocks.push({ from: at, node: block.node });
    at = block.to;
  }
  return blocks;
}

/** @param {string[]} lines @param {number} at @param {number} depth @param {boolean} open @returns {{to: number, node: () => Node}} */
function blockAt(lines, at, depth, open) {
  const line = lines[at];
  const heading = HEADING.exec(line);
  if (heading) return { to: at + 1, node: () => el(`h${Math.min(6, heading[1].length + 2)}`, { dir: "auto" }, ...inline(heading[2], open)) };
  if (FENCE.test(line)) return fence(lines, at);
  if (RULE.test(line)) return { to: at + 1, node: () => el("hr") };
  if (FORMULA.test(line)) return formula(lines, at) ?? paragraph(lines, at, open);
  if (depth < MAX_DEPTH && QUOTE.test(line)) return quote(lines, at, depth, open);
  if (depth < MAX_DEPTH && ITEM.test(line)) return list(lines, at, depth, open);
  if (line.includes("|") && TABLE_LINE.test(lines[at + 1] ?? "") && lines[at + 1].includes("-")) return table(lines, at, open);
  return paragraph(lines, at, open);
}

/** @param {string[]} lines @param {number} at */
function fence(lines, at) {
  const [, ticks, language] = /** @type {RegExpExecArray} */ (FENCE.exec(lines[at]));
  let to = at + 1;
  while (to < lines.length && !(lines[to].trim().startsWith(ticks) && !lines[to].trim().replaceAll(ticks[0], ""))) to += 1;
  const code = lines.slice(at + 1, to).join("\n");
  return { to: to + 1, node: () => codeBlock(code, language) };
}

/** @param {string} code @param {string} language */
export function codeBlock(code, language) {
  const copy = button("copy", "", () => navigator.clipboard?.writeText(code), { label: "Copy this code", class: "icon" });
  return el("figure", { class: "code" }, el("figcaption", {}, language || "code", copy), el("pre", { tabindex: 0 }, el("code", {}, code)));
}

/** @param {string[]} lines @param {number} at */
function formula(lines, at) {
  const [whole, from] = /** @type {RegExpExecArray} */ (FORMULA.exec(lines[at]));
  const mark = from === "$$" ? "$$" : "\\]";
  for (let to = at; to < Math.min(lines.length, at + 30); to += 1) {
    const text = lines.slice(at, to + 1).join("\n").trim();
    if (text.length > whole.trim().length + 1 && text.endsWith(mark) && !text.slice(2, -2).includes(mark)) {
      return { to: to + 1, node: () => el("p", {}, math(text.slice(2, -2), true)) };
    }
  }
  return null;
}

/** @param {string[]} lines @param {number} at @param {number} depth @param {boolean} open */
function quote(lines, at, depth, open) {
  let to = at;
  while (to < lines.length && QUOTE.test(lines[to])) to += 1;
  const inner = lines.slice(at, to).map((line) => line.replace(QUOTE, ""));
  return { to, node: () => el("blockquote", {}, ...read(inner, depth + 1, open).map((block) => block.node())) };
}

/** @param {string[]} lines @param {number} at @param {number} depth @param {boolean} open */
function list(lines, at, depth, open) {
  const first = /** @type {RegExpExecArray} */ (ITEM.exec(lines[at]));
  const ordered = /\d/.test(first[2]);
  /** @type {string[][]} */
  const items = [];
  let to = at;
  for (; to < lines.length && items.length <= MAX_ITEMS; to += 1) {
    const item = ITEM.exec(lines[to]);
    const indent = lines[to].search(/\S/);
    if (item && /\d/.test(item[2]) === ordered && indent < first[1].length + 2) items.push([lines[to].slice(item[0].length)]);
    else if (indent >= 2 && !RULE.test(lines[to])) items[items.length - 1].push(lines[to].replace(/^( {2,4}|\t)/, ""));
    else if (indent < 0 && ITEM.test(lines[to + 1] ?? "") && /\d/.test(ITEM.exec(lines[to + 1])?.[2] ?? "") === ordered) continue;
    else if (indent < 0 && /^\s{2,}\S/.test(lines[to + 1] ?? "")) items[items.length - 1].push("");
    else break;
  }
  const start = ordered ? parseInt(first[2], 10) : 1;
  const node = () => el(ordered ? "ol" : "ul", { start: start === 1 ? null : start }, ...items.map((item) => entry(item, depth, open)));
  return { to, node };
}

/** @param {string[]} lines @param {number} depth @param {boolean} open */
function entry(lines, depth, open) {
  lines[0] = lines[0].replace(/^\[( |x|X)\]\s/, (_, mark) => (mark === " " ? "☐ " : "☑ "));
  const nested = lines.slice(1).some((line) => !line.trim() || ITEM.test(line) || FENCE.test(line) || QUOTE.test(line));
  return el("li", { dir: "auto" }, ...(nested ? read(lines, depth + 1, open).map((block) => block.node()) : inline(lines.join("\n"), open)));
}

/** @param {string[]} lines @param {number} at @param {boolean} open */
function table(lines, at, open) {
  let to = at + 2;
  while (to < lines.length && lines[to].includes("|")) to += 1;
  const row = (line, tag) => {
    const cells = line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/);
    return el("tr", {}, ...cells.map((cell) => el(tag, { dir: "auto" }, ...inline(cell.trim().replaceAll("\\|", "|"), open))));
  };
  const node = () =>
    el("div", { class: "wide", tabindex: 0, role: "group", "aria-label": "Table" },
      el("table", {}, el("thead", {}, row(lines[at], "th")), el("tbody", {}, ...lines.slice(at + 2, to).map((line) => row(line, "td")))));
  return { to, node };
}

/** @param {string[]} lines @param {number} at @param {boolean} open */
function paragraph(lines, at, open) {
  let to = at + 1;
  const starts = (line) => HEADING.test(line) || FENCE.test(line) || RULE.test(line) || QUOTE.test(line) || ITEM.test(line) || FORMULA.test(line);
  while (to < lines.length && lines[to].trim() && !starts(lines[to])) to += 1;
  return { to, node: () => el("p", { dir: "auto" }, ...inline(lines.slice(at, to).join("\n").trim(), open)) };
}
