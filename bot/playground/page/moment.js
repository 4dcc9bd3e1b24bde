// The form that moves time to a day and an hour.

import * as api from "./api.js";
import { h, uid } from "./dom.js";
import { float } from "./float.js";
import { city, dayKey, epochOf, hm, soon } from "./time.js";

const LAST = 2099; // the playground's clock goes no further

/** Why time cannot move to "2026-11-25T09:00" as it stands in the field, or the moment itself: { words } or { moment }. */
function asked(value, zone, now) {
  const [, day, year, clock] = /^((\d{4,})-\d\d-\d\d)T(\d\d:\d\d)/.exec(value) ?? [];
  if (!day) return { words: "Say which day and which time." };
  if (Number(year) > LAST) return { words: `That is too far: time goes no further than the year ${LAST}.` };
  const over = { words: `That is over: it is ${soon(now, zone, now)} in ${city(zone)}, and time moves forward only.` };
  if (Number(year) < now.getUTCFullYear() - 1) return over;
  const moment = new Date(epochOf(day, clock, zone) * 1000);
  return moment <= now ? over : { moment };
}

/** Opens under `anchor`; calls go(moment, move), where `move()` asks the server. */
export function askForMoment(anchor, { zone, now, go }) {
  const id = uid("moment");
  const later = new Date(now.getTime() + 3_600_000);
  const fault = h("p", { class: "moment-fault", id: `${id}-fault`, role: "alert", hidden: true });
  const field = h("input", {
    type: "datetime-local", class: "field", id, "aria-describedby": `${id}-zone ${id}-fault`, dataset: { testid: "moment" }, required: true,
    value: `${dayKey(later, zone)}T${hm(later, zone)}`, min: `${dayKey(now, zone)}T${hm(now, zone)}`, max: `${LAST}-12-31T23:59`,
  });
  const send = (event) => {
    event.preventDefault();
    const { words, moment } = asked(field.value, zone, now);
    fault.hidden = !words;
    fault.textContent = words ?? "";
    field.setAttribute("aria-invalid", String(Boolean(words)));
    if (words) {
      layer.move(); // it is taller now
      field.focus();
      return;
    }
    layer.close();
    anchor.focus();
    go(moment, () => api.moveClockTo(moment.toISOString()));
  };
  const form = h("form", { class: "moment", novalidate: true, onsubmit: send, "aria-label": "Move time to a moment" },
    h("label", { for: id }, "Move time to"), field, h("p", { id: `${id}-zone`, class: "moment-zone" }, `as it is in ${city(zone)}`), fault,
    h("button", { type: "submit", class: "button button-go", dataset: { testid: "moment-go" } }, "Go there"));
  const layer = float(anchor, form, { back: anchor, align: "end" });
  field.focus();
}
