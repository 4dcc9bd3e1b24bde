// The rich_text block: sections, lists, quotes and code made of styled runs.

import { h } from "./dom.js";
import { emoji, pictures } from "./emoji.js";
import { broadcast, channelMention, dateNode, link, personMention } from "./mrkdwn.js";

function styled(node, style = {}) {
  let out = node; // a node, text, or a list of both
  if (style.code) out = h("code", {}, out);
  if (style.bold) out = h("strong", {}, out);
  if (style.italic) out = h("em", {}, out);
  if (style.strike) out = h("s", {}, out);
  if (style.underline) out = h("u", {}, out);
  return out;
}

const RUNS = {
  text: (run) => pictures(run.text),
  link: (run) => link(run.url, run.text),
  user: (run, reader) => personMention(run.user_id, reader),
  channel: (run, reader) => channelMention(run.channel_id, reader),
  usergroup: (run) => h("span", { class: "mention" }, `@${run.usergroup_id}`),
  broadcast: (run) => broadcast(run.range),
  emoji: (run) => emoji(run.name) ?? `:${run.name}:`,
  color: (run) => h("code", {}, run.value),
  date: (run, reader) => dateNode(run.timestamp, run.format, run.url, run.fallback, reader),
};

function runs(elements, reader) {
  return (elements ?? []).map((run) => {
    const make = RUNS[run.type];
    if (!make) throw new Error(`rich_text knows no "${run.type}"`);
    return styled(make(run, reader), run.style);
  });
}

const PARTS = {
  rich_text_section: (part, reader) => h("div", { class: "rt-section" }, runs(part.elements, reader)),
  rich_text_quote: (part, reader) => h("blockquote", {}, runs(part.elements, reader)),
  rich_text_preformatted: (part, reader) => h("pre", {}, runs(part.elements, reader)),
  rich_text_list: (part, reader) => {
    const list = h(part.style === "ordered" ? "ol" : "ul", {
      class: "rt-list", start: part.style === "ordered" && part.offset ? part.offset + 1 : null,
    }, part.elements.map((item) => h("li", {}, runs(item.elements, reader))));
    list.style.marginInlineStart = `${(part.indent ?? 0) * 24}px`;
    return list;
  },
};

export function richText(block, reader) {
  return (block.elements ?? []).map((part) => {
    const make = PARTS[part.type];
    if (!make) throw new Error(`rich_text knows no "${part.type}"`);
    return make(part, reader);
  });
}
