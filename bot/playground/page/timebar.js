// The bar on top: the workspace's time in both people's zones, the buttons that move it, and whether the bot is there.

import * as api from "./api.js";
import { avatar, h, icon, replace, spinner } from "./dom.js";
import { askForMoment } from "./moment.js";
import { city, hm, shortDay, soon } from "./time.js";

const HOUR = 3_600_000;
const SLOW = 1000; // a walk longer than this can be stopped
const STAMP = /\d{4}-\d\d-\d\dT[\d:]+Z/g;

export class TimeBar {
  #moving = null; // { step, from, to, slow, elsewhere }: `elsewhere` where another tab began it, or this one before a reload
  #heard = null; // of such a walk, as long as it is short: { from, to, timer }
  #due = { next_due: null, next_what: null }; // not asked yet
  #asked = null;

  /** `tools` are the buttons at the end. */
  constructor(node, app, tools) {
    this.app = app;
    this.name = h("strong", {}, "");
    this.time = h("div", { class: "clock-now", dataset: { testid: "clock-now" }, role: "timer", "aria-live": "off" });
    this.dot = h("span", { class: "bot-dot", dataset: { testid: "bot-status" } });
    const button = (step, testid, face, label, title, run = () => this.step(step)) => h("button", {
      type: "button", class: "clock-button", dataset: { testid, step, label }, title, "aria-label": label, onclick: run,
    }, h("span", { class: "clock-face" }, face));
    this.buttons = [
      button("hour", "clock-hour", "+1 hour", "Move time by one hour", "Move time by one hour"),
      button("working_day", "clock-day", ["+1 ", h("span", { class: "wide-only" }, "working "), "day"], "Move time by one working day", "The same hour on the next working day"),
      button("next_event", "clock-next", "", "Next event", "Move time to what the bot does next"),
      button("moment", "clock-moment", icon("calendar"), "Move time to a moment", "Move time to a day and an hour", () => this.#askMoment()),
    ];
    this.next = this.buttons[2].querySelector(".clock-face");
    this.progress = h("div", { class: "clock-progress", role: "progressbar", "aria-label": "Time is moving", hidden: true });
    replace(node,
      h("div", { class: "brand" }, avatar({ is_bot: true }, 26), this.name, h("span", { class: "brand-what" }, "playground"), this.dot),
      this.time, h("div", { class: "clock-buttons", role: "group", "aria-label": "Move time" }, this.buttons), app.layout.switch,
      h("div", { class: "bar-tools" }, tools), this.progress);
  }

  get due() {
    return this.#due;
  }

  get moving() {
    return this.#moving !== null;
  }

  /** Minute by minute, and whenever the people or the bot change. */
  draw() {
    const { app } = this;
    const now = app.now();
    const zones = [...new Set(app.panes.map((pane) => pane.reader.zone))].filter(Boolean);
    const [home] = zones;
    const face = (zone, first) => h("span", { class: "clock-zone" },
      h("b", {}, `${first || shortDay(now, zone) !== shortDay(now, home) ? `${first ? shortDay(now, zone) : shortDay(now, zone).slice(0, 3)} ` : ""}${hm(now, zone)}`), ` ${city(zone)}`);
    const faces = zones.map((zone, i) => [i ? h("span", { class: "clock-gap", "aria-hidden": "true" }, " · ") : null, face(zone, i === 0)]);
    const text = zones.map((zone) => `${shortDay(now, zone)} ${hm(now, zone)} ${zone}`).join();
    if (text !== this.text) replace(this.time, icon("clock", 15), faces);
    this.text = text;
    const snap = app.panes[0].snap ?? app.panes[1].snap;
    const on = app.connected && snap?.bot.connected;
    if (snap && this.name.textContent !== snap.bot.name) {
      this.name.textContent = snap.bot.name;
      document.title = `${snap.bot.name} · playground`;
    }
    const words = !app.connected ? "No connection to the playground" : on ? "Bot connected" : "Bot not connected";
    this.dot.className = `bot-dot ${on ? "bot-on" : "bot-off"}`;
    this.dot.dataset.connected = String(Boolean(on));
    this.dot.title = words;
    if (this.dot.textContent !== words) replace(this.dot, h("i", { "aria-hidden": "true" }), h("span", {}, words));
    this.#drawNext();
    this.#drawProgress();
    app.layout.draw();
    app.guide?.draw();
  }

  /** "Tue 09:30 · nudge for Hal", in the words of the first person's zone. */
  #words() {
    const { next_due: due, next_what: what, settled } = this.#due;
    if (this.#moving?.to && this.#moving.slow) return `on the way to ${this.#when(this.#moving.to)}`;
    if (!due) return settled === undefined ? "…" : settled === null ? "the bot does not say" : "nothing planned";
    return `${this.#when(new Date(due))}${what ? ` · ${this.#short(what)}` : ""}`;
  }

  #when(date) {
    return soon(date, this.app.panes[0].reader.zone, this.app.now());
  }

  /** Full names of colleagues become first names: the bar is narrow. */
  #short(what) {
    return this.app.panes[0].reader.people().reduce((text, { name }) => (name.includes(" ") ? text.replace(name, name.split(" ")[0]) : text), what);
  }

