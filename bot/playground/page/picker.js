// The bar on top of a pane that says who is looking, and the menu that changes it.

import { avatar, h, icon } from "./dom.js";
import { float, walkMenu } from "./float.js";
import { city, hm } from "./time.js";

/** Calls choose(id). `draw(person)` shows who it is, `tick()` keeps the local time right. */
export function personBar(pane, choose) {
  const face = h("span", { class: "picker-face" });
  const name = h("strong", { class: "picker-name" });
  const title = h("span", { class: "picker-title" });
  const time = h("span", { class: "picker-time" });
  const button = h("button", {
    type: "button", class: "picker", "aria-haspopup": "menu", dataset: { testid: "person-picker" }, onclick: openMenu,
  }, face, h("span", { class: "picker-words" }, name, title), icon("down", 14));

  function openMenu() {
    const people = pane.reader.people().filter((one) => !one.is_bot && !one.deleted);
    const menu = h("div", { class: "menu picker-menu", role: "menu", "aria-label": "See the workspace as" }, people.map((one) =>
      h("button", {
        type: "button", role: "menuitemradio", "aria-checked": String(one.id === pane.person), class: "menu-person",
        dataset: { person: one.id },
        onclick: () => {
          layer.close();
          button.focus();
          choose(one.id);
        },
      }, avatar(one, 28), h("span", { class: "menu-words" }, h("span", {}, one.name), h("small", {}, one.title)),
      h("small", { class: "menu-side" }, `${hm(pane.reader.now(), one.tz)} ${city(one.tz)}`))));
    const layer = float(button, menu, { back: button });
    walkMenu(menu, layer.close);
    (menu.querySelector("[aria-checked=true]") ?? menu.querySelector("button"))?.focus();
  }

  let person = null;
  const tick = () => {
    if (person) time.textContent = `${hm(pane.reader.now(), person.tz)} ${city(person.tz)}`;
  };
  return {
    node: h("header", { class: "personbar" }, button, time),
    tick,
    draw(next) {
      person = next;
      face.replaceChildren(avatar(person, 28));
      name.textContent = person.name;
      title.textContent = person.title ?? "";
      button.setAttribute("aria-label", `Seen as ${person.name}, ${person.title}. Change person`);
      tick();
    },
  };
}
