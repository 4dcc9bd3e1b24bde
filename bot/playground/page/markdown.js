// The `markdown` block: standard Markdown turned into DOM nodes, never into markup strings; HTML in it stays text.

import { h, replace } from "./dom.js";
import { emoji, pictures } from "./emoji.js";
import { angle, link } from "./mrkdwn.js";

const FENCE = /^ {0,3}(```+(?=[^`]*$)|~~~+)/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^ {0,3}([-*_])(?: *\1){2,} *$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( *)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const DONE = /^\[([ xX])\]\s+/;
const ALIGNED = /^ *\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$/;
const TABLE = (lines, at) => lines[at].includes("|") && ALIGNED.test(lines[at + 1] ?? "") && lines[at + 1].includes("-");
const BEGINS = (line) => FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line) || ITEM.test(line);

const TAGS = { "***": ["strong", "em"], "**": ["strong"], __: ["strong"], "*": ["em"], _: ["em"], "~~": ["s"] };
const WORD = /[\p{L}\p{N}]/u;
const TOKEN = new RegExp([
  String.raw`\\([!-/:-@[-\x60{-~])`, // 1: an escaped sign
  "(`+)([^`](?:.*?[^`])?)\\2(?!`)", // 2, 3: code
  String.raw`!?\[((?:[^\[\]\\]|\\.|\[[^\]]*\])*)\]\(\s*<?([^\s<>()]*(?:\([^\s()]*\)[^\s<>()]*)*)>?(?:\s+["'(][^)]*)?\)`, // 4, 5: a link or picture
  "<([^<>\\s][^<>]*)>", // 6: an address, a mention, a date
  ":([a-z0-9_+'-]+):", // 7: an emoji
  String.raw`(https?:\/\/[^\s<>]+[^\s<>.,;:!?)'"*_~])`, // 8: a bare address
  String.raw`(\*{1,3}|_{1,2}|~~)`, // 9: an emphasis that may begin here
].join("|"), "gs");

/** Where the run that `mark` opens at `from` closes, or -1. Within a word "_" is a sign like any other. */
function closing(text, mark, from) {
  const start = from + mark.length;
  if (!text[start] || /\s/.test(text[start]) || (mark[0] === "_" && WORD.test(text[from - 1] ?? ""))) return -1;
  for (let at = text.indexOf(mark, start + 1); at > 0; at = text.indexOf(mark, at + 1)) {
    const after = text[at + mark.length] ?? "";
    if (mark.length === 1 && (after === mark || text[at - 1] === mark)) {
      if (after === mark) at += 1;
      continue;
    }
    if (!/[\s\\]/.test(text[at - 1]) && !(mark[0] === "_" && WORD.test(after))) return at;
  }
  return -1;
}

/** A link, or the words alone where its scheme could run something; a picture is shown by its words too. */
function linked(target, label, reader) {
  const node = link(target);
  const words = label ? inline(label, reader) : [target];
  return node instanceof Text ? words : replace(node, words);
}

/** A paragraph's text as nodes. */
function inline(text, reader) {
  const out = [];
  const scan = new RegExp(TOKEN);
  let done = 0;
  for (let found = scan.exec(text); found; found = scan.exec(text)) {
    const [all, escaped, , code, label, target, pointed, face, address, mark] = found;
    let node = null;
    let end = scan.lastIndex;
    if (escaped) node = escaped;
    else if (code !== undefined) node = h("code", {}, code);
    else if (label !== undefined) node = linked(target, label, reader);
    else if (pointed) node = angle(pointed, reader);
    else if (face) node = emoji(face);
    else if (address) node = link(address);
    else {
      const close = closing(text, mark, found.index);
      if (close > 0) {
        const inner = inline(text.slice(found.index + mark.length, close), reader);
        node = TAGS[mark].reduceRight((inside, tag) => h(tag, {}, inside), inner);
        end = close + mark.length;
      }
    }
    if (node === null || node === undefined) {
      scan.lastIndex = found.index + (mark ? all.length : 1);
      continue;
    }
    out.push(...pictures(text.slice(done, found.index)), node);
    done = scan.lastIndex = end;
  }
  return [...out, ...pictures(text.slice(done))];
}

const cells = (line) => line.trim().replace(/^\||(?<!\\)\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));

