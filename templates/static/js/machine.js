/** A look at the machine: its health and queue, and the figures of the last turn. */

import { all, byId, el, kept } from "./dom.js";
import { get, post } from "./api.js";

const EVERY_MS = 10_000;
const panel = byId("machine");
const figures = new Map();
let state = "idle";

/** @returns {"sse"|"ws"} */
export const transport = () => kept.read("transport", "sse");

/** @param {string} name @param {any} value shown under that name; undefined takes it away */
function set(name, value) {
  if (value === undefined || value === null) figures.delete(name);
  else figures.set(name, value);
}

function draw() {
  byId("figures").replaceChildren(...[...figures].flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, String(value))]));
}

/** @param {string} words what the run does */
export function run(words) {
  set("Run", (state = words));
  draw();
}

/** @param {{model?: string, provider?: string, firstChunkMs?: number|null, usage?: any, seconds?: number}} facts of the last turn */
export function turn({ model, provider, firstChunkMs, usage, seconds }) {
  if (model) set("Model", model);
  if (provider) showProvider(provider);
  set("First words", firstChunkMs === undefined || firstChunkMs === null ? undefined : `${Math.round(firstChunkMs)} ms`);
  set("Whole answer", seconds === undefined ? undefined : `${seconds.toFixed(1)} s`);
  set("Tokens", usage ? `${usage.promptTokens} in, ${usage.completionTokens} out` : undefined);
  draw();
}

/** @param {any} counts `writeBackStatus` of a turn, or `writeBack` of the status */
export function queue({ pending, retrying, failed, delivered, oldestPendingSeconds }) {
  set("Writes waiting", pending);
  set("Retrying", retrying);
  set("Failed", failed);
  set("Delivered", delivered ?? figures.get("Delivered"));
  set("Oldest waits", oldestPendingSeconds ? `${oldestPendingSeconds} s` : undefined);
  draw();
}

/** Says it plainly when no model answers. @param {string} provider */
function showProvider(provider) {
  const badge = byId("provider");
  badge.hidden = provider !== "offline";
  badge.replaceChildren("Offline", el("span", {}, ": no model answers"));
  badge.title = "Without a key, questions come from a built-in bank, from computation, or from the text you paste.";
}

async function refresh() {
  const dot = byId("health");
  try {
    const { system, writeBack, llm, streams, redis } = await get("/system/status", { ask: false });
    dot.className = `dot ${system.status}`;
    dot.title = `${system.status}${system.problems?.length ? `: ${system.problems.join(", ")}` : ""}`;
    if (llm) showProvider(llm.provider);
    if (llm && !figures.has("Model")) set("Model", llm.model);
    set("Service", system.status);
    set("Run", state);
    set("Streams", streams?.active);
    set("Store", redis && (redis.connected ? `keeps ${redis.ttl}` : "away"));
    if (writeBack) queue(writeBack);
    set("Writes go to", writeBack?.sink);
  } catch {
    dot.className = "dot unhealthy";
    set("Service", "cannot be reached");
  }
  draw();
}

async function flush() {
  const said = byId("flushed");
  try {
    const { delivered, remaining, durationMs } = await post("/system/flush-writes");
    said.textContent = `${delivered} delivered, ${remaining} left, ${durationMs} ms`;
  } catch (error) {
    said.textContent = error.message;
  }
  refresh();
}

/** Draws now, and then as long as somebody looks. */
export function start() {
  byId("flush").onclick = flush;
  panel.open = kept.read("machine", false);
  panel.ontoggle = () => (kept.write("machine", panel.open), panel.open && refresh());
  for (const radio of all("[name=transport]")) {
    radio.checked = radio.value === transport();
    radio.onchange = () => kept.write("transport", radio.value);
  }
  refresh();
  setInterval(() => panel.open && !document.hidden && refresh(), EVERY_MS);
}
