// Draws Block Kit blocks. Whatever this page does not know is drawn as a loud box with its JSON, never dropped.

import { h, uid } from "./dom.js";
import { element, unknown } from "./elements.js";
import { markdown } from "./markdown.js";
import { plainText, textObject } from "./mrkdwn.js";
import { picture } from "./picture.js";
import { richText } from "./richtext.js";

const prose = (object, surface) => h("div", { class: "prose" }, textObject(object, surface.reader));

function section(block, surface) {
  const body = h("div", { class: "bk-section-body" },
    block.text && prose(block.text, surface),
    block.fields && h("div", { class: "bk-fields" }, block.fields.map((field) => prose(field, surface))));
  if (!block.accessory) return h("div", { class: "bk-section" }, body);
  const side = block.accessory.type === "image" ? picture(block.accessory, "side", surface.reader.me) : element(block.accessory, block, surface);
  return h("div", { class: `bk-section bk-has-side bk-side-${block.accessory.type}` }, body, h("div", { class: "bk-side" }, side));
}

function context(block, surface) {
  return h("div", { class: "bk-context" }, block.elements.map((item) => {
    if (item.type === "image") return picture(item, "tiny", surface.reader.me);
    if (item.type === "mrkdwn" || item.type === "plain_text") return h("span", { class: "prose" }, textObject(item, surface.reader));
    return unknown(item, `Unknown context element “${item.type}”`);
  }));
}

function input(block, surface) {
  const ids = { label: uid("label"), field: uid("field"), note: uid("note") };
  const fault = surface.faults?.[block.block_id];
  const many = ["checkboxes", "radio_buttons", "file_input", "rich_text_input"].includes(block.element.type);
  return h("div", { class: `bk-input${fault ? " bk-faulty" : ""}`, role: many ? "group" : null, "aria-labelledby": many ? ids.label : null },
    h(many ? "span" : "label", { class: "bk-label", id: ids.label, for: many ? null : ids.field }, plainText(block.label),
      block.optional && h("span", { class: "bk-optional" }, " (optional)")),
    element(block.element, block, surface, {
      id: ids.field, note: ids.note, label: ids.label, dispatch: Boolean(block.dispatch_action), optional: Boolean(block.optional), faulty: Boolean(fault),
    }),
    h("div", { id: ids.note, class: "bk-notes" },
      fault && h("p", { class: "bk-fault", role: "alert" }, fault),
      block.hint && h("p", { class: "bk-hint" }, plainText(block.hint))));
}

function table(block, surface) {
  const cell = (item, column, tag) => {
    const settings = block.column_settings?.[column] ?? {};
    const content = item.type === "rich_text" ? richText(item, surface.reader)
      : item.type === "raw_text" ? item.text
      : item.type === "raw_number" ? (item.text ?? String(item.value))
      : unknown(item, `Unknown table cell “${item.type}”`);
    const node = h(tag, { class: settings.is_wrapped ? "bk-wrap" : null, scope: tag === "th" ? "col" : null }, content);
    node.style.textAlign = settings.align ?? "left";
    return node;
  };
  const [head = [], ...rows] = block.rows;
  return h("div", { class: "bk-table", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", {},
      h("thead", {}, h("tr", {}, head.map((item, i) => cell(item, i, "th")))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map((item, i) => cell(item, i, "td")))))));
}

const BLOCKS = {
  section,
  context,
  input,
  table,
  header: (block) => h("h3", { class: "bk-header" }, plainText(block.text)),
  markdown: (block, surface) => markdown(block.text, surface.reader),
  divider: () => h("hr", { class: "bk-divider" }),
  actions: (block, surface) => h("div", { class: "bk-actions" }, block.elements.map((item) => element(item, block, surface))),
  image: (block, surface) => h("figure", { class: "bk-figure" },
    block.title && h("figcaption", {}, plainText(block.title)), picture(block, "full", surface.reader.me)),
  rich_text: (block, surface) => h("div", { class: "prose" }, richText(block, surface.reader)),
};

function one(block, surface) {
  const make = BLOCKS[block?.type];
  if (!make) return unknown(block, `Unknown block “${block?.type}”`);
  try {
    return make(block, surface);
  } catch (error) {
    return unknown(block, `This ${block.type} block cannot be drawn: ${error.message}`);
  }
}

/**
 * All blocks of a surface. `surface` = {reader, form, act(blockId, action), options(blockId, actionId, typed), confirm(object), kind, faults}:
 * who looks, what they entered, how a click reaches the bot, and which fields the last submission found wrong.
 */
export function drawBlocks(blocks, surface) {
  return h("div", { class: `blocks blocks-${surface.kind}` }, (blocks ?? []).map((block) => {
    const node = one(block, surface);
    node.classList.add("bk");
    if (block?.block_id) node.dataset.blockId = block.block_id;
    return node;
  }));
}
