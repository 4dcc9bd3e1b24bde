// The app's Home tab, the view the bot last published for this person; and its About tab, what its manifest says.

import * as api from "./api.js";
import { drawBlocks } from "./blocks.js";
import { avatar, h, icon, replace, spinner } from "./dom.js";

const uses = (label, list) => list.length > 0 && [h("h3", {}, label), h("ul", { class: "about-list" }, list)];

/** What the app is and what it offers. */
function about({ bot, commands, shortcuts }) {
  return h("div", { class: "about" },
    h("div", { class: "about-head" }, avatar({ is_bot: true }, 56), h("div", {}, h("h2", {}, bot.name), h("p", {}, "App"))),
    bot.description && h("p", { class: "prose" }, bot.description),
    uses("Commands", (commands ?? []).map((one) => h("li", {}, h("code", {}, `${one.command} ${one.usage_hint}`.trim()), h("span", {}, one.description)))),
    uses("Shortcuts", (shortcuts ?? []).map((one) => h("li", {}, h("strong", {}, one.name), h("span", {}, one.type === "message" ? "On a message" : "Anywhere")))));
}

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
    if (pane.place.kind === "about") {
      this.#sig = null;
      replace(this.node, about(pane.snap));
      return;
    }
    const view = this.#view;
    const warning = pane.warnings.get("home");
    const sig = JSON.stringify([view, frame, warning, pane.person, pane.snap.bot.connected]);
    if (sig === this.#sig) return;
    this.#sig = sig;
    if (!view) {
      replace(this.node, h("div", { class: "home-empty" }, view === null ? spinner("Loading")
        : [avatar({ is_bot: true }, 48), h("strong", {}, "This is a work in progress"), h("p", {}, `${pane.snap.bot.name} has nothing on this page yet.`), !pane.snap.bot.connected && h("p", {}, "The bot is not connected.")]));
      return;
    }
    const form = pane.form("home");
    const top = this.node.scrollTop;
    const held = this.node.contains(document.activeElement) ? document.activeElement.closest("[data-action-id]")?.dataset.actionId : null;
    replace(this.node, warning && h("div", { class: "warning", role: "alert" }, icon("warn", 14), warning),
      drawBlocks(view.blocks, {
        kind: "home", form, reader: pane.reader, confirm: (object) => pane.confirm(object),
        options: (blockId, actionId, value) => api.options({ person: pane.person, view_id: view.id, block_id: blockId, action_id: actionId, value }),
        act: (blockId, action) => pane.acts.use("home", () => api.action({
          person: pane.person, view_id: view.id, block_id: blockId, action, state: { values: form.values(view.blocks) },
        })),
      }));
    this.node.scrollTop = top;
    if (held) (this.node.querySelector(`[data-action-id="${CSS.escape(held)}"]`) ?? this.node).focus({ preventScroll: true });
  }
}
