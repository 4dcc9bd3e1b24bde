// The fixed parts of a pane, built once: person bar, sidebar, conversation, thread, and the layer for dialogs.

import { Composer } from "./composer.js";
import { h, icon, replace, spinner } from "./dom.js";
import { Home } from "./home.js";
import { MessageList } from "./messages.js";
import { Modal } from "./modal.js";
import { personBar } from "./picker.js";

/** Gives `pane` its nodes; `send(text, thread)` and `keep(text, thread)` are what its two composers do. */
export function buildFrame(pane, { send, keep }) {
  const source = () => ({
    commands: pane.snap?.commands ?? [], people: pane.reader.people(), conversations: pane.reader.conversations(),
    shortcuts: pane.shortcuts("global").map((one) => ({ ...one, run: () => pane.acts.shortcut(one) })),
  });
  pane.bar = personBar(pane, (id) => pane.become(id));
  pane.nav = h("nav", { class: "sidebar", "aria-label": "Conversations" });
  pane.head = h("header", { class: "chat-head" });
  pane.list = new MessageList(pane, { testid: "messages", label: "Messages" });
  pane.composer = new Composer({ source, send: (text) => send(text, null), keep: (text) => keep(text, null),
    attach: (files) => pane.acts.upload(files), editLast: () => pane.acts.editLast(null) });
  pane.home = new Home(pane);
  pane.chatNode = h("div", { class: "chat-flow" }, h("div", { class: "list-wrap" }, pane.list.node, pane.list.more), pane.composer.node);

  pane.threadList = new MessageList(pane, { testid: "thread-messages", label: "Replies", thread: true });
  pane.threadComposer = new Composer({
    prefix: "thread-", source, send: (text) => send(text, pane.thread), keep: (text) => keep(text, pane.thread), editLast: () => pane.acts.editLast(pane.thread),
  });
  pane.threadComposer.aim({ label: "Reply…" });
  pane.threadName = h("div", { class: "topic" });
  pane.threadNode = h("aside", { class: "thread", "aria-label": "Thread", hidden: true, dataset: { testid: "thread" } },
    h("header", { class: "chat-head" }, h("div", { class: "head-words" }, h("h2", {}, "Thread"), pane.threadName),
      h("button", { type: "button", class: "dialog-icon", "aria-label": "Close thread", dataset: { testid: "thread-close" }, onclick: () => pane.openThread(null) }, icon("close"))),
    h("div", { class: "list-wrap" }, pane.threadList.node, pane.threadList.more), pane.threadComposer.node);
  pane.threadNode.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) pane.openThread(null);
  });

  const shade = h("div", { class: "sidebar-shade", onclick: () => pane.showSidebar(false) });
  pane.body = h("div", { class: "pane-body" }, pane.nav, shade,
    h("div", { class: "chat" }, pane.head, pane.home.node, pane.chatNode), pane.threadNode);
  pane.layer = h("div", { class: "layer" });
  pane.node = h("section", {
    class: `pane pane-${pane.side}`, dataset: { testid: `pane-${pane.side}` },
    onpointerdown: () => pane.app.activate(pane), onfocusin: () => pane.app.activate(pane),
  }, pane.bar.node, h("div", { class: "pane-stage" }, pane.body, pane.layer));
  pane.modal = new Modal(pane);
  replace(pane.nav, h("div", { class: "side-wait" }, spinner("Loading")));
}
