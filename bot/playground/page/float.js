// One floating layer at a time: menus, completion lists and pickers that stand above everything else.

let open = null;

function place(anchor, layer, { above, align = "start", match = false }) {
  const box = anchor.getBoundingClientRect();
  const margin = 8;
  if (match) layer.style.minWidth = `${box.width}px`;
  layer.style.maxHeight = "none";
  const wanted = layer.scrollHeight + 2;
  const below = innerHeight - box.bottom - margin - 4;
  const over = box.top - margin - 4;
  const up = above ? over > 120 || over > below : below < Math.min(wanted, 220) && over > below;
  const height = Math.min(wanted, up ? over : below, 460);
  layer.style.maxHeight = `${height}px`;
  layer.style.top = `${up ? box.top - 4 - height : box.bottom + 4}px`;
  const width = layer.offsetWidth;
  const left = align === "end" ? box.right - width : box.left;
  layer.style.left = `${Math.max(margin, Math.min(left, innerWidth - width - margin))}px`;
}

/**
 * Shows `layer` beside `anchor`; the layer joins the anchor's dialog, so that a dialog's focus stays inside it.
 * Closes on Escape, on a press elsewhere, or when called upon. Returns {close, move}.
 */
export function float(anchor, layer, options = {}) {
  open?.close();
  const host = anchor.closest("[role=dialog],[role=alertdialog]") ?? document.body;
  layer.classList.add("float");
  layer.popover = "manual";
  host.append(layer);
  layer.showPopover();
  const move = () => {
    if (!anchor.isConnected || !layer.isConnected) close();
    else place(anchor, layer, options);
  };
  const press = (event) => {
    if (!layer.contains(event.target) && !anchor.contains(event.target)) close();
  };
  const keys = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    event.preventDefault();
    close();
    options.back?.focus();
  };
  const scroll = (event) => {
    if (!layer.contains(event.target)) move();
  };
  // A redraw may take the anchor away.
  const watch = new MutationObserver(() => {
    if (!anchor.isConnected || !layer.isConnected) close();
  });
  // The panes give way to notices and to the drawer, and the anchor with them.
  const shift = new ResizeObserver(move);
  function close() {
    if (open?.layer !== layer) return;
    open = null;
    watch.disconnect();
    shift.disconnect();
    document.removeEventListener("pointerdown", press, true);
    document.removeEventListener("keydown", keys, true);
    document.removeEventListener("scroll", scroll, true);
    removeEventListener("resize", move);
    layer.remove();
    options.onclose?.();
  }
  open = { layer, close };
  shift.observe(document.getElementById("panes"));
  watch.observe(document.body, { childList: true, subtree: true });
  document.addEventListener("pointerdown", press, true);
  document.addEventListener("keydown", keys, true);
  document.addEventListener("scroll", scroll, true);
  addEventListener("resize", move);
  move();
  return { close, move };
}

/** Arrow keys, Home and End walk a menu's items; Tab leaves and closes. */
export function walkMenu(menu, close) {
  menu.addEventListener("keydown", (event) => {
    const items = [...menu.querySelectorAll("button:not(:disabled), a[href]")];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      items[(to + items.length) % items.length]?.focus();
    } else if (event.key === "Tab") close();
  });
}
