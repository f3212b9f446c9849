/**
 * Markdown to nodes while it streams. Blocks that are finished are never touched again; only the last, still open one
 * is drawn anew. Markup in the text stays text.
 */

import { button, el } from "./dom.js";
import { inline } from "./inline.js";
import { math } from "./tex.js";

const MAX_DEPTH = 5;
const MAX_LINE = 2000; // a longer one is no heading, no row and no item: keeps hostile text linear
const MAX_ITEMS = 200; // then a list goes on as another one, so that a draw never has much to do
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*)/;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])(\s+|$)/;
const ROW_OF_DASHES = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
const FORMULA = /^\s*(\$\$|\\\[)/;
const STARTS = [HEADING, FENCE, RULE, QUOTE, ITEM, FORMULA];
const SEVERAL_BLOCKS = /\n\s*\n|^ {0,3}(?:```|~~~|>|[-*+] |\d+[.)] |\||\$\$)/m;

/** Text that grows. `write` as often as there is more, `end` once. */
export class Markdown {
	text = "";
	tail = "";
	drawn = 0;
	frame = 0;

	/** @param {HTMLElement} root it fills */
	constructor(root) {
		this.root = root;
	}

	write(more) {
		this.text += more;
		this.tail += more;
		this.frame ||= requestAnimationFrame(() => this.draw(true));
	}

	end() {
		this.draw(false);
	}

	draw(open) {
		cancelAnimationFrame(this.frame);
		this.frame = 0;
		const lines = this.tail.split("\n");
		const blocks = new Blocks(lines, 0, open).read();
		while (this.root.childNodes.length > this.drawn) this.root.lastChild?.remove();
		this.root.append(...blocks.map(({ node }) => node()));
		if (!blocks.length) return;
		this.drawn += blocks.length - 1;
		this.tail = lines.slice(blocks[blocks.length - 1].from).join("\n");
	}
}

/** The nodes of lines inside something else, or of a whole text. @returns {Node[]} */
const nodesOf = (lines, depth = 0, open = false) => new Blocks(lines, depth, open).read().map(({ node }) => node());

/** Inline text, or blocks where it has several: for stems and options. @param {HTMLElement} into @param {string} text */
export function fill(into, text) {
	into.replaceChildren(...(SEVERAL_BLOCKS.test(text) ? nodesOf(text.split("\n")) : inline(text)));
	return into;
}

/** Reads lines into blocks. Each kind returns the line it ends before, and how its node is made. */
class Blocks {
	/** @param {string[]} lines @param {number} depth @param {boolean} open whether more may follow */
	constructor(lines, depth, open) {
		this.lines = lines;
		this.depth = depth;
		this.open = open;
	}

	read() {
		const blocks = [];
		for (let at = 0; at < this.lines.length; ) {
			if (!this.lines[at].trim()) {
				at += 1;
				continue;
			}
			const { to, node } = this.blockAt(at);
			blocks.push({ from: at, node });
			at = to;
		}
		return blocks;
	}

	/** @returns {{to: number, node: () => Node}} */
	blockAt(at) {
		const line = this.lines[at];
		const under = this.lines[at + 1] ?? "";
		const heading = line.length < MAX_LINE && HEADING.exec(line);
		if (line.length >= MAX_LINE) return this.paragraph(at);
		if (heading) return { to: at + 1, node: () => el(`h${Math.min(6, heading[1].length + 2)}`, { dir: "auto" }, ...this.inline(heading[2])) };
		if (FENCE.test(line)) return this.fence(at);
		if (RULE.test(line)) return { to: at + 1, node: () => el("hr") };
		if (FORMULA.test(line)) return this.formula(at) ?? this.paragraph(at);
		if (this.depth < MAX_DEPTH && QUOTE.test(line)) return this.quote(at);
		if (this.depth < MAX_DEPTH && ITEM.test(line)) return this.list(at);
		if (line.includes("|") && under.includes("-") && under.length < MAX_LINE && ROW_OF_DASHES.test(under)) return this.table(at);
		return this.paragraph(at);
	}

	inline(text) {
		return inline(text, this.open);
	}

	/** The first line from `at` on that `ends`, or the end. */
	until(at, ends) {
		while (at < this.lines.length && !ends(this.lines[at])) at += 1;
		return at;
	}

	fence(at) {
		const [, ticks, language] = FENCE.exec(this.lines[at]) ?? [];
		const to = this.until(at + 1, (line) => line.trim().startsWith(ticks) && !line.trim().replaceAll(ticks[0], ""));
		const code = this.lines.slice(at + 1, to).join("\n");
		const copy = button("copy", "", () => navigator.clipboard?.writeText(code), { label: "Copy this code", class: "icon" });
		const node = () => el("figure", { class: "code" }, el("figcaption", {}, language || "code", copy), el("pre", { tabindex: 0 }, el("code", {}, code)));
		return { to: to + 1, node };
	}

	formula(at) {
		const mark = this.lines[at].trim().startsWith("$$") ? "$$" : "\\]";
		for (let to = at + 1; to <= Math.min(this.lines.length, at + 30); to += 1) {
			const text = this.lines.slice(at, to).join("\n").trim();
			const inner = text.slice(2, -2);
			if (text.length > 4 && text.endsWith(mark) && !inner.includes(mark)) return { to, node: () => el("p", {}, math(inner, true)) };
		}
		return null;
	}

	quote(at) {
		const to = this.until(at, (line) => !QUOTE.test(line));
		const inner = this.lines.slice(at, to).map((line) => line.replace(QUOTE, ""));
		return { to, node: () => el("blockquote", {}, ...nodesOf(inner, this.depth + 1, this.open)) };
	}

	list(at) {
		const [, margin, sign] = ITEM.exec(this.lines[at]) ?? [];
		const ordered = /\d/.test(sign);
		const itemAt = (line) => {
			const item = ITEM.exec(line ?? "");
			return item && /\d/.test(item[2]) === ordered && item[1].length < margin.length + 2 ? item : null;
		};
		const items = [];
		let to = at;
		for (; to < this.lines.length && items.length <= MAX_ITEMS; to += 1) {
			const line = this.lines[to];
			const item = itemAt(line);
			if (item) items.push([line.slice(item[0].length)]);
			else if (/^ {2,}\S|^\t/.test(line) && !RULE.test(line)) items[items.length - 1].push(line.replace(/^( {2,4}|\t)/, ""));
			else if (!line.trim() && /^ {2,}\S/.test(this.lines[to + 1] ?? "")) items[items.length - 1].push("");
			else if (line.trim() || !itemAt(this.lines[to + 1])) break;
		}
		const start = ordered && parseInt(sign, 10);
		return { to, node: () => el(ordered ? "ol" : "ul", { start: start === 1 ? null : start }, ...items.map((item) => this.item(item))) };
	}

	item([first, ...rest]) {
		const task = first.replace(/^\[( |x|X)\]\s/, (_, mark) => (mark === " " ? "☐ " : "☑ "));
		const lines = [task, ...rest];
		const nested = rest.some((line) => !line.trim() || [ITEM, FENCE, QUOTE].some((start) => start.test(line)));
		return el("li", { dir: "auto" }, ...(nested ? nodesOf(lines, this.depth + 1, this.open) : this.inline(lines.join("\n"))));
	}

	table(at) {
		const to = this.until(at + 2, (line) => !line.includes("|"));
		const row = (line, tag) => {
			const cells = line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/);
			return el("tr", {}, ...cells.map((cell) => el(tag, { dir: "auto" }, ...this.inline(cell.trim().replaceAll("\\|", "|")))));
		};
		const node = () => el("div", { class: "wide", tabindex: 0, role: "group", "aria-label": "Table" },
			el("table", {}, el("thead", {}, row(this.lines[at], "th")), el("tbody", {}, ...this.lines.slice(at + 2, to).map((line) => row(line, "td")))));
		return { to, node };
	}

	paragraph(at) {
		const to = this.until(at + 1, (line) => !line.trim() || (line.length < MAX_LINE && STARTS.some((start) => start.test(line))));
		return { to, node: () => el("p", { dir: "auto" }, ...this.inline(this.lines.slice(at, to).join("\n").trim())) };
	}
}
