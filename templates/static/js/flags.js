/** Flags as their author sees them: a short name that opens the sentence behind it. */

import { el, icon } from "./dom.js";

const WEIGHT = { error: "Needs a look before use", warning: "Worth a look", info: "For information" };

/** A list of flags, null when there is none. @param {any[]} flags */
export function flagList(flags) {
	if (!flags.length) return null;
	return el("ul", { class: "flags", "aria-label": "Flags" }, ...flags.map(({ rule, severity, message }) =>
		el("li", { class: severity }, el("details", {},
			el("summary", {}, icon("flag"), rule.replaceAll("-", " ")), el("p", {}, message, " ", el("i", {}, `${WEIGHT[severity] ?? ""}.`))))));
}
