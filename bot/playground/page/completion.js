// What the composer offers while one types: commands and shortcuts after "/", names after "@" and "#", emoji after ":".

import { avatar, h, icon } from "./dom.js";
import { emoji, emojiNamed } from "./emoji.js";

const INVITE = { command: "/invite", description: "Add a person or the app to this conversation", usage_hint: "@name" };

/**
 * {from, items: [{insert, exact, node, run?}]} for the text before the caret, or null where there is nothing to offer.
 * An item with `run` is called instead of inserted.
 */
export function completion(text, caret, { commands, people, conversations = [], shortcuts = [] }) {
  const before = text.slice(0, caret);
  const slash = /^\/([\w-]*)$/.exec(before);
  if (slash) {
    const all = commands.some((one) => one.command === INVITE.command) ? commands : [...commands, INVITE];
    const items = all.filter((one) => one.command.startsWith(before.toLowerCase())).map((one) => ({
      insert: `${one.command} `, exact: one.command === before,
      node: [h("strong", {}, one.command), one.usage_hint && h("span", { class: "offer-usage" }, one.usage_hint),
        h("small", {}, one.description)],
    }));
    items.push(...shortcuts.filter((one) => one.name.toLowerCase().startsWith(slash[1].toLowerCase())).map((one) => ({
      run: one.run, insert: "", exact: false, node: [h("strong", {}, one.name), h("small", {}, "Shortcut")],
    })));
    return items.length ? { from: 0, items } : null;
  }
  const smile = /(?:^|\s):([a-z0-9_+-]{2,})$/.exec(before);
  if (smile) {
    const items = emojiNamed(smile[1]).map((name) => {
      const drawn = emoji(name);
      return { insert: `:${name}: `, exact: false, node: [drawn.matches(".emoji-name") ? null : drawn, h("span", {}, `:${name}:`)].filter(Boolean) };
    });
    return items.length ? { from: caret - smile[1].length - 1, items } : null;
  }
  const hash = /(?:^|[\s(])#([\p{L}\p{N}_-]*)$/u.exec(before);
  if (hash) {
    const items = conversations.filter((one) => (one.kind === "public" || one.kind === "private") && one.name.startsWith(hash[1].toLowerCase())).slice(0, 9)
      .map((one) => ({ insert: `#${one.name} `, exact: one.name === hash[1], node: [icon(one.kind === "private" ? "lock" : "hash", 15), h("strong", {}, one.name)] }));
    return items.length && !items.some((one) => one.exact) ? { from: caret - hash[1].length - 1, items } : null;
  }
  const at = /(^|[\s(])@([\p{L}\p{N}.'-]*(?: [\p{L}\p{N}.'-]*)?)$/u.exec(before);
  if (!at) return null;
  const wanted = at[2].toLowerCase();
  const items = people.filter((one) => !one.deleted && (one.name.toLowerCase().startsWith(wanted)
    || one.name.toLowerCase().split(" ").some((word) => word.startsWith(wanted)))).slice(0, 9).map((one) => ({
    insert: `@${one.name} `, exact: one.name.toLowerCase() === wanted,
    node: [avatar(one, 22), h("strong", {}, one.name), h("small", {}, one.title)],
  }));
  return items.length && !items.some((one) => one.exact) ? { from: caret - at[2].length - 1, items } : null;
}

/** The usage line of the command one is in the middle of typing. */
export function usageOf(text, commands) {
  const typed = /^(\/[\w-]+)\s/.exec(text);
  const one = typed && [...commands, INVITE].find((candidate) => candidate.command === typed[1]);
  return one ? [h("strong", {}, one.command), " ", one.usage_hint || one.description] : null;
}
