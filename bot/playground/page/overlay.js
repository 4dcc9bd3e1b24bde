// Dialogs that belong to one pane: focus stays inside, Escape leaves, and the rest of that pane sleeps meanwhile.

import { h, uid } from "./dom.js";
import { plainText, textObject } from "./mrkdwn.js";

const FOCUSABLE = "button:not(:disabled), input:not(:disabled), textarea:not(:disabled), select, a[href], [contenteditable], [tabindex='0']";

export const focusables = (node) =>
  [...node.querySelectorAll(FOCUSABLE)].filter((item) => item.offsetParent !== null && !item.closest("[inert]"));

/** Keeps Tab inside `dialog` and hands Escape to `leave`. */
export function hold(dialog, leave) {
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      leave();
      return;
    }
    if (event.key !== "Tab") return;
    const items = focusables(dialog);
    const edge = event.shiftKey ? items[0] : items.at(-1);
    if (document.activeElement === edge || document.activeElement === dialog) {
      event.preventDefault();
      (event.shiftKey ? items.at(-1) : items[0])?.focus();
    }
  });
}

/** Slack's confirm object as a dialog in `layer`, over `body` and any modal; resolves to whether the person confirmed. */
export function confirmDialog(layer, body, confirm, reader) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const below = [body, ...layer.children].filter((node) => !node.inert);
    const titleId = uid("confirm");
    const done = (answer) => {
      backdrop.remove();
      for (const node of below) node.inert = false;
      before?.focus?.();
      resolve(answer);
    };
    const danger = confirm.style === "danger";
    const dialog = h("div", { class: "dialog dialog-small", role: "alertdialog", "aria-modal": "true", "aria-labelledby": titleId, tabindex: "-1", dataset: { testid: "confirm" } },
      h("header", { class: "dialog-head" }, h("h2", { id: titleId }, plainText(confirm.title ?? "Are you sure?"))),
      h("div", { class: "dialog-body prose" }, textObject(confirm.text, reader)),
      h("footer", { class: "dialog-foot" },
        h("button", { type: "button", class: "button", dataset: { testid: "confirm-deny" }, onclick: () => done(false) }, plainText(confirm.deny ?? "Cancel")),
        h("button", { type: "button", class: `button ${danger ? "button-danger-full" : "button-go"}`, dataset: { testid: "confirm-ok" }, onclick: () => done(true) }, plainText(confirm.confirm ?? "Yes"))));
    const backdrop = h("div", { class: "backdrop" }, dialog);
    hold(dialog, () => done(false));
    for (const node of below) node.inert = true;
    layer.append(backdrop);
    focusables(dialog).at(-1)?.focus();
  });
}
