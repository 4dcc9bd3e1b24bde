// The bar on top: the workspace's time in both people's zones, the buttons that move it, and whether the bot is there.

import * as api from "./api.js";
import { avatar, h, icon, replace, spinner } from "./dom.js";
import { city, hm, shortDay, soon } from "./time.js";
import { drawTour } from "./tour.js";

export class TimeBar {
  #moving = null;
  #due = { next_due: null, next_what: null, settled: null };
  #asked = null;

  constructor(node, app) {
    this.app = app;
    this.tour = document.getElementById("tour");
    this.time = h("div", { class: "clock-now", dataset: { testid: "clock-now" }, role: "timer", "aria-live": "off" });
    this.dot = h("span", { class: "bot-dot", dataset: { testid: "bot-status" } });
    const button = (step, testid, face, label, title) => h("button", {
      type: "button", class: "clock-button", dataset: { testid, step }, title, "aria-label": label, onclick: () => this.#move(step),
    }, h("span", { class: "clock-face" }, face));
    this.buttons = [
      button("hour", "clock-hour", "+1 hour", "Move time by one hour", "Move time by one hour"),
      button("working_day", "clock-day", ["+1 ", h("span", { class: "wide-only" }, "working "), "day"], "Move time by one working day", "The same hour on the next working day"),
      button("next_event", "clock-next", "", "Next event", "Move time to what the bot does next"),
    ];
    this.next = this.buttons[2].querySelector(".clock-face");
    this.switch = h("div", { class: "people-switch", role: "group", "aria-label": "Whose Slack" });
    replace(node,
      h("div", { class: "brand" }, avatar({ is_bot: true }, 26), h("strong", {}, "Same Page"), h("span", { class: "brand-what" }, "playground"), this.dot),
      this.time, h("div", { class: "clock-buttons" }, this.buttons), this.switch);
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
    const words = !app.connected ? "No connection to the playground" : on ? "Bot connected" : "Bot not connected";
    this.dot.className = `bot-dot ${on ? "bot-on" : "bot-off"}`;
    this.dot.dataset.connected = String(Boolean(on));
    replace(this.dot, h("i", { "aria-hidden": "true" }), h("span", {}, words));
    this.#drawNext();
    this.#drawSwitch();
    drawTour(this.tour, app, this.#due);
  }

  #drawNext() {
    const zone = this.app.panes[0].reader.zone;
    const { next_due: due, next_what: what, settled } = this.#due;
    const words = due ? `${soon(new Date(due), zone, this.app.now())}${what ? ` · ${what}` : ""}` : settled === null ? "not known" : "nothing planned";
    const sig = `${words}${this.#moving}`;
    if (sig === this.nextSig) return;
    this.nextSig = sig;
    replace(this.next, "Next event", h("small", { dataset: { testid: "next-what" } }, words));
    this.buttons[2].title = `Move time to what the bot does next: ${words}`;
    for (const button of this.buttons) {
      const mine = button.dataset.step === this.#moving;
      // Not the `disabled` property, which would drop the focus of whoever presses again and again.
      button.setAttribute("aria-disabled", String(this.#moving !== null || (button.dataset.step === "next_event" && !due)));
      button.setAttribute("aria-busy", String(mine));
      button.querySelector(".spinner")?.remove();
      if (mine) button.append(spinner("Time is moving"));
    }
  }

  #drawSwitch() {
    const sig = JSON.stringify(this.app.panes.map((pane) => [pane.person, pane.hidden, pane.unread(), Boolean(pane.snap)]));
    if (sig === this.switchSig) return;
    this.switchSig = sig;
    replace(this.switch, this.app.panes.map((pane) => {
      const person = pane.reader.person(pane.person);
      const unread = pane.unread();
      return h("button", {
        type: "button", "aria-pressed": String(!pane.hidden), dataset: { testid: `switch-${pane.side}` }, onclick: () => this.app.reveal(pane),
      }, person && avatar(person, 22), h("span", { class: "people-switch-name" }, person?.name.split(" ")[0] ?? "…"), unread ? h("span", { class: "badge badge-loud" }, String(unread)) : null);
    }));
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
    this.draw();
  }

  async #move(step) {
    if (this.#moving || (step === "next_event" && !this.#due.next_due)) return;
    this.#moving = step;
    this.#drawNext();
    try {
      this.#learn(await api.moveClock(step, this.app.panes[0].person));
    } catch (error) {
      this.app.toast(error.message);
      this.ask();
    } finally {
      this.#moving = null;
      this.draw();
      this.app.refreshAll();
    }
  }
}
