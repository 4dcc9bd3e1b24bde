"""The values of inputs: how each element's state looks at the start, and where in it the answer lies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.playground.blockkit.surfaces import elements_of


@dataclass(frozen=True)
class Answer:
    """Where an element keeps its answer in `state.values`, and which field of the element starts it."""

    field: str
    initial: str
    empty: Any = None


ANSWERS: Mapping[str, Answer] = {
    "plain_text_input": Answer("value", "initial_value"),
    "email_text_input": Answer("value", "initial_value"),
    "url_text_input": Answer("value", "initial_value"),
    "number_input": Answer("value", "initial_value"),
    "rich_text_input": Answer("rich_text_value", "initial_value"),
    "file_input": Answer("files", "", ()),
    "static_select": Answer("selected_option", "initial_option"),
    "radio_buttons": Answer("selected_option", "initial_option"),
    "multi_static_select": Answer("selected_options", "initial_options", ()),
    "checkboxes": Answer("selected_options", "initial_options", ()),
    "external_select": Answer("selected_option", "initial_option"),
    "multi_external_select": Answer("selected_options", "initial_options", ()),
    "users_select": Answer("selected_user", "initial_user"),
    "multi_users_select": Answer("selected_users", "initial_users", ()),
    "conversations_select": Answer("selected_conversation", "initial_conversation"),
    "multi_conversations_select": Answer("selected_conversations", "initial_conversations", ()),
    "channels_select": Answer("selected_channel", "initial_channel"),
    "multi_channels_select": Answer("selected_channels", "initial_channels", ()),
    "datepicker": Answer("selected_date", "initial_date"),
    "timepicker": Answer("selected_time", "initial_time"),
    "datetimepicker": Answer("selected_date_time", "initial_date_time"),
}

OVERFLOW = Answer("selected_option", "")  # tells what was chosen and keeps nothing


def state_of(element: Mapping[str, Any], value: Any) -> dict[str, Any]:
    """The entry of `state.values` for an element that holds `value`."""
    return {"type": element["type"], ANSWERS[element["type"]].field: value}


def initial_state(element: Mapping[str, Any], channel: str | None = None) -> dict[str, Any]:
    """`channel`: where the view was opened from, for menus that start with it."""
    answer = ANSWERS[element["type"]]
    if channel is not None and element.get("default_to_current_conversation") and answer.initial not in element:
        return state_of(element, [channel] if answer.empty is not None else channel)
    empty = list(answer.empty) if answer.empty is not None else None
    return state_of(element, element.get(answer.initial, empty))


def initial_values(
    blocks: Sequence[Mapping[str, Any]], channel: str | None = None
) -> dict[str, dict[str, dict[str, Any]]]:
    """`state.values` of a surface nobody has touched yet; the blocks have their ids."""
    values: dict[str, dict[str, dict[str, Any]]] = {}
    for block in blocks:
        for _, element in elements_of(block):
            if element["type"] in ANSWERS:
                values.setdefault(block["block_id"], {})[element["action_id"]] = initial_state(element, channel)
    return values
