/** A formula in TeX to MathML: the part of TeX that quizzes use. What it does not know stays readable as source. */

import { el } from "./dom.js";

const MATHML = "http://www.w3.org/1998/Math/MathML";
const MAX_CHARS = 2000;
const MAX_DEPTH = 24;
const TOKEN = /\\([a-zA-Z]+|[\s\S])|[{}^_&]|\d+(?:\.\d+)?|\s+|[\s\S]/gu;

/** "name sign name sign …" as a map. @param {string} pairs @returns {Map<string, string>} */
const table = (pairs) => new Map([...pairs.matchAll(/(\S+) (\S+)/g)].map(([, name, sign]) => [name, sign]));

const LETTERS = table(`alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π
	rho ρ sigma σ tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω
	infty ∞ partial ∂ nabla ∇ ell ℓ emptyset ∅ dots … ldots … degree °`);
const SIGNS = table(`times × div ÷ cdot ⋅ pm ± mp ∓ le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ equiv ≡ sim ∼ propto ∝ in ∈ notin ∉ subset ⊂
	subseteq ⊆ supset ⊃ cup ∪ cap ∩ setminus ∖ to → rightarrow → leftarrow ← Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ iff ⇔ implies ⇒
	mapsto ↦ forall ∀ exists ∃ neg ¬ lnot ¬ land ∧ lor ∨ wedge ∧ vee ∨ oplus ⊕ otimes ⊗ circ ∘ cdots ⋯ mid ∣ angle ∠ perp ⊥ parallel ∥
	langle ⟨ rangle ⟩ lceil ⌈ rceil ⌉ lfloor ⌊ rfloor ⌋ sum ∑ prod ∏ int ∫ { { } } | ‖ prime ′ % % $ $ # # & & _ _`);
const SPACES = table(", .17em : .22em ; .28em ! 0em quad 1em qquad 2em").set(" ", ".3em");
const ACCENTS = table("vec → bar ¯ overline ¯ hat ^ tilde ~ dot ˙");
const FENCES = table("pmatrix () bmatrix [] vmatrix || matrix . cases { aligned .");
const BOARD = table("R ℝ N ℕ Z ℤ Q ℚ C ℂ");
const WORD = /^(sin|cos|tan|log|ln|exp|lim|max|min|gcd|det|dim|arg|mod|sup|inf)$/;
const LIMITS = /^(∑|∏|lim|max|min|sup|inf)$/;

function m(tag, ...children) {
	const node = document.createElementNS(MATHML, tag);
	node.append(...children);
	return node;
}

/** @param {string} source @param {boolean} block on a line of its own @returns {Element} */
export function math(source, block) {
	const root = m("math");
	if (block) root.setAttribute("display", "block");
	try {
		if (source.length > MAX_CHARS) throw new SyntaxError("too long");
		root.append(m("mrow", ...new Tex(source).all()));
		return root;
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		return el("code", { class: "tex" }, source.trim());
	}
}

class Tex {
	constructor(source) {
		this.tokens = source.match(TOKEN) ?? [];
		this.at = 0;
		this.depth = 0;
	}

	all() {
		const nodes = this.until(() => false);
		if (this.at < this.tokens.length) throw new SyntaxError("unbalanced");
		return nodes;
	}

	/** What comes before a token. @param {(token: string) => boolean} end */
	until(end) {
		const nodes = [];
		if ((this.depth += 1) > MAX_DEPTH) throw new SyntaxError("too deep");
		while (this.at < this.tokens.length && !end(this.tokens[this.at])) {
			const node = this.scripted();
			if (node) nodes.push(node);
		}
		this.depth -= 1;
		return nodes;
	}

	/** One thing with its index and exponent. */
	scripted() {
		const base = this.one();
		const parts = { "^": null, _: null };
		while (this.tokens[this.at] === "^" || this.tokens[this.at] === "_") parts[this.tokens[this.at++]] = this.argument();
		const { "^": above, _: below } = parts;
		if (!above && !below) return base;
		const kind = LIMITS.test(base?.textContent ?? "") ? ["munder", "mover", "munderover"] : ["msub", "msup", "msubsup"];
		return m(kind[below && above ? 2 : above ? 1 : 0], base ?? m("mrow"), ...[below, above].filter(Boolean));
	}

