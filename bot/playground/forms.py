"""What Slack's client checks before it sends a modal: required answers, lengths, formats, choices that exist."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.playground.blockkit.elements import rich_text
from bot.playground.blockkit.inputs import ANSWERS
from bot.playground.blockkit.objects import all_options
from bot.playground.blockkit.surfaces import elements_of
from bot.playground.uploads import kind_of
from bot.playground.workspace import Json, View

REQUIRED = "Please complete this required field."


def inputs_of(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every block with an element that holds an answer, and the element."""
    for block in blocks:
        for _, element in elements_of(block):
            if element["type"] in ANSWERS:
                yield block, element


def merged(view: View, given: Mapping[str, Mapping[str, Json]]) -> dict[str, dict[str, Json]]:
    """The view's values with what was given laid over them; what is no input of the view is left out."""
    values: dict[str, dict[str, Json]] = {}
    for block, element in inputs_of(view.content["blocks"]):
        block_id, action_id = block["block_id"], element["action_id"]
        field = ANSWERS[element["type"]].field
        value = view.values[block_id][action_id].get(field)
        entered = given.get(block_id, {}).get(action_id)
        if entered is not None and field in entered:
            value = entered[field]
        if value == "":
            value = None  # Slack sends null for a text input left empty
        values.setdefault(block_id, {})[action_id] = {"type": element["type"], field: value}
    return values


def complaints(view: View, values: Mapping[str, Mapping[str, Json]]) -> dict[str, str]:
    """What the client would say before it sends, by block_id; empty where it would send."""
    wrong = {}
    for block, element in inputs_of(view.content["blocks"]):
        if block["type"] != "input":
            continue
        value = values[block["block_id"]][element["action_id"]][ANSWERS[element["type"]].field]
        words = _complaint(element, value, optional=bool(block.get("optional", False)))
        if words is not None:
            wrong[block["block_id"]] = words
    return wrong


def _complaint(element: Mapping[str, Any], value: Any, *, optional: bool) -> str | None:
    if value in (None, "", []):
        return None if optional else REQUIRED
    match element["type"]:
        case "plain_text_input":
            return _length(element, value)
        case "email_text_input" if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
            return "Please enter a valid email address."
        case "url_text_input" if not re.fullmatch(r"https?://\S+", value):
            return "Please enter a valid URL."
        case "number_input":
            return _number(element, value)
        case "rich_text_input" if [*rich_text(value, "")]:
            return "Please enter valid text."
        case "file_input":
            return _files(element, value)
    return chosen_wrong(element, value)


def chosen_wrong(element: Mapping[str, Any], value: Any) -> str | None:
    """A complaint where what was chosen is not offered, or too much was."""
    offered = [option["value"] for option in all_options(element)]
    if offered and value:
        chosen = value if isinstance(value, list) else [value]
        if any(option.get("value") not in offered for option in chosen):
            return "That is not one of the options."
    most = element.get("max_selected_items")
    if most is not None and isinstance(value, list) and len(value) > most:
        return f"Please choose no more than {most}."
    return None


def _length(element: Mapping[str, Any], value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"This entry must be at least {least} characters."
    if len(value) > most:
        return f"This entry must be no more than {most} characters."
    return None


def _files(element: Mapping[str, Any], files: list[Mapping[str, Any]]) -> str | None:
    most, kinds = element.get("max_files", 10), element.get("filetypes") or []
    if len(files) > most:
        return f"Please choose no more than {most}."
    allowed = {kind.lower() for kind in kinds}
    if allowed and any(kind_of(str(file.get("name"))) not in allowed for file in files):
        return f"Please choose files of these types: {', '.join(kinds)}."
    return None


def _number(element: Mapping[str, Any], value: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Please enter a valid number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(value) < float(least):
        return f"Please enter a number of at least {least}."
    if most is not None and float(value) > float(most):
        return f"Please enter a number of at most {most}."
    return None
