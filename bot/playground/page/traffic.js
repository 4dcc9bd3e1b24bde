// The traffic between workspace and bot, newest first: what was delivered, what the bot called, and how it went.

import { h, icon, replace } from "./dom.js";
import { toast } from "./toast.js";
import { hms } from "./time.js";

const KINDS = [["all", "Everything"], ["delivery", "To the bot"], ["call", "From the bot"], ["trouble", "Trouble"]];
const WAYS = { delivery: ["→", "to the bot"], call: ["←", "from the bot"], complaint: ["!", "complaint"], fault: ["!", "fault"] };

const json = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied.", "done");
  } catch {
    toast("The browser does not let this page copy. Select the text instead.");
  }
}

function part([title, value]) {
  const text = json(value);
  return h("section", { class: "raw" },
    h("header", {}, h("h4", {}, title), h("button", { type: "button", class: "raw-copy", "aria-label": `Copy: ${title}`, onclick: () => copy(text) }, icon("copy", 13), "Copy")),
    h("pre", { tabindex: "0", role: "region", "aria-label": title }, text));
}

export class TrafficTab {
  name = "Traffic";
  #rows = new Map(); // number → { node, entry, told, text }

  constructor(app, log) {
    this.app = app;
    this.log = log;
    this.search = h("input", { type: "search", class: "field drawer-search", placeholder: "Filter", "aria-label": "Filter the traffic", dataset: { testid: "traffic-filter" }, oninput: () => this.#sift() });
    this.kind = h("select", { class: "field drawer-select", "aria-label": "Kind of traffic", onchange: () => this.#sift() }, KINDS.map(([value, words]) => h("option", { value }, words)));
    this.count = h("span", { class: "drawer-count", role: "status" });
    this.list = h("ul", { class: "traffic", "aria-label": "Traffic, newest first", dataset: { testid: "traffic" } });
    this.empty = h("p", { class: "drawer-empty" }, "Nothing was said between the workspace and the bot yet.");
    this.node = h("div", { class: "drawer-page" }, h("div", { class: "drawer-bar" }, this.search, this.kind, this.count), this.empty, this.list);
  }

  async refresh() {
    await this.log.read();
    const { entries } = this.log;
    const kept = new Set(entries.map((entry) => entry.number));
    for (const [number, row] of this.#rows) {
      if (kept.has(number)) continue;
      row.node.remove();
      this.#rows.delete(number);
    }
    for (const entry of entries.toReversed()) {
      if (this.#rows.has(entry.number)) continue;
      const row = this.#row(entry);
      this.#rows.set(entry.number, row);
      this.list.prepend(row.node);
    }
    this.#sift();
  }

  #row(entry) {
    const told = this.log.tell(entry);
    const [arrow, way] = WAYS[told.way];
    const cell = (name, ...inside) => h("span", { class: `row-${name}` }, inside);
    const button = h("button", {
      type: "button", class: "traffic-row", "aria-expanded": "false", onclick: () => {
        const open = button.getAttribute("aria-expanded") !== "true";
        button.setAttribute("aria-expanded", String(open));
        if (open) node.append(h("div", { class: "raw-parts" }, this.log.parts(entry).map(part)));
        else node.querySelector(".raw-parts")?.remove();
      },
    }, cell("time", hms(new Date(entry.when), this.app.panes[0].reader.zone)), cell("way", h("span", { "aria-hidden": "true" }, arrow), h("span", { class: "for-ears" }, way)),
    cell("name", told.name), cell("about", told.about), cell("who", told.who), cell("outcome", told.outcome), cell("ms", told.ms));
    const node = h("li", { class: `traffic-${told.way}${told.bad ? " traffic-bad" : ""}`, dataset: { number: entry.number } }, button);
    return { node, entry, told, text: null };
  }

  #sift() {
    const wanted = this.search.value.trim().toLowerCase();
    const kind = this.kind.value;
    let shown = 0;
    for (const row of this.#rows.values()) {
      const fits = kind === "all" || (kind === "trouble" ? row.told.bad : row.told.way === kind);
      if (fits && wanted) row.text ??= `${Object.values(row.told).join(" ")} ${JSON.stringify(row.entry)}`.toLowerCase();
      const visible = fits && (!wanted || row.text.includes(wanted));
      row.node.hidden = !visible;
      shown += Number(visible);
    }
    const all = this.#rows.size;
    this.empty.hidden = all > 0;
    this.list.hidden = all === 0;
    const words = shown === all ? `${all} newest` : `${shown} of ${all}`;
    if (this.count.textContent !== words) replace(this.count, words);
  }
}
