// Elements one types or ticks: text, numbers, addresses, checkboxes and radio buttons.

import { h, uid } from "./dom.js";
import { textObject, words } from "./mrkdwn.js";

/** What ties an element to its label, its notes and its fault. */
export function described(where, name) {
  return {
    id: where?.id ?? null,
    "aria-label": where ? null : name,
    "aria-describedby": where?.note ?? null,
    "aria-invalid": where?.faulty ? "true" : null,
    "aria-required": where && !where.optional ? "true" : null,
  };
}

const KEYBOARD = { number_input: "decimal", url_text_input: "url", email_text_input: "email" };

export function text(item, block, surface, { where, name, value, change }) {
  const triggers = item.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const count = h("span", { class: "bk-count", "aria-live": "polite" });
  const entered = () => field.value || null;
  const tally = () => {
    const size = field.value.length;
    const short = item.min_length && size > 0 && size < item.min_length;
    const near = item.max_length && size >= item.max_length * 0.6;
    count.textContent = near ? String(item.max_length - size) : short ? `${size} of at least ${item.min_length}` : "";
    count.title = near ? `${item.max_length - size} characters left` : "";
    count.classList.toggle("bk-over", Boolean(item.max_length && size > item.max_length));
  };
  const field = h(item.multiline ? "textarea" : "input", {
    class: `field${item.multiline ? " field-tall" : ""}`,
    type: item.multiline ? null : "text", rows: item.multiline ? "4" : null,
    inputmode: KEYBOARD[item.type] ?? null, autocomplete: "off", placeholder: words(item.placeholder) || null,
    value: value() ?? "",
    ...described(where, name),
    dataset: { actionId: item.action_id ?? "", ...(item.focus_on_load ? { first: "yes" } : {}) },
    oninput: () => {
      tally();
      change(entered(), { value: entered() }, { quiet: !triggers.includes("on_character_entered") });
    },
    onkeydown: (event) => {
      if (event.key !== "Enter" || item.multiline || event.isComposing || !where?.dispatch) return;
      if (!triggers.includes("on_enter_pressed")) return;
      event.preventDefault();
      change(entered(), { value: entered() });
    },
  });
  tally();
  return h("div", { class: `field-box field-${item.type}` }, field, count);
}

export function choices(item, block, surface, { where, name, value, change }) {
  const many = item.type === "checkboxes";
  const group = uid("choice");
  const chosen = () => (many ? value() : [value()]).filter(Boolean).map((option) => option.value);
  const boxes = item.options.map((option) => {
    const id = uid("option");
    const box = h("input", {
      type: many ? "checkbox" : "radio", name: group, id, value: option.value,
      "aria-describedby": where?.note ?? null, dataset: { actionId: item.action_id ?? "", value: option.value },
      onchange: async () => {
        const ticked = item.options.filter((_, i) => boxes[i].querySelector("input").checked);
        const kept = many
          ? await change(ticked, { selected_options: ticked })
          : await change(option, { selected_option: option });
        if (!kept) mark();
      },
    });
    return h("label", { class: "choice", for: id }, box,
      h("span", { class: "prose" }, textObject(option.text, surface.reader),
        option.description && h("small", { class: "choice-note" }, textObject(option.description, surface.reader))));
  });
  function mark() {
    const values = chosen();
    for (const box of boxes) {
      const field = box.querySelector("input");
      field.checked = values.includes(field.value);
    }
  }
  mark();
  return h("div", { class: "choices", role: where ? null : many ? "group" : "radiogroup", "aria-label": where ? null : name }, boxes);
}
