// The app's Home tab: the view the bot last published for this person.

import * as api from "./api.js";
import { drawBlocks } from "./blocks.js";
import { h, icon, replace, spinner } from "./dom.js";

export class Home {
  #view = null;
  #sig = null;

  constructor(pane) {
    this.pane = pane;
    this.node = h("div", { class: "home", dataset: { testid: "home" }, role: "region", "aria-label": "Home", tabindex: "0", hidden: true });
  }

  /** The tab was closed, or is opened anew: nothing is known. */
  leave() {
    this.#view = null;
  }

  /** Whether the tab was looked at since it was opened. */
  get known() {
    return this.#view !== null;
  }

  take(view) {
    this.#view = view ?? false;
  }

  /** `frame` changes when names or the day do. */
  draw(frame) {
    const { pane } = this;
    const view = this.#view;
    const warning = pane.warnings.get("home");
    const sig = JSON.stringify([view, frame, warning, pane.person, pane.snap.bot.connected]);
    if (sig === this.#sig) return;
    this.#sig = sig;
    if (!view) {
      replace(this.node, h("div", { class: "home-empty" }, view === null ? spinner("Loading")
        : [h("p", {}, `${pane.snap.bot.name} has nothing on this page yet.`), !pane.snap.bot.connected && h("p", {}, "The bot is not connected.")]));
      return;
    }
    const form = pane.form("home");
    const top = this.node.scrollTop;
    const held = this.node.contains(document.activeElement) ? document.activeElement.closest("[data-action-id]")?.dataset.actionId : null;
    replace(this.node, warning && h("div", { class: "warning", role: "alert" }, icon("warn", 14), warning),
      drawBlocks(view.blocks, {
        kind: "home", form, reader: pane.reader, confirm: (object) => pane.confirm(object),
        act: (blockId, action) => pane.acts.use("home", () => api.action({
          person: pane.person, view_id: view.id, block_id: blockId, action, state: { values: form.values(view.blocks) },
        })),
      }));
    this.node.scrollTop = top;
    if (held) (this.node.querySelector(`[data-action-id="${CSS.escape(held)}"]`) ?? this.node).focus({ preventScroll: true });
  }
}
