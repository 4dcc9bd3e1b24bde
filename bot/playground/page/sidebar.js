// The column on the left of a pane: channels, direct messages and the app, with their unread marks.

import { avatar, h, icon } from "./dom.js";
import { float, walkMenu } from "./float.js";

function row({ name, mark, on, unread, loud, dim, title, open, id }) {
  return h("li", {}, h("button", {
    type: "button", class: `side-row${on ? " on" : ""}${unread ? " unread" : ""}${dim ? " dim" : ""}`,
    title: title ?? name, "aria-current": on ? "page" : null,
    "aria-label": unread ? `${name}, ${unread} unread` : name,
    dataset: { conversation: name, ...(id ? { conversationId: id } : {}), unread: String(unread || 0) },
    onclick: open,
  }, h("span", { class: "side-mark" }, mark), h("span", { class: "side-name" }, name),
  unread ? h("span", { class: `badge${loud ? " badge-loud" : ""}` }, unread > 99 ? "99+" : String(unread)) : null));
}

const group = (label, rows, extra) => h("section", { class: "side-group", "aria-label": label },
  h("h3", {}, label, extra), rows.length ? h("ul", {}, rows) : h("p", { class: "side-none" }, "None yet"));

const channelMark = (one) => icon(one.kind === "private" ? "lock" : "hash", 15);

/** Everybody one may write to, as a menu under the plus sign. */
function choosePerson(anchor, pane) {
  const menu = h("div", { class: "menu", role: "menu", "aria-label": "Write to" },
    pane.reader.people().filter((one) => one.id !== pane.person && !one.deleted && !one.is_bot).map((one) =>
      h("button", { type: "button", role: "menuitem", class: "menu-person", onclick: () => { layer.close(); pane.openDirect(one.id); } },
        avatar(one, 24), h("span", {}, one.name), h("small", {}, one.title))));
  const layer = float(anchor, menu, { back: anchor });
  walkMenu(menu, layer.close);
  menu.querySelector("button")?.focus();
}

/** The rows of the sidebar for one person's snapshot. */
export function sidebar(pane) {
  const { snap, place } = pane;
  const is = (id) => place.kind === "conversation" && place.id === id;
  const mine = snap.conversations.filter((one) => one.joined !== false && !one.archived);
  const channels = mine.filter((one) => one.kind === "public" || one.kind === "private")
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  const directs = mine.filter((one) => (one.kind === "im" && !one.with.includes(snap.bot.user)) || one.kind === "mpim")
    .sort((a, b) => Number(b.last_ts ?? 0) - Number(a.last_ts ?? 0));
  const others = snap.conversations.filter((one) => one.joined === false && one.kind === "public" && !one.archived);
  const app = pane.appConversation();
  const entry = (one, more) => row({
    name: one.title, id: one.id, on: is(one.id), unread: one.unread, open: () => pane.open(one.id), ...more,
  });
  const plus = h("button", { type: "button", class: "side-plus", "aria-label": "Write to somebody", title: "Write to somebody", onclick: () => choosePerson(plus, pane) }, icon("plus", 14));
  return [
    group("Channels", channels.map((one) => entry(one, { mark: channelMark(one) }))),
    group("Direct messages", directs.map((one) => entry(one, {
      mark: one.kind === "im" ? avatar(pane.reader.person(one.with[0]), 20) : h("span", { class: "side-many" }, String(one.with.length)), loud: true,
    })), plus),
    group("Apps", [row({
      name: snap.bot.name, id: app?.id, on: place.kind === "home" || place.kind === "about" || (app && is(app.id)), unread: app?.unread, loud: true,
      mark: avatar({ is_bot: true }, 20), open: () => pane.openApp(),
    })]),
    others.length ? group("More channels", others.map((one) => entry(one, {
      mark: channelMark(one), dim: true, unread: 0, title: `${one.name}: ${pane.reader.person(pane.person)?.name} is not in it`,
    }))) : null,
  ].filter(Boolean);
}
