// What a person has entered on one surface, kept apart from the nodes so that it survives a redraw.

const key = (blockId, actionId) => `${blockId}\n${actionId}`;

// Element type → the property its value travels in, the property it starts from, and the empty value.
const FIELDS = {
  plain_text_input: ["value", "initial_value", null],
  number_input: ["value", "initial_value", null],
  url_text_input: ["value", "initial_value", null],
  email_text_input: ["value", "initial_value", null],
  static_select: ["selected_option", "initial_option", null],
  users_select: ["selected_user", "initial_user", null],
  conversations_select: ["selected_conversation", "initial_conversation", null],
  channels_select: ["selected_channel", "initial_channel", null],
  multi_static_select: ["selected_options", "initial_options", []],
  multi_users_select: ["selected_users", "initial_users", []],
  multi_conversations_select: ["selected_conversations", "initial_conversations", []],
  multi_channels_select: ["selected_channels", "initial_channels", []],
  datepicker: ["selected_date", "initial_date", null],
  timepicker: ["selected_time", "initial_time", null],
  datetimepicker: ["selected_date_time", "initial_date_time", null],
  checkboxes: ["selected_options", "initial_options", []],
  radio_buttons: ["selected_option", "initial_option", null],
  external_select: ["selected_option", "initial_option", null],
  multi_external_select: ["selected_options", "initial_options", []],
  rich_text_input: ["rich_text_value", "initial_value", null],
  file_input: ["files", "initial_files", []],
};

export const holdsValue = (element) => element?.type in FIELDS;
export const valueName = (element) => FIELDS[element.type][0];

const isEmpty = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

export class Form {
  #entered = new Map();

  /** `known` is the state the server holds for the view, {block_id: {action_id: {…}}}: it survives a reload of the page. */
  constructor(known = {}) {
    this.known = known;
  }

  read(blockId, element) {
    const [name, initial, empty] = FIELDS[element.type];
    const at = key(blockId, element.action_id);
    if (this.#entered.has(at)) return this.#entered.get(at);
    return this.known[blockId]?.[element.action_id]?.[name] ?? element[initial] ?? empty;
  }

  write(blockId, element, value) {
    this.#entered.set(key(blockId, element.action_id), value);
  }

  /** {block_id: {action_id: {type, value | selected_…}}} for every element on the surface that holds a value. */
  values(blocks) {
    const out = {};
    for (const [block, element] of elementsOf(blocks)) {
      if (!holdsValue(element)) continue;
      const value = this.read(block.block_id, element);
      const entry = { type: element.type, [valueName(element)]: value === "" ? null : value };
      (out[block.block_id] ??= {})[element.action_id] = entry;
    }
    return out;
  }

  /** What Slack's own client refuses before anything is sent: {block_id: words}. */
  faults(blocks) {
    const out = {};
    for (const block of blocks) {
      if (block.type !== "input" || !holdsValue(block.element)) continue;
      const value = this.read(block.block_id, block.element);
      const words = isEmpty(value) || (typeof value === "string" && !value.trim())
        ? (block.optional ? null : "Please complete this required field.")
        : wrong(block.element, value);
      if (words) out[block.block_id] = words;
    }
    return out;
  }
}

function wrong(element, value) {
  if (element.min_length && value.length < element.min_length) {
    return `Please use at least ${element.min_length} characters.`;
  }
  if (element.max_length && value.length > element.max_length) {
    return `Please shorten this to ${element.max_length} characters.`;
  }
  if (element.type === "number_input") {
    const number = Number(value);
    if (!Number.isFinite(number)) return "Please enter a valid number.";
    if (!element.is_decimal_allowed && !Number.isInteger(number)) return "Please enter a whole number.";
    if (element.min_value !== undefined && number < Number(element.min_value)) return `Please enter ${element.min_value} or more.`;
    if (element.max_value !== undefined && number > Number(element.max_value)) return `Please enter ${element.max_value} or less.`;
  }
  if (element.type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(value)) return "Please enter a valid email address.";
  if (element.type === "url_text_input" && !URL.canParse(value)) return "Please enter a valid URL.";
  return null;
}

/** Every [block, element] pair of a surface, wherever the element stands. */
export function elementsOf(blocks) {
  const out = [];
  for (const block of blocks ?? []) {
    if (block.element) out.push([block, block.element]);
    if (block.accessory) out.push([block, block.accessory]);
    if (block.type === "actions") out.push(...block.elements.map((element) => [block, element]));
  }
  return out;
}
