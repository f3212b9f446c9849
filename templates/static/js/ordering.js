/** A list put in order: by dragging with mouse or finger, with the arrow keys, or with the buttons of each item. */

import { button, el, icon, say } from "./dom.js";
import { fill } from "./markdown.js";
import { mark, shuffled } from "./questions.js";

/** @returns {import("./inputs.js").Input} */
export function ordering(question, { learner, onchange }) {
	let touched = false;
	const list = el("ol", { class: "order", "aria-labelledby": `stem-${question.id}` });
	const items = learner ? question.items : shuffled(question.items);
	list.append(...items.map((item) => row(item)));

	function row(item) {
		const grip = button(null, "", () => {}, { label: "Move: arrow keys, or drag", class: "icon grip" });
		grip.append(icon("grip"));
		const words = fill(el("span", { class: "words", dir: "auto" }), item.text);
		const node = el("li", { "data-id": item.id }, grip, words,
			button("up", "", () => move(node, -1), { label: "Up", class: "icon" }), button("fall", "", () => move(node, 1), { label: "Down", class: "icon" }));
		grip.addEventListener("keydown", (event) => {
			const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
			if (!by) return;
			event.preventDefault();
			move(node, by);
		});
		grip.addEventListener("pointerdown", (event) => drag(node, grip, event));
		return node;
	}

	/** Moves the neighbour, never the node itself: focus and a captured pointer stay where they are. @param {HTMLElement} node @param {number} by */
	function step(node, by) {
		const other = by < 0 ? node.previousElementSibling : node.nextElementSibling;
		if (other) node[by < 0 ? "after" : "before"](other);
		return other;
	}

	function move(node, by) {
		if (step(node, by)) moved(node);
	}

	function moved(node) {
		touched = true;
		say(`Now at place ${[...list.children].indexOf(node) + 1} of ${list.children.length}`);
		onchange();
	}

	function drag(node, grip, start) {
		start.preventDefault();
		grip.setPointerCapture(start.pointerId);
		node.classList.add("dragged");
		const middle = (other) => {
			const box = other?.getBoundingClientRect();
			return box ? box.top + box.height / 2 : null;
		};
		const follow = ({ clientY }) => {
			while (clientY > (middle(node.nextElementSibling) ?? Infinity)) step(node, 1);
			while (clientY < (middle(node.previousElementSibling) ?? -Infinity)) step(node, -1);
		};
		const drop = () => {
			grip.removeEventListener("pointermove", follow);
			node.classList.remove("dragged");
			moved(node);
		};
		grip.addEventListener("pointermove", follow);
		grip.addEventListener("lostpointercapture", drop, { once: true });
	}

	const ids = () => [...list.children].map((child) => child.dataset.id);
	return {
		node: list,
		read: () => (touched ? ids() : null),
		asIs: ids,
		write: (answer) => {
			touched = true;
			for (const id of answer) list.append(...[...list.children].filter((child) => child.dataset.id === id));
		},
		mark: (key) => ids().forEach((id, at) => mark(list.children[at], key?.[at] === id, true, key !== null)),
	};
}
