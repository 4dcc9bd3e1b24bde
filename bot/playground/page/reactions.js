// Reactions under a message, and the small picker that adds one.

import * as api from "./api.js";
import { h, icon } from "./dom.js";
import { emoji, emojiNamed } from "./emoji.js";
import { float } from "./float.js";

const FREQUENT = ["+1", "white_check_mark", "eyes", "tada", "heart", "smile", "pray", "rocket", "fire", "star", "-1", "x", "question", "bulb", "thinking_face", "joy"];

/** Adds or takes back one's own reaction. */
export function react(pane, message, name) {
  const mine = message.reactions?.some((one) => one.name === name && one.users.includes(pane.person));
  return pane.acts.use(message.ts, () => api.react(pane.person, message.channel, message.ts, name, !mine));
}

/** A picker beside `anchor`: the frequent ones, and a field that finds others by name. */
export function pickEmoji(anchor, pick) {
  const grid = h("div", { class: "emoji-grid", role: "group", "aria-label": "Emoji" });
  const take = (name) => {
    layer.close();
    anchor.focus();
    pick(name);
  };
  const show = (typed) => {
    const names = typed ? emojiNamed(typed, 24) : FREQUENT;
    grid.replaceChildren(...names.map((name) => h("button", {
      type: "button", title: `:${name}:`, "aria-label": name.replaceAll("_", " "), dataset: { emoji: name }, onclick: () => take(name),
    }, emoji(name))));
    if (!names.length) grid.append(h("p", { class: "menu-empty" }, "No emoji has that name."));
  };
  const field = h("input", {
    class: "field", type: "text", placeholder: "Search by name", "aria-label": "Search emoji by name", autocomplete: "off",
    oninput: () => { show(field.value.trim().replaceAll(":", "")); layer.move(); },
    onkeydown: (event) => {
      const first = grid.querySelector("button");
      if (event.key === "Enter" && first) { event.preventDefault(); first.click(); }
      if (event.key === "ArrowDown" && first) { event.preventDefault(); first.focus(); }
    },
  });
  grid.addEventListener("keydown", (event) => {
    const buttons = [...grid.querySelectorAll("button")];
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[event.key];
    if (!step) return;
    event.preventDefault();
    const to = buttons.indexOf(document.activeElement) + step;
    (to < 0 ? field : buttons[Math.min(to, buttons.length - 1)]).focus();
  });
  show("");
  const layer = float(anchor, h("div", { class: "emoji-picker", role: "dialog", "aria-label": "Add a reaction", dataset: { testid: "emoji-picker" } }, field, grid), { back: anchor, align: "end" });
  field.focus();
}

export function reactionRow(message, pane) {
  const add = h("button", {
    type: "button", class: "reaction reaction-add", "aria-label": "Add a reaction", title: "Add a reaction", "aria-haspopup": "dialog",
    onclick: () => pickEmoji(add, (name) => react(pane, message, name)),
  }, icon("smile", 15), icon("plus", 9));
  return h("div", { class: "reactions" }, message.reactions.map(({ name, users }) => {
    const mine = users.includes(pane.person);
    const who = users.map((id) => (id === pane.person ? "you" : pane.reader.person(id)?.display ?? id)).join(", ");
    const words = `${who} reacted with :${name}:`;
    return h("button", {
      type: "button", class: `reaction${mine ? " reaction-mine" : ""}`, title: words, "aria-label": `${users.length} ${name.replaceAll("_", " ")}: ${words}`,
      "aria-pressed": String(mine), dataset: { testid: "reaction", emoji: name, actionId: `reaction ${name}` }, onclick: () => react(pane, message, name),
    }, emoji(name) ?? `:${name}:`, h("b", {}, String(users.length)));
  }), add);
}
