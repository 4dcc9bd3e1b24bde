// One person's view of names: people, conversations, their zone; what mrkdwn and menus need to know.

import { profile } from "./profile.js";

/** Gives every conversation the title this person sees it under. */
export function tidy(snap) {
  const people = new Map(snap.people.map((one) => [one.id, one]));
  for (const one of snap.conversations) {
    const others = (one.with ?? []).map((id) => people.get(id)?.name ?? id);
    one.title = one.kind === "im" ? (one.with?.includes(snap.bot.user) ? snap.bot.name : others[0] ?? "Yourself")
      : one.kind === "mpim" ? others.map((name) => name.split(" ")[0]).join(", ")
      : one.name;
  }
  return snap;
}

export function makeReader(pane) {
  const people = () => pane.snap?.people ?? [];
  const conversations = () => (pane.snap?.conversations ?? []).filter((one) => one.joined !== false);
  return {
    get me() { return pane.person; },
    get zone() { return people().find((one) => one.id === pane.person)?.tz ?? "UTC"; },
    now: () => pane.app.now(),
    people,
    person: (id) => people().find((one) => one.id === id),
    conversations,
    conversation: (id) => (pane.snap?.conversations ?? []).find((one) => one.id === id),
    here: () => (pane.place.kind === "conversation" ? pane.place.id : null),
    openPerson: (id, anchor) => profile(pane, id, anchor),
    openConversation: (id) => pane.open(id),
    openMessage: async (id, ts) => {
      if (pane.place.id !== id) await pane.open(id);
      await pane.list.show(ts);
    },
  };
}
