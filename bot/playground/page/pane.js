// One person's Slack: what they look at, and what was fetched for them.

import { Acts } from "./acts.js";
import * as api from "./api.js";
import { h, replace } from "./dom.js";
import { Fetching } from "./fetching.js";
import { Form } from "./form.js";
import { buildFrame } from "./frame.js";
import { head } from "./head.js";
import { Notes } from "./notes.js";
import { intro } from "./intro.js";
import { confirmDialog } from "./overlay.js";
import { makeReader, tidy } from "./reader.js";
import { sidebar } from "./sidebar.js";
import { dayKey } from "./time.js";

export class Pane {
  snap = null;
  place = { kind: "none" };
  thread = null;
  messages = [];
  replies = [];
  warnings = new Map();
  namesKey = "";
  hidden = false;
  earlier = 0;
  editing = null;
  quiet = false;
  api = api;
  #fetching = new Fetching(this);
  #forms = new Map();
  #drafts = new Map();
  #sideSig = "";
  #headSig = "";
  #day = "";

  constructor(app, side, person) {
    Object.assign(this, { app, side, person });
    this.reader = makeReader(this);
    this.acts = new Acts(this);
    this.notes = new Notes(this);
    buildFrame(this, {
      send: (text, thread) => this.acts.send(text, thread),
      keep: (text, thread) => this.#drafts.set(this.#draftKey(thread), text),
    });
  }

  // ---- what is shown

  become(person) {
    if (person === this.person) return;
    this.#fetching.turn();
    Object.assign(this, { person, snap: null, place: { kind: "none" }, thread: null, messages: [], replies: [] });
    this.#sideSig = "";
    this.#forms.clear();
    this.notes = new Notes(this);
    this.warnings.clear();
    this.modal.show(null, 0);
    this.list.reset();
    this.threadNode.hidden = true;
    this.refresh("snapshot");
    this.app.remember();
  }

  open(id) {
    const one = this.reader.conversation(id);
    if (!one) return this.app.toast("That conversation is not open to this person.");
    this.place = { kind: "conversation", id };
    // Slack tells the app that its Messages tab was opened.
    if (one === this.appConversation()) api.openDirect(this.person, this.snap.bot.user).catch((error) => this.app.trouble(error.message));
    return this.#arrive(one);
  }

