// Short notices under the time bar: faults of the playground itself, and what it has done.

import { h, icon } from "./dom.js";

/** Shows a text for a while; the same text is not stacked. `kind`: "trouble" or "done". */
export function toast(text, kind = "trouble") {
  const holder = document.getElementById("toasts");
  if ([...holder.children].some((node) => node.dataset.text === text)) return;
  const node = h("div", { class: `toast toast-${kind}`, dataset: { text, testid: "toast" } }, icon(kind === "done" ? "check" : "warn"), h("span", {}, text),
    h("button", { type: "button", "aria-label": "Dismiss", onclick: () => node.remove() }, icon("close", 12)));
  holder.append(node);
  setTimeout(() => node.remove(), 9000);
}
