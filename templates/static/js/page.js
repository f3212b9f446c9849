/** The frame of the page: stage and tabs, colours, the drawer and the menus. */

import { all, byId, kept, notice } from "./dom.js";

const THEMES = ["auto", "light", "dark"];
const NARROW = matchMedia("(max-width: 60rem)");

/** Whether there is room for one of conversation and quiz only. */
export const isNarrow = () => NARROW.matches;

/** @param {"welcome"|"split"} stage @param {"chat"|"quiz"} [tab] which of the two a narrow page shows */
export function show(stage, tab) {
	document.body.dataset.stage = stage;
	if (!tab) return;
	document.body.dataset.tab = tab;
	for (const name of ["chat", "quiz"]) byId(`tab-${name}`).setAttribute("aria-pressed", String(name === tab));
}

function setTheme(theme) {
	const words = `Colours: ${theme === "auto" ? "as the system" : theme}`;
	kept.write("theme", theme);
	document.documentElement.dataset.theme = theme;
	byId("theme").ariaLabel = byId("theme").title = words;
	byId("theme").querySelector("use").setAttribute("href", `#i-${theme}`);
}

/** @param {boolean} open */
export function drawer(open) {
	document.body.classList.toggle("drawer", open);
	byId("menu").setAttribute("aria-expanded", String(open));
}

/** Menus and drawer close when somebody goes on elsewhere, or presses Escape. */
function closeMenus(event) {
	const escape = event.key === "Escape";
	if (event.type === "keydown" && !escape) return;
	for (const menu of all("details.menu[open]")) {
		if (!escape && menu.contains(event.target)) continue;
		menu.removeAttribute("open");
		if (escape) menu.querySelector("summary")?.focus();
	}
	if (escape || !byId("side").contains(event.target)) drawer(false);
}

/** Wires what needs no conversation. */
export function start() {
	setTheme(kept.read("theme", "auto"));
	byId("theme").onclick = () => setTheme(THEMES[(THEMES.indexOf(kept.read("theme", "auto")) + 1) % THEMES.length]);
	byId("menu").onclick = (event) => (event.stopPropagation(), drawer(!document.body.classList.contains("drawer")));
	byId("tab-chat").onclick = () => show("split", "chat");
	byId("tab-quiz").onclick = () => show("split", "quiz");
	addEventListener("click", closeMenus);
	addEventListener("keydown", closeMenus);
	addEventListener("offline", () => notice("You are offline. What is here stays; an answer goes on when the network is back.", "bad", 0));
	addEventListener("online", () => notice("Online again."));
	addEventListener("afterprint", () => delete document.body.dataset.print);
}
