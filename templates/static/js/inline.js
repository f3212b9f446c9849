/** Inline markdown to nodes: text nodes, a few elements without attributes, and http(s) links. Linear on any input. */

import { el } from "./dom.js";
import { math } from "./tex.js";

const MAX_DEPTH = 6;
const MAX_CHARS = 20_000; // longer than any paragraph people read; shown as plain text
const MAX_WORDS = 1000; // of a link
const PLAIN = /[^\\`$*_~[!<h\n]+/y;
const URL_HERE = /https?:\/\/[^\s<>"'`)\]}]*[^\s<>"'`)\]}.,;:!?*_]/y;
const LINK_TARGET = /\(\s{0,3}<?([^\s()<>]{0,2000}(?:\([^\s()<>]{0,200}\)[^\s()<>]{0,2000})?)>?(?:\s{1,3}"[^"\n]{0,300}")?\s{0,3}\)/y;
const ALNUM = /[\p{L}\p{N}]/u;

/** @param {string} text @param {boolean} [open] whether more text may follow: emphasis left open counts as closed @returns {Node[]} */
export function inline(text, open = false) {
	if (text.length > MAX_CHARS) return [document.createTextNode(text)];
	return new Inline(text, open, 0).read();
}

/** An http(s) link, or null. @param {string} address @param {...(Node|string)} words */
export function link(address, ...words) {
	let url;
	try {
		url = new URL(address);
	} catch {
		return null;
	}
	if (url.protocol !== "http:" && url.protocol !== "https:") return null;
	return el("a", { href: url.href, title: url.host, rel: "noopener noreferrer nofollow", target: "_blank" }, ...words);
}

class Inline {
	at = 0;
	run = "";
	nodes = [];
	/** @type {Set<string>} closers that do not come any more: what keeps hostile text linear */
	gone = new Set();

	constructor(text, open, depth) {
		this.text = text;
		this.open = open;
		this.depth = depth;
	}

	read() {
		const { text } = this;
		while (this.at < text.length) {
			const plain = this.match(PLAIN);
			if (plain) this.skip(plain[0]);
			else if (!this.special(text[this.at])) this.run += text[this.at++];
		}
		this.flush();
		return this.nodes;
	}

	/** Reads what starts here and moves on; false when it is just a character. */
	special(char) {
		if (char === "\n") return this.push(el("br"), 1);
		if (char === "\\") return this.escape();
		if (char === "`") return this.code();
		if (char === "$") return this.dollars();
		if (char === "[") return this.linked();
		if (char === "!") return this.image();
		if (char === "h" || char === "<") return this.bareLink(char);
		return this.emphasis(char);
	}

	escape() {
		const next = this.text[this.at + 1] ?? "";
		if (next === "(" || next === "[") return this.formula(`\\${next}`, next === "(" ? "\\)" : "\\]");
		if (!/[!-/:-@[-`{-~]/.test(next)) return false;
		this.run += next;
		this.at += 2;
		return true;
	}

	code() {
		const ticks = /** @type {RegExpExecArray} */ (this.match(/`+/y))[0];
		const start = this.at + ticks.length;
		for (let end = this.find(ticks, start); end >= 0; end = this.find(ticks, end)) {
			let stop = end;
			while (this.text[stop] === "`") stop += 1;
			if (stop - end === ticks.length) return this.push(el("code", {}, this.text.slice(start, end).replace(/^ (.*) $/s, "$1")), stop - this.at);
			end = stop;
		}
		this.gone.add(ticks);
		if (this.open && this.depth === 0) return this.push(el("code", {}, this.text.slice(start)), this.text.length);
		this.run += ticks;
		this.at = start;
		return true;
	}

	dollars() {
		const { text, at } = this;
		if (text.startsWith("$$", at)) return this.formula("$$", "$$");
		if (/[\s\d]/.test(text[at + 1] ?? " ") && !/^\$\d[^$\n]{0,80}[\\^_=+{}][^$\n]{0,80}\$/.test(text.slice(at, at + 170))) return false;
		const end = this.close("$", at + 1);
		if (end < 0 || /\d/.test(text[end + 1] ?? "")) return false;
		return this.push(math(text.slice(at + 1, end), false), end + 1 - at);
	}

	formula(from, to) {
		const end = this.find(to, this.at + from.length);
		if (end < 0) return false;
		return this.push(math(this.text.slice(this.at + from.length, end), to !== "\\)"), end + to.length - this.at);
	}

	linked() {
		const words = this.bracket(this.at);
		if (!words) return false;
		const anchor = link(words.address, ...this.within(words.text));
		if (!anchor) return false;
		return this.push(anchor, words.end - this.at);
	}

	/** An image is its words: nothing is ever fetched. */
	image() {
		if (this.text[this.at + 1] !== "[") return false;
		const words = this.bracket(this.at + 1);
		return words ? this.push(el("span", { class: "image" }, `image: ${words.text || "without a description"}`), words.end - this.at) : false;
	}

	/** `[text](address)` at a place, or null. */
	bracket(at) {
		const end = at + this.text.slice(at, at + MAX_WORDS).indexOf("](");
		if (end < at) return null;
		LINK_TARGET.lastIndex = end + 1;
		const target = LINK_TARGET.exec(this.text);
		return target && { text: this.text.slice(at + 1, end), address: target[1], end: LINK_TARGET.lastIndex };
	}

	bareLink(char) {
		const at = char === "<" ? this.at + 1 : this.at;
		if (char === "h" && ALNUM.test(this.text[this.at - 1] ?? "")) return false;
		URL_HERE.lastIndex = at;
		const found = URL_HERE.exec(this.text);
		const anchor = found && link(found[0], found[0]);
		if (!anchor || (char === "<" && this.text[at + found[0].length] !== ">")) return false;
		return this.push(anchor, found[0].length + (char === "<" ? 2 : 0));
	}

	/** One of * _ ~ */
	emphasis(char) {
		const { text, at } = this;
		const double = text[at + 1] === char;
		const mark = double ? char + char : char;
		const start = at + mark.length;
		if ((char === "~" && !double) || this.depth >= MAX_DEPTH || /\s/.test(text[start] ?? " ")) return this.skip(mark);
		if (char === "_" && ALNUM.test(text[at - 1] ?? "")) return this.skip(mark);
		let end = this.close(mark, start);
		if (end < 0 && !(this.open && this.depth === 0 && double && !text.includes("\n", start))) return this.skip(mark);
		if (end < 0) end = text.length;
		const tag = char === "~" ? "del" : double ? "strong" : "em";
		return this.push(el(tag, {}, ...this.within(text.slice(start, end))), end + mark.length - at);
	}

	/** Where a mark closes: not after white space, an underscore not before a letter; -1 for never. */
	close(mark, from) {
		for (let end = this.find(mark, from); end >= 0; end = this.find(mark, end + 1)) {
			if (mark.length === 1 && mark !== "$" && this.text[end + 1] === mark) {
				end += 1;
				continue;
			}
			while (mark.length === 2 && this.text[end + 2] === mark[0]) end += 1;
			const word = mark[0] === "_" && ALNUM.test(this.text[end + mark.length] ?? "");
			if (end > from && !/\s/.test(this.text[end - 1]) && !word) return end;
		}
		this.gone.add(mark);
		return -1;
	}

	find(what, from) {
		if (this.gone.has(what)) return -1;
		const at = this.text.indexOf(what, from);
		if (at < 0) this.gone.add(what);
		return at;
	}

	/** Takes text as it is. @param {string} text */
	skip(text) {
		this.run += text;
		this.at += text.length;
		return true;
	}

	within(text) {
		return this.depth >= MAX_DEPTH ? [document.createTextNode(text)] : new Inline(text, this.open, this.depth + 1).read();
	}

	match(pattern) {
		pattern.lastIndex = this.at;
		return pattern.exec(this.text);
	}

	/** A node in place of so many characters. @param {Node} node @param {number} length */
	push(node, length) {
		this.flush();
		this.nodes.push(node);
		this.at += length;
		return true;
	}

	flush() {
		if (this.run) this.nodes.push(document.createTextNode(this.run));
		this.run = "";
	}
}
