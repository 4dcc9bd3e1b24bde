// The rich_text_input element: a small editor whose content travels as the JSON of a rich_text block.

import { h, icon } from "./dom.js";
import { float } from "./float.js";
import { described } from "./inputs.js";
import { words } from "./mrkdwn.js";
import { richText } from "./richtext.js";

const INLINE = { B: "bold", STRONG: "bold", I: "italic", EM: "italic", S: "strike", STRIKE: "strike", DEL: "strike", CODE: "code" };
const SAFE = /^(https?:|mailto:)/i;

/** The runs below `node`, each with the styles it stands in. */
function runs(node, style = {}, out = []) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      const text = child.data.replaceAll("\u200B", "").replaceAll("\u00A0", " ");
      if (text) put(out, { type: "text", text, ...(Object.keys(style).length ? { style } : {}) });
    } else if (child.nodeName === "BR") put(out, { type: "text", text: "\n" });
    else if (child.nodeName === "A") out.push({ type: "link", url: child.getAttribute("href"), text: child.textContent, ...(Object.keys(style).length ? { style } : {}) });
    else if (child.nodeType === Node.ELEMENT_NODE) runs(child, INLINE[child.nodeName] ? { ...style, [INLINE[child.nodeName]]: true } : style, out);
  }
  return out;
}

/** Neighbours of one style are one run. */
function put(out, run) {
  const last = out.at(-1);
  if (last?.type === "text" && JSON.stringify(last.style) === JSON.stringify(run.style)) last.text += run.text;
  else out.push(run);
}

function trimmed(list) {
  while (list.length && list.at(-1).type === "text" && !list.at(-1).text.replace(/\n+$/, "")) list.pop();
  if (list.at(-1)?.type === "text") list.at(-1).text = list.at(-1).text.replace(/\n+$/, "");
  return list;
}

function lists(node, indent, out) {
  const style = node.nodeName === "OL" ? "ordered" : "bullet";
  for (const item of node.children) {
    if (item.nodeName === "UL" || item.nodeName === "OL") {
      lists(item, indent + 1, out);
      continue;
    }
    const line = item.cloneNode(true);
    for (const inner of line.querySelectorAll("ul, ol")) inner.remove();
    const last = out.at(-1);
    const section = { type: "rich_text_section", elements: trimmed(runs(line)) };
    if (last?.type === "rich_text_list" && last.style === style && last.indent === indent) last.elements.push(section);
    else out.push({ type: "rich_text_list", style, indent, elements: [section] });
    for (const inner of item.querySelectorAll(":scope > ul, :scope > ol")) lists(inner, indent + 1, out);
  }
}

/** What stands in the editor as a rich_text block, or null where there is nothing. */
export function readRichText(root) {
  const out = [];
  let line = null; // the section that lines are being gathered in
  const gather = (list) => {
    if (line) put(line.elements, { type: "text", text: "\n" });
    else out.push(line = { type: "rich_text_section", elements: [] });
    for (const run of list) run.type === "text" ? put(line.elements, run) : line.elements.push(run);
  };
  const end = () => {
    if (line && !trimmed(line.elements).length) out.splice(out.indexOf(line), 1);
    line = null;
  };
  let loose = null; // text directly in the editor, before the first line break makes a block of it
  for (const child of [...root.childNodes]) {
    const name = child.nodeName;
    if (["UL", "OL", "BLOCKQUOTE", "PRE"].includes(name)) {
      loose = null;
      end();
      if (name === "BLOCKQUOTE") out.push({ type: "rich_text_quote", elements: trimmed(runs(child)) });
      else if (name === "PRE") out.push({ type: "rich_text_preformatted", elements: trimmed(runs(child)) });
      else lists(child, 0, out);
    } else if (name === "DIV" || name === "P") {
      loose = null;
      if (child.querySelector("ul, ol, blockquote, pre")) {
        end();
        out.push(...(readRichText(child)?.elements ?? []));
      } else gather(child.childNodes.length === 1 && child.firstChild.nodeName === "BR" ? [] : runs(child));
    } else {
      const wrap = document.createElement("div");
      wrap.append(child.cloneNode(true));
      if (loose) for (const run of runs(wrap)) run.type === "text" ? put(line.elements, run) : line.elements.push(run);
      else gather(runs(wrap));
      loose = line;
    }
  }
  end();
  const full = out.filter((part) => part.elements.length);
  return full.length ? { type: "rich_text", elements: full } : null;
}

