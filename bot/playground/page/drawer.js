// The drawer for developers under the panes: tabs, a height one can drag, and news gathered for whichever tab is open.

import { ChecksTab } from "./checks.js";
import { h, icon, replace, uid } from "./dom.js";
import { FaultsTab } from "./faults.js";
import { Log } from "./log.js";
import { OutboxTab } from "./outbox.js";
import { TrafficTab } from "./traffic.js";

const KEY = "playground.drawer"; // { height, tab }
const GATHER = 250;
const LEAST = 160;
const STEP = 40;

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

export class Drawer {
  #kept = kept();
  #asked = null;
  button = null; // what opened it, for its aria-expanded

  constructor(node, app) {
    this.node = node;
    this.app = app;
    this.log = new Log(app);
    this.tabs = [new TrafficTab(app, this.log), new OutboxTab(app), new FaultsTab(app, this.log), new ChecksTab()];
    this.grip = h("div", {
      class: "drawer-grip", role: "separator", tabindex: "0", "aria-orientation": "horizontal", "aria-label": "Height of the developer tools",
      "aria-controls": "drawer", onpointerdown: (event) => this.#drag(event), onkeydown: (event) => this.#nudge(event),
    });
    this.handles = this.tabs.map((tab) => {
      const id = uid("drawer-tab");
      const panel = h("div", { class: "drawer-panel", role: "tabpanel", id: `${id}-panel`, "aria-labelledby": id, hidden: true }, tab.node);
      const handle = h("button", {
        type: "button", role: "tab", id, class: "tab drawer-tab", "aria-controls": panel.id, "aria-selected": "false", tabindex: "-1",
        dataset: { testid: `drawer-${tab.name.toLowerCase()}` }, onclick: () => this.#choose(tab),
      }, tab.name);
      return { tab, handle, panel };
    });
    const list = h("div", { class: "drawer-tabs", role: "tablist", "aria-label": "Developer tools", onkeydown: (event) => this.#walk(event) },
      this.handles.map(({ handle }) => handle));
    const close = h("button", { type: "button", class: "dialog-icon", "aria-label": "Close the developer tools", dataset: { testid: "close-drawer" }, onclick: () => this.toggle() }, icon("close"));
    replace(node, this.grip, h("header", { class: "drawer-head" }, list, close), this.handles.map(({ panel }) => panel));
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      this.toggle();
    });
    this.#choose(this.tabs.find((tab) => tab.name === this.#kept.tab) ?? this.tabs[0], true);
  }

  get open() {
    return !this.node.hidden;
  }

  /** Opens or closes; `from` gets the focus back. */
  toggle(from = null) {
    this.node.hidden = this.open;
    document.body.classList.toggle("with-drawer", this.open);
    this.button?.setAttribute("aria-expanded", String(this.open));
    this.opener = from ?? this.opener;
    if (this.open) {
      this.#size(this.#kept.height ?? innerHeight * 0.42);
      this.ask();
      this.handles.find(({ tab }) => tab === this.tab).handle.focus();
    } else this.opener?.focus();
  }

  close() {
    if (this.open) this.toggle();
  }

  /** Something may have changed; calls close together become one, and none while the drawer is closed. */
  ask() {
    if (!this.open || this.#asked) return;
    this.#asked = setTimeout(async () => {
      this.#asked = null;
      if (!this.open) return;
      try {
        await this.tab.refresh();
      } catch (error) {
        this.app.trouble(error.message);
      }
    }, GATHER);
  }

  #choose(tab, first = false) {
    this.tab = tab;
    for (const one of this.handles) {
      const mine = one.tab === tab;
      one.panel.hidden = !mine;
      one.handle.setAttribute("aria-selected", String(mine));
      one.handle.tabIndex = mine ? 0 : -1;
    }
    if (first) return;
    this.#keep({ tab: tab.name });
    this.ask();
  }

  #walk(event) {
    const at = this.tabs.indexOf(this.tab);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: this.tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = this.handles.at(to % this.tabs.length);
    this.#choose(next.tab);
    next.handle.focus();
  }

  #size(height) {
    const most = Math.max(LEAST, innerHeight - 240);
    const px = Math.round(Math.min(most, Math.max(LEAST, height)));
    this.node.style.setProperty("--height", `${px}px`);
    for (const [name, value] of [["now", px], ["min", LEAST], ["max", most]]) this.grip.setAttribute(`aria-value${name}`, String(value));
    return px;
  }

  #drag(event) {
    event.preventDefault();
    this.grip.setPointerCapture(event.pointerId);
    const move = (at) => this.#size(innerHeight - at.clientY);
    const done = () => {
      this.grip.removeEventListener("pointermove", move);
      this.#keep({ height: this.node.offsetHeight });
    };
    this.grip.addEventListener("pointermove", move);
    this.grip.addEventListener("lostpointercapture", done, { once: true });
  }

  #nudge(event) {
    const by = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
    if (!by) return;
    event.preventDefault();
    this.#keep({ height: this.#size(this.node.offsetHeight + by) });
  }

  #keep(more) {
    this.#kept = { ...this.#kept, ...more };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#kept));
    } catch { /* a private window opens it as it first was */ }
  }
}
