// The first minute, step by step, for somebody who sees this page for the first time: what was done, what comes, and one
// button that takes the next step. It watches the workspace, so a step counts however it was taken.

import * as api from "./api.js";
import { h, icon, replace } from "./dom.js";
import { city, hm } from "./time.js";
import { look } from "./watch.js";

const KEY = "playground.hint"; // this browser wants no guide
const DONE = "playground.guide"; // what the workspace does not show: read, undone
const OPEN_ROLE = "/req open Senior Data Engineer";
const POST = "/candidate post";
const NEXT = "Next event";
const GATHER = 300;

const short = (name) => name.split(" ")[0];

function read(storage, key) {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}

function keep(storage, key, value) {
  try {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, value);
  } catch { /* a private window keeps nothing */ }
}

export class Guide {
  #gone = read(localStorage, KEY) === "gone";
  #seen = null; // what watch.js found
  #marks = JSON.parse(read(sessionStorage, DONE) ?? "{}");
  #asked = null;
  #asking = false;
  #through = false; // all but the last step is done: nothing is left to watch for
  #sig = "";

  constructor(node, app) {
    this.node = node;
    this.app = app;
    this.count = h("button", {
      type: "button", class: "guide-count guide-narrow", "aria-expanded": "false", title: "All steps", dataset: { testid: "guide-count" },
      onclick: () => this.count.setAttribute("aria-expanded", String(node.classList.toggle("guide-open"))),
    });
    this.plain = h("span", { class: "guide-count guide-wide" });
    this.steps = h("ol", { class: "guide-steps", "aria-label": "Steps" });
    this.words = h("p", { class: "guide-words", "aria-live": "polite" });
    this.go = h("button", { type: "button", class: "button button-go guide-go" });
    replace(node, h("div", { class: "guide-top" }, h("h2", {}, "First minute"), this.plain, this.count, this.steps,
      h("button", { type: "button", class: "guide-close", "aria-label": "Dismiss", title: "Dismiss; the menu brings it back", onclick: () => this.toggle() }, icon("close", 14))),
    h("div", { class: "guide-now" }, this.words, this.go));
  }

  /** The guide is about one bot: the one with this command. */
  get known() {
    return this.app.panes.some((pane) => pane.snap?.commands.some((one) => one.command === "/req"));
  }

  get shown() {
    return !this.#gone && this.known;
  }

  toggle() {
    this.#gone = this.shown;
    keep(localStorage, KEY, this.#gone ? "gone" : null);
    if (!this.#gone) this.ask();
    this.draw();
  }

  /** Looks at the workspace again; calls close together become one. */
  ask() {
    if (this.#gone || this.#asked !== null || this.#through) return;
    this.#asked = setTimeout(() => this.#look(), GATHER);
    this.draw();
  }

  async #look() {
    this.#asked = null;
    if (!this.known || this.#asking) {
      if (this.#asking || !this.app.panes.some((pane) => pane.snap)) this.ask(); // else it is another bot
      return;
    }
    this.#asking = true;
    try {
      const snaps = this.app.panes.map((pane) => pane.snap).filter(Boolean);
      const absent = this.#recruiters().filter((person) => !snaps.some((snap) => snap.person === person.id));
      const found = await look([...snaps, ...await Promise.all(absent.map((person) => api.snapshot(person.id)))], this.#seen);
      this.#seen = found ?? this.#seen; // a closed role is one gone through
    } catch (error) {
      this.app.trouble(error.message);
    } finally {
      this.#asking = false;
    }
    this.draw();
  }

  #people() {
    return this.app.panes.find((pane) => pane.snap)?.reader.people() ?? [];
  }

  #recruiters() {
    return this.#people().filter((person) => person.title?.startsWith("Recruiter") && !person.deleted);
  }

  #person(id) {
    return this.#people().find((person) => person.id === id);
  }

  #mark(name) {
    const { card } = this.#seen;
    if (this.#marks.card !== card) this.#marks = { card };
    if (this.#marks[name]) return;
    this.#marks[name] = true;
    keep(sessionStorage, DONE, JSON.stringify(this.#marks));
  }

  /** Which of the seven are done. What comes before a done one counts as done, but for reading and the end. */
  #done() {
    const seen = this.#seen ?? {};
    if (seen.card) {
      const reads = this.app.panes.some((pane) => !pane.hidden && pane.person === seen.recruiter && pane.thread === seen.card);
      if (reads) this.#mark("heard");
      if (seen.undone || seen.final) this.#mark("settled");
    }
    const marks = this.#marks.card && this.#marks.card === seen.card ? this.#marks : {};
    const done = [Boolean(seen.role), Boolean(seen.posted), Boolean(seen.told), Boolean(seen.card), Boolean(marks.heard), Boolean(marks.settled), false];
    const last = done.slice(0, 4).lastIndexOf(true);
    return done.map((yes, i) => yes || i < last);
  }

  /** A pane in which this person is seen; if there is none, the one least missed changes to them. */
  async #as(id, other) {
    let pane = this.app.panes.find((one) => one.person === id);
    if (!pane) {
      pane = this.app.panes.find((one) => one.person !== other) ?? this.app.panes[1];
      pane.become(id);
      await pane.refresh("snapshot");
    }
    this.app.reveal(pane);
    return pane;
  }

  async #type(id, text, channel, other) {
    const pane = await this.#as(id, other);
    if (channel) await pane.open(channel);
    else if (pane.place.kind !== "conversation") await pane.open("C0GENERAL");
    pane.composer.fill(text);
  }

  #taken() {
    const { app } = this;
    const seen = this.#seen ?? {};
    const recruiter = this.#person(seen.recruiter) ?? this.#recruiters().find((one) => app.panes.some((pane) => pane.person === one.id)) ?? this.#recruiters()[0];
    const manager = this.#person(seen.manager);
    return { recruiter, manager, role: seen.role, card: seen.card };
  }

