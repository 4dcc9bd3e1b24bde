// The file_input element: files chosen from this machine go to the workspace at once, and the form holds what came back.

import * as api from "./api.js";
import { h, icon, spinner } from "./dom.js";
import { described } from "./inputs.js";

const LARGEST = 10_000_000; // bytes a file, https://docs.slack.dev/reference/block-kit/block-elements/file-input-element

const extension = (name) => name.split(".").at(-1).toLowerCase();

/** Why a file may not be taken, or null. */
function refused(file, item) {
  const kinds = (item.filetypes ?? []).map((kind) => kind.toLowerCase().replace(/^\./, ""));
  if (kinds.length && !kinds.includes(extension(file.name))) return `${file.name} is not one of these: ${kinds.join(", ")}.`;
  return file.size > LARGEST ? `${file.name} is larger than 10 MB.` : null;
}

export function upload(item, block, surface, { where, name, value, change }) {
  const most = item.max_files ?? 10;
  const list = h("ul", { class: "upload-list" });
  const note = h("p", { class: "bk-fault", role: "alert", hidden: true });
  let running = 0;
  const say = (text) => {
    note.textContent = text ?? "";
    note.hidden = !text;
  };
  const draw = () => {
    list.replaceChildren(...value().map((file) => h("li", { class: "upload" }, icon("file"), h("span", { class: "upload-name" }, file.title || file.name || file.id),
      h("button", { type: "button", class: "chip-remove", "aria-label": `Remove ${file.name ?? "the file"}`, onclick: async () => {
        await change(value().filter((one) => one.id !== file.id), {});
        draw();
        button.focus();
      } }, icon("close", 11)))));
    if (running) list.append(h("li", { class: "upload" }, spinner("Uploading"), "Uploading"));
    button.disabled = value().length + running >= most;
  };
  const take = async (chosen) => {
    say(null);
    const fitting = [...chosen].filter((file) => {
      const why = refused(file, item);
      if (why) say(why);
      return !why;
    });
    if (value().length + fitting.length > most) say(`Please choose no more than ${most} ${most === 1 ? "file" : "files"}.`);
    for (const file of fitting.slice(0, most - value().length)) {
      running += 1;
      draw();
      try {
        const answer = await api.uploadFile(surface.reader.me, file);
        await change([...value(), answer.file], {});
      } catch (error) {
        say(error.message);
      }
      running -= 1;
      draw();
    }
  };
  const hidden = h("input", {
    type: "file", hidden: true, multiple: most > 1, accept: item.filetypes?.length ? item.filetypes.map((kind) => `.${kind.replace(/^\./, "")}`).join(",") : null,
    tabindex: "-1", "aria-hidden": "true", onchange: () => { take(hidden.files); hidden.value = ""; },
  });
  const button = h("button", { type: "button", class: "button", ...described(where, name), "aria-label": `${name ?? ""} Choose files`.trim(), "aria-invalid": null, "aria-required": null, onclick: () => hidden.click() }, icon("upload", 15), "Choose files");
  const box = h("div", {
    class: "upload-box",
    ondragover: (event) => { event.preventDefault(); box.classList.add("upload-over"); },
    ondragleave: () => box.classList.remove("upload-over"),
    ondrop: (event) => { event.preventDefault(); box.classList.remove("upload-over"); take(event.dataTransfer.files); },
  }, list, h("div", { class: "upload-row" }, button, h("span", { class: "upload-hint" }, item.filetypes?.length ? item.filetypes.join(", ") : "or drop them here")), hidden, note);
  draw();
  return box;
}
