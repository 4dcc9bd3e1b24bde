// Menus one chooses from, single and multiple: options, people, conversations, what the app looks up; with a filter.

import { avatar, h, icon, uid } from "./dom.js";
import { float } from "./float.js";
import { words } from "./mrkdwn.js";

/** Options or groups of options as offers, [{value, key, label, note, group}]. */
const listed = ({ options, option_groups: groups }) => (groups ?? [{ options: options ?? [] }]).flatMap((group) => group.options.map((option) => ({
  value: option, key: option.value, label: words(option.text), note: words(option.description), group: group.label && words(group.label),
})));

const isExternal = (item) => item.type.includes("external");

/** The choices of an element as [{value, label, note, person, group}]; `value` is what state carries. */
function offers(item, reader) {
  if (isExternal(item)) return [];
  if (item.type.includes("static")) return listed(item);
  if (item.type.includes("users")) {
    return reader.people().filter((person) => !person.deleted)
      .map((person) => ({ value: person.id, key: person.id, label: person.name, note: person.title, person }));
  }
  const kinds = item.type.includes("channels") ? ["public"] : item.filter?.include ?? ["public", "private", "im", "mpim"];
  const wanted = (one) => kinds.includes(one.kind) && !one.archived
    && !(item.filter?.exclude_bot_users && one.kind === "im" && one.with.some((id) => reader.person(id)?.is_bot));
  return reader.conversations().filter(wanted)
    .map((one) => ({ value: one.id, key: one.id, label: one.kind === "public" || one.kind === "private" ? `#${one.name}` : one.title, note: "" }));
}

const keyOf = (value) => (typeof value === "string" ? value : value?.value);

/** Asks the app for options as one types: `search(typed)` for a combobox. Only the newest question counts. */
function searching(item, block, surface) {
  const least = item.min_query_length ?? 3;
  let asked = 0;
  let last = null;
  return async (typed, show) => {
    asked += 1;
    const mine = asked;
    const missing = least - typed.length;
    if (missing > 0) return show([], `Type ${missing === least ? `at least ${least}` : `${missing} more`} ${missing === 1 ? "letter" : "letters"}`);
    if (last?.typed === typed) return show(last.found, "No results");
    show([], "Loading…");
    await new Promise((done) => { setTimeout(done, 120); }); // somebody who types quickly asks once
    if (mine !== asked) return undefined;
    try {
      const found = listed(await surface.options(block.block_id, item.action_id, typed));
      last = { typed, found };
      return mine === asked ? show(found, "No results") : undefined;
    } catch (error) {
      return mine === asked ? show([], error.message) : undefined;
    }
  };
}

const holds = (offer, wanted) => `${offer.label} ${offer.note}`.toLowerCase().includes(wanted);

/**
 * The field, its list and its keys; `pick` gets an offer, `chosen` tells which keys are ticked. What there is comes from
 * `offered()`, narrowed by `matches`, or from `search(typed, show)`, which shows offers or words when it has them.
 */
export function combobox({ offered, matches = holds, search, placeholder, attributes, chosen, pick, keepOpen }) {
  let layer = null;
  let active = -1;
  let shown = [];
  const listId = uid("list");
  const field = h("input", {
    class: "combo-field", type: "text", role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-controls": listId,
    "aria-autocomplete": "list", placeholder, ...attributes,
    onclick: () => show(), oninput: () => show(true),
    onblur: () => {
      layer?.close();
      field.dispatchEvent(new CustomEvent("settle"));
    },
    onkeydown: (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!layer) show();
        else mark((active + (event.key === "ArrowDown" ? 1 : -1) + shown.length) % Math.max(shown.length, 1));
      } else if (event.key === "Enter" && layer) {
        event.preventDefault();
        if (shown[active]) take(shown[active]);
      }
    },
  });
  const list = h("div", { id: listId, role: "listbox", class: "menu combo-list", "aria-label": placeholder,
    onmousedown: (event) => event.preventDefault(), // the field keeps the focus
  });

  function mark(index, at = "nearest") {
    active = index;
    list.querySelectorAll("[role=option]").forEach((node, i) => {
      node.classList.toggle("active", i === active);
      if (i === active) {
        field.setAttribute("aria-activedescendant", node.id);
        node.scrollIntoView({ block: at });
      }
    });
  }

  function take(offer) {
    if (!keepOpen) layer?.close();
    pick(offer);
    if (keepOpen) show();
  }

  function show(filtering = false) {
    const wanted = filtering ? field.value.trim() : "";
    if (search) return search(wanted, (found, otherwise) => { if (document.activeElement === field) draw(found, otherwise, true); });
    return draw(offered().filter((offer) => matches(offer, wanted.toLowerCase())), "No results", filtering);
  }

  function draw(found, otherwise, filtering) {
    shown = found;
    list.replaceChildren();
    let group = null;
    for (const offer of shown) {
      if (offer.group && offer.group !== group) list.append(h("div", { class: "menu-group", role: "presentation" }, offer.group));
      group = offer.group;
      const ticked = chosen().includes(offer.key);
      list.append(h("div", {
        role: "option", id: uid("option"), class: "option", "aria-selected": String(ticked), dataset: { value: offer.key },
        onclick: () => take(offer),
      }, offer.person && avatar(offer.person, 20), h("span", { class: "option-label" }, offer.label),
      offer.note && h("small", {}, offer.note), ticked && icon("check", 14)));
    }
    if (!shown.length) list.append(h("div", { class: "menu-empty", role: "status" }, otherwise));
    if (!layer) {
      layer = float(field.closest(".combo"), list, {
        match: true, back: field,
        onclose: () => {
          layer = null;
          field.setAttribute("aria-expanded", "false");
          field.removeAttribute("aria-activedescendant");
        },
      });
      field.setAttribute("aria-expanded", "true");
    } else layer.move();
    const ticked = shown.findIndex((offer) => chosen().includes(offer.key));
    mark(filtering ? 0 : Math.max(ticked, 0), "center");
  }
  return field;
}