  /** Title, sentence, button and what the button does, for each step. */
  #plan({ recruiter, manager, role, card }) {
    const { app } = this;
    const her = recruiter ? short(recruiter.name) : "the recruiter";
    const him = manager ? short(manager.name) : "the manager";
    const shows = (person) => app.panes.some((pane) => pane.person === person?.id);
    const code = (text) => h("code", {}, text);
    const next = [NEXT, () => app.bar.step("next_event")];
    const local = manager ? `It is ${hm(app.now(), manager.tz)} in ${city(manager.tz)}: ` : "";
    return [
      ["Open a role", [`You play everybody here. As ${her}, who recruits, type `, code(OPEN_ROLE), " and choose a hiring manager."],
        "Type it for me", () => this.#type(recruiter.id, OPEN_ROLE, null, null)],
      ["Post a candidate", [`In #${role?.name}, ${her} puts somebody forward with `, code(POST), "."],
        "Type it for me", () => this.#type(recruiter.id, POST, role.id, manager?.id)],
      ["Let time pass", [`${local}${him} is left in peace until one message gathers everybody who waits.`], ...next],
      ["Decide", [`${him} has one message for everything: approve somebody, or reject with a reason.`],
        shows(manager) ? "Open it" : `See it as ${him}`, () => this.#as(manager.id, recruiter?.id).then((pane) => pane.openApp("messages"))],
      ["Hear it", [`${her} hears of it at once, in the thread under the candidate’s card.`],
        shows(recruiter) ? "Open the thread" : `See it as ${her}`, async () => {
          const pane = await this.#as(recruiter.id, manager?.id);
          await pane.open(role.id);
          pane.openThread(card);
        }],
      ["Undo, or final", [`${him} may press `, h("b", {}, "Undo"), " on the card for a while; let time pass, and the answer is final."], ...next],
      ["What else", [code("/samepage help"), " lists the rest, ", code("/samepage stats"), " tells how long answers took, and ", h("b", {}, "Next event"), " leads on to Thursday’s check-in."],
        "Finish", () => this.toggle()],
    ];
  }

  draw() {
    const { shown } = this;
    this.node.hidden = !shown;
    if (!shown) return;
    const done = this.#done();
    const at = done.indexOf(false);
    this.#through = at === done.length - 1;
    const taken = this.#taken();
    if (!taken.recruiter) {
      this.node.hidden = true;
      return;
    }
    const plan = this.#plan(taken);
    const [, words, label, go] = plan[at];
    // While time moves, and until its end was looked at: what the next press does may change at any moment.
    const busy = this.app.bar.moving || (label === NEXT && (this.#asking || this.#asked !== null));
    this.go.onclick = () => busy || go();
    const sig = JSON.stringify([done, words.map((part) => part.textContent ?? part), label, busy]);
    if (sig === this.#sig) return;
    this.#sig = sig;
    const count = `${at + 1} of ${plan.length}`;
    this.plain.textContent = count;
    replace(this.count, count, icon("down", 12));
    replace(this.steps, plan.map(([title], i) => h("li", {
      class: done[i] ? "guide-done" : i === at ? "guide-current" : "guide-coming", "aria-current": i === at ? "step" : null,
    }, h("span", { class: "guide-mark" }, done[i] ? icon("check", 12) : String(i + 1)), h("span", { class: "guide-title" }, title),
    done[i] ? h("span", { class: "for-ears" }, " (done)") : null)));
    const spoken = words.map((part) => part.textContent ?? part).join("");
    if (this.words.textContent !== spoken) replace(this.words, words);
    this.go.textContent = label;
    this.go.setAttribute("aria-disabled", String(busy));
  }
}
