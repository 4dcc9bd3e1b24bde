// Start over: asks first and says what goes; then every page begins anew.

import * as api from "./api.js";
import { h, uid } from "./dom.js";
import { toast } from "./toast.js";

const SAID = "playground.over";

const KEPT = "The bot is only disconnected: it keeps what it remembers, and time stays where it is.";
const FRESH = "The bot forgets everything too, and time goes back to the first Monday morning. It takes a second or two.";

/** Opens the question; `guided`: there is a guide whose progress goes too. */
export async function askToStartOver(guided) {
  let keeps;
  try {
    keeps = (await api.beforeOver()).keeps_memory;
  } catch (error) {
    return toast(error.message);
  }
  const titleId = uid("over");
  const cancel = h("button", { type: "button", class: "button", dataset: { testid: "over-cancel" }, onclick: () => dialog.close() }, "Cancel");
  const go = h("button", { type: "button", class: "button button-danger-full", dataset: { testid: "over-go" }, onclick: () => run() }, "Start over");
  const dialog = h("dialog", { class: "page-dialog", "aria-labelledby": titleId, dataset: { testid: "over" } },
    h("h2", { id: titleId }, "Start over?"),
    h("p", {}, `Every channel, message and open dialog goes, with the faults${guided ? ", the guide’s progress" : ""} and the traffic log.`),
    h("p", {}, keeps ? KEPT : FRESH),
    h("footer", {}, cancel, go));
  async function run() {
    go.setAttribute("aria-busy", "true");
    cancel.disabled = go.disabled = true;
    try {
      await api.startOver(); // the news of it reloads this page
    } catch (error) {
      dialog.close();
      toast(error.message);
    }
  }
  dialog.addEventListener("cancel", (event) => { if (go.disabled) event.preventDefault(); });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  cancel.focus();
}

/** The workspace was emptied: nothing this page remembers of it holds any more. */
export function begunAgain() {
  try {
    sessionStorage.clear();
    localStorage.removeItem("playground.hint");
    sessionStorage.setItem(SAID, "1");
  } catch { /* without storage there was nothing to forget */ }
  location.reload();
}

/** After the reload. */
export function sayBegun() {
  try {
    if (sessionStorage.getItem(SAID)) toast("The workspace is as at the beginning.", "done");
    sessionStorage.removeItem(SAID);
  } catch { /* then nothing is said */ }
}
