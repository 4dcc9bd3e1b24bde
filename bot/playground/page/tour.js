// What to try next, for somebody who sees this page for the first time: cards in #general, then one line under the
// time bar that follows what has happened. It lives in this page only, and one cross ends all of it.

import { h, icon, replace } from "./dom.js";
import { city, hm } from "./time.js";

const KEY = "playground.hint";
const FIRST = "/req open Senior Data Engineer";
let dismissed = read();
let reached = 0;

function read() {
  try {
    return localStorage.getItem(KEY) === "gone";
  } catch {
    return false;
  }
}

function dismiss(app) {
  dismissed = true;
  try {
    localStorage.setItem(KEY, "gone");
  } catch { /* a private window keeps nothing; the hints then stay away until the next visit */ }
  app.redraw();
  app.bar.draw();
}

const cross = (app) => h("button", { type: "button", class: "hint-close", "aria-label": "Dismiss", title: "No more hints", onclick: () => dismiss(app) }, icon("close", 14));
const short = (name) => name.split(" ")[0];

/** The hints are about one bot: the one with this command. Gives its recruiter, or null. */
function starter(pane) {
  const known = pane.snap?.commands.some((one) => one.command === "/req");
  return known ? pane.reader.people().find((person) => person.title?.startsWith("Recruiter")) ?? null : null;
}

/** Shows `text` in the recruiter's composer, ready to be sent. */
async function type(app, pane, text, channel = null) {
  app.reveal(pane);
  if (channel) await pane.open(channel);
  pane.composer.fill(text);
}

/** A row for the message list of #general, or null elsewhere and once dismissed or outgrown. */
export function hintCard(pane) {
  const { app } = pane;
  const one = pane.reader.conversation(pane.place.id);
  const rita = starter(pane);
  if (dismissed || reached || one?.name !== "general" || !rita) return null;
  const first = short(rita.name);
  const me = pane.reader.person(pane.person);
  const mine = pane.person === rita.id;
  const hers = mine ? pane : app.panes.find((candidate) => candidate.person === rita.id);
  const other = app.panes.find((candidate) => candidate !== pane);
  const them = other?.reader.person(other.person);
  const words = mine
    ? [h("h3", {}, them ? `You play both ${first} and ${short(them.name)}. Start here.` : `You are ${first}. Start here.`),
      h("p", {}, "Open a role: type ", h("code", {}, FIRST), " below and press Enter.")]
    : [h("h3", {}, `This is what ${short(me.name)} sees.`),
      h("p", {}, `What concerns ${short(me.name)} arrives here, and is answered here. ${first} starts.`)];
  return {
    key: "hint", sig: `${pane.person} ${them?.name}`,
    build: () => h("aside", { class: "hint", "aria-label": "Where to start", dataset: { testid: "hint" } }, cross(app), words,
      hers ? h("button", { type: "button", class: `button button-go${mine ? "" : " hint-narrow"}`, onclick: () => type(app, hers, FIRST) }, "Type it for me") : null),
  };
}

/** How far the story has come, as far as the page can see: the next step's number and what it needs. */
function look(app, due) {
  const hers = app.panes.find((pane) => pane.snap && starter(pane)?.id === pane.person);
  if (!hers) return null;
  const bot = hers.snap.bot.user;
  const role = hers.snap.conversations.find((one) => one.kind === "private" && !one.archived && one.members.includes(bot));
  const told = app.panes.find((pane) => pane !== hers && pane.appConversation()?.last_ts);
  const who = /^nudge for (.+)$/.exec(due.next_what ?? "")?.[1];
  const waiting = who && app.panes.find((pane) => pane !== hers && pane.reader.person(pane.person)?.name === who);
  const answered = told && app.panes.some((pane) => pane.place.id === role?.id && pane.messages.some((message) => message.reply_count));
  const step = answered ? 4 : told ? 3 : waiting ? 2 : role ? 1 : 0;
  reached = Math.max(reached, step);
  return { step: reached, hers, role, told, waiting: waiting || app.panes.find((pane) => pane !== hers) };
}

const STEPS = {
  1: ({ hers, role }) => role && [
    [h("b", {}, "Put somebody forward. "), `In #${role.name}, ${short(hers.reader.person(hers.person).name)} types `, h("code", {}, "/candidate post"), "."],
    "Type it for me", () => type(hers.app, hers, "/candidate post", role.id)],
  2: ({ waiting }) => {
    const who = waiting.reader.person(waiting.person);
    return who && [[h("b", {}, `It is ${hm(waiting.reader.now(), who.tz)} in ${city(who.tz)}: ${short(who.name)} is left in peace. `),
      "Post more candidates, or press ", h("b", {}, "Next event"), ` until ${short(who.name)} has a message.`]];
  },
  3: ({ told }) => told && [
    [h("b", {}, `${short(told.reader.person(told.person).name)} has one message for everything. `), "Open it, and approve or reject somebody."],
    "Open it", () => { told.app.reveal(told); told.openApp("messages"); }],
  4: ({ hers }) => [
    [h("b", {}, "Answered, and heard at once in the card’s thread. "), h("b", {}, "Next event"), " brings nudges and Thursday’s check-in; ", h("code", {}, "/samepage help"), " lists the rest."],
    "Done", () => dismiss(hers.app)],
};

/** Draws the line under the time bar; `due` is what the clock knows of the next event. */
export function drawTour(node, app, due) {
  const seen = dismissed ? null : look(app, due);
  const made = seen && STEPS[seen.step]?.(seen);
  const sig = made ? `${seen.step} ${made[0].map((part) => part.textContent ?? part).join("")}` : "";
  node.hidden = !made;
  if (node.dataset.sig === sig) return;
  node.dataset.sig = sig;
  if (!made) return;
  const [words, label, go] = made;
  replace(node, h("span", { class: "tour-step", "aria-hidden": "true" }, icon("skip", 14)), h("p", {}, words),
    label ? h("button", { type: "button", class: "button", onclick: go }, label) : null, cross(app));
  if (seen.step === 1) app.redraw(); // the cards in #general are outgrown
}
