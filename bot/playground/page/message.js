// One message as a row: who, when, what they wrote or the blocks they sent, and what hangs on it.

import * as api from "./api.js";
import { drawBlocks } from "./blocks.js";
import { avatar, h, icon } from "./dom.js";
import { emoji } from "./emoji.js";
import { float, walkMenu } from "./float.js";
import { mrkdwn } from "./mrkdwn.js";
import { fromTs, full, hm } from "./time.js";

/** "Hal joined #general" and the like: what happened rather than what was said. */
const QUIET = new Set(["channel_join", "group_join", "channel_leave", "group_leave", "channel_topic", "group_topic", "channel_purpose", "channel_name", "channel_archive", "channel_unarchive", "group_archive", "group_unarchive", "pinned_item", "bot_add", "bot_remove"]);

export const appBadge = () => h("span", { class: "app-badge" }, "APP");

function stamp(message, reader) {
  const at = fromTs(message.ts);
  return h("time", { class: "stamp", datetime: at.toISOString(), title: full(at, reader.zone) }, hm(at, reader.zone));
}

function author(message, reader) {
  const person = reader.person(message.user);
  if (message.bot) return { name: message.name || person?.name || "App", face: { is_bot: true } };
  return { name: person?.name ?? message.name ?? message.user, face: person ?? { id: message.user, name: message.name } };
}

function replies(message, pane) {
  const people = (message.replies_users ?? []).slice(0, 4).map((id) => pane.reader.person(id)).filter(Boolean);
  return h("button", {
    type: "button", class: "replies", dataset: { testid: "replies" }, onclick: () => pane.openThread(message.ts),
  }, people.map((one) => avatar(one, 22)),
  h("span", { class: "replies-count" }, `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`),
  h("span", { class: "replies-view" }, "View thread"));
}

function reactions(message, pane) {
  return h("div", { class: "reactions" }, message.reactions.map(({ name, users }) => {
    const who = users.map((id) => pane.reader.person(id)?.display ?? id).join(", ");
    return h("span", { class: "reaction", title: `${who} reacted with :${name}:` }, emoji(name) ?? `:${name}:`, h("b", {}, String(users.length)));
  }));
}

function shortcutMenu(message, pane) {
  const button = h("button", {
    type: "button", title: "More actions", "aria-label": "More actions for this message", "aria-haspopup": "menu", dataset: { testid: "message-more" },
    onclick: () => {
      const menu = h("div", { class: "menu", role: "menu" }, pane.shortcuts("message").map((one) =>
        h("button", { type: "button", role: "menuitem", dataset: { callback: one.callback_id }, onclick: () => { layer.close(); pane.acts.shortcut(one, message.ts); } },
          h("span", {}, one.name), h("small", {}, pane.snap.bot.name))));
      const layer = float(button, menu, { back: button, align: "end" });
      walkMenu(menu, layer.close);
      menu.querySelector("button")?.focus();
    },
  }, icon("dots"));
  return button;
}

/** What stands above a message that is pinned or seen by one person only. */
function above(message, pane) {
  if (message.ephemeral) return h("div", { class: "above above-eye" }, icon("eye", 13), "Only visible to you");
  if (message.pinned) return h("div", { class: "above above-pin" }, icon("pin", 13), `Pinned by ${pane.snap.bot.name}`);
  return null;
}

function body(message, pane) {
  if (!message.blocks?.length) {
    return h("div", { class: "prose" }, mrkdwn(message.text, pane.reader), message.edited && h("span", { class: "edited" }, " (edited)"));
  }
  const at = { channel: message.channel, ts: message.ts };
  const form = pane.form(`message ${message.ts}`);
  return [
    drawBlocks(message.blocks, {
      kind: "message", form, reader: pane.reader, confirm: (object) => pane.confirm(object),
      act: (blockId, action) => pane.acts.use(message.ts, () => api.action({
        person: pane.person, ...at, block_id: blockId, action, state: { values: form.values(message.blocks) },
      })),
    }),
    message.edited && h("span", { class: "edited" }, "(edited)"),
  ];
}

/** Only words addressed to the reader count; a card that merely lists them in its blocks does not. */
const mentions = (message, me) => message.user !== me && !message.ephemeral && (message.text ?? "").includes(`<@${me}`);

/** One small line without a face. */
function quietRow(message, reader) {
  return h("article", { class: "message quiet", tabindex: "-1", dataset: { testid: "message", ts: message.ts, user: message.user ?? "", ephemeral: "false" } },
    h("div", { class: "message-grid" }, h("div", { class: "gutter" }),
      h("div", { class: "message-inner prose" }, mrkdwn(message.text, reader), " ", stamp(message, reader))));
}

export function messageRow(message, flags, pane) {
  const { reader } = pane;
  if (QUIET.has(message.subtype)) return quietRow(message, reader);
  const { name, face } = author(message, reader);
  const inner = h("div", { class: "message-inner" },
    flags.compact ? null : h("div", { class: "message-head" },
      h("strong", { class: "author" }, name), message.bot && appBadge(), stamp(message, reader)),
    h("div", { class: "message-body" }, body(message, pane)),
    flags.warning && h("div", { class: "warning", role: "alert", dataset: { testid: "message-warning" } }, icon("warn", 14), flags.warning),
    message.reactions?.length ? reactions(message, pane) : null,
    message.reply_count && !flags.thread ? replies(message, pane) : null);
  const classes = ["message", flags.compact && "compact", message.ephemeral && "ephemeral", message.pinned && !flags.thread && "pinned",
    mentions(message, pane.person) && "mentions-me"].filter(Boolean).join(" ");
  const tools = message.ephemeral ? null : h("div", { class: "tools" },
    !flags.thread && h("button", { type: "button", title: "Reply in thread", "aria-label": "Reply in thread", dataset: { testid: "reply" }, onclick: () => pane.openThread(message.ts) }, icon("reply")),
    pane.shortcuts("message").length ? shortcutMenu(message, pane) : null);
  return h("article", {
    class: classes, tabindex: "-1", "aria-label": `${name}, ${hm(fromTs(message.ts), reader.zone)}`,
    dataset: { testid: "message", ts: message.ts, user: message.user ?? "", ephemeral: String(Boolean(message.ephemeral)) },
  },
  above(message, pane),
  h("div", { class: "message-grid" },
    h("div", { class: "gutter" }, flags.compact ? stamp(message, reader) : avatar(face, 36)), inner),
  tools);
}

/** What Slack itself says to one person after a command that failed. It lives in this page only. */
export function noteRow(note, pane) {
  return h("article", { class: "message ephemeral note", role: "alert", tabindex: "-1", dataset: { testid: "command-error", ts: note.ts } },
    h("div", { class: "above above-eye" }, icon("eye", 13), "Only visible to you"),
    h("div", { class: "message-grid" },
      h("div", { class: "gutter" }, h("span", { class: "avatar avatar-slack", "aria-hidden": "true" }, icon("warn", 18))),
      h("div", { class: "message-inner" },
        h("div", { class: "message-head" }, h("strong", { class: "author" }, "Slackbot"), stamp(note, pane.reader)),
        h("div", { class: "message-body note-text" }, note.text),
        h("button", { type: "button", class: "plain-link", onclick: () => pane.notes.drop(note.key) }, "Dismiss"))));
}
