// What stands above the first message of a conversation: what it is and who sees it.

import { avatar, h, icon } from "./dom.js";

/** A row for the message list, or null while the conversation is not known. */
export function intro(pane) {
  const one = pane.reader.conversation(pane.place.id);
  if (!one) return null;
  const other = one.kind === "im" ? pane.reader.person(one.with[0]) : null;
  const words = other?.is_bot ? `This is where ${one.title} writes to you. Nobody else sees it.`
    : other ? `This conversation is between you and ${other.name}.`
    : one.kind === "mpim" ? "This conversation is between its members."
    : one.kind === "private" ? "This is the beginning of a private channel. Only its members see it."
    : "This is the beginning of a channel open to all.";
  const mark = other ? avatar(other, 40) : h("span", { class: "intro-mark" }, icon({ public: "hash", private: "lock" }[one.kind] ?? "people", 22));
  return {
    key: "intro", sig: JSON.stringify([one.id, one.title, words]),
    build: () => h("div", { class: "intro" }, mark, h("div", {}, h("strong", {}, one.title), h("p", {}, words))),
  };
}