  #drawNext() {
    const due = this.#due.next_due;
    const words = this.#words();
    const sig = `${words}${this.#moving?.step}${this.#moving?.slow}`;
    if (sig === this.nextSig) return;
    this.nextSig = sig;
    replace(this.next, "Next event", h("small", { dataset: { testid: "next-what" } }, words));
    this.buttons[2].title = `Move time to what the bot does next: ${words}`;
    for (const button of this.buttons) {
      const mine = button.dataset.step === this.#moving?.step;
      const stops = mine && this.#moving.slow;
      // Not the `disabled` property, which would drop the focus of whoever presses again and again.
      button.setAttribute("aria-disabled", String((this.#moving !== null && !stops) || (button.dataset.step === "next_event" && !due && !mine)));
      button.setAttribute("aria-busy", String(mine));
      button.setAttribute("aria-label", stops ? "Stop on the way" : button.dataset.label);
      button.querySelector(".spinner")?.remove();
      button.querySelector(".clock-stop")?.remove();
      if (stops) button.append(h("span", { class: "clock-stop" }, "Stop"));
      else if (mine) button.append(spinner("Time is moving"));
    }
  }

  #drawProgress() {
    const { from, to } = this.#moving ?? {};
    this.progress.hidden = !to;
    if (!to) return;
    const share = Math.round(100 * Math.min(1, Math.max(0, (this.app.now() - from) / (to - from))));
    this.progress.style.setProperty("--share", `${share}%`);
    this.progress.setAttribute("aria-valuenow", String(share));
  }

  /** Asks the server what is next; calls close together become one. */
  ask() {
    this.#asked ??= setTimeout(async () => {
      this.#asked = null;
      try {
        this.#learn(await api.clock());
      } catch (error) {
        this.app.trouble(error.message);
      }
    }, 250);
  }

  #learn(answer) {
    this.#due = answer;
    this.app.setNow(answer.now);
    this.hear(answer.walk);
    this.draw();
  }

  /** What the server says of the walk under way, { to: ISO } or null. One that this tab did not begin is shown when it is long. */
  hear(walk) {
    if (this.#moving && !this.#moving.elsewhere) {
      if (walk) this.#moving.to = new Date(walk.to);
      return;
    }
    if (!walk) {
      clearTimeout(this.#heard?.timer);
      this.#heard = null;
      if (this.#moving) this.#ended();
      return;
    }
    const to = new Date(walk.to);
    if (this.#moving) this.#moving.to = to;
    else if (this.#heard) this.#heard.to = to;
    else {
      const timer = setTimeout(() => {
        const { from, to: latest } = this.#heard;
        this.#heard = null;
        if (this.#moving) return;
        this.#moving = { step: "moment", from, to: latest, slow: true, elsewhere: true };
        this.draw();
      }, SLOW);
      this.#heard = { from: this.app.now(), to, timer };
    }
  }

  #ended() {
    this.#moving = null;
    this.app.refreshAll();
    this.draw();
  }

  /** "hour", "working_day" or "next_event"; pressed again during a long walk, it stops. */
  step(step) {
    const { app } = this;
    const due = this.#due.next_due;
    if (this.#moving) return this.#moving.step === step && this.#moving.slow ? this.#stop() : undefined;
    if (step === "next_event" && !due) return undefined;
    const now = app.now();
    const to = step === "next_event" ? new Date(due) : new Date(now.getTime() + (step === "hour" ? HOUR : 24 * HOUR));
    return this.#move(step, to, () => api.moveClock(step, app.panes[0].person));
  }

  #askMoment() {
    if (this.#moving) {
      if (this.#moving.step === "moment" && this.#moving.slow) this.#stop();
      return;
    }
    askForMoment(this.buttons[3], {
      zone: this.app.panes[0].reader.zone, now: this.app.now(), go: (moment, move) => this.#move("moment", moment, move),
    });
  }

  async #stop() {
    try {
      await api.stopClock();
      this.ask();
    } catch (error) {
      this.app.toast(error.message);
    }
  }

  async #move(step, to, move) {
    this.#moving = { step, from: this.app.now(), to, slow: false };
    clearTimeout(this.#heard?.timer);
    this.#heard = null;
    const slow = setTimeout(() => {
      this.#moving.slow = true;
      this.draw();
    }, SLOW);
    this.draw();
    try {
      this.#learn(await move());
    } catch (error) {
      this.app.toast(error.message.replace(STAMP, (stamp) => this.#when(new Date(stamp))));
      this.ask();
    } finally {
      clearTimeout(slow);
      this.#ended();
    }
  }
}
