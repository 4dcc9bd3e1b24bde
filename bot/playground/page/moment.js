// The form that moves time to a day and an hour.

import * as api from "./api.js";
import { h, uid } from "./dom.js";
import { float } from "./float.js";
import { city, dayKey, epochOf, hm, soon } from "./time.js";

/** Opens under `anchor`; calls go(moment, move), where `move()` asks the server. */
export function askForMoment(anchor, { zone, now, go }) {
  const id = uid("moment");
  const later = new Date(now.getTime() + 3_600_000);
  const fault = h("p", { class: "moment-fault", role: "alert", hidden: true });
  const field = h("input", {
    type: "datetime-local", class: "field", id, "aria-describedby": `${id}-zone`, dataset: { testid: "moment" }, required: true,
    value: `${dayKey(later, zone)}T${hm(later, zone)}`, min: `${dayKey(now, zone)}T${hm(now, zone)}`,
  });
  const send = (event) => {
    event.preventDefault();
    const [day, clock] = field.value.split("T");
    const moment = clock ? new Date(epochOf(day, clock.slice(0, 5), zone) * 1000) : null;
    const words = !moment ? "Say which day and which time."
      : moment <= now ? `That is over: it is ${soon(now, zone, now)} in ${city(zone)}, and time moves forward only.` : null;
    fault.hidden = !words;
    fault.textContent = words ?? "";
    if (words) {
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
