// Where one writes: Enter sends, Shift+Enter breaks the line, "/", "@", "#" and ":" complete.

import { completion, usageOf } from "./completion.js";
import { h, icon, uid } from "./dom.js";
import { float, walkMenu } from "./float.js";

export class Composer {
  #offer = null;
  #active = 0;
  #layer = null;
  #aimed = 0;

  /**
   * `send(text)` sends; `source()` gives {commands, people, conversations, shortcuts}; `keep(text)` remembers the draft;
   * `attach(files)` puts files into the conversation; `editLast()` opens the last thing said, if there is one.
   */
  constructor({ prefix = "", send, source, keep, attach = null, editLast = () => false }) {
    Object.assign(this, { send, source, keep, attach, editLast });
    const listId = uid("offers");
    this.list = h("div", { class: "menu offers", role: "listbox", id: listId, "aria-label": "Suggestions", tabindex: "-1", onmousedown: (event) => event.preventDefault() });
    this.field = h("textarea", {
      class: "composer-field", rows: "1", dataset: { testid: `${prefix}composer` }, autocomplete: "off",
      "aria-autocomplete": "list", enterkeyhint: "send",
      oninput: () => this.#typed(), onkeydown: (event) => this.#key(event),
      onblur: () => this.#layer?.close(), onclick: () => this.#suggest(),
    });
    this.button = h("button", { type: "button", class: "send", "aria-label": "Send", title: "Send", disabled: true, dataset: { testid: `${prefix}send` }, onclick: () => this.#submit() }, icon("send"));
    this.usage = h("div", { class: "composer-usage", "aria-live": "polite" });
    this.said = h("div", { class: "only-read", "aria-live": "polite" });
    const start = (mark, label) => h("button", {
      type: "button", class: "composer-tool", title: label, "aria-label": label, onmousedown: (event) => event.preventDefault(),
      onclick: () => this.#insert(mark),
    }, mark);
    this.box = h("div", { class: "composer" }, this.field,
      h("div", { class: "composer-row" }, prefix ? null : this.#plus(), prefix ? null : start("/", "Slash commands"), start("@", "Mention somebody"), this.usage, this.button), this.said);
    this.closed = h("p", { class: "composer-closed", hidden: true });
    this.node = h("div", { class: "composer-wrap" }, this.box, this.closed);
  }

  /** The plus sign: the app's global shortcuts, and files from this machine. */
  #plus() {
    const files = h("input", { type: "file", multiple: true, hidden: true, tabindex: "-1", "aria-hidden": "true", onchange: () => { this.attach([...files.files]); files.value = ""; } });
    const button = h("button", {
      type: "button", class: "composer-tool", title: "Shortcuts and files", "aria-label": "Shortcuts and files", "aria-haspopup": "menu", dataset: { testid: "composer-plus" },
      onclick: () => {
        const entry = (mark, name, note, run) => h("button", { type: "button", role: "menuitem", onclick: () => { layer.close(); button.focus(); run(); } },
          icon(mark), h("span", {}, name), note && h("small", {}, note));
        const menu = h("div", { class: "menu", role: "menu", "aria-label": "Shortcuts and files" },
          this.source().shortcuts.map((one) => entry("bolt", one.name, one.description || "Shortcut", one.run)),
          this.attach && entry("upload", "Upload from this machine", null, () => files.click()));
        const layer = float(button, menu, { above: true, back: button });
        walkMenu(menu, layer.close);
        menu.querySelector("button")?.focus();
      },
    }, icon("plus", 15));
    return [button, files];
  }

  /** Points the composer at a place; a `closed` text stands instead of it where one may not write. */
  aim({ label, draft, closed }) {
    this.#aimed += 1;
    this.field.placeholder = label;
    this.field.setAttribute("aria-label", label);
    this.field.value = draft ?? "";
    this.box.hidden = Boolean(closed);
    this.closed.hidden = !closed;
    this.closed.textContent = closed ?? "";
    this.#layer?.close();
    this.#fit();
  }

  /** Puts text in and the caret behind it. */
  fill(text) {
    this.field.value = text;
    this.field.focus();
    this.field.setSelectionRange(text.length, text.length);
    this.#typed();
  }

  #insert(mark) {
    this.field.focus();
    const { selectionStart: at, value } = this.field;
    if (mark === "/") return this.fill(value.startsWith("/") ? value : `/${value}`);
    const lead = at > 0 && !/\s/.test(value[at - 1]) ? " " : "";
    this.field.setRangeText(lead + mark, at, this.field.selectionEnd, "end");
    return this.#typed();
  }

  #typed() {
    this.keep(this.field.value);
    this.#fit();
    this.#suggest();
  }

  #fit() {
    const { field } = this;
    field.style.height = "auto";
    if (field.value) field.style.height = `${Math.min(field.scrollHeight, 180)}px`; // the stylesheet sizes an empty one
    const usage = usageOf(field.value, this.source().commands);
    if (usage) this.usage.replaceChildren(...usage);
    else this.usage.replaceChildren(field.value.trim() ? "Shift + Enter for a new line" : "");
    this.usage.classList.toggle("composer-usage-command", Boolean(usage));
    this.button.disabled = !field.value.trim();
  }