function table(lines, reader) {
  const [head, marks, ...rows] = lines.map(cells);
  const aligned = marks.map((mark) => (/^:-+:$/.test(mark) ? "center" : mark.endsWith(":") ? "right" : "left"));
  const row = (tag, texts) => h("tr", {}, head.map((_, i) => {
    const node = h(tag, { class: "bk-wrap", scope: tag === "th" ? "col" : null }, inline(texts[i] ?? "", reader));
    node.style.textAlign = aligned[i] ?? "left";
    return node;
  }));
  return h("div", { class: "bk-table", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", {}, h("thead", {}, row("th", head)), h("tbody", {}, rows.map((texts) => row("td", texts)))));
}

/** The list that begins at `at`: [node, the line after it]. What is indented under an item belongs to that item. */
function list(lines, at, reader) {
  const [, indent, sign] = ITEM.exec(lines[at]);
  const ordered = /\d/.test(sign);
  const node = h(ordered ? "ol" : "ul", { class: "rt-list", start: ordered && Number.parseInt(sign, 10) !== 1 ? Number.parseInt(sign, 10) : null });
  let next = at;
  while (next < lines.length) {
    const found = ITEM.exec(lines[next]);
    if (!found || found[1].length < indent.length || found[1].length > indent.length + 1 || /\d/.test(found[2]) !== ordered || RULE.test(lines[next])) break;
    const own = [found[3]];
    const deep = indent.length + 2;
    let blank = false;
    let inset = null; // how far what belongs to the item is indented
    for (next += 1; next < lines.length; next += 1) {
      const line = lines[next];
      const lead = line.search(/\S/);
      if (lead < 0) {
        if (!lines[next + 1] || /^\S/.test(lines[next + 1])) break;
        blank = true;
      } else if (lead < deep && (blank || BEGINS(line))) break;
      else inset ??= lead;
      own.push(line.slice(Math.max(0, Math.min(lead, inset ?? 0))));
    }
    const task = DONE.exec(own[0]);
    if (task) own[0] = own[0].slice(task[0].length);
    node.append(h("li", { class: task ? "md-task" : null }, task && h("span", { role: "img", "aria-label": task[1] === " " ? "to do" : "done" }, task[1] === " " ? "☐ " : "☑ "), blocks(own, reader, true)));
    while (next < lines.length && !lines[next].trim() && ITEM.test(lines[next + 1] ?? "")) next += 1;
  }
  return [node, next];
}

/** Lines as block nodes; `tight`: the first paragraph stands without a box, as in a list's item. */
function blocks(lines, reader, tight = false) {
  const out = [];
  let at = 0;
  const take = (goes) => {
    const start = at;
    while (at < lines.length && goes(lines[at], at - start)) at += 1;
    return lines.slice(start, at);
  };
  while (at < lines.length) {
    const line = lines[at];
    const fence = FENCE.exec(line)?.[1];
    if (!line.trim()) at += 1;
    else if (fence) {
      at += 1;
      out.push(h("pre", {}, take((each) => !each.trim().startsWith(fence)).join("\n")));
      at += 1;
    } else if (HEADING.test(line)) {
      const [, marks, words] = HEADING.exec(line);
      out.push(h(`h${Math.min(marks.length + 2, 6)}`, { class: `md-head md-head-${marks.length}` }, inline(words, reader)));
      at += 1;
    } else if (RULE.test(line)) {
      out.push(h("hr", { class: "bk-divider" }));
      at += 1;
    } else if (QUOTE.test(line)) out.push(h("blockquote", {}, blocks(take((each) => QUOTE.test(each)).map((each) => each.replace(QUOTE, "")), reader)));
    else if (TABLE(lines, at)) out.push(table(take((each, nth) => nth < 2 || each.includes("|")), reader));
    else if (ITEM.test(line)) {
      const [node, next] = list(lines, at, reader);
      out.push(node);
      at = next;
    } else {
      const words = inline(take((each, nth) => !nth || (each.trim() && !BEGINS(each))).map((each) => each.trim()).join("\n"), reader);
      out.push(tight && !out.length ? words : h("p", {}, words));
    }
  }
  return out;
}

/** A whole `markdown` block's text. */
export const markdown = (text, reader) => h("div", { class: "prose md" }, blocks(String(text ?? "").replaceAll("\r\n", "\n").replaceAll("\t", "    ").split("\n"), reader));
