// What a person does in their pane: write, call commands and shortcuts, use what stands on a message or the Home.

import * as api from "./api.js";
import { typed } from "./typed.js";

export class Acts {
  #queue = Promise.resolve();

  constructor(pane) {
    this.pane = pane;
  }

  #seen() {
    return this.pane.refresh("snapshot", "messages", "thread");
  }

  /** Sends in the order of typing; answers whether the text has found its way, else it returns to the composer. */
  send(text, thread) {
    const { pane } = this;
    const { person, place: { id: channel } } = pane;
    const job = this.#queue.then(async () => {
      (thread ? pane.threadList : pane.list).toEnd();
      try {
        if (/^\/[a-z]/i.test(text)) {
          if (thread) {
            pane.notes.add(channel, thread, `${text.split(/\s/)[0]} is not supported in threads. Sorry!`);
            return false;
          }
          await api.command(person, channel, text);
        } else await api.say(person, channel, typed(text, { people: pane.reader.people(), conversations: pane.reader.conversations() }), thread);
        return true;
      } catch (error) {
        pane.notes.add(channel, thread, error.message);
        return false;
      } finally {
        this.#seen();
      }
    });
    this.#queue = job;
    return job;
  }

  /** A global shortcut, or a message shortcut on the message at `ts`. */
  async shortcut(one, ts) {
    const { person, place: { id: channel }, warnings, notes } = this.pane;
    warnings.delete(ts);
    try {
      await api.shortcut(person, one.callback_id, ts && channel, ts);
    } catch (error) {
      if (ts) warnings.set(ts, error.message);
      else notes.add(channel, null, error.message);
    }
    this.#seen();
  }

  /** An element of a message or of the Home; a failure stands beside what was clicked. */
  async use(warningKey, send) {
    const { pane } = this;
    pane.warnings.delete(warningKey);
    try {
      await send();
    } catch (error) {
      pane.warnings.set(warningKey, error.message);
    }
    await this.#seen();
  }
}