  #suggest() {
    this.#offer = completion(this.field.value, this.field.selectionStart, this.source());
    if (!this.#offer) {
      this.#layer?.close();
      return;
    }
    this.list.replaceChildren(...this.#offer.items.map((item, index) => h("div", {
      class: "offer", role: "option", id: uid("offer"), onclick: () => this.#take(index),
    }, item.node)));
    if (!this.#layer) {
      // While the list stands, the field is what screen readers call a combobox.
      for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "true", "aria-haspopup": "listbox", "aria-controls": this.list.id })) this.field.setAttribute(name, value);
      this.#layer = float(this.box, this.list, {
        above: true, match: true, back: this.field,
        onclose: () => {
          this.#layer = null;
          this.#offer = null;
          for (const name of ["role", "aria-expanded", "aria-haspopup", "aria-controls", "aria-activedescendant"]) this.field.removeAttribute(name);
          this.said.textContent = "";
        },
      });
      this.field.setAttribute("aria-controls", this.list.id); // only while it is there
    } else this.#layer.move();
    const count = this.#offer.items.length;
    this.said.textContent = `${count} ${count === 1 ? "suggestion" : "suggestions"}`;
    this.#mark(0);
  }

  #mark(index) {
    this.#active = index;
    [...this.list.children].forEach((node, i) => {
      node.classList.toggle("active", i === index);
      node.setAttribute("aria-selected", String(i === index));
      if (i === index) {
        this.field.setAttribute("aria-activedescendant", node.id);
        node.scrollIntoView({ block: "nearest" });
      }
    });
  }

  #take(index) {
    const { from, items } = this.#offer;
    if (items[index].run) {
      this.fill("");
      this.#layer?.close();
      items[index].run();
      return;
    }
    this.field.setRangeText(items[index].insert, from, this.field.selectionStart, "end");
    this.#layer?.close();
    this.field.focus();
    this.#typed();
  }

  #key(event) {
    if (event.isComposing) return;
    const offer = this.#offer;
    if (offer && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#mark((this.#active + step + offer.items.length) % offer.items.length);
    } else if (offer && (event.key === "Tab" || (event.key === "Enter" && !offer.items[this.#active].exact)) && !event.shiftKey) {
      event.preventDefault();
      this.#take(this.#active);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "ArrowUp" && !this.field.value && this.editLast()) event.preventDefault();
  }

  async #submit() {
    const text = this.field.value.trim();
    if (!text) return;
    this.#layer?.close();
    this.field.value = "";
    this.keep("");
    this.#fit();
    this.field.focus();
    const place = this.#aimed;
    const kept = await this.send(text);
    if (!kept && !this.field.value && place === this.#aimed) {
      this.field.value = text;
      this.keep(text);
      this.#fit();
    }
  }
}
