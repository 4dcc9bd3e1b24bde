// Faults on demand: add one, draw many from a seed, see what waits and what was met.

import * as api from "./api.js";
import { chaosWords } from "./chaos.js";
import { h, icon, replace, uid } from "./dom.js";
import { hms } from "./time.js";

const WORDS = {
  drop_before: "Connection closes, nothing done", drop_after: "Done, then the connection closes", hang_before: "Held before anything is done",
  hang_after: "Done, and the answer is held", rate_limited: "429, too many requests", server_error: "An HTML error page",
  error: "ok: false", slow: "Slow", duplicate: "Arrives twice", reorder: "The next one overtakes it",
};
const DETAILS = { // one detail per kind: its name, what it is called, and what it begins as
  rate_limited: ["retry_after", "Retry-After, seconds", "1", "number"], server_error: ["status", "Status", "500", "number"],
  error: ["code", "Error code", "internal_error", "text"], slow: ["seconds", "Seconds", "1", "number"],
};
const NAMES = { "*": "Any method", respond: "A response_url", link: "The socket’s handshake", events_api: "Events", slash_commands: "Commands", interactive: "Presses and forms" };
const MET = 50;
const TARGETS = { calls: "Calls", deliveries: "Deliveries", both: "Both" };

const labelled = (label, field) => {
  field.id = uid("fault");
  const note = h("p", { class: "moment-fault", id: `${field.id}-note`, role: "alert", hidden: true });
  field.setAttribute("aria-describedby", note.id);
  return h("div", { class: "fault-field" }, h("label", { for: field.id }, label), note, field);
};

/** The whole number in the field, or null: then the field says what it wants. */
function whole(field) {
  const { min, max, value } = field;
  const fits = /^\d{1,16}$/.test(value) && Number(value) >= Number(min) && Number(value) <= Number(max);
  const note = field.previousElementSibling;
  note.hidden = fits;
  note.textContent = fits ? "" : `A whole number from ${min} to ${max}`;
  field.setAttribute("aria-invalid", String(!fits));
  if (!fits) field.focus();
  return fits ? Number(value) : null;
}

export class FaultsTab {
  name = "Faults";
  #possible = null;
  #sig = "";