function askLink(anchor, back, done) {
  const field = h("input", { class: "field", type: "text", inputmode: "url", placeholder: "https://", "aria-label": "Address of the link", onkeydown: (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    take();
  } });
  const take = () => {
    const url = /^\w+:/.test(field.value) ? field.value : `https://${field.value}`;
    layer.close();
    if (field.value.trim() && SAFE.test(url)) done(url);
    else back.focus();
  };
  const layer = float(anchor, h("div", { class: "link-ask", role: "dialog", "aria-label": "Add a link" }, field, h("button", { type: "button", class: "button button-go", onclick: take }, "Add")), { back });
  field.focus();
}

export function richTextInput(item, block, surface, { where, name, value, change }) {
  const field = h("div", {
    ...described(where, name), class: "field field-tall rich-field prose", contenteditable: "true", role: "textbox", "aria-multiline": "true", tabindex: "0",
    "aria-labelledby": where?.label ?? null, dataset: { placeholder: words(item.placeholder), actionId: item.action_id ?? "", ...(item.focus_on_load ? { first: "yes" } : {}) },
    oninput: () => entered(),
    onpaste: (event) => {
      event.preventDefault();
      document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
    },
    onkeydown: (event) => {
      if (event.key === "Tab" && document.queryCommandState("insertUnorderedList")) {
        event.preventDefault();
        event.stopPropagation();
        document.execCommand(event.shiftKey ? "outdent" : "indent");
      }
    },
    onblur: () => change(readRichText(field), { rich_text_value: readRichText(field) }, { quiet: !where?.dispatch }),
  });
  const blank = () => field.classList.toggle("rich-blank", !field.textContent.trim() && !field.querySelector("li, blockquote, pre"));
  const entered = () => {
    blank();
    change(readRichText(field), {}, { quiet: true });
  };
  const known = value();
  if (known) field.append(...richText(known, surface.reader).map((node) => { node.querySelectorAll("button").forEach((one) => one.replaceWith(one.textContent)); return node; }));
  blank();
  const run = (command, argument) => {
    field.focus();
    document.execCommand("defaultParagraphSeparator", false, "div");
    document.execCommand(command, false, argument);
    entered();
  };
  const wrapCode = () => {
    field.focus();
    const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
    const inside = range?.commonAncestorContainer.parentElement?.closest("code");
    if (inside && field.contains(inside)) inside.replaceWith(...inside.childNodes);
    else if (range && !range.collapsed) document.execCommand("insertHTML", false, h("div", {}, h("code", {}, range.toString())).innerHTML);
    entered();
  };
  const tool = (label, content, go) => h("button", { type: "button", class: "rich-tool", title: label, "aria-label": label, onmousedown: (event) => event.preventDefault(), onclick: go }, content);
  const link = tool("Link", icon("link", 15), () => {
    const range = getSelection().rangeCount && field.contains(getSelection().anchorNode) ? getSelection().getRangeAt(0).cloneRange() : null;
    askLink(link, field, (url) => {
      field.focus();
      if (range) { getSelection().removeAllRanges(); getSelection().addRange(range); }
      if (range && !range.collapsed) document.execCommand("createLink", false, url);
      else document.execCommand("insertHTML", false, h("div", {}, h("a", { href: url }, url)).innerHTML);
      entered();
    });
  });
  const turn = (tag) => run("formatBlock", document.queryCommandValue("formatBlock") === tag ? "div" : tag);
  const bar = h("div", { class: "rich-bar", role: "toolbar", "aria-label": "Formatting" },
    tool("Bold", h("b", {}, "B"), () => run("bold")), tool("Italic", h("i", {}, "I"), () => run("italic")),
    tool("Strikethrough", h("s", {}, "S"), () => run("strikeThrough")), link,
    tool("Numbered list", icon("numbers", 15), () => run("insertOrderedList")), tool("Bulleted list", icon("bullets", 15), () => run("insertUnorderedList")),
    tool("Quote", icon("quote", 15), () => turn("blockquote")), tool("Code", icon("brackets", 15), wrapCode),
    tool("Block of code", h("span", { class: "rich-block" }, "{ }"), () => turn("pre")));
  return h("div", { class: "rich-input" }, bar, field);
}
