// Talks to the playground's server: one function per thing the page may ask.

/** What the server, or the way to it, refused; its message is written for a person. */
export class Refusal extends Error {}

async function call(path, body) {
  let answer;
  try {
    const response = await fetch(path, body === undefined ? {} : {
      method: "POST",
      ...(body instanceof FormData ? { body } : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
    });
    answer = await response.json();
  } catch {
    throw new Refusal("The playground does not answer. Is it still running?");
  }
  if (!answer.ok) throw new Refusal(answer.error || "The playground refused without saying why.");
  return answer;
}

const query = (path, args) => {
  const given = Object.entries(args).filter(([, value]) => value !== null && value !== undefined);
  return `${path}?${new URLSearchParams(given)}`;
};

export const snapshot = (person) => call(query("/client/snapshot", { person }));
/** `quiet`: only looked at, so that nothing is marked as read; `limit`: the newest only, 0 for all. */
export const messages = (person, channel, thread_ts, quiet, limit) =>
  call(query("/client/messages", { person, channel, thread_ts, quiet: quiet ? "1" : null, limit }));
/** `quiet`: the tab is open already and only its content is wanted, so the bot does not hear of an opening. */
export const home = (person, quiet) => call(query("/client/home", { person, quiet: quiet ? "1" : null }));
export const say = (person, channel, text, thread_ts) =>
  call("/client/say", { person, channel, text, ...(thread_ts ? { thread_ts } : {}) });
export const command = (person, channel, line) => call("/client/command", { person, channel, line });
export const action = (body) => call("/client/action", body);
export const options = (body) => call("/client/options", body);
const onMessage = (what) => (person, channel, ts, more = {}) => call(`/client/message/${what}`, { person, channel, ts, ...more });
const edited = onMessage("edit");
const reacted = onMessage("react");
export const editMessage = (person, channel, ts, text) => edited(person, channel, ts, { text });
export const deleteMessage = onMessage("delete");
export const react = (person, channel, ts, name, on) => reacted(person, channel, ts, { name, on });
export const dismiss = onMessage("dismiss");
export const markUnread = onMessage("unread");
/** A file of the person's, for a form, or said into `channel`. */
export function uploadFile(person, file, channel) {
  const form = new FormData();
  form.append("person", person);
  if (channel) form.append("channel", channel);
  form.append("file", file, file.name);
  return call("/client/file", form);
}
export const shortcut = (person, callback_id, channel, ts) => call("/client/shortcut", { person, callback_id, channel, ts });
export const submitView = (person, view_id, values) => call("/client/view/submit", { person, view_id, state: { values } });
export const closeView = (person, view_id) => call("/client/view/close", { person, view_id });
export const openDirect = (person, user) => call("/client/dm", { person, user });
export const clock = () => call("/client/clock");
export const moveClock = (step, person) => call("/client/clock", { step, person });
export const moveClockTo = (to) => call("/client/clock", { to });
export const stopClock = () => call("/client/clock/stop", {});
export const ledger = (after) => call(query("/client/ledger", { after }));
export const faults = () => call("/client/faults");
export const changeFaults = (change) => call("/client/faults", change);
export const checks = () => call("/client/checks");
export const outbox = () => call("/client/outbox");
export const beforeOver = () => call("/client/over");
export const startOver = () => call("/client/over", {});
