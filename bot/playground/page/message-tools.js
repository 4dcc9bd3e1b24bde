// What one can do with a message that is there: reply, react, and the menu with the rest.

import { h, icon } from "./dom.js";
import { float, walkMenu } from "./float.js";
import { pickEmoji, react } from "./reactions.js";

const isOwn = (message, pane) => message.user === pane.person && !message.bot && !message.ephemeral;

/** The entries of a message's menu as [{name, icon, note, run, danger}]; null stands for a line between. */
function entries(message, pane, flags) {
  const { acts } = pane;
  const own = isOwn(message, pane);
  return [
    !flags.thread && { name: "Reply in thread", mark: "reply", run: () => pane.openThread(message.ts) },
    !flags.thread && { name: "Mark as unread", mark: "mark", run: () => acts.unread(message.ts) },
    { name: "Add a reaction", mark: "smile", run: (anchor) => pickEmoji(anchor, (name) => react(pane, message, name)) },
    { name: "Copy link", mark: "link", run: () => acts.copy(message.permalink) },
    own && null,
    own && { name: "Edit message", mark: "edit", run: () => pane.edit(message.ts) },
    own && { name: "Delete message", mark: "trash", danger: true, run: () => acts.remove(message) },
    pane.shortcuts("message").length > 0 && null,
    ...pane.shortcuts("message").map((one) => ({
      name: one.name, mark: "bolt", note: pane.snap.bot.name, callback: one.callback_id, run: () => acts.shortcut(one, message.ts),
    })),
  ].filter((one) => one !== false);
}

function moreButton(message, pane, flags) {
  const button = h("button", {
    type: "button", class: "tool-more", tabindex: "-1", title: "More actions", "aria-label": "More actions for this message", "aria-haspopup": "menu",
    dataset: { testid: "message-more", actionId: "message-more" },
    onclick: () => {
      const menu = h("div", { class: "menu", role: "menu" }, entries(message, pane, flags).map((one) => (one === null
        ? h("hr", { class: "menu-line" })
        : h("button", {
          type: "button", role: "menuitem", class: one.danger ? "menu-danger" : null, dataset: one.callback ? { callback: one.callback } : {},
          onclick: () => { layer.close(); button.focus(); one.run(button); },
        }, icon(one.mark), h("span", {}, one.name), one.note && h("small", {}, one.note)))));
      const layer = float(button, menu, { back: button, align: "end" });
      walkMenu(menu, layer.close);
      menu.querySelector("button")?.focus();
    },
  }, icon("dots"));
  return button;
}

/** The buttons that hover over a message; on a touch screen the menu alone. */
export function messageTools(message, pane, flags) {
  if (message.ephemeral) return null;
  const smile = h("button", {
    type: "button", class: "tool-wide", tabindex: "-1", title: "Add a reaction", "aria-label": "Add a reaction to this message", "aria-haspopup": "dialog",
    dataset: { testid: "react", actionId: "react" }, onclick: () => pickEmoji(smile, (name) => react(pane, message, name)),
  }, icon("smile"));
  return h("div", { class: "tools" }, smile,
    !flags.thread && h("button", {
      type: "button", class: "tool-wide", tabindex: "-1", title: "Reply in thread", "aria-label": "Reply in thread", dataset: { testid: "reply", actionId: "reply" },
      onclick: () => pane.openThread(message.ts),
    }, icon("reply")),
    moreButton(message, pane, flags));
}

/** A message of one's own while one edits it: Enter saves, Escape leaves it as it was. */
export function editor(message, pane, text) {
  const save = () => pane.acts.edit(message, field.value);
  const fit = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, 240)}px`;
  };
  const field = h("textarea", {
    class: "field edit-field", rows: "1", "aria-label": "Edit message", value: text, dataset: { testid: "edit-field", actionId: "edit-field" }, oninput: fit,
    onkeydown: (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); save(); }
      if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); pane.edit(null); }
    },
  });
  requestAnimationFrame(() => {
    fit();
    if (field.isConnected && !pane.modal.open) { field.focus(); field.setSelectionRange(text.length, text.length); }
  });
  return h("div", { class: "edit-box" }, field, h("div", { class: "edit-buttons" },
    h("button", { type: "button", class: "button", onclick: () => pane.edit(null) }, "Cancel"),
    h("button", { type: "button", class: "button button-go", dataset: { testid: "edit-save" }, onclick: save }, "Save")));
}
