// The card a newcomer finds in #general: the one thing to try first. It lives in this page only.

import { h, icon } from "./dom.js";

const KEY = "playground.hint";
let dismissed = read();

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
  } catch { /* a private window keeps nothing; the card then stays away until the next visit */ }
  app.redraw();
}

/** A row for the message list of #general, or null elsewhere and once dismissed. */
export function hintCard(pane) {
  const one = pane.reader.conversation(pane.place.id);
  if (dismissed || one?.name !== "general") return null;
  const rita = pane.reader.people().find((person) => person.title?.startsWith("Recruiter"));
  if (!rita) return null;
  const first = rita.name.split(" ")[0];
  const mine = pane.person === rita.id;
  const other = pane.app.panes.find((candidate) => candidate.person === rita.id);
  const fill = async () => {
    if (other && !mine) pane.app.reveal(other);
    (mine ? pane : other)?.composer.fill("/req open ");
  };
  const command = h("code", {}, "/req open");
  const me = pane.reader.person(pane.person);
  return {
    key: "hint", sig: `${pane.person} ${Boolean(other)}`,
    build: () => h("aside", { class: "hint", "aria-label": "Where to start", dataset: { testid: "hint" } },
      h("button", { type: "button", class: "hint-close", "aria-label": "Dismiss", onclick: () => dismiss(pane.app) }, icon("close", 14)),
      h("h3", {}, mine ? `You are ${first}. Start here.` : `You are ${me.display ?? me.name}. ${first} starts.`),
      h("p", {}, "Type ", command, ` in ${first}’s composer to open your first requisition. `,
        mine ? "What concerns the others arrives in their window; the buttons on top move time." : `What concerns ${me.display ?? me.name} will arrive here.`),
      other || mine ? h("button", { type: "button", class: "button", onclick: fill }, "Type it for me") : null),
  };
}
