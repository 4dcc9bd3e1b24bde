"""Turns what a person would say ("Hal", "30 November", the text of an option) into the value an input holds."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.playground.blockkit.inputs import state_of
from bot.playground.blockkit.objects import all_options
from bot.playground.errors import Refused
from bot.playground.forms import inputs_of
from bot.playground.reading import label_of
from bot.playground.wording import read
from bot.playground.workspace import Json, Workspace


def labelled(workspace: Workspace, blocks: list[Json], label: str) -> tuple[Json, Json]:
    """The block and element with that visible label; a Refused that lists the labels there are."""
    there = {}
    for block, element in inputs_of(blocks):
        there[label_of(workspace, block, element)] = (block, element)
    if label in there:
        return there[label]
    near = [found for name, found in there.items() if name.casefold() == label.casefold()]
    if len(near) == 1:
        return near[0]
    raise Refused(f"There is no input {label!r} here. There are: {', '.join(map(repr, there)) or 'none'}.")


def state_for(workspace: Workspace, element: Mapping[str, Any], said: Any) -> Json:
    """The entry of `state.values` for what was said; None empties the input."""
    return state_of(element, _value(workspace, element, said))


def _value(workspace: Workspace, element: Mapping[str, Any], said: Any) -> Any:
    many = element["type"].startswith("multi_") or element["type"] in ("checkboxes", "file_input")
    if said is None:
        return [] if many else None
    if many:
        return [_one(workspace, element, each) for each in ([said] if isinstance(said, str) else said)]
    return _one(workspace, element, said)


def _one(workspace: Workspace, element: Mapping[str, Any], said: Any) -> Any:
    match element["type"]:
        case "static_select" | "multi_static_select" | "radio_buttons" | "checkboxes":
            return _option(workspace, element, str(said))
        case "users_select" | "multi_users_select":
            return _person(workspace, str(said))
        case kind if "conversations_select" in kind or "channels_select" in kind:
            return _channel(workspace, element, str(said))
        case "datetimepicker":
            return _moment(said)
        case "rich_text_input":
            return _rich_text(said)
        case "file_input":
            return {"name": str(said)}
        case _:
            return str(said)


def _option(workspace: Workspace, element: Mapping[str, Any], text: str) -> Json:
    offered = {read(workspace, option["text"]["text"]): option for option in all_options(element)}
    found = offered.get(text) or next((option for option in offered.values() if option["value"] == text), None)
    if found is None:
        raise Refused(f"There is no option {text!r}. There are: {', '.join(map(repr, offered))}.")
    return found


def _person(workspace: Workspace, who: str) -> str:
    try:
        return workspace.person(who).id
    except KeyError as error:
        raise Refused(str(error.args[0])) from None


def _channel(workspace: Workspace, element: Mapping[str, Any], name: str) -> str:
    """A conversation that the menu offers: public ones for channels, else what its filter includes."""
    found = workspace.find(name)
    if found is None:
        raise Refused(f"There is no channel {name!r}.")
    only_public = "channels_select" in element["type"]
    kinds = ["public"] if only_public else (element.get("filter") or {}).get("include")
    if kinds and found.kind not in kinds:
        raise Refused(f"The menu does not offer {name!r}.")
    return found.id


def _rich_text(said: Any) -> Json:
    """Words as rich text; rich text itself stays what it is."""
    if isinstance(said, Mapping):
        return dict(said)
    pieces = [{"type": "text", "text": str(said)}]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": pieces}]}


def _moment(said: Any) -> int:
    if isinstance(said, datetime):
        return int(said.timestamp())
    if isinstance(said, int):
        return said
    return int(datetime.fromisoformat(str(said)).replace(tzinfo=UTC).timestamp())
