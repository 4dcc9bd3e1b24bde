// Slack's mrkdwn turned into DOM nodes, never into markup strings.

import { h } from "./dom.js";
import { emoji, pictures } from "./emoji.js";
import { fillDate } from "./time.js";

const decode = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const TAGS = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;
const SAFE = /^(https?:|mailto:|tel:)/i;

/** A link only where its scheme cannot run anything. */
export function link(url, label) {
  if (!SAFE.test(url)) return document.createTextNode(label ?? url);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label ?? url.replace(/^mailto:/, ""));
}

const PERMALINK = /^https:\/\/[\w-]+\.slack\.com\/archives\/([CDG]\w+)\/p(\d{10})(\d{6})$/;

/** A message's own address leads to it here; null where the address is another's, or this reader does not see that place. */
function permalink(url, label, reader) {
  const [, channel, seconds, micros] = PERMALINK.exec(url) ?? [];
  if (!channel || !reader.conversation(channel)) return null;
  return h("a", {
    href: url,
    onclick: (event) => {
      event.preventDefault();
      reader.openMessage(channel, `${seconds}.${micros}`);
    },
  }, label ?? url);
}

export function personMention(id, reader, fallback) {
  const person = reader.person(id);
  const mine = id === reader.me;
  return h("button", {
    type: "button", class: mine ? "mention mention-me" : "mention", dataset: { person: id },
    onclick: (event) => reader.openPerson(id, event.currentTarget),
  }, `@${person?.display ?? fallback ?? id}`);
}

export function channelMention(id, reader, fallback) {
  const channel = reader.conversation(id);
  const name = channel?.name || fallback;
  if (!name) return h("span", { class: "mention" }, "#private-channel");
  return h("button", { type: "button", class: "mention", onclick: () => reader.openConversation(id) }, `#${name}`);
}

export const broadcast = (range) => h("span", { class: "mention mention-me" }, `@${range}`);

export function dateNode(seconds, format, url, fallback, reader) {
  const at = Number(seconds);
  if (!Number.isFinite(at)) return document.createTextNode(fallback ?? "");
  const text = fillDate(at, format, reader.zone, reader.now());
  const node = h("time", { datetime: new Date(at * 1000).toISOString(), title: fallback ?? null }, text);
  return url ? h("a", { href: SAFE.test(url) ? url : null, target: "_blank", rel: "noopener noreferrer" }, node) : node;
}

