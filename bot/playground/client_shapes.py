"""The shapes of what the page sends under /client/, checked before anybody acts on it: all else is refused."""

from collections.abc import Mapping
from typing import Any

from bot.playground.errors import Refused
from bot.playground.workspace import Json

_WORDS = (
    "person", "channel", "ts", "thread_ts", "view_id", "block_id", "action_id", "callback_id", "text", "line", "user",
    "name", "value",
)  # fmt: skip
_ANSWERS: Mapping[str, type] = {  # the fields of an action or of an entry in state.values, as in ANSWERS
    "value": str,
    "rich_text_value": dict,
    "files": list,
    "selected_option": dict,
    "selected_options": list,
    "selected_user": str,
    "selected_users": list,
    "selected_conversation": str,
    "selected_conversations": list,
    "selected_channel": str,
    "selected_channels": list,
    "selected_date": str,
    "selected_time": str,
    "selected_date_time": int,
    "type": str,
    "action_id": str,
}
_INSIDE: Mapping[str, type | tuple[type, ...]] = {"files": (str, dict), "selected_options": dict}  # of lists; else text


def checked(given: Json) -> Json:
    """The same again; a Refused names the first field that is not what it should be. Null counts as left out."""
    for name in _WORDS:
        _is(given.get(name), str, name)
    if "action" in given:
        action = given["action"]
        if not isinstance(action, dict):
            raise Refused("The request says not what was pressed.")
        _answer(action, "action")
    state = given.get("state")
    for block_id, actions in _object(_object(state, "state").get("values"), "state.values").items():
        for action_id, entry in _object(actions, f"state.values.{block_id}").items():
            where = f"state.values.{block_id}.{action_id}"
            if entry is None:
                raise Refused(f"{where} is not of the right kind.")
            _answer(_object(entry, where), where)
    return given


def _answer(entry: Mapping[str, Any], where: str) -> None:
    for field, kind in _ANSWERS.items():
        value = entry.get(field)
        _is(value, kind, f"{where}.{field}")
        if isinstance(value, list) and not all(isinstance(each, _INSIDE.get(field, str)) for each in value):
            raise Refused(f"{where}.{field} is not of the right kind.")


def _object(value: Any, where: str) -> Mapping[str, Any]:
    _is(value, dict, where)
    return value or {}


def _is(value: Any, kind: type, where: str) -> None:
    if value is not None and (not isinstance(value, kind) or isinstance(value, bool)):
        raise Refused(f"{where} is not of the right kind.")
