// The menu at the end of the time bar: what one needs seldom.

import { h, icon } from "./dom.js";
import { float, walkMenu } from "./float.js";

/** A button whose menu is made anew each time: `entries()` gives [label, testid, run, {on, note}], falsy ones left out. */
export function menuButton(label, testid, entries) {
  const button = h("button", {
    type: "button", class: "bar-tool", "aria-haspopup": "menu", "aria-label": label, title: label, dataset: { testid },
    onclick: () => {
      const items = entries().filter(Boolean);
      const menu = h("div", { class: "menu bar-menu", role: "menu", "aria-label": label }, items.map(([words, id, run, { on, note } = {}]) =>
        h("button", {
          type: "button", role: on === undefined ? "menuitem" : "menuitemcheckbox", "aria-checked": on === undefined ? null : String(on),
          dataset: { testid: id }, onclick: () => {
            layer.close();
            button.focus();
            run();
          },
        }, words, note ? h("small", { class: "menu-side" }, note) : null)));
      const layer = float(button, menu, { back: button, align: "end" });
      walkMenu(menu, layer.close);
      menu.querySelector("button")?.focus();
    },
  }, icon("dots", 18));
  return button;
}
