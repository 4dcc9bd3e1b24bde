// The line above the messages: which conversation this is, its topic, its pins and its members; the app's two tabs.

import { avatar, h, icon } from "./dom.js";
import { float, walkMenu } from "./float.js";
import { link, mrkdwn } from "./mrkdwn.js";
import { fromTs, soon } from "./time.js";

function pins(pane, one) {
  if (!one.pinned?.length) return null;
  const button = h("button", {
    type: "button", class: "head-chip", "aria-haspopup": "menu", title: "Pinned messages", dataset: { testid: "pins" },
    onclick: () => {
      const { reader } = pane;
      const menu = h("div", { class: "menu", role: "menu", "aria-label": "Pinned messages" }, one.pinned.map((ts) => {
        const message = pane.messages.find((candidate) => candidate.ts === ts);
        return h("button", { type: "button", role: "menuitem", class: "menu-pin", onclick: () => { layer.close(); pane.list.show(ts); } },
          h("span", { class: "prose", inert: true }, message ? mrkdwn(message.text.split("\n")[0].slice(0, 140), reader) : "A message"),
          h("small", {}, soon(fromTs(ts), reader.zone, reader.now())));
      }));
      const layer = float(button, menu, { back: button, align: "end" });
      walkMenu(menu, layer.close);
      menu.querySelector("button")?.focus();
    },
  }, icon("pin", 14), String(one.pinned.length), h("span", { class: "wide-only" }, " pinned"));
  return button;
}

function links(one) {
  return (one.bookmarks ?? []).slice(0, 3).map((each) => h("span", { class: "head-chip head-link" }, link(each.link, each.title)));
}

function members(pane, one) {
  const people = one.members.map((id) => pane.reader.person(id)).filter(Boolean);
  const button = h("button", {
    type: "button", class: "head-chip", "aria-haspopup": "menu", title: "Members", "aria-label": `${people.length} members`, dataset: { testid: "members" },
    onclick: () => {
      const menu = h("div", { class: "menu", role: "menu", "aria-label": "Members" }, people.map((person) =>
        h("button", { type: "button", role: "menuitem", class: "menu-person", onclick: () => { layer.close(); pane.openDirect(person.id); } },
          avatar(person, 24), h("span", {}, person.name), h("small", {}, person.is_bot ? "App" : person.title))));
      const layer = float(button, menu, { back: button, align: "end" });
      walkMenu(menu, layer.close);
      menu.querySelector("button")?.focus();
    },
  }, icon("people", 14), String(people.length));
  return button;
}

const menuButton = (pane) => h("button", {
  type: "button", class: "head-menu", "aria-label": "Conversations", title: "Conversations", dataset: { testid: "open-sidebar" }, onclick: () => pane.showSidebar(true),
}, icon("menu"), pane.unreadElsewhere() ? h("span", { class: "dot" }) : null);

/** The head's nodes for the place a pane shows. */
export function head(pane) {
  const { place, snap } = pane;
  const app = pane.appConversation();
  const one = place.kind === "conversation" ? pane.reader.conversation(place.id) : null;
  if (place.kind === "home" || place.kind === "about" || (one && one === app)) {
    const tab = (name, on, open) => h("button", {
      type: "button", role: "tab", "aria-selected": String(on), class: "tab", dataset: { testid: `tab-${name.toLowerCase()}` }, onclick: open,
    }, name, name === "Messages" && app?.unread && !on ? h("span", { class: "badge badge-loud" }, String(app.unread)) : null);
    return [menuButton(pane), avatar({ is_bot: true }, 24), h("h2", {}, snap.bot.name),
      h("div", { class: "tabs", role: "tablist", "aria-label": snap.bot.name },
        snap.bot.home_tab !== false && tab("Home", place.kind === "home", () => pane.openHome()),
        tab("Messages", place.kind === "conversation", () => pane.openApp("messages")),
        tab("About", place.kind === "about", () => pane.openAbout()))];
  }
  if (!one) return [menuButton(pane), h("h2", {}, "")];
  const other = one.kind === "im" ? pane.reader.person(one.with[0]) : null;
  const topic = other ? other.title : one.topic;
  return [menuButton(pane),
    other ? avatar(other, 24) : h("span", { class: "head-mark" }, icon(one.kind === "public" ? "hash" : one.kind === "private" ? "lock" : "people", 17)),
    h("div", { class: "head-words" }, h("h2", { title: one.title }, one.title),
      topic && h("div", { class: "topic", title: topic, dataset: { testid: "topic" } }, other ? topic : mrkdwn(topic, pane.reader))),
    one.archived && h("span", { class: "head-note" }, "archived"),
    links(one), pins(pane, one), other ? null : members(pane, one)];
}
