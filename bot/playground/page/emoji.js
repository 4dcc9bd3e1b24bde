// The short names of common emoji, and what to show where the machine has no picture for one.

import { drawing, h } from "./dom.js";
import { ART } from "./emoji-art.js";

const TABLE = `
smile 😄|slightly_smiling_face 🙂|grinning 😀|joy 😂|wink 😉|blush 😊|thinking_face 🤔|cry 😢|sweat_smile 😅|heart ❤️
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|wave 👋|clap 👏|pray 🙏|raised_hands 🙌|handshake 🤝|muscle 💪|point_right 👉|point_left 👈
eyes 👀|tada 🎉|confetti_ball 🎊|rocket 🚀|fire 🔥|star ⭐|star2 🌟|sparkles ✨|trophy 🏆|medal 🏅|seedling 🌱|herb 🌿
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|no_entry ⛔|no_entry_sign 🚫|warning ⚠️|rotating_light 🚨|question ❓|exclamation ❗
hourglass ⌛|hourglass_flowing_sand ⏳|alarm_clock ⏰|stopwatch ⏱️|clock1 🕐|clock3 🕒|clock9 🕘|calendar 📅|date 📅|spiral_calendar_pad 🗓️
bell 🔔|no_bell 🔕|mega 📣|loudspeaker 📢|speech_balloon 💬|thought_balloon 💭|email 📧|envelope ✉️|inbox_tray 📥|outbox_tray 📤
memo 📝|pencil ✏️|pencil2 ✏️|page_facing_up 📄|clipboard 📋|pushpin 📌|round_pushpin 📍|paperclip 📎|link 🔗|mag 🔍|bulb 💡|key 🔑|lock 🔒|unlock 🔓
bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|scales ⚖️|hammer_and_wrench 🛠️|gear ⚙️|house 🏠|briefcase 💼|busts_in_silhouette 👥|bust_in_silhouette 👤
large_green_circle 🟢|large_yellow_circle 🟡|large_orange_circle 🟠|red_circle 🔴|large_blue_circle 🔵|white_circle ⚪|black_circle ⚫|small_blue_diamond 🔹
large_blue_square 🟦|large_green_square 🟩|large_yellow_square 🟨|large_purple_square 🟪|white_large_square ⬜
arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|leftwards_arrow_with_hook ↩️|arrows_counterclockwise 🔄|repeat 🔁|double_vertical_bar ⏸️|pause_button ⏸️|arrow_forward ▶️|black_right_pointing_triangle ▶️
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|zzz 💤|palm_tree 🌴|coffee ☕|sunny ☀️|earth_africa 🌍|robot_face 🤖|wastebasket 🗑️|information_source ℹ️|heavy_minus_sign ➖|heavy_plus_sign ➕`;

const EMOJI = new Map(TABLE.trim().split(/[|\n]/).map((entry) => {
  const at = entry.lastIndexOf(" ");
  return [entry.slice(0, at), entry.slice(at + 1)];
}));

const NAMES = new Map([...EMOJI].reverse().map(([name, character]) => [bare(character), name]));
const looks = new Map();
let pen;

/** Without the mark that asks for a coloured picture. */
function bare(character) {
  return character.replace("\uFE0F", "");
}

function ink(text) {
  pen ??= Object.assign(document.createElement("canvas"), { width: 24, height: 24 }).getContext("2d", { willReadFrequently: true });
  pen.clearRect(0, 0, 24, 24);
  pen.font = "16px sans-serif";
  pen.textBaseline = "top";
  pen.fillText(text, 2, 2);
  return pen.getImageData(0, 0, 24, 24).data;
}

/** How this machine draws a character: "colour", "plain" (a letter's ink), or "none": the box of an unassigned one. */
function look(character) {
  if (!looks.has(character)) {
    const data = ink(character);
    const same = (other) => ink(other).join() === data.join();
    let coloured = false;
    for (let i = 0; i < data.length && !coloured; i += 4) coloured = data[i] !== data[i + 1] || data[i] !== data[i + 2];
    looks.set(character, coloured ? "colour" : same("\u{10FFFD}") || same("\u{1FFFD}") ? "none" : "plain");
  }
  return looks.get(character);
}

function node(character, name) {
  const label = `:${name}:`;
  const art = ART[bare(character)];
  const how = look(String.fromCodePoint(character.codePointAt(0)));
  if (how !== "colour" && art) {
    return h("span", { class: "emoji emoji-art", role: "img", "aria-label": name.replaceAll("_", " "), title: label }, drawing(art));
  }
  if (how === "none") return h("span", { class: "emoji-name", title: label }, label);
  return h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: label }, character);
}

/** A node for :name:, or null where the name means nothing here (it then stays as typed, as in Slack). */
export function emoji(name) {
  const plain = name.replace(/::skin-tone-\d$/, "");
  return EMOJI.has(plain) ? node(EMOJI.get(plain), plain) : null;
}

const PICTURES = /(\p{Extended_Pictographic}\uFE0F?)/u;

/** Text with emoji in it as [text or node], so that those typed as characters have pictures too. */
export function pictures(text) {
  if (!PICTURES.test(text)) return [text];
  return text.split(PICTURES).filter(Boolean).map((piece) => {
    const name = NAMES.get(bare(piece));
    return name && PICTURES.test(piece) ? node(piece, name) : piece;
  });
}

/** The names that begin with, then those that hold, what is typed. */
export function emojiNamed(typed, most = 8) {
  const wanted = typed.toLowerCase();
  const names = [...EMOJI.keys()];
  const first = names.filter((name) => name.startsWith(wanted));
  return [...first, ...names.filter((name) => !name.startsWith(wanted) && name.includes(wanted))].slice(0, most);
}
