// Whose Slack is shown: both side by side, or one person's in full. On a phone it is always one.

import { avatar, h, icon, replace } from "./dom.js";

const KEY = "playground.layout";
const NARROW = matchMedia("(max-width: 800px)");

function kept() {
  try {
    const last = localStorage.getItem(KEY);
    return ["left", "right"].includes(last) ? last : "both";
  } catch {
    return "both";
  }
}

export class Layout {
  #wanted = kept();
  #sig = "";

  constructor(app, node) {
    this.app = app;
    this.panes = node;
    const button = (side, label) => h("button", {
      type: "button", class: `people-${side}`, title: label, "aria-label": label, "aria-pressed": "false",
      dataset: { testid: `switch-${side}` }, onclick: () => this.show(side),
    });
    this.buttons = { both: button("both", "Two people side by side"), left: button("left", ""), right: button("right", "") };
    replace(this.buttons.both, icon("columns"));
    this.switch = h("div", { class: "people-switch", role: "group", "aria-label": "Whose Slack" }, Object.values(this.buttons));
    NARROW.addEventListener("change", () => this.fit());
  }

  get shown() {
    return NARROW.matches ? this.app.active.side : this.#wanted;
  }

  /** "both", "left" or "right". */
  show(side) {
    if (side !== "both") this.app.activate(this.app.panes.find((pane) => pane.side === side));
    if (NARROW.matches) this.app.drawer.close(); // it stands where the person would
    else {
      this.#wanted = side;
      try {
        localStorage.setItem(KEY, side);
      } catch { /* a private window begins side by side again */ }
    }
    this.fit();
  }

  /** Makes sure that this pane is seen. */
  reveal(pane) {
    if (this.shown === "both") this.app.activate(pane);
    else this.show(pane.side);
  }

  fit() {
    const { shown } = this;
    this.panes.dataset.shown = shown;
    for (const pane of this.app.panes) pane.setHidden(shown !== "both" && pane.side !== shown);
    if (shown !== "both") this.app.activate(this.app.panes.find((pane) => pane.side === shown));
    this.draw();
  }

  draw() {
    const { app, shown } = this;
    const faces = app.panes.map((pane) => [pane.side, pane.reader.person(pane.person), pane.unread()]);
    const sig = JSON.stringify([shown, faces.map(([side, person, unread]) => [side, person?.id, person?.name, unread])]);
    if (sig === this.#sig) return;
    this.#sig = sig;
    for (const [side, button] of Object.entries(this.buttons)) button.setAttribute("aria-pressed", String(side === shown));
    for (const [side, person, unread] of faces) {
      const button = this.buttons[side];
      const first = person?.name.split(" ")[0] ?? "…";
      button.title = `${first}’s Slack alone`;
      button.setAttribute("aria-label", `${person?.name ?? "Loading"}${unread ? `, ${unread} unread` : ""}`);
      replace(button, person && avatar(person, 22), h("span", { class: "people-switch-name" }, first),
        unread ? h("span", { class: "badge badge-loud", "aria-hidden": "true" }, unread > 99 ? "99+" : String(unread)) : null);
    }
  }
}