const attributes = (where, name, item) => ({
  id: where?.id ?? null, "aria-label": where ? null : name, "aria-describedby": where?.note ?? null,
  "aria-invalid": where?.faulty ? "true" : null, "aria-required": where && !where.optional ? "true" : null,
  dataset: { actionId: item.action_id ?? "" },
});

export function single(item, block, surface, { where, name, value, change }) {
  const { reader } = surface;
  const property = { static_select: "selected_option", external_select: "selected_option", users_select: "selected_user", conversations_select: "selected_conversation", channels_select: "selected_channel" }[item.type];
  if (item.default_to_current_conversation && !value()) surface.form.write(block.block_id, item, reader.here());
  const label = () => {
    const at = keyOf(value());
    if (at === undefined) return "";
    return words(value().text) || (offers(item, reader).find((offer) => offer.key === at)?.label ?? at);
  };
  const settle = () => {
    field.value = label();
    clear.hidden = !where?.optional || !value();
  };
  const put = async (chosen) => {
    const asked = change(chosen, { [property]: chosen });
    settle();
    await asked;
    settle();
  };
  const field = combobox({
    offered: () => offers(item, reader), search: isExternal(item) ? searching(item, block, surface) : null,
    placeholder: words(item.placeholder) || (item.type === "users_select" ? "Select a person" : "Select an option"),
    attributes: attributes(where, name, item), chosen: () => [keyOf(value())].filter(Boolean), pick: (offer) => put(offer.value),
  });
  field.addEventListener("settle", settle);
  field.addEventListener("focus", () => field.select());
  const clear = h("button", { type: "button", class: "combo-clear", "aria-label": "Clear", onclick: () => put(null) }, icon("close", 12));
  settle();
  return h("div", { class: "combo" }, field, clear, icon("down", 14));
}

export function multiple(item, block, surface, { where, name, value, change }) {
  const { reader } = surface;
  const property = { multi_static_select: "selected_options", multi_external_select: "selected_options", multi_users_select: "selected_users", multi_conversations_select: "selected_conversations", multi_channels_select: "selected_channels" }[item.type];
  const put = async (values) => {
    const asked = change(values, { [property]: values });
    draw();
    await asked;
    draw();
  };
  const toggle = (offer) => {
    const has = value().some((one) => keyOf(one) === offer.key);
    if (!has && item.max_selected_items && value().length >= item.max_selected_items) return;
    field.value = "";
    put(has ? value().filter((one) => keyOf(one) !== offer.key) : [...value(), offer.value]);
  };
  const field = combobox({
    offered: () => offers(item, reader), search: isExternal(item) ? searching(item, block, surface) : null,
    placeholder: words(item.placeholder) || "Select options",
    attributes: attributes(where, name, item), chosen: () => value().map(keyOf), pick: toggle, keepOpen: true,
  });
  const hint = field.placeholder;
  field.addEventListener("settle", () => { field.value = ""; });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" && !field.value && value().length) put(value().slice(0, -1));
  });
  const chips = h("span", { class: "chips" });
  function draw() {
    const all = offers(item, reader);
    field.placeholder = value().length ? "" : hint;
    chips.replaceChildren(...value().map((one) => {
      const offer = all.find((candidate) => candidate.key === keyOf(one)) ?? { key: keyOf(one), label: words(one.text) || keyOf(one), value: one };
      return h("span", { class: "chip" }, offer.person && avatar(offer.person, 18), offer.label,
        h("button", { type: "button", "aria-label": `Remove ${offer.label}`, onclick: () => toggle(offer) }, icon("close", 10)));
    }));
  }
  draw();
  return h("div", { class: "combo combo-many" }, chips, field, icon("down", 14));
}
