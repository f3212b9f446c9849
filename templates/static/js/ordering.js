/** A list put in order: by dragging with mouse or finger, with the arrow keys, or with the buttons of each item. */

import { button, el, icon, say } from "./dom.js";
import { fill } from "./markdown.js";
import { mark, shuffled } from "./questions.js";

const STEPS = { ArrowUp: -1, ArrowDown: 1 };

/** An `Input` of inputs.js. */
export class Ordering {
	touched = false;

	constructor(question, { learner, onchange }) {
		this.onchange = onchange;
		const items = learner ? question.items : shuffled(question.items);
		this.node = el("ol", { class: "order", "aria-labelledby": `stem-${question.id}` }, ...items.map((item) => this.row(item)));
	}

	row({ id, text }) {
		const grip = button("grip", "", () => {}, { label: "Move: arrow keys, or drag", class: "icon grip" });
		const words = fill(el("span", { class: "words", dir: "auto" }), text);
		const by = (name, step, label) => button(name, "", () => this.move(row, step), { label, class: "icon" });
		const row = el("li", { "data-id": id }, grip, words, by("up", -1, "Up"), by("fall", 1, "Down"));
		grip.addEventListener("keydown", (event) => event.key in STEPS && (event.preventDefault(), this.move(row, STEPS[event.key])));
		grip.addEventListener("pointerdown", (event) => (event.preventDefault(), this.drag(row, grip, event.pointerId)));
		return row;
	}

	/** Moves the neighbour, never the row itself: focus and a captured pointer stay where they are. */
	step(row, by) {
		const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
		if (other) row[by < 0 ? "after" : "before"](other);
		return other;
	}

	move(row, by) {
		if (this.step(row, by)) this.moved(row);
	}

	moved(row) {
		this.touched = true;
		say(`Now at place ${this.asIs().indexOf(row.dataset.id) + 1} of ${this.node.children.length}`);
		this.onchange();
	}

	drag(row, grip, pointerId) {
		const middle = (other, none) => {
			const box = other?.getBoundingClientRect();
			return box ? box.top + box.height / 2 : none;
		};
		grip.setPointerCapture(pointerId);
		row.classList.add("dragged");
		grip.onpointermove = ({ clientY }) => {
			while (clientY > middle(row.nextElementSibling, Infinity)) this.step(row, 1);
			while (clientY < middle(row.previousElementSibling, -Infinity)) this.step(row, -1);
		};
		grip.onlostpointercapture = () => {
			grip.onpointermove = grip.onlostpointercapture = null;
			row.classList.remove("dragged");
			this.moved(row);
		};
	}

	/** The order that stands there, even untouched. */
	asIs() {
		return [...this.node.children].map((row) => row.dataset.id);
	}

	read() {
		return this.touched ? this.asIs() : null;
	}

	write(answer) {
		this.touched = true;
		this.node.append(...answer.flatMap((id) => [...this.node.children].filter((row) => row.dataset.id === id)));
	}

	mark(key) {
		[...this.node.children].forEach((row, at) => mark(row, key?.[at] === row.dataset.id, true, key !== null));
	}
}
