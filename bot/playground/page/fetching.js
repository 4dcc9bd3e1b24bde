// What a pane fetches: no more than what it shows, one round at a time, and nothing that came too late.

import * as api from "./api.js";

const FIRST_SHOWN = 60; // messages fetched and drawn at first; scrolling up brings more of them
const MORE_SHOWN = 120;

export class Fetching {
  #limit = FIRST_SHOWN;
  #wanted = new Set();
  #working = null;
  #turn = 0;

  constructor(pane) {
    this.pane = pane;
  }

  /** Something else is shown from now on: what is under way for the place before is dropped. */
  turn(unread = 0) {
    this.#turn += 1;
    this.#limit = Math.max(FIRST_SHOWN, unread + 20);
  }

  /** The next round brings older messages too, or all of them. */
  more(everything) {
    this.#limit = everything ? 0 : this.#limit + MORE_SHOWN;
  }

  /** Fetches what is shown of what is wanted; calls that arrive meanwhile are gathered into the next round. */
  want(...wants) {
    for (const want of wants) this.#wanted.add(want);
    this.#working ??= this.#work().finally(() => { this.#working = null; });
    return this.#working;
  }

  async #work() {
    const { pane } = this;
    while (this.#wanted.size) {
      const wants = new Set(this.#wanted);
      this.#wanted.clear();
      const { person } = pane;
      const done = await Promise.allSettled(this.#jobs(wants));
      // After the rest: reading messages marks them as read, which the snapshot then tells.
      done.push(...await Promise.allSettled([api.snapshot(person).then((snap) => { if (person === pane.person) pane.take(snap); })]));
      const failed = done.filter((result) => result.status === "rejected");
      if (failed.length) pane.app.trouble(failed[0].reason.message);
      if (pane.snap) pane.draw();
    }
  }

  #jobs(wants) {
    const { pane } = this;
    const { person, place, thread } = pane;
    const turn = this.#turn;
    const shown = !pane.hidden && place.kind === "conversation" ? place.id : null;
    const jobs = [];
    const get = (promise, put) => jobs.push(promise.then((answer) => { if (turn === this.#turn) put(answer); }));
    const here = (messages) => messages.map((one) => ({ ...one, channel: shown }));
    if (wants.has("messages") && shown) {
      get(api.messages(person, shown, null, pane.quiet, this.#limit), ({ messages, earlier }) => Object.assign(pane, { messages: here(messages), earlier }));
    }
    if (wants.has("thread") && shown && thread) {
      get(api.messages(person, shown, thread), ({ messages }) => {
        if (thread === pane.thread) pane.replies = here(messages);
      });
    }
    if (wants.has("home") && !pane.hidden && place.kind === "home") get(api.home(person, pane.home.known), ({ view }) => pane.home.take(view));
    return jobs;
  }
}