  constructor(app, log) {
    this.app = app;
    this.log = log;
    this.target = h("select", { class: "field", dataset: { testid: "fault-target" }, onchange: () => this.#offer() });
    this.what = h("select", { class: "field", dataset: { testid: "fault-what" }, onchange: () => this.#ask() });
    this.times = h("input", { class: "field fault-number", type: "number", min: "1", max: "10000", value: "1" });
    this.detail = h("input", { class: "field fault-number" });
    this.detailBox = labelled("Detail", this.detail);
    this.seed = h("input", { class: "field fault-number", type: "number", min: "0", max: "999999999", value: "1", dataset: { testid: "chaos-seed" } });
    this.rate = h("input", { class: "field fault-number", type: "number", min: "1", max: "100", value: "10" });
    this.targets = h("select", { class: "field" }, Object.entries(TARGETS).map(([value, words]) => h("option", { value }, words)));
    this.refused = h("p", { class: "moment-fault", role: "alert", hidden: true });
    this.lists = h("div", { class: "fault-lists" });
    this.node = h("div", { class: "drawer-page", dataset: { testid: "faults" } },
      h("div", { class: "fault-forms" },
        h("form", { class: "fault-form", "aria-label": "Add a fault", novalidate: true, onsubmit: (event) => this.#add(event) },
          labelled("What fails", this.target), labelled("How", this.what), this.detailBox, labelled("Times", this.times),
          h("button", { type: "submit", class: "button button-go", dataset: { testid: "fault-add" } }, "Add")),
        h("form", { class: "fault-form", "aria-label": "Chaos from a seed", novalidate: true, onsubmit: (event) => this.#chaos(event) },
          labelled("Chaos: seed", this.seed), labelled("Per cent", this.rate), labelled("Of", this.targets),
          h("button", { type: "submit", class: "button" }, "Begin chaos")),
        h("button", { type: "button", class: "button fault-clear", dataset: { testid: "fault-clear" }, onclick: () => this.#send({ clear: true }) }, "Clear all")),
      this.refused, this.lists);
  }

  async refresh() {
    const [said] = await Promise.all([api.faults(), this.log.read()]);
    this.#take(said);
  }

  #take(said) {
    if (!this.#possible) {
      this.#possible = said.possible;
      const plain = Object.keys(said.possible).filter((name) => !NAMES[name]);
      replace(this.target, h("optgroup", { label: "Anything of a kind" }, Object.keys(NAMES).filter((name) => said.possible[name]).map((name) => h("option", { value: name }, NAMES[name]))),
        h("optgroup", { label: "Methods" }, plain.map((name) => h("option", { value: name }, name))));
      this.target.value = "chat.postMessage";
      this.#offer();
    }
    const met = this.log.entries.filter((entry) => entry.entry === "fault").slice(0, MET);
    const sig = JSON.stringify([said.waiting, said.chaos, met.map((entry) => entry.number)]);
    if (sig === this.#sig) return;
    this.#sig = sig;
    const { waiting, chaos } = said;
    const many = (left) => (left === 1 ? "once" : `${left} times`);
    replace(this.lists,
      h("section", {}, h("h3", {}, "Waiting"),
        chaos.map(({ seed, rate, methods }) => h("p", { class: "fault-chaos" }, icon("warn", 14), `Chaos from seed ${seed}: ${chaosWords(Object.keys(methods), rate)}`)),
        waiting.length ? h("ul", { dataset: { testid: "faults-waiting" } }, waiting.map((fault) => h("li", {}, h("code", {}, fault.method), ` ${WORDS[fault.what] ?? fault.what}, ${fault.left ? many(fault.left) : "met"}`, this.#detailWords(fault),
          fault.holding ? h("button", { type: "button", class: "button fault-release", onclick: () => this.#send({ release: fault.number }) }, "Let it go on") : null)))
          : !chaos.length && h("p", { class: "drawer-empty" }, "No fault waits. Add one, and the next call that fits meets it.")),
      h("section", {}, h("h3", {}, "Met"), met.length
        ? h("ul", { dataset: { testid: "faults-met" } }, met.map((entry) => h("li", {}, `${hms(new Date(entry.when), this.app.panes[0].reader.zone)} `, this.#metWords(entry))))
        : h("p", { class: "drawer-empty" }, "None yet.")));
  }

  #metWords({ target, what, seed, nth, details }) {
    if (what === "chaos") return `Chaos begins: seed ${seed}, ${chaosWords(target.split(", "), details.rate)}`;
    return [h("code", {}, target), ` ${WORDS[what] ?? what}`, typeof nth === "number" ? ` (seed ${seed}, no. ${nth})` : null];
  }

  #detailWords({ details }) {
    const said = Object.entries(details ?? {}).map(([name, value]) => `${name} ${value}`).join(", ");
    return said ? h("small", {}, ` ${said}`) : null;
  }

  #offer() {
    replace(this.what, this.#possible[this.target.value].map((name) => h("option", { value: name }, WORDS[name] ?? name)));
    if (this.#possible[this.target.value].includes("rate_limited")) this.what.value = "rate_limited";
    this.#ask();
  }

  #ask() {
    const detail = DETAILS[this.what.value];
    this.detailBox.hidden = !detail;
    if (!detail) return;
    const [, label, value, type] = detail;
    this.detailBox.querySelector("label").textContent = label;
    this.detail.type = type;
    this.detail.value = value;
  }

  #add(event) {
    event.preventDefault();
    const times = whole(this.times);
    if (times === null) return undefined;
    const detail = DETAILS[this.what.value];
    const details = detail ? { [detail[0]]: detail[3] === "number" ? Number(this.detail.value) : this.detail.value.trim() } : {};
    return this.#send({ add: { method: this.target.value, what: this.what.value, times, details } });
  }

  #chaos(event) {
    event.preventDefault();
    const rate = whole(this.rate);
    const seed = whole(this.seed); // read last, so that the first field in fault has the focus
    if (seed === null || rate === null) return undefined;
    return this.#send({ chaos: { seed, rate: rate / 100, targets: this.targets.value } });
  }

  async #send(change) {
    this.refused.hidden = true;
    try {
      this.#take(await api.changeFaults(change));
    } catch (error) {
      this.refused.textContent = error.message;
      this.refused.hidden = false;
    }
  }
}
