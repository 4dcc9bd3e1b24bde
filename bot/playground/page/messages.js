// The list of messages: rows that are redrawn only when they changed, day dividers, and a place that stays put.

import { h, icon } from "./dom.js";
import { messageRow, noteRow } from "./message.js";
import { dayKey, dayLabel, fromTs } from "./time.js";

const NEAR_END = 60;
const GROUP_SECONDS = 300;

/** Messages from one author within five minutes stand under one name, unless one of them is special. */
function follows(message, before) {
  return Boolean(before) && message.subtype === before.subtype && before.user === message.user && before.name === message.name
    && Number(message.ts) - Number(before.ts) < GROUP_SECONDS
    && !message.ephemeral && !before.ephemeral && !message.pinned && !before.pinned && !before.note && !before.reply_count;
}

export class MessageList {
  #rows = new Map();
  #ending = true;
  #newFrom = null;
  #before = 0;
  #heard = null;
  #newest = null;

  constructor(pane, { testid, label, thread = false }) {
    this.pane = pane;
    this.thread = thread;
    this.inner = h("div", { class: `messages-inner${thread ? " messages-top" : ""}` });
    // Rows are redrawn whenever something in them changes; only what was newly said is read out.
    this.news = h("div", { class: "only-read", "aria-live": "polite", dataset: { testid: `${testid}-news` } });
    this.node = h("div", {
      class: "messages", role: "log", "aria-live": "off", "aria-label": label, tabindex: "0", dataset: { testid },
      onscroll: () => this.#scrolled(), onkeydown: (event) => this.#walk(event),
      // A message's own tools join the way of the Tab key only while the focus is in it: else they would be hundreds.
      onfocusin: (event) => reachable(event.target, 0), onfocusout: (event) => reachable(event.target, -1),
    }, this.inner, this.news);
    this.more = h("button", { type: "button", class: "to-end", hidden: true, onclick: () => this.toEnd() }, icon("arrowdown", 14), "Newest messages");
    new ResizeObserver(() => {
      if (this.#ending) this.toEnd();
    }).observe(this.inner);
    new ResizeObserver(() => {
      if (this.#ending) this.toEnd();
    }).observe(this.node);
  }

  /** Forgets the place: another conversation is about to be shown, `unread` of whose messages are new. */
  reset(unread = 0) {
    this.#rows.clear();
    this.inner.replaceChildren();
    this.#ending = true;
    this.#newFrom = null;
    this.#before = unread;
    this.#heard = null;
    this.more.hidden = true;
  }

  announce(words) {
    this.news.textContent = words;
  }

  /** Reads out what others said since the last drawing. */
  #tell(messages) {
    const last = Number(messages.at(-1)?.ts ?? 0);
    if (this.#heard !== null && last > this.#heard) {
      const fresh = messages.filter((one) => Number(one.ts) > this.#heard && one.user !== this.pane.person && !one.note);
      if (fresh.length) this.announce(fresh.map((one) => `${one.name}: ${this.#rows.get(one.ts)?.node.querySelector(".message-body")?.textContent ?? one.text}`).join(" ").slice(0, 300));
    }
    if (messages.length || this.#heard !== null) this.#heard = Math.max(this.#heard ?? 0, last);
  }

  /** The arrow keys go from message to message, from the newest up. */
  #walk(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || !event.target.matches(".message, .messages")) return;
    const rows = [...this.inner.querySelectorAll(".message")];
    const at = rows.indexOf(event.target);
    const next = at < 0 ? rows.at(-1) : rows[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  toEnd() {
    this.#ending = true;
    this.more.hidden = true;
    this.node.scrollTop = this.node.scrollHeight;
  }

  /** Scrolls to a message, which is fetched first where it lies far back. */
  async show(ts) {
    if (!this.#rows.has(ts) && !this.thread) await this.pane.showEarlier(true);
    const row = this.#rows.get(ts)?.node;
    if (!row) return;
    this.#ending = false;
    row.scrollIntoView({ block: "center" });
    row.classList.add("flash");
    row.addEventListener("animationend", () => row.classList.remove("flash"), { once: true });
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.node;
    this.#ending = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (this.#ending) this.more.hidden = true;
    else if (!this.thread && scrollTop < clientHeight && this.pane.earlier) this.pane.showEarlier();
  }

  #markNew(messages) {
    if (!this.#before || !messages.length) return; // drawn empty before they arrive
    let left = this.#before;
    this.#before = 0;
    for (let i = messages.length - 1; i >= 0 && left > 0; i -= 1) {
      if (messages[i].user === this.pane.person || messages[i].ephemeral) continue;
      left -= 1;
      this.#newFrom = messages[i].ts;
    }
    if (this.#newFrom === messages[0]?.ts) this.#newFrom = null;
  }

  /** What stands in the list, in order: [{key, sig, build}]. */
  #plan(messages, lead) {
    const { reader } = this.pane;
    const now = reader.now();
    const today = dayKey(now, reader.zone);
    const out = lead.filter(Boolean);
    let day = null;
    let before = null;
    messages.forEach((message, index) => {
      const at = fromTs(message.ts);
      const key = dayKey(at, reader.zone);
      if (key !== day && !this.thread) {
        day = key;
        before = null;
        const label = dayLabel(at, reader.zone, now);
        out.push({ key: `day ${key}`, sig: label, build: () => h("div", { class: "divider", role: "separator", "aria-label": label }, h("span", {}, label)) });
      }
      if (message.ts === this.#newFrom) {
        before = null;
        out.push({ key: "new", sig: "new", build: () => h("div", { class: "divider divider-new", role: "separator", "aria-label": "New messages" }, h("span", {}, "New")) });
      }
      const flags = {
        compact: follows(message, before), thread: this.thread, root: this.thread && index === 0,
        warning: this.pane.warnings.get(message.ts) ?? null, editing: this.#edits(message.ts),
      };
      const sig = JSON.stringify([message, flags, today, this.pane.person, this.pane.namesKey, this.pane.snap.shortcuts?.length]);
      out.push({
        key: message.key ?? message.ts, sig,
        build: () => (message.note ? noteRow(message, this.pane) : messageRow(message, flags, this.pane)),
      });
      if (flags.root) {
        const count = messages.length - 1;
        const label = count ? `${count} ${count === 1 ? "reply" : "replies"}` : "No replies yet";
        out.push({ key: "replies", sig: label, build: () => h("div", { class: "divider divider-replies" }, h("span", {}, label)) });
        before = null;
      } else before = message;
    });
    return out;
  }

  /** A message that stands in the channel and in the open thread is edited in the thread. */
  #edits(ts) {
    const { pane } = this;
    return pane.editing === ts && (this.thread || !pane.thread || !pane.replies.some((one) => one.ts === ts));
  }

  draw(messages, lead = []) {
    if (!this.thread) this.#markNew(messages);
    const held = document.activeElement?.closest?.(".message") && this.inner.contains(document.activeElement)
      ? focusKey(document.activeElement) : null;
    const kept = this.#ending ? null : this.#place();
    const plan = this.#plan(messages, lead);
    const fresh = new Map();
    let grew = false;
    let at = this.inner.firstChild;
    for (const { key, sig, build } of plan) {
      const known = this.#rows.get(key);
      const node = known?.sig === sig ? known.node : build();
      if (!known) grew = true;
      if (known && known.node !== node) known.node.replaceWith(node);
      if (at === known?.node) at = node;
      if (node === at) at = at.nextSibling;
      else this.inner.insertBefore(node, at);
      fresh.set(key, { sig, node });
    }
    for (const [key, { node }] of this.#rows) if (!fresh.has(key)) node.remove();
    this.#rows = fresh;
    if (held && !this.inner.contains(document.activeElement)) giveBack(this.inner, held);
    this.#tell(messages);
    if (this.#ending) this.toEnd();
    else {
      if (kept?.row.isConnected) this.node.scrollTop += kept.row.getBoundingClientRect().top - kept.top;
      if (grew && this.#newest !== messages.at(-1)?.ts) this.more.hidden = false;
    }
    this.#newest = messages.at(-1)?.ts ?? null;
  }

  /** The first message in sight and where it stands, so that rows put in above it do not push it away. */
  #place() {
    const { top } = this.node.getBoundingClientRect();
    for (const { node: row } of this.#rows.values()) {
      const box = row.getBoundingClientRect();
      if (box.bottom > top && row.matches(".message")) return { row, top: box.top };
    }
    return null;
  }
}

function reachable(node, index) {
  for (const button of node.closest(".message")?.querySelectorAll(".tools button") ?? []) button.tabIndex = index;
}

const focusKey = (node) => ({ ts: node.closest(".message").dataset.ts, action: node.closest("[data-action-id]")?.dataset.actionId });

/** A redrawn row gives the focus back to the same control, or to the row where that control is gone. */
function giveBack(inner, { ts, action }) {
  const row = inner.querySelector(`.message[data-ts="${CSS.escape(ts)}"]`);
  if (!row) return;
  const same = action && row.querySelector(`[data-action-id="${CSS.escape(action)}"]`);
  const target = same ? (same.matches("button, input, textarea") ? same : same.querySelector("button, input, textarea")) : row;
  target?.focus({ preventScroll: true });
}
