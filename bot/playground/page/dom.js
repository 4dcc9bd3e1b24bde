// Builds DOM nodes from data; the only way this page makes elements, so that nothing typed becomes markup.

const SVG = "http://www.w3.org/2000/svg";

/** h("button", {class: "x", onclick: f, dataset: {a: 1}}, "text", node, [more]) */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") node.className = value;
    else if (key === "dataset") Object.assign(node.dataset, value);
    else if (key === "value") node.value = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child);
  }
  return node;
}

export function replace(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

const ICONS = {
  hash: "M6.5 2.5 5 13.5M11 2.5l-1.5 11M2.5 5.5h11M2 10.5h11",
  lock: "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  code: "M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5",
  columns: "M2 3h12v10H2zM8 3v10",
  calendar: "M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2v3M10.5 2v3",
  copy: "M5.5 5.5h8v8h-8zM3 10.5H2.5v-8h8V3",
  pin: "M6 2.5h4l-.5 4.5 2 2h-7l2-2zM8 9v4.5",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  back: "M10 3 5 8l5 5",
  down: "M4 6l4 4 4-4",
  arrowdown: "M8 3v10M4 9l4 4 4-4",
  send: "M2.5 13.5 14 8 2.5 2.5 4 7l5 1-5 1z",
  reply: "M2.5 3h11v7.5H7L4 13v-2.5H2.5z",
  dots: "M3 8h.01M8 8h.01M13 8h.01",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  eye: "M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z",
  warn: "M8 2.2 14.5 13.5h-13zM8 6.5v3.2M8 11.6h.01",
  people: "M6 7.5a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6zM1.8 13.2c.2-2.4 1.9-3.9 4.2-3.9s4 1.5 4.2 3.9M10.5 3.2a2.1 2.1 0 0 1 0 4M12 9.6c1.4.5 2.2 1.7 2.3 3.4",
  plus: "M8 3v10M3 8h10",
  check: "M3 8.5l3.3 3.3L13 4.8",
  clock: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 4.5V8l2.5 1.7",
  skip: "M3 3.5l6 4.5-6 4.5zM12.5 3.5v9",
  smile: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM5.9 6.3h.01M10.1 6.3h.01M5.2 9.4c1.3 2.2 4.3 2.2 5.6 0",
  edit: "M10.8 2.7l2.5 2.5-7.6 7.6-3.2.7.7-3.2zM9.3 4.2l2.5 2.5",
  trash: "M2.8 4.2h10.4M6 4V2.6h4V4M4.2 4.4l.6 9h6.4l.6-9M6.7 6.8v4.2M9.3 6.8v4.2",
  link: "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2A2.6 2.6 0 0 0 9 3.3l-.9.9M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.7l.9-.9",
  mark: "M8 2.2v6.3M8 12.8h.01",
  bolt: "M9 1.8 3.5 9H7.5L6.8 14.2 12.5 7H8.4z",
  file: "M4 1.8h5l3 3v9.4H4zM9 1.8v3h3",
  upload: "M8 10.5V2.8M4.8 6 8 2.8 11.2 6M2.8 10.8v2.4h10.4v-2.4",
  month: "M2.5 3.5h11v10h-11zM2.5 6.5h11M5.3 1.9v3M10.7 1.9v3",
  next: "M6 3l5 5-5 5",
  bullets: "M6 4h8M6 8h8M6 12h8M2.8 4h.01M2.8 8h.01M2.8 12h.01",
  numbers: "M6.5 4h7.5M6.5 8h7.5M6.5 12h7.5M2.5 3l.8-.5v3M2.2 9.3c0-1.5 1.8-1.2 1.6 0-.1.6-1.6 1.7-1.6 1.7h1.7",
  quote: "M2.8 3v10M6 5h8M6 8h8M6 11h5",
  brackets: "M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5",
};

/** A 16-unit line drawing; decorative, hence hidden from screen readers. */
export function icon(name, size = 16) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({
    viewBox: "0 0 16 16", width: size, height: size, fill: "none", stroke: "currentColor",
    "stroke-width": name === "dots" ? 2.4 : 1.4, "stroke-linecap": "round", "stroke-linejoin": "round",
    "aria-hidden": "true", class: "icon",
  })) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A small coloured picture of 20 units: `shapes` are [tag, attributes]. Decorative unless its holder has a name. */
export function drawing(shapes, size = 20) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 20 20", width: size, height: size, "aria-hidden": "true" })) svg.setAttribute(key, value);
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
    svg.append(shape);
  }
  return svg;
}

// White text on each of these passes WCAG AA.
const COLOURS = ["#8a3a6b", "#2c5f8a", "#8a4b12", "#4b5a1e", "#6a3fa0", "#0f6a6a", "#a03a3a", "#3f4f8f", "#6b5312", "#2f6b3a"];
const given = new Map();

/** Gives everybody their colour, in the order of the workspace: neighbours differ, and nobody changes with a reload. */
export function acquaint(people) {
  for (const { id } of people) if (!given.has(id)) given.set(id, COLOURS[given.size % COLOURS.length]);
}

/** Initials on a colour; the app has its own mark. */
export function avatar(person, size = 36) {
  if (person?.is_bot) {
    return h("img", { class: "avatar", src: "/page/icon.svg", alt: "", width: size, height: size });
  }
  const id = person?.id ?? "?";
  acquaint([{ id }]);
  const initials = (person?.name ?? "?").split(/\s+/).map((word) => word[0] ?? "").filter((c) => /\p{L}|\d/u.test(c));
  const text = initials.length > 1 ? initials[0] + initials.at(-1) : (initials[0] ?? "?");
  const node = h("span", { class: "avatar", "aria-hidden": "true" }, text.toUpperCase());
  node.style.background = person?.deleted ? "#6b6b6b" : given.get(id);
  node.style.width = node.style.height = `${size}px`;
  node.style.fontSize = `${Math.round(size * 0.4)}px`;
  return node;
}

let serial = 0;
export const uid = (prefix) => `${prefix}-${++serial}`;

export const spinner = (label) => h("span", { class: "spinner", role: label ? "status" : null, "aria-label": label ?? null });