/** What stands between < and >: a mention, a date, a link; anything else is shown as it was written. */
export function angle(content, reader) {
  const bar = content.indexOf("|");
  const target = bar < 0 ? content : content.slice(0, bar);
  const label = bar < 0 ? undefined : decode(content.slice(bar + 1));
  if (/^@[UWB]\w+$/.test(target)) return personMention(target.slice(1), reader, label);
  if (/^#[CDG]\w+$/.test(target)) return channelMention(target.slice(1), reader, label);
  if (target.startsWith("!date^")) {
    const [, seconds, format, url] = target.split("^");
    return dateNode(seconds, decode(format ?? ""), url && decode(url), label, reader);
  }
  if (/^!(here|channel|everyone)$/.test(target)) return broadcast(target.slice(1));
  if (target.startsWith("!")) return h("span", { class: "mention" }, label ?? `@${target.slice(1)}`);
  if (SAFE.test(target)) return permalink(decode(target), label, reader) ?? link(decode(target), label);
  return document.createTextNode(decode(`<${content}>`));
}

/** Where the run opened by the marker at `from` closes, or -1; code and links inside are stepped over. */
function closing(text, from) {
  const mark = text[from];
  const next = text[from + 1];
  const before = text[from - 1];
  if (!next || /\s/.test(next) || next === mark) return -1;
  if (before && (WORD.test(before) || before === mark)) return -1;
  for (let i = from + 1; i < text.length; i += 1) {
    const c = text[i];
    if (c === "`" || c === "<") {
      const end = text.indexOf(c === "<" ? ">" : "`", i + 1);
      if (end > 0) i = end;
    } else if (c === mark && !/\s/.test(text[i - 1]) && !(text[i + 1] && WORD.test(text[i + 1])) && text[i + 1] !== mark) {
      return i;
    }
  }
  return -1;
}

const TOKEN = /`([^`]+)`|<([^<>]+)>|:([a-z0-9_+'-]+(?:::skin-tone-\d)?):|(https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)'"])|[*_~]/g;

/** One line of mrkdwn as a list of nodes. */
function inline(text, reader) {
  const out = [];
  let done = 0;
  const plain = (until) => {
    if (until > done) out.push(...pictures(decode(text.slice(done, until))));
  };
  TOKEN.lastIndex = 0;
  const scan = new RegExp(TOKEN);
  for (let m = scan.exec(text); m; m = scan.exec(text)) {
    let node = null;
    let end = scan.lastIndex;
    if (m[1] !== undefined) node = h("code", { class: m[1].length < 32 ? "whole" : null }, ...codeText(m[1], reader));
    else if (m[2] !== undefined) node = angle(m[2], reader);
    else if (m[3] !== undefined) node = emoji(m[3]);
    else if (m[4] !== undefined) node = permalink(decode(m[4]), undefined, reader) ?? link(decode(m[4]));
    else {
      const close = closing(text, m.index);
      if (close > 0) {
        node = h(TAGS[m[0]], {}, ...inline(text.slice(m.index + 1, close), reader));
        end = close + 1;
      }
    }
    if (!node) {
      scan.lastIndex = m.index + 1;
      continue;
    }
    plain(m.index);
    out.push(node);
    done = scan.lastIndex = end;
  }
  plain(text.length);
  return out;
}

/** Inside code only links and mentions are live. */
function codeText(text, reader) {
  return text.split(/(<[^<>]+>)/).filter(Boolean)
    .map((piece) => (piece.startsWith("<") && piece.endsWith(">") ? angle(piece.slice(1, -1), reader) : decode(piece)));
}

const QUOTE = /^(?:&gt;|>) ?/;
const QUOTE_REST = /^(?:&gt;|>){3} ?/;

function lines(text, reader, out) {
  let quote = null;
  let rest = false;
  let first = true;
  for (let line of text.split("\n")) {
    if (!rest && QUOTE_REST.test(line)) {
      rest = true;
      line = line.replace(QUOTE_REST, "> ");
    }
    const quoted = rest || QUOTE.test(line);
    if (quoted && !quote) {
      quote = h("blockquote");
      out.append(quote);
    } else if (quoted) quote.append(h("br"));
    else if (quote) quote = null;
    else if (!first) out.append(h("br"));
    (quoted ? quote : out).append(...inline(quoted ? line.replace(QUOTE, "") : line, reader));
    first = false;
  }
}

/** The whole text; `reader` says who looks, from which zone, and names people and channels. */
export function mrkdwn(text, reader) {
  const out = document.createDocumentFragment();
  const pieces = String(text ?? "").split("```");
  if (pieces.length % 2 === 0) pieces.splice(-2, 2, `${pieces.at(-2)}\`\`\`${pieces.at(-1)}`);
  pieces.forEach((piece, index) => {
    if (index % 2) {
      out.append(h("pre", {}, ...codeText(piece.replace(/^\n|\n$/g, ""), reader)));
      return;
    }
    // The line break beside a code block is the block's own edge, not an empty line.
    let rest = index > 0 ? piece.replace(/^\n/, "") : piece;
    if (index < pieces.length - 1) rest = rest.replace(/\n$/, "");
    if (rest) lines(rest, reader, out);
  });
  return out;
}

/** plain_text: emoji names count unless `emoji` is false, nothing else does. */
export function plainText(object) {
  const text = typeof object === "string" ? object : object?.text ?? "";
  if (object?.emoji === false) return pictures(text);
  return text.split(/(:[a-z0-9_+'-]+:)/).flatMap((piece) => (/^:.+:$/.test(piece) && emoji(piece.slice(1, -1))) || pictures(piece));
}

/** A text object of either kind. */
export function textObject(object, reader) {
  if (object?.type === "mrkdwn") return mrkdwn(object.text, reader);
  const out = document.createDocumentFragment();
  out.append(...plainText(object));
  return out;
}

/** The words alone, for labels and tooltips. */
export const words = (object) => (typeof object === "string" ? object : object?.text ?? "");
