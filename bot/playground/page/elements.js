// Block Kit's interactive elements: buttons and overflow menus here, the rest by name from inputs.js and selects.js.

import { h, icon } from "./dom.js";
import { float, walkMenu } from "./float.js";
import * as inputs from "./inputs.js";
import { plainText, words } from "./mrkdwn.js";
import * as pickers from "./pickers.js";
import { richTextInput } from "./richinput.js";
import * as selects from "./selects.js";
import { upload } from "./uploads.js";

/** A block or element nobody here can draw. */
export function unknown(thing, why) {
  return h("div", { class: "bk-unknown", role: "alert", dataset: { testid: "unknown-block" } },
    h("strong", {}, why), h("pre", {}, JSON.stringify(thing, null, 2)));
}

const openUrl = (url) => {
  if (/^https?:/i.test(url)) window.open(url, "_blank", "noopener");
};

/** Runs `send` once at a time and shows that the node waits; the node keeps its focus. */
async function waiting(node, send) {
  if (node.ariaBusy === "true") return;
  node.ariaBusy = "true";
  try {
    await send();
  } finally {
    node.ariaBusy = null;
  }
}

function button(item, block, surface) {
  const style = { primary: "button-primary", danger: "button-danger" }[item.style] ?? "";
  const node = h("button", {
    type: "button", class: `button ${style}`, title: item.accessibility_label ?? null,
    "aria-label": item.accessibility_label ?? null,
    onclick: async () => {
      if (node.ariaBusy === "true" || (item.confirm && !(await surface.confirm(item.confirm)))) return;
      if (item.url) openUrl(item.url);
      await waiting(node, () => surface.act(block.block_id, {
        type: "button", action_id: item.action_id, block_id: block.block_id, text: item.text,
        ...(item.value === undefined ? {} : { value: item.value }), ...(item.style ? { style: item.style } : {}),
      }));
    },
  }, plainText(item.text));
  return node;
}

function overflow(item, block, surface) {
  const choose = async (option) => {
    if (item.confirm && !(await surface.confirm(item.confirm))) return;
    if (option.url) openUrl(option.url);
    await waiting(node, () => surface.act(block.block_id, {
      type: "overflow", action_id: item.action_id, block_id: block.block_id, selected_option: option,
    }));
  };
  const node = h("button", {
    type: "button", class: "button button-icon", "aria-label": "More actions", "aria-haspopup": "menu", "aria-expanded": "false",
    onclick: () => {
      const menu = h("div", { class: "menu", role: "menu" }, item.options.map((option) =>
        h("button", {
          type: "button", role: "menuitem", dataset: { value: option.value ?? "" },
          onclick: () => {
            layer.close();
            node.focus();
            choose(option);
          },
        }, h("span", {}, plainText(option.text)), option.description && h("small", {}, plainText(option.description)))));
      const layer = float(node, menu, { align: "end", back: node, onclose: () => node.setAttribute("aria-expanded", "false") });
      node.setAttribute("aria-expanded", "true");
      walkMenu(menu, layer.close);
      menu.querySelector("button")?.focus();
    },
  }, icon("dots"));
  return node;
}

const ELEMENTS = {
  button,
  overflow,
  plain_text_input: inputs.text,
  number_input: inputs.text,
  url_text_input: inputs.text,
  email_text_input: inputs.text,
  datepicker: pickers.day,
  timepicker: pickers.time,
  datetimepicker: pickers.moment,
  checkboxes: inputs.choices,
  radio_buttons: inputs.choices,
  static_select: selects.single,
  users_select: selects.single,
  conversations_select: selects.single,
  channels_select: selects.single,
  multi_static_select: selects.multiple,
  multi_users_select: selects.multiple,
  multi_conversations_select: selects.multiple,
  multi_channels_select: selects.multiple,
  external_select: selects.single,
  multi_external_select: selects.multiple,
  rich_text_input: richTextInput,
  file_input: upload,
};

/**
 * `where` is given for an element in an input block: {id, note, label, dispatch, optional, faulty}. Elsewhere every
 * change reaches the bot at once.
 */
export function element(item, block, surface, where = null) {
  const make = ELEMENTS[item?.type];
  if (!make) return unknown(item, `Unknown element “${item?.type}”`);
  const node = make(item, block, surface, {
    where,
    name: where ? null : words(item.placeholder) || words(block.text).slice(0, 80) || item.type.replaceAll("_", " "),
    value: surface.form.read.bind(surface.form, block.block_id, item),
    /** Keeps the value and, where Slack would, tells the bot. */
    change: async (entered, payload, { quiet = false } = {}) => {
      const before = surface.form.read(block.block_id, item);
      surface.form.write(block.block_id, item, entered);
      if (quiet || (where && !where.dispatch)) return true;
      if (item.confirm && !(await surface.confirm(item.confirm))) {
        surface.form.write(block.block_id, item, before);
        return false;
      }
      await surface.act(block.block_id, { type: item.type, action_id: item.action_id, block_id: block.block_id, ...payload });
      return true;
    },
  });
  node.dataset.actionId = item.action_id ?? "";
  return node;
}
