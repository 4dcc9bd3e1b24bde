// Starts the page: two panes, the time bar and the stream, and passes news from one to the others.

import { acquaint, h, icon } from "./dom.js";
import { Drawer } from "./drawer.js";
import { Guide } from "./guide.js";
import { Layout } from "./layout.js";
import { menuButton } from "./menu.js";
import { askToStartOver, begunAgain, sayBegun } from "./over.js";
import { Pane } from "./pane.js";
import { listen } from "./stream.js";
import { TimeBar } from "./timebar.js";
import { toast } from "./toast.js";

const MEMORY = "playground.places";
const FIRST = { left: "U0RITA", right: "U0HAL" };
const KEY = "Ctrl+.";

function memory() {
  try {
    return JSON.parse(sessionStorage.getItem(MEMORY)) ?? {};
  } catch {
    return {};
  }
}

const app = {
  shift: 0,
  connected: true,
  active: null,
  panes: [],
  toast,

  now: () => new Date(Date.now() + app.shift),

  setNow(iso) {
    app.shift = Date.parse(iso) - Date.now();
    app.tick();
  },

  isActive: (pane) => app.active === pane,

  activate(pane) {
    app.active = pane;
  },

  /** A snapshot came: the time in it, and who is there, concern the whole page. */
  learn(snap) {
    acquaint(snap.people);
    app.shift = Date.parse(snap.now) - Date.now();
    app.connected = true;
    app.bar?.draw();
  },

  /** A fetch failed. While the server is away the dot says so; one notice is enough. */
  trouble(text) {
    if (app.connected) toast(text);
  },

  reveal(pane) {
    app.layout.reveal(pane);
    app.bar.draw();
  },

  redraw() {
    for (const pane of app.panes) pane.draw();
  },

  refreshAll() {
    for (const pane of app.panes) pane.refreshAll();
    app.bar.ask();
    app.guide.ask();
  },

  remember() {
    try {
      sessionStorage.setItem(MEMORY, JSON.stringify(Object.fromEntries(app.panes.map((pane) => [
        pane.side, { person: pane.person, place: pane.place.kind === "home" ? "home" : pane.place.id ?? null },
      ]))));
    } catch { /* without storage a reload starts at #general */ }
  },

  recall(side, person) {
    const kept = remembered[side];
    delete remembered[side];
    return kept?.person === person ? kept.place : null;
  },

  tick() {
    for (const pane of app.panes) pane.tick();
    app.bar?.draw();
  },
};

const remembered = memory();

const NEWS = {
  message({ channel }) {
    for (const pane of app.panes) {
      if (pane.place.id === channel) pane.refresh("snapshot", "messages", "thread");
      else pane.refresh("snapshot");
    }
    app.bar.ask();
    app.guide.ask();
  },
  conversations() {
    for (const pane of app.panes) pane.refresh("snapshot");
    app.guide.ask();
  },
  people: () => app.panes.forEach((pane) => pane.refresh("snapshot")),
  view: ({ person }) => app.panes.forEach((pane) => pane.person === person && pane.refresh("snapshot")),
  home: ({ person }) => app.panes.forEach((pane) => pane.person === person && pane.refresh("home")),
  clock({ now, walk }) {
    app.setNow(now);
    app.bar.hear(walk);
    app.drawer.ask();
  },
  bot() {
    for (const pane of app.panes) pane.refresh("snapshot");
    app.bar.ask();
  },
  ledger: () => app.drawer.ask(),
  over: begunAgain,
  lost() {
    app.connected = false;
    app.bar.draw();
  },
  resumed() {
    app.connected = true;
    app.refreshAll();
    app.drawer.ask();
  },
};

const wide = document.getElementById("panes");
for (const side of ["left", "right"]) {
  const pane = new Pane(app, side, remembered[side]?.person ?? FIRST[side]);
  app.panes.push(pane);
  wide.append(pane.node);
}
app.active = app.panes[0];
app.layout = new Layout(app, wide);
app.drawer = new Drawer(document.getElementById("drawer"), app);
const developer = h("button", {
  type: "button", class: "bar-tool", "aria-label": "Developer tools", title: `Developer tools (${KEY})`, "aria-keyshortcuts": "Control+.",
  "aria-expanded": "false", "aria-controls": "drawer", dataset: { testid: "open-drawer" }, onclick: () => app.drawer.toggle(developer),
}, icon("code", 18));
app.drawer.button = developer;
const more = menuButton("More", "bar-menu", () => [
  app.guide.known && ["First minute, step by step", "menu-guide", () => app.guide.toggle(), { on: app.guide.shown }],
  ["Developer tools", "menu-drawer", () => app.drawer.toggle(developer), { on: app.drawer.open, note: KEY }],
  ["Start over…", "menu-over", () => askToStartOver(app.guide.known)],
]);
app.bar = new TimeBar(document.getElementById("timebar"), app, [developer, more]);
app.guide = new Guide(document.getElementById("tour"), app);

document.addEventListener("keydown", (event) => {
  if (event.key !== "." || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  event.preventDefault();
  app.drawer.toggle(developer);
});

app.layout.fit();
app.bar.draw();
for (const pane of app.panes) pane.refresh("snapshot");
app.bar.ask();
app.guide.ask();
sayBegun();
listen((news) => NEWS[news.kind]?.(news));
setInterval(app.tick, 1000);
