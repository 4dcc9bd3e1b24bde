// A month to choose a day from, as a small layer beside its field.

import { h, icon, replace } from "./dom.js";
import { float } from "./float.js";

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const DAY = 86_400_000;

// Days are moments at midnight UTC here, so that no zone can move them.
const utc = (key) => Date.parse(`${key}T00:00Z`);
const keyOf = (at) => new Date(at).toISOString().slice(0, 10);
const weekday = (at) => (new Date(at).getUTCDay() + 6) % 7;

/** "Mon, 30 Nov 2026" for "2026-11-30". */
export function dayWords(key) {
  if (!key) return "";
  const date = new Date(utc(key));
  return `${DAYS[weekday(date)].slice(0, 3)}, ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()].slice(0, 3)} ${date.getUTCFullYear()}`;
}

/** "2026-11-30" for what somebody typed: that very form, "30 Nov 2026", "30.11.2026"; null where it is no day. */
export function dayTyped(text) {
  const words = text.trim().toLowerCase().replace(/^[a-z]{3,9},?\s+(?=\d)/, "");
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(words);
  const dotted = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(words);
  const named = /^(\d{1,2})\.?\s+([a-z]{3,9})\.?,?\s+(\d{4})$/.exec(words);
  const month = named && MONTHS.findIndex((name) => name.toLowerCase().startsWith(named[2])) + 1;
  const [year, mon, day] = iso ? iso.slice(1).map(Number) : dotted ? [dotted[3], dotted[2], dotted[1]].map(Number)
    : month ? [Number(named[3]), month, Number(named[1])] : [];
  if (!year) return null;
  const at = Date.UTC(year, mon - 1, day);
  return new Date(at).getUTCMonth() === mon - 1 && new Date(at).getUTCDate() === day ? keyOf(at) : null;
}

/** Steps a key makes from a day, in days; months are walked apart. */
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function otherMonth(at, step) {
  const date = new Date(at);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + step + 1, 0)).getUTCDate();
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + step, Math.min(date.getUTCDate(), last));
}

/** Opens the month of `chosen` (or `today`) beside `anchor`; `pick(key)` is called with the day pressed. */
export function openCalendar(anchor, { chosen, today, back, pick, onclose }) {
  let at = utc(chosen || today);
  const title = h("strong", { class: "cal-title", "aria-live": "polite" });
  const grid = h("div", { class: "cal-grid", role: "grid" });
  const turn = (step) => {
    at = otherMonth(at, step);
    draw();
  };
  const arrow = (name, label, step) => h("button", { type: "button", class: "dialog-icon", "aria-label": label, onclick: () => turn(step) }, icon(name));
  const card = h("div", {
    class: "calendar", role: "dialog", "aria-label": "Choose a date", dataset: { testid: "calendar" },
    onmousedown: (event) => event.preventDefault(),
  }, h("div", { class: "cal-head" }, arrow("back", "Previous month", -1), title, arrow("next", "Next month", 1)), grid);

  function draw(focus = false) {
    const date = new Date(at);
    title.textContent = `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
    const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
    const start = first - weekday(first) * DAY;
    const row = (index) => h("div", { role: "row", class: "cal-row" }, DAYS.map((_, i) => {
      const day = start + (index * 7 + i) * DAY;
      const key = keyOf(day);
      const outside = new Date(day).getUTCMonth() !== date.getUTCMonth();
      return h("button", {
        type: "button", role: "gridcell", tabindex: day === at ? "0" : "-1", "aria-selected": String(key === chosen), "aria-label": dayWords(key),
        "aria-current": key === today ? "date" : null, class: `cal-day${outside ? " cal-outside" : ""}`, dataset: { day: key }, onclick: () => take(key),
      }, String(new Date(day).getUTCDate()));
    }));
    replace(grid, h("div", { role: "row", class: "cal-row" }, DAYS.map((name) => h("span", { role: "columnheader", "aria-label": name, class: "cal-name" }, name.slice(0, 2)))),
      [0, 1, 2, 3, 4, 5].map(row));
    if (focus) grid.querySelector("[tabindex='0']").focus();
  }
  const take = (key) => {
    layer.close();
    back.focus();
    pick(key);
  };
  grid.addEventListener("keydown", (event) => {
    const turnBy = { PageUp: -1, PageDown: 1 }[event.key];
    if (!STEPS[event.key] && !turnBy) return;
    event.preventDefault();
    at = turnBy ? otherMonth(at, turnBy) : at + STEPS[event.key] * DAY;
    draw(true);
  });
  draw();
  const layer = float(anchor, card, { back, onclose });
  return { close: layer.close, enter: () => grid.querySelector("[tabindex='0']").focus() };
}