  #arrive(one) {
    this.#fetching.turn(one?.unread ?? 0);
    this.thread = null;
    this.messages = [];
    Object.assign(this, { earlier: 0, editing: null, quiet: false });
    this.list.reset(one?.unread ?? 0);
    this.showSidebar(false);
    if (one) {
      const named = one.kind === "public" || one.kind === "private" ? `#${one.title}` : one.title;
      this.composer.aim({
        label: `Message ${named}`, draft: this.#drafts.get(this.#draftKey(null)),
        closed: one.archived ? `${named} is archived.` : one.joined === false ? `You are looking at ${named} without being in it. Somebody in it can /invite you.` : null,
      });
    }
    this.draw();
    this.app.remember();
    return this.refresh("snapshot", this.place.kind === "home" ? "home" : "messages");
  }

  openHome() {
    this.place = { kind: "home" };
    this.home.leave();
    return this.#arrive(null);
  }

  /** The app's row opens what waits there: unread messages if there are any, else its Home. */
  async openApp(tab = null) {
    const app = this.appConversation();
    if (tab === null && !app?.unread && this.snap.bot.home_tab !== false) return this.openHome();
    return app ? this.open(app.id) : this.openDirect(this.snap.bot.user);
  }

  async openDirect(user) {
    const known = this.snap.conversations.find((one) => one.kind === "im" && one.with.includes(user));
    if (known) return this.open(known.id);
    if (user === this.person) return undefined;
    try {
      const { channel } = await api.openDirect(this.person, user);
      await this.refresh("snapshot");
      return this.open(channel);
    } catch (error) {
      return this.app.toast(error.message);
    }
  }

  openThread(ts) {
    this.thread = ts;
    this.replies = this.messages.filter((message) => message.ts === ts);
    this.threadList.reset();
    this.threadComposer.aim({ label: "Reply…", draft: this.#drafts.get(this.#draftKey(ts)) });
    this.draw();
    if (!ts) return undefined;
    if (!this.modal.open) this.threadComposer.field.focus({ preventScroll: true });
    return this.refresh("thread");
  }

  /** Puts one's own message into a field, or ends that with null. */
  edit(ts) {
    const was = this.editing;
    this.editing = ts;
    this.draw();
    if (!ts && was) (this.thread ? this.threadComposer : this.composer).field.focus({ preventScroll: true });
  }

  /** Fetches older messages; all of them where `everything` is asked for. */
  showEarlier(everything = false) {
    if (!this.earlier) return undefined;
    this.#fetching.more(everything);
    return this.refresh("messages");
  }

  /** Tells a screen reader something that is plain to see. */
  say(words) {
    this.list.announce(words);
  }

  openAbout() {
    this.place = { kind: "about" };
    return this.#arrive(null);
  }

  showSidebar(on) {
    this.node.classList.toggle("with-sidebar", on);
    if (on) this.nav.querySelector("[aria-current], button")?.focus();
  }

  setHidden(hidden) {
    const woke = this.hidden && !hidden;
    this.hidden = hidden;
    this.node.hidden = hidden;
    if (woke) this.refreshAll();
  }

  sleep(on) {
    this.body.inert = on;
  }

  confirm(object) {
    return confirmDialog(this.layer, this.body, object, this.reader);
  }

  appConversation() {
    return this.snap?.conversations.find((one) => one.kind === "im" && one.with.includes(this.snap.bot.user));
  }

  unread() {
    return (this.snap?.conversations ?? []).reduce((sum, one) => sum + (one.joined === false ? 0 : one.unread ?? 0), 0);
  }

  unreadElsewhere() {
    return this.unread() - (this.reader.conversation(this.place.id)?.unread ?? 0) > 0;
  }

  form(key) {
    const at = `${this.place.id ?? "home"} ${key}`;
    if (!this.#forms.has(at)) this.#forms.set(at, new Form());
    return this.#forms.get(at);
  }

  #draftKey(thread) {
    return `${this.person} ${this.place.id} ${thread}`;
  }

  // ---- what is fetched

  refreshAll() {
    return this.refresh("snapshot", "messages", "thread", "home");
  }

  /** Fetches what is shown of these: "snapshot", "messages", "thread", "home". */
  refresh(...wants) {
    return this.#fetching.want(...wants);
  }

  /** A snapshot was fetched. */
  take(snap) {
    const first = !this.snap;
    this.snap = tidy(snap);
    this.namesKey = JSON.stringify([snap.people.map((one) => [one.name, one.tz]), snap.conversations.map((one) => one.name)]);
    this.app.learn(snap);
    if (first && this.place.kind === "none") {
      const last = this.app.recall(this.side, this.person);
      if (last === "home") this.openHome();
      else {
        const one = this.reader.conversation(last) ?? snap.conversations.find((each) => each.name === "general") ?? snap.conversations[0];
        if (one) this.open(one.id);
      }
    }
  }

  // ---- what is drawn

  draw() {
    const { snap, place } = this;
    if (!snap) return;
    const me = this.reader.person(this.person);
    this.bar.draw(me);
    this.node.setAttribute("aria-label", `Slack as ${me.name} sees it`);
    this.#day = dayKey(this.reader.now(), this.reader.zone);
    this.#drawSide();
    this.#drawHead();
    const app = place.kind === "home" || place.kind === "about";
    this.home.node.hidden = !app;
    this.chatNode.hidden = app;
    if (app) this.home.draw(`${this.#day} ${this.namesKey}`);
    else this.list.draw(this.notes.among(this.messages, null), [this.earlier ? null : intro(this)]);
    this.threadNode.hidden = !this.thread;
    this.node.classList.toggle("with-thread", Boolean(this.thread));
    if (this.thread) {
      this.threadName.textContent = this.reader.conversation(place.id)?.title ?? "";
      this.threadList.draw(this.notes.among(this.replies, this.thread));
    }
    this.modal.show(snap.view ?? null, snap.stack ?? (snap.view ? 1 : 0));
  }

  #drawHead() {
    const app = this.appConversation();
    const one = { ...this.reader.conversation(this.place.id), last_ts: null, unread: null };
    const sig = JSON.stringify([this.place, one, app?.id, app?.unread, this.unreadElsewhere(), this.snap.bot, this.namesKey, this.person]);
    if (sig === this.#headSig) return;
    this.#headSig = sig;
    const held = this.head.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
    replace(this.head, head(this));
    if (held) this.head.querySelector(`[data-testid="${held}"]`)?.focus();
  }

  #drawSide() {
    const sig = JSON.stringify([this.snap.conversations, this.snap.bot, this.place, this.namesKey]);
    if (sig === this.#sideSig) return;
    this.#sideSig = sig;
    const held = this.nav.contains(document.activeElement) ? document.activeElement.dataset.conversation : null;
    replace(this.nav, h("h2", { class: "side-title" }, this.snap.workspace.name), sidebar(this));
    if (held) this.nav.querySelector(`[data-conversation="${CSS.escape(held)}"]`)?.focus();
  }

  shortcuts(kind) {
    return (this.snap?.shortcuts ?? []).filter((one) => one.type === kind);
  }

  /** A minute went by, or a day. */
  tick() {
    this.bar.tick();
    if (this.snap && this.#day && dayKey(this.reader.now(), this.reader.zone) !== this.#day) this.draw();
  }
}
