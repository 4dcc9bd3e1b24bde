// The modal of one pane: drawn over it, filled in, checked as Slack checks it, and sent once.

import { drawBlocks } from "./blocks.js";
import { avatar, h, icon, spinner } from "./dom.js";
import { Form } from "./form.js";
import { plainText, words } from "./mrkdwn.js";
import { focusables, hold } from "./overlay.js";

export class Modal {
  #view = null;
  #sig = "";
  #forms = new Map();
  #faults = {};
  #trouble = null;
  #busy = null;
  #before = null;

  constructor(pane) {
    this.pane = pane;
    this.body = h("div", { class: "dialog-body" });
    this.dialog = h("form", {
      class: "dialog", role: "dialog", "aria-modal": "true", tabindex: "-1", novalidate: true, dataset: { testid: "modal" },
      onsubmit: (event) => {
        event.preventDefault();
        this.#submit();
      },
    });
    this.backdrop = h("div", { class: "backdrop", hidden: true }, this.dialog);
    hold(this.dialog, () => this.#close());
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        this.#submit();
      }
    });
    pane.layer.append(this.backdrop);
  }

  get open() {
    return this.#view !== null;
  }

  /** Shows the top of the person's stack, or nothing; what was half filled in stays. */
  show(view, depth) {
    // The state in a view follows what was sent from here, and is no reason to draw it again.
    const sig = view ? JSON.stringify([{ ...view, state: null }, depth]) : "";
    if (sig === this.#sig) return;
    const fresh = view?.id !== this.#view?.id;
    const opened = !this.#view && view;
    this.#sig = sig;
    this.#view = view;
    this.#trouble = null;
    if (fresh || !view) this.#faults = {};
    if (!view) {
      this.#forms.clear();
      this.backdrop.hidden = true;
      this.dialog.replaceChildren();
      this.pane.sleep(false);
      return;
    }
    this.pane.sleep(true);
    this.backdrop.hidden = false;
    this.depth = depth;
    this.#draw({ fresh });
    if (opened) this.#before = document.activeElement;
    if (fresh && this.pane.app.isActive(this.pane)) this.#focusFirst();
  }

  #form() {
    if (!this.#forms.has(this.#view.id)) this.#forms.set(this.#view.id, new Form());
    const form = this.#forms.get(this.#view.id);
    form.known = this.#view.state?.values ?? {};
    return form;
  }

  #draw({ fresh = false } = {}) {
    const view = this.#view;
    const held = fresh ? null : where(this.dialog);
    const top = fresh ? 0 : this.body.scrollTop;
    const titleId = `title-${view.id}`;
    const form = this.#form();
    const surface = {
      kind: "modal", form, reader: this.pane.reader, faults: this.#faults,
      confirm: (object) => this.pane.confirm(object),
      options: (blockId, actionId, value) => this.pane.api.options({ person: this.pane.person, view_id: view.id, block_id: blockId, action_id: actionId, value }),
      act: (blockId, action) => this.#act(blockId, action),
    };
    this.body = h("div", { class: "dialog-body" },
      this.#trouble && h("div", { class: "dialog-trouble", role: "alert" }, icon("warn"), this.#trouble),
      drawBlocks(view.blocks, surface));
    const submit = view.submit && h("button", {
      type: "submit", class: "button button-go modal-submit", dataset: { testid: "modal-submit" },
    }, plainText(view.submit));
    this.dialog.replaceChildren(
      h("header", { class: "dialog-head" },
        this.depth > 1 && h("button", { type: "button", class: "dialog-icon modal-back", "aria-label": "Back", dataset: { testid: "modal-back" }, onclick: () => this.#close() }, icon("back")),
        avatar({ is_bot: true }, 26), h("h2", { id: titleId }, plainText(view.title)),
        h("button", { type: "button", class: `dialog-icon modal-close${this.depth > 1 ? " modal-close-all" : ""}`, "aria-label": "Close", dataset: { testid: "modal-close" }, onclick: () => this.#closeAll() }, icon("close"))),
      this.body,
      h("footer", { class: "dialog-foot" },
        h("button", { type: "button", class: "button modal-cancel", dataset: { testid: "modal-cancel" }, onclick: () => this.#close() }, words(view.close) ? plainText(view.close) : submit ? "Cancel" : "Close"),
        submit));
    this.dialog.setAttribute("aria-labelledby", titleId);
    this.#shade();
    this.body.scrollTop = top;
    if (held) back(this.dialog, held);
  }

  /** Says that an answer is awaited, and keeps a second one from leaving. */
  #shade() {
    this.dialog.classList.toggle("busy", this.#busy !== null);
    this.dialog.setAttribute("aria-busy", String(this.#busy !== null));
    const submit = this.dialog.querySelector("[type=submit]");
    if (!submit) return;
    submit.ariaDisabled = this.#busy === null ? null : "true"; // a button that is disabled would lose the focus
    if (this.#busy === "submit") submit.replaceChildren(spinner("Sending"));
    else submit.replaceChildren(...plainText(this.#view.submit));
  }

  #focusFirst() {
    const first = this.body.querySelector("[data-first]") ?? focusables(this.body)
      .find((node) => node.matches("input, textarea, [contenteditable]")) ?? this.dialog.querySelector("[type=submit]") ?? this.dialog;
    first.focus({ preventScroll: first === this.dialog });
  }

  async #run(kind, send) {
    if (this.#busy) return null;
    const view = this.#view;
    this.#busy = kind;
    this.#trouble = null;
    this.#shade();
    try {
      return await send(view);
    } catch (error) {
      this.#trouble = error.message;
      return null;
    } finally {
      this.#busy = null;
      await this.pane.refresh("snapshot");
      if (this.#view) {
        if (this.#trouble && this.#view.id === view.id) this.#draw();
        else this.#shade();
      }
    }
  }

  #act(blockId, action) {
    const { pane } = this;
    // Clicks inside a modal do not wait for each other: choosing twice in a row is ordinary.
    const view = this.#view;
    const state = { values: this.#form().values(view.blocks) };
    return pane.api.action({ person: pane.person, view_id: view.id, block_id: blockId, action, state }).catch((error) => {
      this.#trouble = error.message;
      if (this.#view?.id === view.id) this.#draw();
    }).finally(() => pane.refresh("snapshot"));
  }

  async #submit() {
    const view = this.#view;
    if (!view?.submit || this.#busy) return;
    const form = this.#form();
    const faults = form.faults(view.blocks);
    if (Object.keys(faults).length) return this.#refuse(faults);
    this.#faults = {};
    for (const node of this.dialog.querySelectorAll(".bk-fault")) node.remove();
    for (const node of this.dialog.querySelectorAll(".bk-faulty")) node.classList.remove("bk-faulty");
    const answer = await this.#run("submit", () => this.pane.api.submitView(this.pane.person, view.id, form.values(view.blocks)));
    if (answer?.errors && Object.keys(answer.errors).length && this.#view?.id === view.id) this.#refuse(answer.errors);
    else if (answer && !this.#view) this.#return();
    return undefined;
  }

  #refuse(faults) {
    this.#faults = faults;
    this.#draw();
    const known = new Set(this.#view.blocks.map((block) => block.block_id));
    const stray = Object.entries(faults).filter(([id]) => !known.has(id)).map(([, text]) => text);
    if (stray.length) {
      this.#trouble = stray.join(" ");
      this.#draw();
    }
    const bad = this.dialog.querySelector(".bk-faulty");
    bad?.scrollIntoView({ block: "nearest" });
    bad?.querySelector("input:not([hidden]), textarea, [contenteditable], button")?.focus();
  }

  async #close() {
    await this.#run("close", (view) => this.pane.api.closeView(this.pane.person, view.id));
    if (!this.#view) this.#return();
  }

  /** The cross leaves the whole stack, as in Slack. */
  async #closeAll() {
    for (let left = this.depth; left > 0 && this.#view; left -= 1) {
      const id = this.#view.id;
      await this.#run("close", (view) => this.pane.api.closeView(this.pane.person, view.id));
      if (this.#view?.id === id) return;
    }
    if (!this.#view) this.#return();
  }

  #return() {
    const target = this.#before?.isConnected && this.#before !== document.body ? this.#before : this.pane.composer.field;
    this.#before = null;
    target.focus({ preventScroll: true });
  }
}

/** Which control has the focus, in words that survive a redraw; with the caret where there is one. */
function where(dialog) {
  const node = document.activeElement;
  if (!dialog.contains(node)) return null;
  return {
    block: node.closest("[data-block-id]")?.dataset.blockId, action: node.closest("[data-action-id]")?.dataset.actionId, value: node.dataset.value,
    testid: node.dataset.testid, caret: node.selectionStart === undefined ? null : [node.selectionStart, node.selectionEnd],
  };
}

function back(dialog, held) {
  const block = held.block && dialog.querySelector(`[data-block-id="${CSS.escape(held.block)}"]`);
  const candidates = block ? [...block.querySelectorAll("input:not([hidden]), textarea, [contenteditable], button")] : [];
  const node = candidates.find((one) => one.closest("[data-action-id]")?.dataset.actionId === held.action && one.dataset.value === held.value)
    ?? candidates[0] ?? (held.testid && dialog.querySelector(`[data-testid="${held.testid}"]`)) ?? dialog;
  node.focus({ preventScroll: true });
  if (held.caret?.[0] !== null && held.caret && node.setSelectionRange && node.type !== "checkbox" && node.type !== "radio") {
    try {
      node.setSelectionRange(...held.caret);
    } catch { /* dates and the like have no caret */ }
  }
}
