// One message as a row: who, when, what they wrote or the blocks they sent, and what hangs on it.

import * as api from "./api.js";
import { attachments, files } from "./attachments.js";
import { drawBlocks } from "./blocks.js";
import { avatar, h, icon } from "./dom.js";
import { editor, messageTools } from "./message-tools.js";
import { mrkdwn } from "./mrkdwn.js";
import { reactionRow } from "./reactions.js";
import { fromTs, full, hm, soon } from "./time.js";
import { asTyped } from "./typed.js";

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
  message.latest_reply && h("span", { class: "replies-last" }, `Last reply ${soon(fromTs(message.latest_reply), pane.reader.zone, pane.reader.now())}`),
  h("span", { class: "replies-view" }, "View thread"));
}

/** What stands above a message that is pinned or seen by one person only. */
function above(message, pane) {
  if (message.ephemeral) {
    return h("div", { class: "above above-eye" }, icon("eye", 13), "Only visible to you · ",
      h("button", { type: "button", class: "plain-link", dataset: { testid: "dismiss", actionId: "dismiss" }, onclick: () => pane.acts.use(message.ts, () => api.dismiss(pane.person, message.channel, message.ts)) }, "Dismiss"));
  }
  if (message.broadcast) return h("div", { class: "above" }, icon("reply", 13), "replied to a thread: ", h("button", { type: "button", class: "plain-link", onclick: () => pane.openThread(message.thread_ts) }, "view it"));
  if (message.pinned) return h("div", { class: "above above-pin" }, icon("pin", 13), `Pinned by ${pane.snap.bot.name}`);
  return null;
}

function body(message, pane) {
  const at = { person: pane.person, channel: message.channel, ts: message.ts };
  const form = pane.form(`message ${message.ts}`);
  const surface = {
    kind: "message", form, reader: pane.reader, confirm: (object) => pane.confirm(object),
    options: (blockId, actionId, value) => api.options({ ...at, block_id: blockId, action_id: actionId, value }),
    act: (blockId, action) => pane.acts.use(message.ts, () => api.action({
      ...at, block_id: blockId, action, state: { values: form.values([...(message.blocks ?? []), ...(message.attachments ?? []).flatMap((one) => one.blocks ?? [])]) },
    })),
  };
  const edited = message.edited && h("span", { class: "edited", title: "This message was edited" }, " (edited)");
  const said = message.blocks?.length ? [drawBlocks(message.blocks, surface), edited]
    : message.text ? h("div", { class: "prose", dir: "auto" }, mrkdwn(message.text, pane.reader), edited) : edited;
  return [said, message.attachments?.length ? attachments(message.attachments, surface) : null, message.files?.length ? files(message.files, pane.person) : null];
}

/** Only words addressed to the reader count; a card that merely lists them in its blocks does not. */
const mentions = (message, me) => message.user !== me && !message.ephemeral && (message.text ?? "").includes(`<@${me}`);

/** One small line without a face. */
function quietRow(message, reader) {
  return h("article", { class: "message quiet", tabindex: "-1", dataset: { testid: "message", ts: message.ts, user: message.user ?? "", ephemeral: "false" } },
    h("div", { class: "message-grid" }, h("div", { class: "gutter" }),
      h("div", { class: "message-inner prose" }, mrkdwn(message.text, reader), " ", stamp(message, reader))));
}

/** What is left where the first message of a thread was deleted. */
function stone(message, flags, pane) {
  return h("article", { class: "message stone", tabindex: "-1", dataset: { testid: "message", ts: message.ts, user: message.user ?? "", ephemeral: "false" } },
    h("div", { class: "message-grid" }, h("div", { class: "gutter" }, h("span", { class: "stone-mark" }, icon("trash", 16))),
      h("div", { class: "message-inner" }, h("div", { class: "message-body" }, "This message was deleted."), message.reply_count && !flags.thread ? replies(message, pane) : null)));
}

export function messageRow(message, flags, pane) {
  const { reader } = pane;
  if (message.subtype === "tombstone") return stone(message, flags, pane);
  if (QUIET.has(message.subtype)) return quietRow(message, reader);
  const { name, face } = author(message, reader);
  const inner = h("div", { class: "message-inner" },
    flags.compact ? null : h("div", { class: "message-head" },
      h("strong", { class: "author" }, name), message.bot && appBadge(), stamp(message, reader)),
    h("div", { class: "message-body" }, flags.editing ? editor(message, pane, asTyped(message.text, reader)) : body(message, pane)),
    flags.warning && h("div", { class: "warning", role: "alert", dataset: { testid: "message-warning" } }, icon("warn", 14), flags.warning),
    message.reactions?.length ? reactionRow(message, pane) : null,
    message.reply_count && !flags.thread ? replies(message, pane) : null);
  const classes = ["message", flags.compact && "compact", message.ephemeral && "ephemeral", message.pinned && !flags.thread && "pinned", flags.editing && "editing",
    mentions(message, pane.person) && "mentions-me"].filter(Boolean).join(" ");
  return h("article", {
    class: classes, tabindex: "-1", "aria-label": `${name}, ${hm(fromTs(message.ts), reader.zone)}`,
    dataset: { testid: "message", ts: message.ts, user: message.user ?? "", ephemeral: String(Boolean(message.ephemeral)) },
  },
  above(message, pane),
  h("div", { class: "message-grid" },
    h("div", { class: "gutter" }, flags.compact ? stamp(message, reader) : avatar(face, 36)), inner),
  flags.editing ? null : messageTools(message, pane, flags));
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
