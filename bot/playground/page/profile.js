// The small card behind a name in a text: who that is, their local time, and a way to write to them.

import { avatar, h } from "./dom.js";
import { float } from "./float.js";
import { city, hm } from "./time.js";

export function profile(pane, id, anchor) {
  const person = pane.reader.person(id);
  if (!person) return;
  const when = person.is_bot ? "App" : person.deleted ? "Deactivated" : `${hm(pane.reader.now(), person.tz)} local time, ${city(person.tz)}`;
  const write = id !== pane.person && !person.deleted && h("button", {
    type: "button", class: "button", onclick: () => {
      layer.close();
      pane.openDirect(id);
    },
  }, "Message");
  const card = h("div", { class: "profile", role: "group", "aria-label": person.name },
    avatar(person, 44), h("div", {}, h("strong", {}, person.name), person.title && h("p", {}, person.title), h("p", {}, when)), write);
  const layer = float(anchor, card, { back: anchor });
  card.querySelector("button")?.focus();
}
