// Pictures. The page calls nothing outside: what lies elsewhere is drawn as a frame with its words and address.

import { h, icon } from "./dom.js";

/** Whether an address is of this workspace, or carries its own data. */
export function shownHere(url) {
  try {
    const target = new URL(url, location.href);
    return target.protocol === "data:" || (["127.0.0.1", "localhost", location.hostname].includes(target.hostname) && target.port === location.port);
  } catch {
    return false;
  }
}

/** The picture as large as the window; Escape, the cross or a press beside it closes. */
function enlarge(url, alt) {
  const dialog = h("dialog", { class: "lightbox", "aria-label": alt || "Picture", onclick: () => dialog.close(), onclose: () => dialog.remove() },
    h("img", { src: url, alt }), h("p", {}, alt), h("button", { type: "button", class: "lightbox-close", "aria-label": "Close" }, icon("close", 18)));
  document.body.append(dialog);
  dialog.showModal();
}

/** What stands where a picture would: its words, and the address of one that lies elsewhere. */
function outside(url, alt, size) {
  const here = shownHere(url);
  const why = here ? "it cannot be read as a picture" : `not loaded: ${url || "no address"}`;
  const label = `${alt || "Picture"} (${why})`;
  if (size !== "full") return h("span", { class: `bk-outside bk-outside-${size}`, role: "img", "aria-label": label, title: label }, icon("eye", size === "tiny" ? 12 : 18));
  return h("span", { class: "bk-outside bk-outside-full", role: "img", "aria-label": label, title: here ? "This cannot be read as a picture" : "The playground loads nothing from outside" },
    h("span", { class: "bk-outside-words" }, alt || "Picture"), here ? h("span", {}, "cannot be read as a picture") : h("span", { class: "bk-outside-address" }, url));
}

/** The address under which `me` may fetch a file of this workspace; other addresses stay as they are. */
export function addressFor(url, me) {
  const own = shownHere(url) && new URL(url, location.href);
  if (!own || !own.pathname.startsWith("/client/file/")) return url;
  own.searchParams.set("person", me);
  return own.pathname + own.search;
}

function sourceOf(image, me) {
  if (image.image_url) return addressFor(image.image_url, me);
  const id = image.slack_file?.id ?? /\b(F[A-Z0-9]{4,})\b/.exec(image.slack_file?.url ?? "")?.[1];
  return id ? addressFor(`/client/file/${id}`, me) : image.slack_file?.url ?? "";
}

/** An image block, image element or file as `me` sees it; `size` is "full", "side" (an accessory) or "tiny". */
export function picture(image, size, me) {
  const url = sourceOf(image, me);
  const alt = image.alt_text ?? "";
  if (!shownHere(url)) return outside(url, alt, size);
  const img = h("img", { class: `bk-image-${size}`, src: url, alt, loading: "lazy", onerror: () => (img.closest(".bk-enlarge") ?? img).replaceWith(outside(url, alt, size)) });
  if (size !== "full") return img;
  return h("button", { type: "button", class: "bk-enlarge", title: "Enlarge", "aria-label": `${alt || "Picture"}, enlarge`, onclick: () => enlarge(url, alt) }, img);
}
