// Pictures for the emoji that matter most, for machines without a font that has them. Drawn for this page.

const YELLOW = "#ffc83d";
const EDGE = "#b97c12";
const DARK = "#3f2d12";

const dot = (colour, edge = "none") => [["circle", { cx: 10, cy: 10, r: 8, fill: colour, stroke: edge }]];
const square = (colour, edge = "none") => [["rect", { x: 1.5, y: 1.5, width: 17, height: 17, rx: 2, fill: colour, stroke: edge }]];
const path = (d, fill, more = {}) => ["path", { d, fill, ...more }];
const stroke = (d, colour, width = 2) => path(d, "none", { stroke: colour, "stroke-width": width, "stroke-linecap": "round", "stroke-linejoin": "round" });
const circle = (cx, cy, r, fill, more = {}) => ["circle", { cx, cy, r, fill, ...more }];
const box = (x, y, width, height, fill, rx = 1.5) => ["rect", { x, y, width, height, rx, fill }];

const HEAD = circle(10, 10, 8.5, YELLOW);
const EYES = [circle(7, 8, 1.2, DARK), circle(13, 8, 1.2, DARK)];
const SMILE = stroke("M6 12c1.7 3 6.3 3 8 0", DARK, 1.5);
const LAUGH = path("M5.5 11h9c-.5 5-8.5 5-9 0z", DARK);
const THUMB = path("M8 9l2.6-5.7c.4-1 2.4-.6 2.4 1.2L12.5 8H16c1.2 0 1.6 1 1.3 1.9l-1.6 5.6c-.3 1-1 1.5-1.9 1.5H9.5L8 16z", YELLOW, { stroke: EDGE, "stroke-width": 0.7 });
const CUFF = box(3, 8.5, 4, 8.5, "#3b88c3", 1);
const STAR = "M10 1.8l2.5 5.3 5.7.8-4.1 4.1 1 5.8-5.1-2.8-5.1 2.8 1-5.8L1.8 7.9l5.7-.8z";
const spark = (x, y, r) => path(`M${x} ${y - r}q${r * 0.2} ${r * 0.8} ${r} ${r}q${-r * 0.8} ${r * 0.2} ${-r} ${r}q${-r * 0.2} ${-r * 0.8} ${-r} ${-r}q${r * 0.8} ${-r * 0.2} ${r} ${-r}`, YELLOW);
const HOURGLASS = [stroke("M5 2.5h10M5 17.5h10", "#8a5a2b", 2), path("M6 3.5h8c0 4-3 5-3 6.5s3 2.5 3 6.5H6c0-4 3-5 3-6.5s-3-2.5-3-6.5z", "#cfe8f7"), path("M8 16.3c0-1.5 1-2.5 2-3.3 1 .8 2 1.8 2 3.3zM8 6h4l-2 3z", "#e8b04b")];
const mark = (d) => [stroke(d, "#d92d3c", 3)];
const chart = (d) => [box(2, 2, 16, 16, "#e8eef3"), stroke(d, "#2f7fc1", 2)];

