// Every rule on which this workspace refuses what a bot does, and where Slack documents it.

import * as api from "./api.js";
import { h, replace } from "./dom.js";

export class ChecksTab {
  name = "Checks";
  #rows = []; // { node, text }

  constructor() {
    this.search = h("input", { type: "search", class: "field drawer-search", placeholder: "Filter", "aria-label": "Filter the checks", oninput: () => this.#sift() });
    this.count = h("span", { class: "drawer-count", role: "status" });
    this.body = h("tbody");
    this.node = h("div", { class: "drawer-page", dataset: { testid: "checks" } }, h("div", { class: "drawer-bar" }, this.search, this.count),
      h("div", { class: "drawer-scroll", tabindex: "0", role: "region", "aria-label": "Checks" }, h("table", { class: "drawer-table checks-table" },
        h("thead", {}, h("tr", {}, ["Check", "What Slack insists on", "Source"].map((words) => h("th", { scope: "col" }, words)))), this.body)));
  }

  /** They are settled when the playground starts, so they are read once. */
  async refresh() {
    if (this.#rows.length) return;
    const { checks } = await api.checks();
    this.#rows = checks.map(({ name, says, source, on }) => ({
      text: `${name} ${says}`.toLowerCase(),
      node: h("tr", { class: on ? null : "check-off" }, h("td", {}, h("code", {}, name)), h("td", { class: "check-says" }, says, on ? null : h("b", {}, " Switched off.")),
        h("td", {}, h("a", { href: source, target: "_blank", rel: "noreferrer", "aria-label": `Source of ${name}` }, new URL(source).pathname.split("/").filter(Boolean).at(-1)))),
    }));
    replace(this.body, this.#rows.map(({ node }) => node));
    this.#sift();
  }

  #sift() {
    const wanted = this.search.value.trim().toLowerCase();
    for (const { node, text } of this.#rows) node.hidden = !text.includes(wanted);
    const shown = this.#rows.filter(({ node }) => !node.hidden).length;
    this.count.textContent = shown === this.#rows.length ? `${shown} checks` : `${shown} of ${this.#rows.length}`;
  }
}
