// What was typed, as Slack's client sends it: markup characters escaped, links, people and channels marked; and back.

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const quote = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Text for a message; `people` and `conversations` are those the writer can name. */
export function typed(text, { people, conversations }) {
  const targets = new Map([["@here", "<!here>"], ["@channel", "<!channel>"], ["@everyone", "<!everyone>"]]);
  for (const one of people) {
    for (const name of [one.handle, one.display, one.name]) if (name) targets.set(`@${escape(name)}`.toLowerCase(), `<@${one.id}>`);
  }
  for (const one of conversations) {
    if (one.kind === "public" || one.kind === "private") targets.set(`#${one.name}`, `<#${one.id}>`);
  }
  const names = [...targets.keys()].sort((a, b) => b.length - a.length).map(quote).join("|");
  const pattern = new RegExp(`(https?://[^\\s<>|]*[^\\s<>|.,;:!?)'"])|(?<![\\w/])(${names})(?![\\w-])`, "giu");
  return escape(text).replace(pattern, (found, url) => (url ? `<${url}>` : targets.get(found.toLowerCase())));
}

const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** A message's text as one would have typed it, for editing. */
export function asTyped(text, reader) {
  return unescape(text.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (found, target, label) => {
    if (target.startsWith("@")) return `@${reader.person(target.slice(1))?.name ?? label ?? target.slice(1)}`;
    if (target.startsWith("#")) return `#${reader.conversation(target.slice(1))?.name ?? label ?? target.slice(1)}`;
    return target.startsWith("!") ? `@${target.slice(1)}` : target;
  }));
}
