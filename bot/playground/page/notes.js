// What Slack itself answers to one person after a failed command: kept in this page, shown among the messages.

export class Notes {
  #all = [];

  constructor(pane) {
    this.pane = pane;
  }

  /** Puts a note behind everything that stands in the conversation (or thread) now. */
  add(channel, thread, text) {
    const { pane } = this;
    const last = Number((thread ? pane.replies : pane.messages).at(-1)?.ts ?? 0);
    const ts = String(Math.max(pane.reader.now() / 1000, last + 0.000001));
    this.#all.push({ note: true, key: `note ${this.#all.length} ${ts}`, ts, channel, thread, text });
    pane.draw();
  }

  drop(key) {
    this.#all = this.#all.filter((note) => note.key !== key);
    this.pane.draw();
  }

  /** The messages with this place's notes at their times. */
  among(messages, thread) {
    const mine = this.#all.filter((note) => note.channel === this.pane.place.id && note.thread === thread);
    return mine.length ? [...messages, ...mine].sort((a, b) => Number(a.ts) - Number(b.ts)) : messages;
  }
}
