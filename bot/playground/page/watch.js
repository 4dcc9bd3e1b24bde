// What has come of the role a newcomer opened, as far as Slack shows it; asked quietly, so that nothing counts as read.

import * as api from "./api.js";

const FIELD = (name) => new RegExp(`\\*${name}\\*\\\\n<@(\\w+)`);
const CARD = /^Candidate \d+\b/;
const DECIDED = /\*(Approved|Rejected) by /;
const TAKEN_BACK = "took an earlier answer back";
const OPEN = "can be undone until";

const inside = (message) => JSON.stringify(message.blocks ?? []);
const rolesOf = (snap) => snap.conversations.filter((one) =>
  ["private", "mpim"].includes(one.kind) && !one.archived && one.members.includes(snap.bot.user) && /^req-\d+/.test(one.name));

/** The role opened last that one of `snaps` shows, with whose snapshot it is. */
function latest(snaps) {
  const found = snaps.flatMap((snap) => rolesOf(snap).map((role) => ({ role, snap })));
  return found.sort((a, b) => Number(a.role.last_ts ?? 0) - Number(b.role.last_ts ?? 0)).at(-1) ?? null;
}

/**
 * `snaps` are snapshots at hand. Gives null while no role is open, else { role, recruiter, manager, posted, told, card,
 * undone, final }: `told` once the manager has a direct message, `card` the first candidate's card that is or was decided.
 */
export async function look(snaps, before) {
  const found = latest(snaps);
  if (!found) return null;
  const { role, snap } = found;
  const { messages } = await api.messages(snap.person, role.id, null, true);
  const heads = messages.map(inside);
  const named = (name) => heads.map((text) => FIELD(name).exec(text)?.[1]).find(Boolean);
  const recruiter = named("Recruiter") ?? snap.person;
  const manager = named("Hiring manager") ?? role.members.find((id) => id !== recruiter && id !== snap.bot.user);
  const cards = messages.filter((message) => message.bot && CARD.test(message.text));
  const known = before?.role.id === role.id ? before : null;
  const card = cards.find((one) => DECIDED.test(inside(one)) || inside(one).includes(TAKEN_BACK));
  const theirs = manager ? await api.snapshot(manager) : null;
  const told = theirs?.conversations.find((one) => one.kind === "im" && one.with.includes(snap.bot.user))?.last_ts;
  const shown = card ? inside(card) : "";
  return {
    role, recruiter, manager, posted: cards.length > 0, told: Boolean(told), card: card?.ts ?? known?.card ?? null,
    undone: shown.includes(TAKEN_BACK) || Boolean(known?.undone),
    final: (DECIDED.test(shown) && !shown.includes(OPEN)) || Boolean(known?.final),
  };
}
