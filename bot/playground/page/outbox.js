// What the bot says of itself: whether it has settled, what comes next, and what it still has to send.

import * as api from "./api.js";
import { h, replace } from "./dom.js";
import { soon } from "./time.js";

const COLUMNS = [["id", "No."], ["state", "State"], ["kind", "What"], ["lane", "Where"], ["due", "Due"], ["attempts", "Tries"], ["error", "Last trouble"]];

const NO_ADDRESS = "The playground was not told where this bot answers about itself, so there is nothing to show.";
const NO_LIST = ["This bot lists no outbox. To fill this table, let its readiness answer carry ", "outbox", ": a list of {id, kind, state, lane, due, attempts, error}. It is asked with ", "?outbox=1", "."];

export class OutboxTab {
  name = "Outbox";
  #sig = "";

  constructor(app) {
    this.app = app;
    this.node = h("div", { class: "drawer-page", dataset: { testid: "outbox" } });
  }

  #when(text) {
    return text ? soon(new Date(text), this.app.panes[0].reader.zone, this.app.now()) : "";
  }

  #lane(name) {
    return this.app.drawer.log.say(name) || name;
  }

  #cell(row, name) {
    if (name === "due") return this.#when(row.due);
    if (name === "lane") return this.#lane(String(row.lane ?? ""));
    return String(row[name] ?? "");
  }

  async refresh() {
    const said = await api.outbox();
    if (said.answers && !said.settled) this.app.drawer.ask(); // nobody tells when a bot comes to rest
    const sig = JSON.stringify([said, this.app.panes[0].reader.zone]);
    if (sig === this.#sig) return;
    this.#sig = sig;
    const unsent = Object.entries(said.unsent ?? {}).map(([state, count]) => `${count} ${state}`).join(", ");
    const facts = said.asked === null ? NO_ADDRESS : !said.answers ? "The bot does not answer." : null;
    replace(this.node, facts ? h("p", { class: "drawer-empty" }, facts) : [
      h("dl", { class: "facts" }, [
        ["State", said.settled ? "settled: nothing is under way" : "at work"],
        ["Not sent", unsent || "nothing"],
        ["Next", said.next_due ? `${this.#when(said.next_due)}${said.next_what ? ` · ${said.next_what}` : ""}` : "nothing planned"],
      ].map(([name, words]) => h("div", {}, h("dt", {}, name), h("dd", {}, words)))),
      said.outbox === null ? h("p", { class: "drawer-empty" }, NO_LIST.map((words, i) => (i % 2 ? h("code", {}, words) : words)))
        : said.outbox.length ? this.#table(said.outbox) : h("p", { class: "drawer-empty" }, "The outbox is empty."),
    ]);
  }

  #table(rows) {
    return h("div", { class: "drawer-scroll", tabindex: "0", role: "region", "aria-label": "Outbox, newest first" }, h("table", { class: "drawer-table" },
      h("thead", {}, h("tr", {}, COLUMNS.map(([, words]) => h("th", { scope: "col" }, words)))),
      h("tbody", {}, rows.map((row) => h("tr", { class: `outbox-${row.state}` }, COLUMNS.map(([name]) => h("td", {}, this.#cell(row, name))))))));
  }
}
