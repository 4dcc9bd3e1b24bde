// Words for moments, in the reader's zone: clock faces, day names and Slack's date tokens.

const formats = new Map();

function parts(date, zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone || "UTC", hourCycle: "h23", ...options }));
  }
  return Object.fromEntries(formats.get(key).formatToParts(date).map((part) => [part.type, part.value]));
}

const ALL = {
  weekday: "long", year: "numeric", month: "long", day: "numeric",
  hour: "2-digit", minute: "2-digit", second: "2-digit",
};
const all = (date, zone) => parts(date, zone, ALL);

export const fromTs = (ts) => new Date(Number.parseFloat(ts) * 1000);
export const city = (zone) => (zone || "UTC").split("/").at(-1).replaceAll("_", " ");

export function hm(date, zone) {
  const p = all(date, zone);
  return `${p.hour}:${p.minute}`;
}

/** "14:10:07" */
export function hms(date, zone) {
  const p = all(date, zone);
  return `${p.hour}:${p.minute}:${p.second}`;
}

/** "Mon 23 Nov" */
export function shortDay(date, zone) {
  const p = all(date, zone);
  return `${p.weekday.slice(0, 3)} ${p.day} ${p.month.slice(0, 3)}`;
}

/** "Tue 09:30", with the date too when it is a week or more away. */
export function soon(date, zone, now) {
  const far = Math.abs(date - now) > 6 * 86_400_000;
  return `${far ? shortDay(date, zone) : all(date, zone).weekday.slice(0, 3)} ${hm(date, zone)}`;
}

/** "2026-11-23" */
export function dayKey(date, zone) {
  const p = parts(date, zone, { year: "numeric", month: "2-digit", day: "2-digit" });
  return `${p.year}-${p.month}-${p.day}`;
}

/** Whole days from now's day to this day, as the zone's calendar counts them. */
function daysAway(date, zone, now) {
  return Math.round((Date.parse(dayKey(date, zone)) - Date.parse(dayKey(now, zone))) / 86_400_000);
}

const NEAR = new Map([[0, "today"], [-1, "yesterday"], [1, "tomorrow"]]);
const capital = (word) => word[0].toUpperCase() + word.slice(1);

export function dayLabel(date, zone, now) {
  const near = NEAR.get(daysAway(date, zone, now));
  if (near) return capital(near);
  const p = all(date, zone);
  const year = p.year === all(now, zone).year ? "" : ` ${p.year}`;
  return `${p.weekday}, ${p.day} ${p.month}${year}`;
}

export const full = (date, zone) => `${dayKey(date, zone)} ${hm(date, zone)} (${city(zone)})`;

function ordinal(day) {
  const n = Number(day);
  const tail = n % 100 > 10 && n % 100 < 14 ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[n % 10] ?? "th");
  return `${n}${tail}`;
}

function ago(date, now) {
  const minutes = Math.round((now - date) / 60_000);
  const size = Math.abs(minutes);
  if (!size) return "just now";
  const [count, unit] = size < 60 ? [size, "minute"] : size < 1440 ? [Math.round(size / 60), "hour"] : [Math.round(size / 1440), "day"];
  const words = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return minutes >= 0 ? `${words} ago` : `in ${words}`;
}

/** Slack's <!date^…> format string filled in; an unknown token is left as written, as Slack does. */
export function fillDate(seconds, format, zone, now) {
  const date = new Date(seconds * 1000);
  const p = all(date, zone);
  const month = p.month.slice(0, 3);
  const long = `${p.weekday}, ${p.month} ${ordinal(p.day)}, ${p.year}`;
  const plain = `${p.month} ${ordinal(p.day)}, ${p.year}`;
  const short = `${month} ${p.day}, ${p.year}`;
  const near = NEAR.get(daysAway(date, zone, now));
  const words = {
    date_num: dayKey(date, zone), date_slash: dayKey(date, zone).replaceAll("-", "/"),
    date: plain, date_short: short, date_long: long, date_long_full: long,
    date_pretty: near ?? plain, date_short_pretty: near ?? short, date_long_pretty: near ?? long,
    day_divider_pretty: near ?? long,
    time: `${p.hour}:${p.minute}`, time_secs: `${p.hour}:${p.minute}:${p.second}`, ago: ago(date, now),
  };
  return format.replace(/\{(\w+)\}/g, (token, name) => words[name] ?? token);
}

/** Seconds since the epoch of a wall-clock time ("2026-11-23", "14:10") in a zone; an hour that does not exist moves on. */
export function epochOf(day, clock, zone) {
  const wanted = Date.parse(`${day}T${clock}:00Z`);
  let guess = wanted;
  for (let round = 0; round < 2; round += 1) {
    const shown = Date.parse(`${dayKey(new Date(guess), zone)}T${hm(new Date(guess), zone)}:00Z`);
    guess += wanted - shown;
  }
  return Math.floor(guess / 1000);
}