	/** Null for white space. */
	one() {
		const token = this.tokens[this.at++];
		if (!token.trim()) return null;
		if (token === "{") return this.group();
		if ("&}^_".includes(token)) throw new SyntaxError("unexpected");
		if (token[0] === "\\") return this.command(token.slice(1));
		if (/\d/.test(token)) return m("mn", token);
		return m(/\p{L}/u.test(token) ? "mi" : "mo", token === "-" ? "−" : token === "'" ? "′" : token);
	}

	group() {
		const row = m("mrow", ...this.until((token) => token === "}"));
		if (this.tokens[this.at++] !== "}") throw new SyntaxError("unbalanced");
		return row;
	}

	argument() {
		while (this.tokens[this.at]?.trim() === "") this.at += 1;
		if (this.at >= this.tokens.length || (this.depth += 1) > MAX_DEPTH) throw new SyntaxError("nothing follows");
		const node = this.one();
		this.depth -= 1;
		return node;
	}

	/** The raw text of a braced argument. */
	words() {
		const from = this.at;
		if (this.tokens[from] !== "{") throw new SyntaxError("no text");
		while (this.at < this.tokens.length && this.tokens[this.at] !== "}") this.at += 1;
		return this.tokens.slice(from + 1, this.at++).join("");
	}

	command(name) {
		if (LETTERS.has(name)) return m("mi", LETTERS.get(name));
		if (SIGNS.has(name)) return m("mo", SIGNS.get(name));
		if (WORD.test(name)) return m("mi", name);
		if (SPACES.has(name)) return this.space(SPACES.get(name));
		if (ACCENTS.has(name)) return m("mover", this.argument(), m("mo", ACCENTS.get(name)));
		if (/^[dt]?frac$/.test(name)) return m("mfrac", this.argument(), this.argument());
		if (/^(text(bf|tt|it)?|mathrm|operatorname)$/.test(name)) return m("mtext", this.words());
		if (/^math(bf|it|sf|cal)$/.test(name)) return this.argument();
		if (name === "mathbb") return m("mi", ...[...this.words()].map((char) => BOARD.get(char) ?? char));
		if (name === "sqrt") return this.root();
		if (name === "binom") return this.fenced("()", [[this.argument()], [this.argument()]]);
		if (name === "left" || name === "right") return m("mo", (this.tokens[this.at++] ?? "").replace(/^\.$|^\\/, ""));
		if (name === "begin") return this.environment();
		throw new SyntaxError(name);
	}

	space(width) {
		const node = m("mspace");
		node.setAttribute("width", width);
		return node;
	}

	root() {
		if (this.tokens[this.at] !== "[") return m("msqrt", this.argument());
		this.at += 1;
		const degree = m("mrow", ...this.until((token) => token === "]"));
		this.at += 1;
		return m("mroot", this.argument(), degree);
	}

	environment() {
		const name = this.words();
		const rows = [[m("mrow")]];
		for (;;) {
			const row = rows[rows.length - 1];
			row[row.length - 1].append(...this.until((token) => ["&", "\\\\", "\\end"].includes(token)));
			const end = this.tokens[this.at++];
			if (end === "&") row.push(m("mrow"));
			else if (end === "\\\\") rows.push([m("mrow")]);
			else if (end === "\\end" && this.words() === name && FENCES.has(name)) return this.fenced(FENCES.get(name), rows);
			else throw new SyntaxError(name);
		}
	}

	fenced(fence, rows) {
		const [left, right = ""] = fence;
		const grid = m("mtable", ...rows.map((cells) => m("mtr", ...cells.map((cell) => m("mtd", cell)))));
		return m("mrow", m("mo", left.replace(".", "")), grid, m("mo", right));
	}
}
