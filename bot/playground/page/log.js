// The workspace's ledger as this page has read it: calls, deliveries, complaints and faults, and each in a few words.

import * as api from "./api.js";
import { chaosWords } from "./chaos.js";

const MOST = 500;
const GLIMPSE = 120; // characters of a text

const parsed = (value) => {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

/** Arguments as they were meant: JSON in a string becomes what it says. */
export const unpacked = (fields) => (fields && typeof fields === "object" && !Array.isArray(fields)
  ? Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, parsed(value)])) : fields);

export class Log {
  entries = []; // newest first
  #last = 0;

  constructor(app) {
    this.app = app;
  }

  /** Reads what is new; gives it back, newest first. */
  async read() {
    const { entries } = await api.ledger(this.#last);
    const fresh = entries.filter((entry) => entry.number > this.#last).reverse();
    if (fresh.length) this.#last = fresh[0].number;
    this.entries = [...fresh, ...this.entries].slice(0, MOST);
    return fresh;
  }

  #name(id) {
    for (const pane of this.app.panes) {
      const one = pane.reader.conversation(id);
      if (one && one.kind !== "im" && one.kind !== "mpim") return `#${one.name}`;
      if (one) return `with ${one.title}`;
    }
    const person = this.app.panes.find((pane) => pane.snap)?.reader.person(id);
    return person ? person.name.split(" ")[0] : null;
  }

  /** An id as somebody would say it, else the id. */
  say(id) {
    return id ? this.#name(id) ?? id : "";
  }

  /** { way, name, about, who, outcome, bad, ms } of an entry, all words but `bad`. */
  tell(entry) {
    const ms = entry.seconds === undefined ? "" : `${Math.round(entry.seconds * 1000)} ms`;
    if (entry.entry === "call") {
      const { channel, user_id: user, users, view_id: view } = entry.arguments ?? {};
      const error = entry.response === null ? "no answer" : entry.response.ok === false ? entry.response.error : null;
      const { text, name, topic } = entry.arguments ?? {};
      return { way: "call", name: entry.method, about: String(text ?? name ?? topic ?? "").slice(0, GLIMPSE), who: this.say(channel ?? user ?? users ?? view), outcome: error ?? "ok", bad: Boolean(error), ms };
    }
    if (entry.entry === "delivery") {
      const { about, who } = this.#delivered(entry);
      const again = entry.attempt ? ` · try ${entry.attempt + 1}` : "";
      return { way: "delivery", name: entry.kind, about: about + again, who: this.say(who), outcome: entry.error ?? (entry.ack && Object.keys(entry.ack).length ? "answered" : "acked"), bad: Boolean(entry.error), ms };
    }
    // Chaos that begins is no fault yet: nothing failed.
    if (entry.entry === "fault" && entry.what === "chaos") {
      return { way: "fault", name: "chaos", about: `seed ${entry.seed}, ${chaosWords(entry.target.split(", "), entry.details.rate)}`, who: "", outcome: "begins", bad: false, ms };
    }
    if (entry.entry === "fault") return { way: "fault", name: entry.target ?? "fault", about: (entry.what ?? "").replaceAll("_", " "), who: "", outcome: "met", bad: true, ms };
    return { way: "complaint", name: "complaint", about: entry.words ?? "", who: "", outcome: "refused", bad: true, ms };
  }

  #delivered({ kind, payload }) {
    if (kind === "slash_commands") return { about: `${payload.command} ${payload.text ?? ""}`.trim(), who: payload.user_id };
    if (kind === "events_api") {
      const event = payload.event ?? {};
      return { about: event.type ?? "", who: typeof event.user === "string" ? event.user : event.user?.id };
    }
    const pressed = payload.actions?.map((action) => action.action_id).join(", ");
    return { about: [payload.type, pressed ?? payload.view?.callback_id ?? payload.callback_id].filter(Boolean).join(" · "), who: payload.user?.id };
  }

  /** What there is to read of an entry: [title, value] pairs. */
  parts(entry) {
    if (entry.entry === "call") return [["Arguments", unpacked(entry.arguments)], ["Response", entry.response ?? "no answer was sent"]];
    if (entry.entry === "delivery") return [["Payload", entry.payload], [entry.error ? "Not acknowledged" : "Acknowledged with", entry.error ?? entry.ack ?? {}]];
    const { number, entry: kind, when, ...rest } = entry;
    return [["What it says", rest.words ?? rest]];
  }
}
