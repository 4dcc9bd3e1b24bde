// Dates and times: a field one types into, with a month or a list of half hours beside it.

import { dayTyped, dayWords, openCalendar } from "./calendar.js";
import { h, icon } from "./dom.js";
import { described } from "./inputs.js";
import { words } from "./mrkdwn.js";
import { combobox } from "./selects.js";
import { dayKey, epochOf, hm } from "./time.js";

/** A field for a day; `get()` and `put(key)` reach its value. */
function dayField({ attributes, placeholder, zone, now, get, put }) {
  let open = null;
  const settle = () => { field.value = dayWords(get()); };
  const show = (enter = false) => {
    open ??= openCalendar(box, {
      chosen: get(), today: dayKey(now(), zone), back: field, onclose: () => { open = null; },
      pick: (key) => { put(key); settle(); },
    });
    if (enter) open.enter();
  };
  const typed = () => {
    const raw = field.value.trim();
    const key = raw ? dayTyped(raw) : null;
    if (raw !== dayWords(get()) && (key || !raw) && key !== get()) put(key);
    settle();
  };
  const field = h("input", {
    ...attributes, class: "combo-field", type: "text", autocomplete: "off", placeholder: placeholder || "Choose a date", "aria-haspopup": "dialog",
    onclick: () => show(), onchange: typed, onblur: settle,
    onkeydown: (event) => {
      if (event.key === "ArrowDown") { event.preventDefault(); show(true); }
      if (event.key === "Enter" && field.value !== dayWords(get())) { event.preventDefault(); open?.close(); typed(); }
    },
  });
  const box = h("div", { class: "combo combo-day" }, icon("month", 15), field, icon("down", 14));
  settle();
  return { node: box, settle };
}

const HALVES = Array.from({ length: 48 }, (_, i) => `${String(i >> 1).padStart(2, "0")}:${i % 2 ? "30" : "00"}`);

/** "14:05" for "14:05", "1405", "2:05 pm" or "14"; null where it is no time of day. */
export function timeTyped(text) {
  const found = /^(\d{1,2})(?:[:.]?(\d{2}))?\s*([ap])?\.?m?\.?$/i.exec(text.trim());
  if (!found) return null;
  let hour = Number(found[1]);
  const late = found[3]?.toLowerCase();
  if (late && (hour < 1 || hour > 12)) return null;
  if (late) hour = (hour % 12) + (late === "p" ? 12 : 0);
  const minute = Number(found[2] ?? 0);
  return hour < 24 && minute < 60 ? `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}` : null;
}

function timeField({ attributes, placeholder, get, put }) {
  const settle = () => { field.value = get() ?? ""; };
  const field = combobox({
    offered: () => {
      const typed = timeTyped(field.value);
      return (typed && !HALVES.includes(typed) ? [typed, ...HALVES] : HALVES).map((time) => ({ value: time, key: time, label: time, note: "" }));
    },
    matches: (offer, wanted) => offer.label.includes(wanted) || offer.key === timeTyped(wanted),
    placeholder: placeholder || "Choose a time", attributes, chosen: () => [get()].filter(Boolean), pick: ({ value }) => { put(value); settle(); },
  });
  field.addEventListener("settle", () => {
    const raw = field.value.trim();
    const time = timeTyped(raw);
    if (raw !== (get() ?? "") && (time || !raw)) put(time);
    settle();
  });
  settle();
  return { node: h("div", { class: "combo combo-time" }, icon("clock", 15), field, icon("down", 14)), settle };
}

const attributes = (where, name, item, more = {}) => ({ ...described(where, name), dataset: { actionId: item.action_id ?? "" }, ...more });

export function day(item, block, surface, { where, name, value, change }) {
  const { reader } = surface;
  const made = dayField({
    attributes: attributes(where, name, item), placeholder: words(item.placeholder), zone: reader.zone, now: reader.now, get: value,
    put: async (key) => {
      await change(key, { selected_date: key });
      made.settle();
    },
  });
  return made.node;
}

export function time(item, block, surface, { where, name, value, change }) {
  const made = timeField({
    attributes: attributes(where, name, item), placeholder: words(item.placeholder), get: value,
    put: async (clock) => {
      await change(clock, { selected_time: clock, ...(item.timezone ? { timezone: item.timezone } : {}) });
      made.settle();
    },
  });
  return made.node;
}

/** A day and a time of day; the reader's own zone turns them into seconds and back. */
export function moment(item, block, surface, { where, name, value, change }) {
  const { reader } = surface;
  const { zone } = reader;
  const shown = () => (value() ? new Date(value() * 1000) : null);
  const put = async (date, clock) => {
    const seconds = date && epochOf(date, clock, zone);
    await change(seconds, { selected_date_time: seconds });
    days.settle();
    times.settle();
  };
  const days = dayField({
    attributes: attributes(where, name, item), zone, now: reader.now, get: () => shown() && dayKey(shown(), zone),
    put: (key) => put(key, shown() ? hm(shown(), zone) : "09:00"),
  });
  const times = timeField({
    attributes: { ...attributes(null, `${name ?? words(block.label)}, time`, item), dataset: { actionId: item.action_id ?? "", value: "time" } },
    get: () => shown() && hm(shown(), zone),
    put: (clock) => put(clock && (shown() ? dayKey(shown(), zone) : dayKey(reader.now(), zone)), clock),
  });
  return h("div", { class: "moment" }, days.node, times.node);
}
