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

  /** Saves one's own message with other words. */
  async edit(message, text) {
    const { pane } = this;
    const sent = typed(text.trim(), { people: pane.reader.people(), conversations: pane.reader.conversations() });
    pane.edit(null);
    await this.use(message.ts, () => api.editMessage(pane.person, message.channel, message.ts, sent));
  }

  /** Edits the last thing one said here, as the arrow up does in an empty field; answers whether there is one. */
  editLast(thread) {
    const { pane } = this;
    const last = (thread ? pane.replies : pane.messages).findLast((one) => one.user === pane.person && !one.ephemeral && !one.subtype && !one.bot);
    if (last) pane.edit(last.ts);
    return Boolean(last);
  }

  async remove(message) {
    const { pane } = this;
    const sure = await pane.confirm({
      title: "Delete message", text: { type: "mrkdwn", text: `Delete this message? This cannot be undone.\n\n${message.text.split("\n").slice(0, 3).map((line) => `> ${line}`).join("\n")}` },
      confirm: "Delete", deny: "Cancel", style: "danger",
    });
    if (sure) await this.use(message.ts, () => api.deleteMessage(pane.person, message.channel, message.ts));
  }

  async unread(ts) {
    const { pane } = this;
    pane.quiet = true;
    await this.use(ts, () => api.markUnread(pane.person, pane.place.id, ts));
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.pane.say("Link copied");
    } catch {
      this.pane.app.toast(`Copying is not allowed here. The link is ${text}`);
    }
  }

  /** Puts files from this machine into the conversation. */
  async upload(files) {
    const { person, place: { id: channel }, notes } = this.pane;
    for (const file of files) {
      try {
        await api.uploadFile(person, file, channel);
      } catch (error) {
        notes.add(channel, null, error.message);
      }
    }
    await this.#seen();
    if (this.pane.place.id === channel) this.pane.list.toEnd();
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