/** Character without its variation selector → shapes for dom.drawing(). */
export const ART = {
  "✅": [box(1.5, 1.5, 17, 17, "#35a552", 3.5), stroke("M5.5 10.5l3 3 6-7", "#fff", 2.2)],
  "✔": [stroke("M3.5 10.5l4 4.5 9-11", "#35a552", 3)],
  "☑": [box(1.5, 1.5, 17, 17, "#4a8fd0", 3.5), stroke("M5.5 10.5l3 3 6-7", "#fff", 2.2)],
  "❌": [stroke("M4 4l12 12M16 4L4 16", "#d92d3c", 3.2)],
  "⚠": [path("M10 1.8 19 17.5H1z", YELLOW, { stroke: EDGE, "stroke-linejoin": "round" }), stroke("M10 7v5M10 14.8h.01", DARK, 1.8)],
  "⛔": [...dot("#d92d3c"), box(4.5, 8.3, 11, 3.4, "#fff", 0.8)],
  "🚫": [circle(10, 10, 7.3, "none", { stroke: "#d92d3c", "stroke-width": 2.6 }), stroke("M5 5l10 10", "#d92d3c", 2.6)],
  "❓": [...mark("M6.5 6.5c0-4.5 7.3-4.3 7 0-.2 2.5-3.5 3-3.5 6M10 17h.01")],
  "❗": [...mark("M10 3v9M10 17h.01")],
  "⭐": [path(STAR, YELLOW)],
  "🌟": [path(STAR, YELLOW, { stroke: EDGE, "stroke-width": 0.8 })],
  "✨": [spark(8, 11, 6), spark(15.5, 4.5, 3), spark(16, 15.5, 2)],
  "❤": [path("M10 17.5C-2 9 3.5 1 10 6c6.5-5 12 3 0 11.5z", "#dd2e44")],
  "🔥": [path("M10 1.5c1 4 5.5 5.5 5.5 10.5a5.5 5.5 0 0 1-11 0c0-2.5 1.5-4 2-5.5.8.8 1.2 1.6 1.3 2.5C9.5 7 10.3 4.5 10 1.5z", "#f4900c"), path("M10 10c.5 1.8 2.5 2.6 2.5 4.6a2.5 2.5 0 0 1-5 0c0-1.8 2-2.6 2.5-4.6z", "#ffcc4d")],
  "👍": [CUFF, THUMB],
  "👎": [box(3, 3, 4, 8.5, "#3b88c3", 1), path("M8 11l2.6 5.7c.4 1 2.4.6 2.4-1.2L12.5 12H16c1.2 0 1.6-1 1.3-1.9l-1.6-5.6c-.3-1-1-1.5-1.9-1.5H9.5L8 4z", YELLOW, { stroke: EDGE, "stroke-width": 0.7 })],
  "👀": [["ellipse", { cx: 5.5, cy: 10, rx: 4, ry: 6, fill: "#fff", stroke: "#66757f" }], ["ellipse", { cx: 14.5, cy: 10, rx: 4, ry: 6, fill: "#fff", stroke: "#66757f" }], circle(4.3, 11, 2, DARK), circle(13.3, 11, 2, DARK)],
  "🎉": [path("M2 18l4.5-11 6.5 6.5z", "#f4b13d"), stroke("M4.5 12l3.5 4M6 8.5l5.5 6", "#d9743c", 1.2), stroke("M9.5 8c0-2.5 1.5-3 1-5M12 10.5c2-.5 2.5-2.5 5.5-2", "#4a8fd0", 1.4), circle(14, 4, 1.2, "#d92d3c"), circle(17, 13.5, 1.1, "#35a552"), circle(6.5, 3.5, 1.1, "#8a5bc4"), circle(17.5, 5.5, 0.8, YELLOW)],
  "🚀": [path("M18 2c-5 0-8.5 3-10.5 7l3.5 3.5C15 10.5 18 7 18 2z", "#c9d3da", { stroke: "#8899a6", "stroke-width": 0.6 }), circle(13.5, 6.5, 1.7, "#3b88c3"), path("M8 8L4 8.5 2.5 12l4-.5zM12 12l-.5 4L8 17.5l.5-4z", "#d92d3c"), path("M6.5 13.5c-2 0-3.5 1.5-4 4.5 3-.5 4.5-2 4.5-4z", "#f4900c")],
  "🌱": [stroke("M10 18V9", "#5c913b", 2), path("M10 10C10 5 6 3 1.5 4c0 5 4 7 8.5 6zM10 10c0-4 3-6.5 8.5-6C18.5 8 15 11 10 10z", "#77b255")],
  "🌿": [stroke("M4 18C6 12 9 8 16 3", "#5c913b", 1.5), path("M6 13c-4 0-4-4-3.5-5.5C5 8 7 10 6 13zM9 9C6 8 6 4 7 2.5 9 4 10 6 9 9zM9 13c1 3 4 3.5 6 2.5-.5-2.5-3-4-6-2.5zM12 8.5c2 2 5 1 6-1-2-1.5-5-1-6 1z", "#77b255")],
  "💡": [path("M10 1.5a6 6 0 0 0-3.3 11c.8.6 1.1 1.3 1.1 2.2h4.4c0-.9.3-1.6 1.1-2.2A6 6 0 0 0 10 1.5z", YELLOW), box(7.5, 15.2, 5, 3.3, "#8899a6", 1)],
  "🔔": [path("M10 2c-3.5 0-5 2.5-5 6 0 4-1.5 5-2.5 6.5h15C16.5 13 15 12 15 8c0-3.5-1.5-6-5-6z", YELLOW), circle(10, 16.5, 1.8, EDGE)],
  "🔕": [path("M10 2c-3.5 0-5 2.5-5 6 0 4-1.5 5-2.5 6.5h15C16.5 13 15 12 15 8c0-3.5-1.5-6-5-6z", "#ccd6dd"), stroke("M3 3l14 14", "#d92d3c", 2)],
  "📌": [path("M12 2l6 6-2 .6-3.5 3.6.2 3.3-8.2-8.2 3.3.2L11.4 4z", "#d92d3c"), stroke("M8 12l-5.5 5.5", "#8899a6", 1.5)],
  "📍": [stroke("M10 9v9", "#8899a6", 1.5), circle(10, 5.5, 4, "#d92d3c")],
  "💬": [path("M3 3h14c1 0 1.5.6 1.5 1.5v8c0 1-.5 1.5-1.5 1.5h-7l-4 4v-4H3c-1 0-1.5-.6-1.5-1.5v-8C1.5 3.6 2 3 3 3z", "#bdddf4"), circle(6, 8.5, 1.2, "#4a8fd0"), circle(10, 8.5, 1.2, "#4a8fd0"), circle(14, 8.5, 1.2, "#4a8fd0")],
  "📝": [box(3, 2, 12, 16, "#f2f5f7"), stroke("M5.5 6h7M5.5 9h7M5.5 12h4", "#8899a6", 1.2), path("M17.5 8.5l1.5 1.5-6 6-2.3.8.8-2.3z", "#f4900c")],
  "📄": [box(4, 1.5, 12, 17, "#f2f5f7"), stroke("M6.5 6h7M6.5 9h7M6.5 12h7M6.5 15h4", "#8899a6", 1.2)],
  "📋": [box(3, 3, 14, 15.5, "#b5793c"), box(5, 5.5, 10, 11.5, "#f2f5f7", 0.5), box(7, 1.5, 6, 4, "#8899a6")],
  "📅": [box(2, 3, 16, 15, "#f2f5f7", 2), path("M2 7V5c0-1 .9-2 2-2h12c1.1 0 2 1 2 2v2z", "#d92d3c"), stroke("M6 10.5h.01M10 10.5h.01M14 10.5h.01M6 14.5h.01M10 14.5h.01", "#66757f", 2)],
  "📊": [box(2, 2, 16, 16, "#e8eef3"), box(4.5, 9, 2.8, 7, "#35a552", 0.4), box(8.6, 5, 2.8, 11, "#d92d3c", 0.4), box(12.7, 7.5, 2.8, 8.5, "#3b88c3", 0.4)],
  "📈": chart("M4 14.5l4-4 3 2.5 5-7"),
  "📉": chart("M4 5l4 4 3-2 5 7"),
  "📣": [path("M2 8l11-5.5v15L2 12z", "#d92d3c"), path("M5 13l1.5 5h2.5l-1-4z", "#8899a6"), stroke("M15.5 7c2 1.5 2 4.5 0 6", "#66757f", 1.5)],
  "🔒": [box(3.5, 8.5, 13, 9.5, YELLOW, 1.8), stroke("M6.5 8.5V6c0-4.5 7-4.5 7 0v2.5", "#8899a6", 1.8)],
  "🔗": [stroke("M8.5 11.5c1.2 1.2 3 1.2 4.2 0l3-3c2.6-2.8-1.4-6.8-4.2-4.2l-1 1M11.5 8.5c-1.2-1.2-3-1.2-4.2 0l-3 3c-2.6 2.8 1.4 6.8 4.2 4.2l1-1", "#66757f", 1.8)],
  "🔍": [circle(8.5, 8.5, 5.5, "#bdddf4", { stroke: "#66757f", "stroke-width": 1.8 }), stroke("M12.7 12.7l5 5", "#66757f", 2.4)],
  "📎": [stroke("M14.5 7.5l-6 6c-2 2-4.5-.5-2.5-2.5l7-7c3-3 6.5.5 3.5 3.5l-7.5 7.5c-4 4-9-1-5-5l6-6", "#8899a6", 1.5)],
  "📧": [box(1.5, 4, 17, 12, "#e8eef3"), stroke("M2 5l8 6 8-6", "#8899a6", 1.3)],
  "✉": [box(1.5, 4, 17, 12, "#e8eef3"), stroke("M2 5l8 6 8-6", "#8899a6", 1.3)],
  "⏰": [circle(10, 11, 7, "#fff", { stroke: "#d92d3c", "stroke-width": 2 }), stroke("M10 7v4l2.5 1.5", DARK, 1.5), stroke("M3 5l2.5-2.5M17 5l-2.5-2.5", "#d92d3c", 2)],
  "⌛": HOURGLASS,
  "⏳": HOURGLASS,
  "🟢": dot("#35a552"), "🟡": dot("#ffc83d"), "🟠": dot("#f4900c"), "🔴": dot("#dd2e44"), "🔵": dot("#3b88c3"),
  "🟦": square("#3b88c3"), "🟩": square("#35a552"), "🟨": square("#ffc83d"), "🟪": square("#aa8ed6"), "⬜": square("#f2f5f7", "#aab4bb"),
  "⚪": dot("#f2f5f7", "#aab4bb"), "⚫": dot("#31373d"),
  "🔹": [path("M10 4l6 6-6 6-6-6z", "#3b88c3")],
  "😄": [HEAD, stroke("M5.5 8.3c.8-1.5 2-1.5 2.8 0M11.7 8.3c.8-1.5 2-1.5 2.8 0", DARK, 1.3), LAUGH],
  "😀": [HEAD, ...EYES, LAUGH],
  "🙂": [HEAD, ...EYES, SMILE],
  "😊": [HEAD, stroke("M5.5 8.3c.8-1.5 2-1.5 2.8 0M11.7 8.3c.8-1.5 2-1.5 2.8 0", DARK, 1.3), SMILE],
  "😉": [HEAD, EYES[0], stroke("M11.7 8.3h2.8", DARK, 1.5), SMILE],
  "😂": [HEAD, stroke("M5.5 8.3c.8-1.5 2-1.5 2.8 0M11.7 8.3c.8-1.5 2-1.5 2.8 0", DARK, 1.3), LAUGH, circle(3.5, 11.5, 1.7, "#5dadec"), circle(16.5, 11.5, 1.7, "#5dadec")],
  "😅": [HEAD, stroke("M5.5 8.3c.8-1.5 2-1.5 2.8 0M11.7 8.3c.8-1.5 2-1.5 2.8 0", DARK, 1.3), LAUGH, circle(16, 4.5, 1.8, "#5dadec")],
  "😢": [HEAD, ...EYES, stroke("M7 14.5c1-2 5-2 6 0", DARK, 1.5), circle(6, 12, 1.6, "#5dadec")],
  "🤔": [HEAD, ...EYES, stroke("M7 13c2-1 4-1 6-.5", DARK, 1.5), stroke("M5.5 5.5l3-.5M12 4.5l3 1", DARK, 1.2), circle(6, 16.5, 2.6, "#ef9645")],
  "👋": [path("M6 9L4.5 5c-.4-1.2 1.3-1.8 1.8-.7L8 8 6.8 3c-.3-1.3 1.5-1.7 1.9-.4L10 7.5 9.8 3c0-1.3 1.8-1.3 1.9 0L12.3 8l.7-3.5c.3-1.2 2-.9 1.8.4l-.8 6.6c-.5 4-3.5 6.5-7 5.5C4.5 16.3 3 13.5 1.8 10.8c-.6-1.4 1-2.3 2-1z", YELLOW, { stroke: EDGE, "stroke-width": 0.6 }), stroke("M16.5 12c.3 2-.7 4-2.3 5", "#5dadec", 1.2)],
  "🙏": [path("M9.7 2.5c-1 0-1.3 1-1.5 2L6.5 11 3 15l3.5 3 3.2-3.5zM10.3 2.5c1 0 1.3 1 1.5 2l1.7 6.5 3.5 4-3.5 3-3.2-3.5z", YELLOW, { stroke: EDGE, "stroke-width": 0.6 })],
  "👏": [path("M5 11l5-7c.8-1 2.2 0 1.5 1.2L10 8l4-3.5c1-.8 2.1.5 1.2 1.4L12.5 9l3-1.5c1-.5 1.8.9.9 1.5L10 15c-2.5 2.3-5.5 1.5-6.5-.5-.5-1.2.5-2 1.5-3.5z", YELLOW, { stroke: EDGE, "stroke-width": 0.6 }), stroke("M3 5l1.5 1M6 2.5L6.5 4M2 8.5l1.5-.2", "#8899a6", 1.1)],
};
