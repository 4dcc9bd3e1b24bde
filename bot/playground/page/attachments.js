// What hangs on a message besides its blocks: files, and attachments with their colour bar, as older apps send them.

import { drawBlocks } from "./blocks.js";
import { h, icon } from "./dom.js";
import { mrkdwn, link } from "./mrkdwn.js";
import { addressFor, picture, shownHere } from "./picture.js";
import { fromTs, soon } from "./time.js";

const NAMED = { good: "#2eb886", warning: "#daa038", danger: "#a30200" };
const colour = (given) => NAMED[given] ?? (/^#?[0-9a-f]{6}$/i.test(given ?? "") ? `#${given.replace("#", "")}` : "var(--line-2)");

function fields(list, reader) {
  return h("div", { class: "bk-fields attachment-fields" }, list.map((field) => h("div", { class: `prose${field.short ? "" : " attachment-wide"}` },
    h("strong", {}, field.title ?? ""), h("div", {}, mrkdwn(field.value, reader)))));
}

function one(attachment, surface) {
  const { reader } = surface;
  const words = (text) => h("div", { class: "prose" }, mrkdwn(text, reader));
  const bar = h("div", { class: "attachment-bar" });
  bar.style.background = colour(attachment.color);
  const body = attachment.blocks ? drawBlocks(attachment.blocks, surface) : [
    attachment.author_name && h("div", { class: "attachment-author" }, attachment.author_link ? link(attachment.author_link, attachment.author_name) : attachment.author_name),
    attachment.title && h("div", { class: "attachment-title" }, attachment.title_link ? link(attachment.title_link, attachment.title) : attachment.title),
    attachment.text && words(attachment.text),
    attachment.fields?.length && fields(attachment.fields, reader),
    attachment.image_url && picture({ image_url: attachment.image_url, alt_text: attachment.fallback ?? attachment.title ?? "Picture" }, "full", reader.me),
  ];
  const foot = [attachment.footer, attachment.ts && soon(fromTs(String(attachment.ts)), reader.zone, reader.now())].filter(Boolean).join(" · ");
  const plain = !attachment.blocks && !attachment.text && !attachment.title && !attachment.fields && !attachment.image_url && attachment.fallback;
  return h("div", { class: "attachment-whole", dataset: { testid: "attachment" } },
    attachment.pretext && words(attachment.pretext),
    h("div", { class: "attachment" }, bar, h("div", { class: "attachment-body" }, body, plain && words(plain), foot && h("div", { class: "attachment-foot" }, foot))));
}

export const attachments = (list, surface) => h("div", { class: "attachments" }, list.map((attachment) => one(attachment, surface)));

const size = (bytes) => (!bytes ? "" : bytes < 1000 ? `${bytes} bytes` : bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** A file of this workspace: its picture, or its name to fetch it by. */
function file(each, me) {
  const name = each.title || each.name || "File";
  if (each.deleted) return h("div", { class: "file-card file-gone" }, icon("trash", 16), "This file was deleted.");
  if (each.mimetype?.startsWith("image/") && shownHere(each.url)) return h("figure", { class: "bk-figure" }, h("figcaption", {}, name), picture({ image_url: each.url, alt_text: each.alt_txt || each.alt || name }, "full", me));
  return h("a", { class: "file-card", href: shownHere(each.url) ? addressFor(each.url, me) : null, download: each.name ?? "", dataset: { testid: "file" } },
    h("span", { class: "file-mark" }, icon("file", 20)), h("span", { class: "file-words" }, h("strong", {}, name), h("small", {}, [/\.(\w{1,6})$/.exec(each.name ?? "")?.[1].toUpperCase(), size(each.size)].filter(Boolean).join(" · "))));
}

export const files = (list, me) => h("div", { class: "files" }, list.map((each) => file(each, me)));
